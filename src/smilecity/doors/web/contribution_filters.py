"""What a reader asks a list of contributions for. In: the address. Out: the filter as the trunk knows it, and back.

The words of the address are German and the same for pages, feeds, subscriptions and exports.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from smilecity.city.queries import Named, Names
from smilecity.collect.contributions.queries import calls
from smilecity.collect.contributions.queries.calls import CallRow
from smilecity.collect.contributions.queries.filters import ListFilter
from smilecity.collect.contributions.rules import Kind, Sort, Status
from smilecity.doors.web import contribution_words as said
from smilecity.doors.web import report_words

THEME, DISTRICT, STATUS, CALL, CATEGORY, REPORTED, TEXT, SORT, AFTER, VIEW = (
    "thema", "ortsteil", "status", "aufruf", "gefuehl", "rubrik", "suche", "sortierung", "ab", "ansicht",
)  # fmt: skip
MAP = "karte"
FILTERS = (THEME, DISTRICT, STATUS, CALL, CATEGORY, REPORTED, TEXT)
TEXT_MOST = 100

STATUSES = {
    "eingegangen": Status.RECEIVED,
    "in-pruefung": Status.IN_REVIEW,
    "wird-umgesetzt": Status.ACCEPTED,
    "umgesetzt": Status.DONE,
    "nicht-umsetzbar": Status.DECLINED,
}
CATEGORIES = {"gluecklich": "happy", "besser": "improve", "liebling": "favourite"}
SORTS = {
    "neu": Sort.NEW,
    "unterstuetzt": Sort.SUPPORTED,
    "kommentiert": Sort.COMMENTED,
    "ohne-antwort": Sort.UNANSWERED,
}


@dataclass(frozen=True)
class Asked:
    """What was asked for: for the trunk, and (without what nobody knows) for addresses. `words`: each filter said."""

    wanted: ListFilter
    sort: Sort
    after: str
    as_map: bool
    query: Mapping[str, str]
    words: Mapping[str, str]

    @property
    def filters(self) -> dict[str, str]:
        """The part of the address that filters."""
        return {key: self.query[key] for key in FILTERS if key in self.query}

    def address(self, **changes: str | None) -> str:
        """Return the query of an address with changes (None takes a word out); it begins at the first page again."""
        kept = {key: value for key, value in self.query.items() if key != AFTER and key not in changes}
        return to_query(kept | {key: value for key, value in changes.items() if value})


def to_query(values: Mapping[str, str]) -> str:
    """Return `?a=b`, or `?` alone, which leads to the page without a query."""
    return "?" + urlencode(values)


def read(kind: Kind | None, given: Mapping[str, str], names: Names, offered: list[CallRow] | None = None) -> Asked:
    """Read an address; words that mean nothing (any more) are left out. At most 2 SQL.

    `kind`: None for all of them together.
    """
    raw = {key: given.get(key, "").replace("\x00", " ").strip()[:TEXT_MOST] for key in (*FILTERS, SORT, VIEW)}
    theme, district = _named(names.themes, raw[THEME]), _named(names.districts, raw[DISTRICT])
    status, category = STATUSES.get(raw[STATUS]), CATEGORIES.get(raw[CATEGORY], "") if kind is Kind.PLACE else ""
    reported = report_words.chosen(raw[REPORTED]) if kind is Kind.REPORT and raw[REPORTED] else None
    call, text = _call(kind, raw[CALL], offered or []), " ".join(raw[TEXT].split())
    understood: dict[str, str] = {
        THEME: theme.name if theme else "",
        DISTRICT: district.name if district else "",
        STATUS: said.status(status) if status else "",
        CALL: said.texts(call.title) if call else "",
        CATEGORY: said.category(category),
        REPORTED: reported.name if reported else "",
        TEXT: text,
    }
    known = {key: raw[key] for key in FILTERS if understood[key]}
    return Asked(
        wanted=ListFilter(
            kind=kind,
            theme=theme.id if theme else None,
            district=district.id if district else None,
            status=status,
            categories=reported.codes if reported else (category,) if category else (),
            call=call.id if call else None,
            text=text,
        ),
        sort=SORTS.get(raw[SORT], Sort.NEW),
        after=given.get(AFTER, "")[:TEXT_MOST],
        as_map=raw[VIEW] == MAP,
        query=known | {key: raw[key] for key, there in ((SORT, SORTS), (VIEW, (MAP,))) if raw[key] in there},
        words={key: words for key, words in understood.items() if words},
    )


def _named(rows: Mapping[int, Named], key: str) -> Named | None:
    return next((row for row in rows.values() if row.key == key), None) if key else None


def _call(kind: Kind | None, slug: str, offered: list[CallRow]) -> CallRow | None:
    if not slug:
        return None
    call = next((row for row in offered if row.slug == slug), None) or calls.call_by_slug(slug)
    return call if call and kind in {None, call.kind} else None


def summary(kind: Kind | None, asked: Asked, total: str) -> str:
    """Return in words what the list shows: 12 Ideen zum Thema „Verkehr“ in Warnemünde."""
    parts = {
        THEME: _("zum Thema „{words}“"),
        CALL: _("zum Aufruf „{words}“"),
        DISTRICT: _("in {words}"),
        STATUS: _("mit dem Stand „{words}“"),
        CATEGORY: _("mit dem Gefühl „{words}“"),
        REPORTED: _("aus der Rubrik „{words}“"),
        TEXT: _("mit dem Wort „{words}“"),
    }
    return " ".join(
        [total, *(text.format(words=asked.words[key]) for key, text in parts.items() if key in asked.words)]
    )
