"""What waits for moderators on the first page of the desk. Two statements, whatever waits."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from smilecity.doors.desk import words
from smilecity.people.rules import Role
from smilecity.understand.moderation import rules
from smilecity.understand.moderation.queries import decisions, queue
from smilecity.understand.moderation.queries.queue import Filter
from smilecity.understand.moderation.rules import Act, Why


def needs(roles: frozenset[Role]) -> list[dict[str, Any]]:
    """Return what waits for somebody with these roles, the most pressing first."""
    return [*_queue(roles), *_appeals(roles)]


def _queue(roles: frozenset[Role]) -> list[dict[str, Any]]:
    if not rules.may(Act.DECIDE, roles):
        return []
    counts = queue.counts(Filter())
    told = {
        Why.FLAGGED: ngettext("{n} Meldung", "{n} Meldungen", counts[Why.FLAGGED]),
        Why.WAITING: ngettext("{n} Text freizugeben", "{n} Texte freizugeben", counts[Why.WAITING]),
        Why.UNSEEN: ngettext("{n} Text noch ungelesen", "{n} Texte noch ungelesen", counts[Why.UNSEEN]),
    }
    parts = [text.format(n=words.number(counts[why])) for why, text in told.items() if counts[why]]
    return [_need(words.listed(parts), _("Lesen"), "desk:moderation")] if parts else []


def _appeals(roles: frozenset[Role]) -> list[dict[str, Any]]:
    waiting = decisions.open_appeals() if rules.may(Act.SETTLE, roles) else 0
    if not waiting:
        return []
    what = ngettext("{n} Beschwerde zu beantworten", "{n} Beschwerden zu beantworten", waiting)
    return [_need(what.format(n=words.number(waiting)), _("Ansehen"), "desk:appeals")]


def _need(what: str, go: str, address: str) -> dict[str, Any]:
    return {"title": _("Moderation"), "what": what, "go": go, "url": reverse(address)}
