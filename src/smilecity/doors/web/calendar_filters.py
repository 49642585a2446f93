"""What a reader asks the calendar for. In: the address. Out: the filter as the room knows it, and back.

Words of the address are German and the same in every language, for pages and for feeds. What means nothing is left out.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import MAXYEAR, date, datetime, time
from urllib.parse import urlencode

from django.utils import timezone
from django.utils.translation import gettext as _

from smilecity.city.queries import Names
from smilecity.collect.calendar.queries import DateFilter
from smilecity.collect.calendar.rules import Kind
from smilecity.doors.web.calendar_words import KINDS, month_name

KIND, DISTRICT, TEXT, ONLINE, PAST, MONTH, VIEW, AFTER = (
    "art", "ortsteil", "suche", "online", "zeit", "monat", "ansicht", "ab",
)  # fmt: skip
YES, OVER, GRID = "ja", "vergangen", "monat"
FILTERS = (KIND, DISTRICT, TEXT, ONLINE)
KIND_WORDS = {"programm": Kind.PROGRAMME, "stadt": Kind.CITY}
TEXT_MOST = 100
_CURSOR_MOST = 200


@dataclass(frozen=True)
class Asked:
    """What was asked for: for the room, and (without what nobody knows) for addresses. `words`: each filter said.

    `month`: the first day of the month of the month view.
    """

    wanted: DateFilter
    month: date
    as_month: bool
    after: str
    query: Mapping[str, str]
    words: Mapping[str, str]

    def address(self, **changes: str | None) -> str:
        """Return the query of an address with changes (None takes a word out); it begins at the first page again."""
        kept = {key: text for key, text in self.query.items() if key not in changes}
        return to_query(kept | {key: text for key, text in changes.items() if text})

    @property
    def filters(self) -> dict[str, str]:
        """The part of the address that filters, also for feeds."""
        return {key: self.query[key] for key in FILTERS if key in self.query}


def to_query(values: Mapping[str, str]) -> str:
    """Return `?a=b`, or `?` alone, which leads to the page without a query."""
    return "?" + urlencode(values)


def read(given: Mapping[str, str], names: Names, at: datetime) -> Asked:
    """Read an address. No SQL."""
    raw = {key: given.get(key, "").replace("\x00", " ").strip()[:TEXT_MOST] for key in (*FILTERS, PAST, MONTH, VIEW)}
    text = " ".join(raw[TEXT].split())
    district = next((row for row in names.districts.values() if row.key == raw[DISTRICT]), None)
    kind = KIND_WORDS.get(raw[KIND])
    as_month, past = raw[VIEW] == GRID, raw[PAST] == OVER
    known = {
        KIND: str(KINDS[kind]) if kind else "",
        DISTRICT: district.name if district else "",
        TEXT: text,
        ONLINE: _("online möglich") if raw[ONLINE] == YES else "",
    }
    month = month_of(raw[MONTH]) if as_month else None
    query = {key: raw[key] for key in FILTERS if known[key]}
    query |= {VIEW: GRID} if as_month else {PAST: OVER} if past else {}
    query |= {MONTH: raw[MONTH]} if month else {}
    return Asked(
        wanted=DateFilter(
            kind=kind,
            district=district.id if district else None,
            text=text,
            online=bool(known[ONLINE]),
            past=past and not as_month,
        ),
        month=month or timezone.localdate(at).replace(day=1),
        as_month=as_month,
        after=given.get(AFTER, "")[:_CURSOR_MOST],
        query=query,
        words={key: words for key, words in known.items() if words},
    )


def month_of(text: str) -> date | None:
    """Return the first day of a month such as 2026-11; None for what is none."""
    year, _dash, month = text.partition("-")
    if not (len(year) == 4 and len(month) == 2 and f"{year}{month}".isascii() and f"{year}{month}".isdecimal()):
        return None
    return date(int(year), int(month), 1) if 1900 <= int(year) < MAXYEAR and 1 <= int(month) <= 12 else None


def month_key(day: date) -> str:
    """Return a month as addresses name it."""
    return f"{day:%Y-%m}"


def months_around(first: date) -> tuple[date, date]:
    """Return the first days of the month before and the month after."""
    number = first.year * 12 + first.month - 1
    (year, month), (next_year, next_month) = divmod(number - 1, 12), divmod(number + 1, 12)
    return date(year, month + 1, 1), date(next_year, next_month + 1, 1)


def midnight(day: date) -> datetime:
    """Return the beginning of a day in the city."""
    return datetime.combine(day, time(), tzinfo=timezone.get_default_timezone())


def summary(asked: Asked, total: str) -> str:
    """Return in words what a list shows: 12 Termine in Warnemünde, online möglich."""
    parts = {KIND: "({words})", DISTRICT: _("in {words}"), TEXT: _("mit dem Wort „{words}“"), ONLINE: "– {words}"}
    said = [part.format(words=asked.words[key]) for key, part in parts.items() if key in asked.words]
    return " ".join([total, *said])


def month_title(first: date) -> str:
    """Return the name of a month."""
    return month_name(first.year, first.month)
