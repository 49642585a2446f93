"""Contributions as cards: everything a card shows, ready to print, since a list has many of them and is asked often."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from smilecity.city.queries import Names
from smilecity.collect.contributions.queries.lists import Card
from smilecity.collect.contributions.rules import Kind, is_late
from smilecity.collect.reports.queries.titles import Titles
from smilecity.doors.web import contribution_words as said
from smilecity.doors.web import links, markup, words

LIST_URLS = {kind: f"web:{kind}s" for kind in Kind}


@dataclass(frozen=True, slots=True)
class _Shown:
    """A card, ready to print. `number` is its public name. `title_lang`, `lang`: empty where it is the page's own."""

    number: int
    url: str
    title: str
    title_lang: str
    excerpt: str
    lang: str
    state: SafeString
    promise: str
    late: bool
    chips: SafeString
    facts: SafeString
    photo: str


def printed(rows: Iterable[Card], names: Names, today: date) -> list[SafeString]:
    """Return the cards in the order of the rows, as HTML."""
    language = get_language()
    titles = Titles(language or "de")
    return [
        _printed(row, _title(titles, row), where(names, row.district), _themes(names, row), today, language)
        for row in rows
    ]


def _title(titles: Titles, row: Card) -> tuple[str, str]:
    """Return the title as it is said in the reader's language, and the tag of its language."""
    return titles.said(row.kind, row.title), said.lang_of(titles.written_in(row.kind, row.title, row.language))


def where(names: Names, district: int | None) -> str:
    """Return the name of a district; empty for none."""
    named = names.districts.get(district) if district else None
    return named.name if named else ""


def _themes(names: Names, row: Card) -> tuple[str, ...]:
    """Return the names of a contribution's themes; those that are gone are left out."""
    return tuple(names.themes[pk].name for pk in row.theme_ids if pk in names.themes)


def url_of(kind: Kind, number: int) -> str:
    """Return the address of a contribution."""
    return f"{links.to(LIST_URLS[kind])}{number}/"


def state(value: str) -> SafeString:
    """Return the pill of a state; there are few, and most are on a page many times."""
    return _state(value, get_language())


@lru_cache(maxsize=64)
def _state(value: str, _language: str | None) -> SafeString:
    shown = {"kind": value, "text": said.status(value)}
    return SafeString(render_to_string("web/components/status.html", shown).strip())


# A card says the same until something in it changes, and a list has 25 of them: most were printed before.
@lru_cache(maxsize=4096)
def _printed(
    row: Card, title: tuple[str, str], district: str, themes: tuple[str, ...], today: date, _language: str | None
) -> SafeString:
    feeling = said.category(row.category)
    chips = markup.items([district] if district else [], "chip chip--place")
    shown = _Shown(
        number=row.number,
        url=url_of(row.kind, row.number),
        title=title[0],
        title_lang=title[1],
        excerpt=row.excerpt,
        lang=said.lang_of(row.language),
        state=state(row.status),
        promise=said.promised(row.due_on, row.status, today),
        late=is_late(row.status, row.due_on, today),
        chips=chips + markup.items([*([feeling] if feeling else []), *themes], "chip"),
        facts=markup.items(_facts(row)),
        photo=f"/fotos/{row.photo}-small.webp" if row.photo else "",
    )
    return SafeString(render_to_string("web/components/contribution_card.html", {"card": shown}))


def _facts(row: Card) -> list[str]:
    told = [words.day(row.published_at)] if row.published_at else []
    told += [row.author_name] if row.author_name else []
    told += [said.supports(row.supports)] if row.supports else []
    told += [said.comments(row.comments)] if row.comments else []
    return [*told, _("frei erfundenes Beispiel")] if row.generated else told
