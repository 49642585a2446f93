"""Builds pages as editors do: information, news, reviews of Leichte Sprache, pictures."""

import io
import json
from datetime import date
from typing import Any

from django.core.files.images import ImageFile
from PIL import Image

from smilecity.doors.web.models import CityImage, Front, InfoPage, NewsIndex, NewsPage
from smilecity.doors.web.models.pages import Told
from smilecity.doors.web.pages import acts, languages, tree
from tests.factories import AT, make_staff

THREE: dict[str, Any] = {
    "title": "Der Hafen",
    "title_en": "The harbour",
    "title_simple": "Der Hafen ist schön",
    "lead": "Was am Wasser geplant ist.",
    "lead_en": "What is planned by the water.",
    "lead_simple": "Hier steht: Das machen wir am Wasser.",
}


def body(*blocks: tuple[str, Any]) -> str:
    """Return blocks as a page keeps them."""
    return json.dumps([{"type": kind, "value": value} for kind, value in blocks])


def text(html: str) -> tuple[str, str]:
    """Return a block of text."""
    return ("text", html)


def make_page(slug: str = "hafen", *, parent: Any = None, live: bool = True, **values: Any) -> InfoPage:
    """Return a page of information below the first page."""
    tree.plant()
    page = InfoPage(slug=slug, live=live, **{"title": "Der Hafen", **values})
    _below(parent or Front.objects.get(), page)
    return page


def make_news(slug: str = "kran", *, day: str = "2026-09-01", live: bool = True, **values: Any) -> NewsPage:
    """Return a piece of news."""
    tree.plant()
    page = NewsPage(slug=slug, day=date.fromisoformat(day), live=live, **{"title": "Ein neuer Kran", **values})
    _below(NewsIndex.objects.get(), page)
    return page


def _below(parent: Any, page: Told) -> None:
    parent.refresh_from_db()
    parent.add_child(instance=page)
    page.save_revision()


def reviewed(page: Told, by: str = "Prüfgruppe Hafen") -> None:
    """Say that the page's text in Leichte Sprache was checked."""
    kept = type(page).objects.get(pk=page.pk)
    digest = languages.digest(kept.parts(languages.SIMPLE))
    acts.review_simple(page=kept, digest=digest, checked_by=by, by=make_staff().pk, at=AT)


def make_image(title: str = "Kran", size: tuple[int, int] = (1200, 800)) -> CityImage:
    """Return a picture."""
    out = io.BytesIO()
    Image.new("RGB", size, (0, 86, 107)).save(out, "WEBP")
    made: CityImage = CityImage.objects.create(
        title=title, file=ImageFile(io.BytesIO(out.getvalue()), name="kran.webp"), credit="Foto: Ada Kran"
    )
    return made
