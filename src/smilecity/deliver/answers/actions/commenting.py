"""An office joins the talk below a contribution in its own name. Who may answer may; the binding answer is another."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from smilecity.collect.contributions import actions as trunk
from smilecity.deliver.answers.actions.acting import begin, require_public
from smilecity.deliver.answers.actions.answering import NO_OFFICE
from smilecity.deliver.answers.rules import Act
from smilecity.ground.refusals import Refused
from smilecity.people.models import User


@transaction.atomic
def comment(*, contribution: UUID, text: str, by: User, at: datetime, once: UUID | None = None) -> UUID:
    """Say something in the name of the responsible office, for everybody to read; return the comment. Raises Refused.

    Neither status nor promised day change. `once`: the page's own id, so that a double click says it once.
    """
    row = begin(contribution, Act.ANSWER, by=by, at=at)
    require_public(row)
    if row.office_id is None:
        raise Refused(NO_OFFICE)
    return trunk.comment_for_office(contribution=row.pk, office=row.office_id, text=text, by=by, at=at, once=once)
