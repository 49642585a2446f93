"""Prepared values for the lists of ideas and of places: filters, chips, orders, cards, and where to go from here."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from smilecity.city import queries as city
from smilecity.city.queries import Named, Names
from smilecity.collect.contributions.queries import calls, counts, lists
from smilecity.collect.contributions.queries.calls import CallRow
from smilecity.collect.contributions.queries.lists import Listing
from smilecity.collect.contributions.rules import Kind
from smilecity.doors.web import contribution_files, links, markup, report_words
from smilecity.doors.web import contribution_filters as filters
from smilecity.doors.web import contribution_words as said
from smilecity.doors.web.contribution_cards import LIST_URLS, printed
from smilecity.doors.web.contribution_filters import Asked
from smilecity.doors.web.kind_words import WORDS

Values = dict[str, object]
Option = tuple[str, str, bool]
_COUNTED_FOR = 60


def page(kind: Kind, given: Mapping[str, str], language: str, at: datetime) -> Values:
    """Return everything that web/contributions/list.html takes."""
    names, offered = city.names(language), calls.open_calls(kind, at)
    asked = filters.read(kind, given, names, offered)
    listing = lists.page(asked.wanted, asked.sort, asked.after or None)
    found = lists.total(asked.wanted, asked.sort)
    total = said.many(kind, lists.TOTAL_MOST) if found > lists.TOTAL_MOST else said.counted(kind, found)
    return {
        **_words(kind, offered),
        "kind": kind.value,
        "summary_text": filters.summary(kind, asked, total),
        "form": _form(kind, asked, names, offered),
        "chips": _chips(asked),
        "sorts": [
            (str(said.SORT_LABELS[sort]), asked.address(**{filters.SORT: key}), sort is asked.sort)
            for key, sort in filters.SORTS.items()
        ],
        "cards": printed(listing.cards, names, timezone.localdate(at)),
        "next_url": asked.address() + f"&{filters.AFTER}={listing.next}" if listing.next else "",
        "more_text": WORDS[kind].more,
        "first_url": asked.address() if asked.after else "",
        **_follow(kind, asked),
        "files": contribution_files.files(asked, language) if listing.cards else [],
        "as_map": asked.as_map,
        "map_source": _map_source(kind, asked) if asked.as_map else "",
        "view_url": asked.address(**{filters.VIEW: None if asked.as_map else filters.MAP}),
        "districts": _by_district(kind, asked, names, listing, at),
        "empty": _empty(kind, asked, offered) if not listing.cards else {},
    }


def _map_source(kind: Kind, asked: Asked) -> str:
    """Return where the map asks for what the list shows: with the same filters."""
    return links.to("web:map_data") + filters.to_query({"art": kind.value, **asked.filters})


def _words(kind: Kind, offered: Sequence[CallRow]) -> Values:
    """Return what the head of the list says; without an open call there is nothing to write to."""
    called = WORDS[kind]
    return {
        "section": f"{kind}s",
        "title": called.title,
        "lead": called.lead,
        "new_text": called.begin,
        "new_url": links.to(f"web:{kind}_new") if offered else "",
        "statistics_url": links.to(f"web:{kind}_statistics"),
    }


def _follow(kind: Kind, asked: Asked) -> Values:
    """Return where the same search is a feed, and where it can be subscribed to."""
    query = filters.to_query(asked.filters) if asked.filters else ""
    wanted = filters.to_query({"art": WORDS[kind].path, **asked.filters})
    return {
        "feed_url": links.to(f"web:feed_{kind}s") + query,
        "subscribe_url": links.to("web:subscribe") + wanted,
    }


# --- filters ---------------------------------------------------------------------------------------------------------


def _form(kind: Kind, asked: Asked, names: Names, offered: Sequence[CallRow]) -> Values:
    selects = [
        _select(filters.THEME, _("Thema"), _("Alle Themen"), _named(names.themes, asked.query.get(filters.THEME))),
        _select(
            filters.DISTRICT,
            _("Ortsteil"),
            _("Alle Ortsteile"),
            _named(names.districts, asked.query.get(filters.DISTRICT)),
        ),
        _select(
            filters.STATUS,
            _("Stand"),
            _("Jeder Stand"),
            [
                (key, said.status(value), key == asked.query.get(filters.STATUS))
                for key, value in filters.STATUSES.items()
            ],
        ),
    ]
    if kind is Kind.REPORT:
        rubrics = report_words.options(asked.query.get(filters.REPORTED, ""))
        selects[0] = _chosen(filters.REPORTED, _("Rubrik"), _("Alle Rubriken"), rubrics)
    if kind is Kind.PLACE:
        chosen = asked.query.get(filters.CATEGORY)
        options = [(key, said.category(value), key == chosen) for key, value in filters.CATEGORIES.items()]
        selects.insert(0, _select(filters.CATEGORY, _("Gefühl"), _("Jedes Gefühl"), options))
    if len(offered) > 1 or filters.CALL in asked.query:
        selects.append(_select(filters.CALL, _("Aufruf"), _("Alle Aufrufe"), _calls(asked, offered)))
    kept = [(key, asked.query[key]) for key in (filters.SORT, filters.VIEW) if key in asked.query]
    return {"text": asked.words.get(filters.TEXT, ""), "selects": selects, "kept": kept}


def _select(name: str, label: str, none: str, options: Sequence[Option]) -> Values:
    return _chosen(name, label, none, markup.options(options))


def _chosen(name: str, label: str, none: str, options: SafeString) -> Values:
    return {"name": name, "label": label, "none": none, "options": options}


def _named(rows: Mapping[int, Named], chosen: str | None) -> list[Option]:
    return [(row.key, row.name, row.key == chosen) for row in rows.values()]


def _calls(asked: Asked, offered: Sequence[CallRow]) -> list[Option]:
    chosen = asked.query.get(filters.CALL, "")
    options = [(row.slug, said.texts(row.title), row.slug == chosen) for row in offered]
    ended = chosen and chosen not in {row.slug for row in offered}
    return [*options, (chosen, asked.words[filters.CALL], True)] if ended else options


def _chips(asked: Asked) -> list[tuple[str, str]]:
    """Return each filter with the address without it."""
    return [(words, asked.address(**{key: None})) for key, words in asked.words.items()]


def _by_district(kind: Kind, asked: Asked, names: Names, listing: Listing, at: datetime) -> list[tuple[str, str, int]]:
    """Return the districts in which there are places, each with its number and its filter; on the whole list only."""
    if kind is not Kind.PLACE or asked.filters or asked.after or not listing.cards:
        return []
    counted = _counted(kind, listing.cards[0].id, int(at.timestamp()) // _COUNTED_FOR)
    return [
        (row.name, asked.address(**{filters.DISTRICT: row.key}), counted[row.id])
        for row in names.districts.values()
        if counted.get(row.id)
    ]


@lru_cache(maxsize=4)
def _counted(kind: Kind, _first: UUID, _minute: int) -> Mapping[int | None, int]:
    """Return the number by district: counted anew with whatever leads the list, and at the latest after a minute.

    It looks at every place; many readers a second may share what was counted.
    """
    return counts.per_district(kind)


def _empty(kind: Kind, asked: Asked, offered: Sequence[CallRow]) -> Values:
    """Return what an empty list says, and the one thing to do about it."""
    if asked.filters:
        return {
            "title": _("Dazu haben wir nichts gefunden"),
            "text": _("Vielleicht hilft ein anderes Wort oder ein Filter weniger."),
            "url": links.to(LIST_URLS[kind]),
            "link_text": _("Alle Filter aufheben"),
        }
    head = _words(kind, offered)
    text = (
        _("Sie können den Anfang machen.")
        if offered
        else _("Im Moment sammeln wir nichts ein. Schauen Sie bald wieder vorbei.")
    )
    return {
        "title": _("Hier steht noch nichts"),
        "text": text,
        "url": head["new_url"],
        "link_text": head["new_text"],
    }
