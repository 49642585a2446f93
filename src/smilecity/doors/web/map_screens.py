"""Prepared values for the map of everything and for the bare page that others put into theirs: filters, map, list."""

from collections.abc import Mapping
from datetime import datetime
from html import escape

from django.conf import settings
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from smilecity.city import queries as city
from smilecity.city.queries import Named, Names
from smilecity.collect.contributions.queries import lists
from smilecity.collect.contributions.queries.lists import Card
from smilecity.collect.contributions.rules import Kind
from smilecity.collect.reports.queries.titles import Titles
from smilecity.doors.web import contribution_cards as cards
from smilecity.doors.web import contribution_files, links, map_asked, markup, report_words, words
from smilecity.doors.web import contribution_filters as filters
from smilecity.doors.web import contribution_words as said
from smilecity.doors.web.contribution_filters import Asked

Values = dict[str, object]
PAGE_MOST, EMBEDDED_MOST = 20, 10
# How high the frame is that we propose to other sites; their editors change it.
_HEIGHT = 640


def page(given: Mapping[str, str], language: str, at: datetime) -> Values:
    """Return everything that web/map/page.html takes. At most 5 SQL."""
    names = city.names(language)
    asked = map_asked.read(given, names, at)
    shown = _shown(asked, names, language, PAGE_MOST)
    return {
        **shown,
        "form": _form(asked, names),
        "chips": [(text, asked.address(**{key: None})) for key, text in asked.words.items()],
        "first_url": asked.address() if asked.after else "",
        "region_url": _region_url(asked),
        "whole_url": asked.address(**{map_asked.REGION: None}) if map_asked.REGION in asked.query else "",
        "kinds": [(map_asked.many(kind), links.to(cards.LIST_URLS[kind])) for kind in map_asked.KINDS.values()],
        "legend": [(kind.value, map_asked.many(kind)) for kind in map_asked.KINDS.values()],
        "files": contribution_files.files(asked, language) if shown["items"] else [],
        "frame_code": frame_code(asked),
        "frame_url": _frame_url(asked),
    }


def embedded(given: Mapping[str, str], language: str, at: datetime) -> Values:
    """Return everything that web/map/embedded.html takes. At most 5 SQL."""
    names = city.names(language)
    asked = map_asked.read(given, names, at)
    return {**_shown(asked, names, language, EMBEDDED_MOST), "whole_url": _whole_url(asked), "city": city.profile()}


def _shown(asked: Asked, names: Names, language: str, most: int) -> Values:
    """Return map and list: of both the same filters."""
    listing, titles = lists.page(asked.wanted, after=asked.after or None, most=most), Titles(language)
    return {
        "summary_text": _summary(asked),
        "items": [_item(card, names, titles) for card in listing.cards],
        "next_url": asked.address() + f"&{filters.AFTER}={listing.next}" if listing.next else "",
        "map_source": source(asked),
        "map_view": asked.query.get(map_asked.VIEW, ""),
        "map_region": asked.query.get(map_asked.REGION, ""),
    }


def _summary(asked: Asked) -> str:
    """Return in words what map and list show: 12 Ideen zum Thema „Verkehr“, in den letzten 7 Tagen."""
    said_first = filters.summary(asked.wanted.kind, asked, counted(asked.wanted.kind, lists.total(asked.wanted)))
    here = _("im Ausschnitt der Karte") if map_asked.REGION in asked.words else ""
    return ", ".join(filter(None, [said_first, asked.words.get(map_asked.TIME, ""), here]))


def source(asked: Asked) -> str:
    """Return where the map asks for what the list shows. A part of the city only says where the map begins."""
    kind = {"art": asked.wanted.kind.value} if asked.wanted.kind else {}
    rest = {key: value for key, value in map_asked.narrowed(asked).items() if key != map_asked.KIND}
    return links.to("web:map_data") + filters.to_query(kind | rest)


def counted(kind: Kind | None, found: int) -> str:
    """Return how many there are: 12 Ideen, 3 Beiträge, mehr als 1.000 Beiträge."""
    many = found > lists.TOTAL_MOST
    number = lists.TOTAL_MOST if many else found
    if kind:
        text = said.counted(kind, number)
    else:
        text = ngettext("{n} Beitrag", "{n} Beiträge", number).format(n=words.number(number))
    return _("mehr als {counted}").format(counted=text) if many else text


def _item(card: Card, names: Names, titles: Titles) -> Values:
    """Return one line of the list: shorter than a card, since it stands beside the map."""
    where = cards.where(names, card.district)
    day = words.day(card.published_at) if card.published_at else ""
    return {
        "number": card.number,
        "sign": card.category if card.kind is Kind.PLACE else card.kind.value,
        "kind": map_asked.one(card.kind),
        "facts": [fact for fact in (where, day) if fact],
        "title": titles.said(card.kind, card.title),
        "lang": said.lang_of(titles.written_in(card.kind, card.title, card.language)),
        "url": cards.url_of(card.kind, card.number),
        "state": cards.state(card.status),
    }


# --- filters ---------------------------------------------------------------------------------------------------------


def _form(asked: Asked, names: Names) -> Values:
    query = asked.query
    kinds = [(key, map_asked.many(kind), key == query.get(map_asked.KIND)) for key, kind in map_asked.KINDS.items()]
    states = [(key, said.status(state), key == query.get(filters.STATUS)) for key, state in filters.STATUSES.items()]
    times = [(key, str(text), key == query.get(map_asked.TIME)) for key, (_days, text) in map_asked.TIMES.items()]
    selects = [
        (map_asked.KIND, _("Art"), _("Alles"), markup.options(kinds)),
        *_narrower(asked),
        (filters.THEME, _("Thema"), _("Alle Themen"), _named(names.themes, query.get(filters.THEME))),
        (filters.DISTRICT, _("Ortsteil"), _("Alle Ortsteile"), _named(names.districts, query.get(filters.DISTRICT))),
        (filters.STATUS, _("Stand"), _("Jeder Stand"), markup.options(states)),
        (map_asked.TIME, _("Zeit"), _("Von Anfang an"), markup.options(times)),
    ]
    # What a list of one kind narrows by, and no field here says, stays as it is.
    fields = {filters.TEXT, map_asked.VIEW, *(name for name, *_rest in selects)}
    kept = [(key, value) for key, value in query.items() if key not in fields]
    return {
        "text": asked.words.get(filters.TEXT, ""),
        "selects": [
            {"name": name, "label": label, "none": none, "options": options} for name, label, none, options in selects
        ],
        # Always there, since the script writes into it where the map stands.
        "kept": [*kept, (map_asked.VIEW, query.get(map_asked.VIEW, ""))],
    }


def _narrower(asked: Asked) -> list[tuple[str, str, str, SafeString]]:
    """Return the field for what only one kind has: feelings of places, categories of reports (also beside the rest)."""
    if asked.wanted.kind is Kind.PLACE:
        chosen = asked.query.get(filters.CATEGORY)
        feelings = [(key, said.category(one), key == chosen) for key, one in filters.CATEGORIES.items()]
        return [(filters.CATEGORY, _("Gefühl"), _("Jedes Gefühl"), markup.options(feelings))]
    if asked.wanted.kind in {None, Kind.REPORT}:
        rubrics = report_words.options(asked.query.get(filters.REPORTED, ""))
        return [(filters.REPORTED, _("Rubrik der Meldungen"), _("Alle Rubriken"), rubrics)]
    return []


def _named(rows: Mapping[int, Named], chosen: str | None) -> SafeString:
    return markup.options((row.key, row.name, row.key == chosen) for row in rows.values())


def _region_url(asked: Asked) -> str:
    """Return the address whose list shows only what lies in the visible part: the script puts the part in."""
    return asked.address(**{map_asked.REGION: None, map_asked.VIEW: None})


# --- for other sites -------------------------------------------------------------------------------------------------


def _frame_url(asked: Asked) -> str:
    """Return the whole address of the bare page, with the filters and the view of this one."""
    chosen = map_asked.narrowed(asked, map_asked.REGION, map_asked.VIEW)
    return settings.BASE_URL + links.to("web:map_embedded") + (filters.to_query(chosen) if chosen else "")


def frame_code(asked: Asked) -> str:
    """Return what other sites write into theirs. The frame gets no more rights than a map needs."""
    title = _("Karte: was Menschen in {city} sagen").format(city=city.profile().name)
    rights = "allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox"
    return (
        f'<iframe src="{escape(_frame_url(asked))}" title="{escape(title)}" width="100%" height="{_HEIGHT}" '
        f'loading="lazy" sandbox="{rights}" style="border:0"></iframe>'
    )


def _whole_url(asked: Asked) -> str:
    chosen = map_asked.narrowed(asked, map_asked.REGION, map_asked.VIEW)
    return settings.BASE_URL + links.to("web:map") + (filters.to_query(chosen) if chosen else "")
