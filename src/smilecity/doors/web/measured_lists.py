"""Prepared values for the list of what the city measures: filters, chips, cards, the map, and where to go from here."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from smilecity.city import queries as city
from smilecity.city.queries import Named, Names
from smilecity.doors.web import links, markup, measured_cards, measured_names, words
from smilecity.doors.web import measured_filters as filters
from smilecity.doors.web.measured_filters import Asked
from smilecity.sense.things.queries import TOTAL_MOST, observed_properties, things, total
from smilecity.sense.things.queries.rows import ObservedRow

Values = dict[str, object]


def page(given: Mapping[str, str], language: str, at: datetime) -> Values:
    """Return everything that web/measured/list.html takes. At most 8 SQL."""
    names, observed = city.names(language), observed_properties()
    asked = filters.read(given, names, observed, at)
    found = things(asked.wanted, after=asked.after or None)
    count = total(asked.wanted)
    return {
        "section": "measured",
        "title": _("Was die Stadt misst"),
        "summary_text": filters.summary(asked, _counted(count)),
        "unknown": asked.unknown,
        "form": _form(asked, names, observed),
        "chips": [(said, asked.address(**{key: None})) for key, said in asked.words.items()],
        "cards": measured_cards.cards(found.cards, at),
        "next_url": f"{asked.address()}&{filters.AFTER}={found.next}" if found.next else "",
        "first_url": asked.address() if asked.after else "",
        "as_map": asked.as_map,
        "map_source": links.to("web:measured_map") + filters.to_query(asked.filters) if asked.as_map else "",
        "view_url": asked.address(**{filters.VIEW: None if asked.as_map else filters.MAP}),
        "empty": _empty(asked) if not found.cards else {},
    }


def _counted(count: int) -> str:
    if count > TOTAL_MOST:
        return _("mehr als {n} Messstellen").format(n=words.number(TOTAL_MOST))
    return ngettext("{n} Messstelle", "{n} Messstellen", count).format(n=words.number(count))


def _form(asked: Asked, names: Names, observed: Sequence[ObservedRow]) -> Values:
    chosen = asked.words.get(filters.OBSERVED, "")
    kept = [(filters.VIEW, filters.MAP)] if asked.as_map else []
    return {
        "text": asked.words.get(filters.TEXT, ""),
        "selects": [
            {
                "name": filters.OBSERVED,
                "label": _("Was wird gemessen?"),
                "none": _("Alles"),
                "options": markup.options(_measured(observed, chosen)),
            },
            {
                "name": filters.DISTRICT,
                "label": _("Ortsteil"),
                "none": _("Alle Ortsteile"),
                "options": markup.options(_districts(names.districts, asked.query.get(filters.DISTRICT))),
            },
        ],
        "checks": [(filters.FRESH, _("Nur aktuelle Werte"), filters.FRESH in asked.words)],
        "kept": kept,
    }


def _measured(observed: Sequence[ObservedRow], chosen: str) -> list[tuple[str, str, bool]]:
    named = [(name, measured_names.named(name)) for name in _each_once(observed)]
    return [(name, said, said == chosen) for name, said in named]


def _each_once(observed: Sequence[ObservedRow]) -> list[str]:
    """Return the names of what is measured, each once however many say it."""
    return list({row.name.casefold(): row.name for row in reversed(observed)}.values())[::-1]


def _districts(rows: Mapping[int, Named], chosen: str | None) -> list[tuple[str, str, bool]]:
    return [(row.key, row.name, row.key == chosen) for row in rows.values()]


def _empty(asked: Asked) -> Values:
    if asked.filters:
        return {
            "title": _("Dazu haben wir nichts gefunden"),
            "text": _("Vielleicht hilft ein anderes Wort oder ein Filter weniger."),
            "url": links.to("web:measured"),
            "link_text": _("Alle Filter aufheben"),
        }
    return {
        "title": _("Hier wird noch nichts gemessen"),
        "text": _("Sobald die Stadt Messwerte veröffentlicht, stehen sie hier: Wasserstände, Wetter, freie Plätze."),
        "url": links.to("web:home"),
        "link_text": _("Zur Startseite"),
    }
