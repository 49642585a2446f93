"""Prepared values for what waits for its mail, and for each way in which that ends, in the reader's language."""

from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from smilecity.collect.contributions.queries import calls, detail, lists
from smilecity.collect.contributions.queries.detail import Detail
from smilecity.collect.contributions.queries.drafts import DraftRow
from smilecity.collect.contributions.queries.filters import ListFilter
from smilecity.collect.contributions.rules import Act, End, Kind, Publicity, Settled, Sort
from smilecity.collect.reports.queries.titles import Titles
from smilecity.doors.web import promises, waiting_page, words, writing_screens
from smilecity.doors.web.contribution_filters import DISTRICT
from smilecity.doors.web.kind_words import PATHS
from smilecity.doors.web.subscription_words import KIND
from smilecity.ground import clock
from smilecity.ground.text import pick
from smilecity.people.register.queries import Waiting

_OTHERS = 3


def number_of(contribution: UUID | None) -> int:
    """Return the public name of a contribution; 0 for one that is not there."""
    found = detail.by_id(contribution) if contribution else None
    return found.number if found else 0


def waiting(row: DraftRow, waits: Waiting) -> dict[str, object]:
    """Return what the page says that waits for the mail, and the page that the mail leads to."""
    target = detail.by_id(row.target) if row.target else None
    call = calls.call_by_id(row.call)
    safe = _(
        "Das Verschicken klappt gerade nicht. Wir versuchen es von selbst weiter. Ihr Text ist sicher, und Sie "
        "können diese Seite schließen."
    )
    return waiting_page.told(waits, safe) | {
        "what": _what(row.act, call.kind if call else Kind.IDEA),
        "about": _title(target) if target else pick(call.title, get_language() or "de") if call else "",
        "back_url": "",
    }


def _title(shown: Detail) -> str:
    return Titles(get_language() or "de").said(shown.kind, shown.title)


def _what(act: Act | None, kind: Kind) -> str:
    """Return what is confirmed, as templates tell it apart: idea, place, report, support or comment."""
    return kind.value if act in {Act.CONTRIBUTE, None} else str(act)


def ended(settled: Settled) -> dict[str, object]:
    """Return what the page says that ends the way."""
    found = detail.by_id(settled.contribution) if settled.contribution else None
    kind = found.kind if found else Kind.IDEA
    shown: dict[str, object] = {
        "what": _what(settled.act, kind),
        "kind": kind.value,
        "about": _title(found) if found and found.visible else "",
        "url": _url(found) if found and found.visible else "",
        "number": found.number if found else 0,
    }
    if found and settled.end is End.DONE:
        shown |= _thanks(found)
    if settled.end is End.EXPIRED:
        shown["again_url"] = _again(settled, kind)
    return shown


def _url(found: Detail) -> str:
    return reverse(f"web:{found.kind}", args=[found.number])


def _thanks(found: Detail) -> dict[str, object]:
    """Return the number, what happens next and by when, and what else there is to do."""
    return {
        "read_before": found.publicity is Publicity.WAITING,
        "informed": found.informed,
        "own_url": settings.BASE_URL + _url(found) if found.author is None else "",
        "day_text": words.day(found.submitted_at),
        "promise": promises.sentence(found.id, clock.now()),
        "what_happens": pick(found.what_happens, get_language() or "de"),
        "others": writing_screens.similar(_others(found)),
        "list_url": writing_screens.list_url(found.kind)["list_url"],
        "subscribe_url": _subscribe_url(found),
    }


def _subscribe_url(found: Detail) -> str:
    """Return where one subscribes to what is near it, or to all of its kind."""
    near = {DISTRICT: found.district} if found.district else {}
    return f"{reverse('web:subscribe')}?{urlencode({KIND: PATHS[found.kind], **near})}"


def _others(found: Detail) -> list[lists.Card]:
    """Return what others have written lately."""
    newest = lists.page(ListFilter(kind=found.kind), Sort.NEW, most=_OTHERS + 1).cards
    return [card for card in newest if card.id != found.id][:_OTHERS]


def _again(settled: Settled, kind: Kind) -> str:
    """Return where one can begin again; empty where nothing is open."""
    if settled.act is not Act.CONTRIBUTE:
        return ""
    return reverse(f"web:{kind}_new") if calls.open_calls(kind, clock.now()) else ""
