"""Blocks of a page as templates take them. Everything that lies elsewhere is asked for once, whatever the order.

A block whose subject is gone (a result taken back, a datastream made private) is left out, not shown broken.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from html import escape
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from wagtail.documents import get_document_model

from smilecity.city import queries as city
from smilecity.city.queries import OfficeRow
from smilecity.doors.web import survey_cards
from smilecity.doors.web.pages import embedded, reads, rich
from smilecity.doors.web.pages.pictures import SPECS, Figure, figure
from smilecity.doors.web.pages.tree import address
from smilecity.doors.web.survey_cards import Card

Values = dict[str, Any]
_PAGE_LINK = re.compile(r'<a\b[^>]*\blinktype="(page|document)"[^>]*>')
_ID = re.compile(r'\bid="(\d+)"')


@dataclass(frozen=True)
class Shown:
    """A block and the template that shows it."""

    template: str
    values: Values = field(default_factory=dict)


@dataclass(frozen=True)
class Known:
    """What the blocks of one page need, asked for together."""

    at: datetime
    pages: Mapping[int, tuple[str, str]]
    documents: Mapping[int, str]
    pictures: Mapping[int, Any]
    offices: Mapping[str, OfficeRow]
    surveys: Mapping[str, Card]
    results: Mapping[str, Values]


def blocks(body: Any, at: datetime) -> list[Shown]:
    """Return what is to be shown of a body, in its order."""
    told = [(block.block_type, block.value) for block in body]
    known = _known(told, at)
    shown = (_SHOW[kind](value, known) for kind, value in told if kind in _SHOW)
    return [block for block in shown if block is not None]


def printed(block: Shown) -> SafeString:
    """Return a block as HTML."""
    return render_to_string(block.template, block.values)


def needs(shown: Iterable[Shown]) -> dict[str, bool]:
    """Return which scripts a page needs for its blocks."""
    templates = {block.template for block in shown}
    return {"has_map": "web/blocks/map.html" in templates, "has_plot": "web/blocks/chart.html" in templates}


def _known(told: list[tuple[str, Any]], at: datetime) -> Known:
    linked = {"page": set[int](), "document": set[int]()}
    for html in _texts(told):
        for tag in _PAGE_LINK.finditer(html):
            number = _ID.search(tag.group())
            if number:
                linked[tag[1]].add(int(number[1]))
    kinds = {kind for kind, _value in told}
    offices = any(kind == "contact" and value["office"] for kind, value in told)
    return Known(
        at=at,
        pages=reads.addresses(linked["page"]),
        documents=_documents(linked["document"]),
        pictures=reads.sizes((value["image"].pk for kind, value in told if kind == "image" and value["image"]), SPECS),
        offices={row.slug: row for row in city.offices(get_language() or "de")} if offices else {},
        surveys=survey_cards.by_slug({value for kind, value in told if kind == "survey"}, at),
        results=embedded.headlines() if "result" in kinds else {},
    )


def _documents(numbers: set[int]) -> dict[int, str]:
    rows = get_document_model().objects.filter(pk__in=numbers) if numbers else ()
    return {row.pk: row.url for row in rows}


def _texts(told: list[tuple[str, Any]]) -> Iterable[str]:
    for kind, value in told:
        if kind == "text":
            yield value.source
        elif kind == "accordion":
            yield from (fold["text"].source for fold in value["folds"])


def html(source: str, known: Known) -> SafeString:
    """Return rich text with the addresses of now; links that lead nowhere any more lose their link, not their words."""

    def opened(tag: re.Match[str]) -> str:
        number = int(found[1]) if (found := _ID.search(tag.group())) else 0
        url = address(known.pages[number][0]) if number in known.pages else known.documents.get(number, "")
        return f'<a href="{escape(url)}">' if url else "<a>"

    return mark_safe(_PAGE_LINK.sub(opened, rich.clean(source)))  # noqa: S308 - cleaned by nh3, addresses escaped


def _text(value: Any, known: Known) -> Shown | None:
    return Shown("web/blocks/text.html", {"html": html(value.source, known)})


def _image(value: Any, known: Known) -> Shown | None:
    image = value["image"]
    shown: Figure | None = figure(image, known.pictures.get(image.pk, {})) if image else None
    if shown is None:
        return None
    alt = "" if value["decorative"] else value["alt"]
    return Shown("web/blocks/image.html", {"figure": shown, "alt": alt, "caption": value["caption"]})


def _accordion(value: Any, known: Known) -> Shown | None:
    folds = [{"title": fold["title"], "html": html(fold["text"].source, known)} for fold in value["folds"]]
    return Shown("web/blocks/accordion.html", {"title": value["title"], "folds": folds})


def _steps(value: Any, known: Known) -> Shown | None:
    steps = [{"title": step["title"], "text": step["text"]} for step in value["steps"]]
    return Shown("web/blocks/steps.html", {"title": value["title"], "steps": steps})


def _contact(value: Any, known: Known) -> Shown | None:
    office = known.offices.get(value["office"] or "")
    shown = {
        "title": value["title"],
        "name": value["name"] or (office.name if office else ""),
        "phone": value["phone"] or (office.phone if office else ""),
        "email": value["email"] or (office.email if office else ""),
        "text": value["text"] or (office.address if office else ""),
    }
    return Shown("web/blocks/contact.html", shown) if shown["name"] else None


def _document(value: Any, known: Known) -> Shown | None:
    if value is None:
        return None
    kind = (value.file_extension or "").upper()
    return Shown(
        "web/blocks/document.html", {"title": value.title, "url": value.url, "kind": kind, "size": value.file_size}
    )


def _survey(value: Any, known: Known) -> Shown | None:
    card = known.surveys.get(value)
    return Shown("web/blocks/survey.html", {"card": card}) if card else None


def _result(value: Any, known: Known) -> Shown | None:
    result = known.results.get(value)
    return Shown("web/blocks/result.html", {"result": result}) if result else None


def _chart(value: Any, known: Known) -> Shown | None:
    shown = embedded.chart(int(value["series"]), known.at)
    return Shown("web/blocks/chart.html", shown) if shown else None


def _map(value: Any, known: Known) -> Shown | None:
    return Shown("web/blocks/map.html", embedded.map_of(value))


_SHOW: dict[str, Callable[[Any, Known], Shown | None]] = {
    "text": _text,
    "image": _image,
    "accordion": _accordion,
    "steps": _steps,
    "contact": _contact,
    "document": _document,
    "survey": _survey,
    "result": _result,
    "chart": _chart,
    "map": _map,
}
