"""Who answers a contribution and by when, in a sentence."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from smilecity.deliver.answers.queries import promises
from smilecity.doors.web import words
from smilecity.ground.text import pick


def sentence(contribution: UUID, at: datetime) -> str:
    """Return what the town hall promises for a contribution that has just come in."""
    promise = promises.promise_of(contribution, at=at)
    if promise is None:
        return _("Wir geben Ihren Beitrag an die zuständige Stelle weiter. Sie antwortet öffentlich.")
    office, day = pick(promise.name, get_language() or "de"), words.on_day(promise.due_on)
    return _("Zuständig ist „{office}“. Sie bekommen bis zum {day} eine Antwort.").format(office=office, day=day)
