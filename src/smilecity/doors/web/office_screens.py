"""Prepared values for the office directory: found by everyday words and by place, one office with all it says."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from smilecity.city import queries as city
from smilecity.city.queries import OfficeCard, Whereabouts
from smilecity.deliver.answers import queries as answers
from smilecity.doors.web import links, words
from smilecity.ground.search import queries as search
from smilecity.ground.search.queries import NOTHING, Found, Wanted
from smilecity.ground.search.rules import Asked, ask

Values = dict[str, object]
TEXT, PLACE = "suche", "wo"
_PLACE_MOST = 100
_MOST = 50
_WORDS_SHOWN = 8


def page(given: Mapping[str, str], language: str, at: datetime) -> Values:
    """Return everything that web/offices/list.html takes. At most 8 SQL."""
    asked, place = ask(given.get(TEXT, "")), " ".join(given.get(PLACE, "").replace("\x00", " ").split())[:_PLACE_MOST]
    found = search.find(Wanted(asked=asked, at=at, kinds=["office"], page_size=_MOST)) if asked.words else NOTHING
    where = city.whereabouts(place) if place else None
    shown = [card for card in _in_order(city.directory(language), found, asked) if _serves(card, where)]
    return {
        "title": _("Wer ist zuständig?"),
        "text": asked.text,
        "place": place,
        "summary_text": _summary(len(shown), asked, found),
        "place_text": _place_text(place, where),
        "place_unknown": bool(place) and where is None,
        "offices": [_card(card) for card in shown],
        "nothing": bool(asked.words) and not shown,
    }


def _in_order(cards: Sequence[OfficeCard], found: Found, asked: Asked) -> list[OfficeCard]:
    """Return the offices that were found, the best first; all of them where nobody asked."""
    if not asked.words:
        return list(cards)
    by_key = {str(card.id): card for card in cards}
    return [by_key[hit.key] for hit in found.hits if hit.key in by_key]


def _serves(card: OfficeCard, where: Whereabouts | None) -> bool:
    return where is None or card.is_for(where.district)


def _summary(count: int, asked: Asked, found: Found) -> str:
    if not asked.words:
        return ngettext("{n} Stelle der Stadt", "{n} Stellen der Stadt", count).format(n=words.number(count))
    if found.corrected and count:
        meant = " ".join(found.meant.get(word, word) for word in asked.words)
        return _("Zu „{text}“ gibt es nichts. Hier sind Treffer für „{meant}“.").format(text=asked.text, meant=meant)
    return ngettext("{n} Stelle passt zu „{text}“", "{n} Stellen passen zu „{text}“", count).format(
        n=words.number(count), text=asked.text
    )


def _place_text(place: str, where: Whereabouts | None) -> str:
    if not place:
        return ""
    if where is None:
        return _("Den Ort „{place}“ kennen wir nicht. Wir zeigen Stellen für die ganze Stadt.").format(place=place)
    if where.name == where.district_name:
        return _("Zuständig in {district}").format(district=where.district_name)
    return _("Zuständig für {place} in {district}").format(place=where.name, district=where.district_name)


def _card(card: OfficeCard) -> Values:
    return {
        "name": card.name,
        "url": reverse("web:office", args=[card.slug]),
        "text": card.responsibilities,
        "phone": card.phone,
        "email": card.email,
    }


def office(slug: str, language: str) -> Values | None:
    """Return everything that web/offices/office.html takes; None where there is no such office. At most 5 SQL."""
    card = city.office_card(slug, language)
    if card is None:
        return None
    names = {row.code: row.name for row in city.districts()} if card.serves else {}
    return {
        "title": card.name,
        "lead": card.responsibilities,
        "everyday": [
            (word, f"{links.to('web:search')}?{urlencode({TEXT: word})}") for word in card.everyday[:_WORDS_SHOWN]
        ],
        "office": card,
        "opening": _lines(card.opening),
        "accessibility": _lines(card.accessibility),
        "districts_text": ", ".join(names[code] for code in card.serves if code in names),
        "themes_text": ", ".join(_themes(card.id, language)),
    }


def _lines(text: str) -> list[str]:
    """Return the lines of a text; what was borrowed from German stays so."""
    return [type(text)(line) for line in text.splitlines()]


def _themes(office: int, language: str) -> list[str]:
    """Return to which themes the office answers, in the order of the themes."""
    theirs = {row.theme for row in answers.duties(office) if row.theme}
    german = {row.id: row.name for row in city.themes()} if theirs else {}
    return [row.name for row in city.themes(language) if german.get(row.id) in theirs] if theirs else []
