"""Who answers a contribution and by when, in a sentence."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from smilecity.deliver.answers import queries as answers
from smilecity.doors.web import contribution_words
from smilecity.ground.text import pick


def sentence(contribution: UUID, at: datetime) -> str:
    """Return what the town hall promises for a contribution that has just come in."""
    promise = answers.promise_of(contribution, at=at)
    if promise is None:
        return _("Wir leiten Ihren Beitrag an die zuständige Stelle weiter. Sie antwortet Ihnen öffentlich.")
    return _("Zuständig ist: {office}. Eine öffentliche Antwort bekommen Sie bis {day}.").format(
        office=pick(promise.name, get_language() or "de"), day=contribution_words.on_day(promise.due_on)
    )
