"""What a reader asks the list of things for. In: the address. Out: the filter as the room knows it, and back.

Words of the address are German and the same in every language. A value nobody knows is said, and narrows nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from smilecity.city import queries as city
from smilecity.city.queries import Named, Names
from smilecity.doors.web import measured_names
from smilecity.sense.things.queries import pages
from smilecity.sense.things.queries.pages_places import located_in
from smilecity.sense.things.queries.rows import ObservedRow, ThingFilter

TEXT, OBSERVED, DISTRICT, FRESH, AFTER, VIEW, ONE = (
    "suche",
    "messgroesse",
    "ortsteil",
    "aktuell",
    "ab",
    "ansicht",
    "stelle",
)
MAP, YES = "karte", "ja"
FILTERS = (TEXT, OBSERVED, DISTRICT, FRESH)
TEXT_MOST = 100
CURSOR_MOST = 400


@dataclass(frozen=True)
class Asked:
    """What was asked for: for the room, and (without what nobody knows) for addresses.

    `words`: each filter said. `unknown`: a sentence for each value that means nothing.
    """

    wanted: ThingFilter
    after: str
    as_map: bool
    query: Mapping[str, str]
    words: Mapping[str, str]
    unknown: Sequence[str]

    @property
    def filters(self) -> dict[str, str]:
        """The part of the address that filters."""
        return {key: self.query[key] for key in FILTERS if key in self.query}

    def address(self, **changes: str | None) -> str:
        """Return the query of an address with changes (None takes a word out); it begins at the first page again."""
        kept = {key: text for key, text in self.query.items() if key not in changes}
        return to_query(kept | {key: text for key, text in changes.items() if text})


def to_query(values: Mapping[str, str]) -> str:
    """Return `?a=b`, or `?` alone, which leads to the page without a query."""
    return "?" + urlencode(values)


def read(given: Mapping[str, str], names: Names, observed: Sequence[ObservedRow], at: datetime) -> Asked:
    """Read an address. 2 SQL for a district, else none."""
    raw = {key: given.get(key, "").replace("\x00", " ").strip()[:TEXT_MOST] for key in (*FILTERS, VIEW)}
    text = " ".join(raw[TEXT].split())
    district = next((row for row in names.districts.values() if row.key == raw[DISTRICT]), None)
    chosen = named(raw[OBSERVED], observed)
    known = {
        TEXT: text,
        OBSERVED: measured_names.named(chosen[0].name) if chosen else "",
        DISTRICT: district.name if district else "",
        FRESH: _("nur aktuelle") if raw[FRESH] == YES else "",
    }
    query = {key: raw[key] for key in FILTERS if known[key]} | ({VIEW: MAP} if raw[VIEW] == MAP else {})
    after = given.get(AFTER, "")[:CURSOR_MOST].replace("\x00", "")
    return Asked(
        wanted=ThingFilter(
            words=text,
            observed=tuple(row.id for row in chosen) or None,
            within=_within(district),
            fresh_at=at if known[FRESH] else None,
        ),
        after=after if pages.is_cursor(after) else "",
        as_map=raw[VIEW] == MAP,
        query=query,
        words={key: words for key, words in known.items() if words},
        unknown=list(_unknown(raw, known, after)),
    )


def named(name: str, observed: Sequence[ObservedRow]) -> list[ObservedRow]:
    """Return what is measured under a name: several who measure may each have said what a water level is."""
    return [row for row in observed if row.name.casefold() == name.casefold()] if name else []


def _within(district: Named | None) -> tuple[int, ...] | None:
    """Return the locations in a district; an empty tuple finds nothing."""
    area = city.district_area(district.id) if district else None
    return tuple(located_in(area)) if area is not None else None


def _unknown(raw: Mapping[str, str], known: Mapping[str, str], after: str) -> Iterator[str]:
    sentences = {
        OBSERVED: _("„{words}“ wird hier nicht gemessen. Wir zeigen alles."),
        DISTRICT: _("Den Ortsteil „{words}“ kennen wir nicht. Wir zeigen die ganze Stadt."),
        FRESH: _("Mit „{words}“ können wir hier nichts anfangen. Wir zeigen auch ältere Werte."),
    }
    yield from (text.format(words=raw[key]) for key, text in sentences.items() if raw[key] and not known[key])
    if raw[VIEW] and raw[VIEW] != MAP:
        yield _("Die Ansicht „{words}“ gibt es nicht. Wir zeigen die Liste.").format(words=raw[VIEW])
    if after and not pages.is_cursor(after):
        yield _("Diese Seite der Liste gibt es nicht. Wir zeigen den Anfang.")


def summary(asked: Asked, total: str) -> str:
    """Return in words what the list shows: 12 Messstellen für Wasserstand in Warnemünde, nur aktuelle."""
    parts = {
        OBSERVED: _("für {words}"),
        DISTRICT: _("in {words}"),
        TEXT: _("mit dem Wort „{words}“"),
    }
    said = " ".join(
        [total, *(text.format(words=asked.words[key]) for key, text in parts.items() if key in asked.words)]
    )
    return _("{found}, nur aktuelle").format(found=said) if FRESH in asked.words else said
