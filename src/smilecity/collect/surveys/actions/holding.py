"""Holds a survey while somebody takes part: closing waits for all who hold it, and whoever comes later finds it closed.

So a participation is there before the answers are shuffled or refused afterwards, never in between. The survey is held
before anything else is locked, then what waits in the register, then the draft: nobody ever waits in a circle.
"""

from uuid import UUID

from smilecity.collect.surveys.models import Survey

# Django knows no FOR SHARE; its FOR UPDATE would let only one take part at a time. The foreign key of a participation
# does not do either: it is checked at the commit, when the shuffle may be over.
_OF_DRAFT = """
SELECT s.* FROM surveys_survey s JOIN surveys_draft d ON d.survey_id = s.id WHERE d.id = %s FOR SHARE OF s
"""
_BY_ID = "SELECT s.* FROM surveys_survey s WHERE s.id = %s FOR SHARE"
_OF_PROCESS = "SELECT s.* FROM surveys_survey s WHERE s.process_id = %s FOR SHARE"
_OF_COUNTED = """
SELECT s.* FROM surveys_survey s JOIN surveys_participation p ON p.survey_id = s.id WHERE p.change_hash = %s
FOR SHARE OF s
"""


def survey_of_draft(draft: UUID) -> Survey | None:
    """Hold and return the survey of a draft; None: there is no such draft."""
    return _held(_OF_DRAFT, draft)


def survey_by_id(survey: UUID) -> Survey | None:
    """Hold and return a survey."""
    return _held(_BY_ID, survey)


def survey_of_process(process: UUID) -> Survey | None:
    """Hold and return the survey of a process of the register."""
    return _held(_OF_PROCESS, process)


def survey_of_counted(change_hash: bytes) -> Survey | None:
    """Hold and return the survey of the participation that this hash opens."""
    return _held(_OF_COUNTED, change_hash)


def _held(sql: str, key: UUID | bytes) -> Survey | None:
    return next(iter(Survey.objects.raw(sql, [key])), None)
