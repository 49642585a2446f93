"""Staff come to the editor of a survey and leave it. Kept for a minute, so that two who write at once know; no log."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from smilecity.collect.surveys import rules
from smilecity.collect.surveys.models import Presence, Survey
from smilecity.collect.surveys.rules import Act, State
from smilecity.people.models import User


@transaction.atomic
def come(*, survey: UUID, place: UUID | None, by: User, at: datetime) -> None:
    """Note that somebody has the editor open: of a question (`place`), or of the survey. Raises Refused."""
    row = Survey.objects.filter(pk=survey).first()
    if row is None:
        return
    rules.require(Act.EDIT, by.role_set, State(row.state))
    Presence.objects.filter(survey=survey, seen_at__lte=at - rules.PRESENT_FOR).delete()
    # Two pages of one person may come at the same moment.
    here = Presence(survey=row, editor=by.pk, place=place, seen_at=at)
    Presence.objects.bulk_create(
        [here], update_conflicts=True, unique_fields=["survey", "editor"], update_fields=["place", "seen_at"]
    )


def leave(*, survey: UUID, by: User) -> None:
    """Note that somebody has closed the editor."""
    Presence.objects.filter(survey=survey, editor=by.pk).delete()


def forget_absent(*, at: datetime) -> int:
    """Erase who was not seen for a while; return how many."""
    return Presence.objects.filter(seen_at__lte=at - rules.PRESENT_FOR).delete()[0]
