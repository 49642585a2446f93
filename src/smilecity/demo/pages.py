"""The demo's pages: the programme in our own words, news with their real days, menus. In: a file. Out: published pages.

Nobody has checked their Leichte Sprache; the review says so in its place for the name.
"""

import io
import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.core.files.images import ImageFile
from PIL import Image, ImageDraw

from smilecity.collect.surveys import queries as surveys
from smilecity.doors.web.models import CityImage, Front, InfoPage, NewsIndex, NewsPage
from smilecity.doors.web.models.pages import Told
from smilecity.doors.web.pages import acts, frame, languages, tree
from smilecity.people.models import User
from smilecity.sense.things.models import Datastream
from smilecity.understand.results import queries as results

FILE = Path(__file__).parent / "rostock" / "pages.json"
CHECKED_BY = "Vorführung, keine echte Prüfung"
_TEXTS = tuple(f"{name}{suffix}" for name in ("title", "lead") for suffix in languages.SUFFIX.values())
_WATER, _WAVE = (0, 86, 107), (138, 211, 226)

Values = dict[str, Any]


def is_loaded() -> bool:
    """Say whether the demo's pages are there already."""
    return bool(NewsPage.objects.exists())


def load(*, by: User, at: datetime) -> None:
    """Make the pages and publish them."""
    tree.plant()
    told: Values = json.loads(FILE.read_text(encoding="utf-8"))
    pictures, known = {"water": _picture(by)}, _known(at)
    front = Front.objects.get()
    pages: dict[str, int] = {}
    for values in told["pages"]:
        page = InfoPage(slug=values["slug"], **_texts(values), **_bodies(values, known), **_with(values, pictures))
        pages[values["slug"]] = _publish(front, page, values, by, at)
    known["@programm"] = str(pages["programm"])
    _load_news(told["news"], known, pictures, by, at)
    _welcome(Front.objects.get(), told["front"], pages, pictures, by)
    frame.forget()


def _load_news(
    rows: list[Values], known: dict[str, str], pictures: dict[str, CityImage], by: User, at: datetime
) -> None:
    index = NewsIndex.objects.get()
    for values in rows:
        blocks = {
            f"body{suffix}": [{"type": "text", "value": values[f"text{suffix}"]}] if values[f"text{suffix}"] else []
            for suffix in languages.SUFFIX.values()
        }
        page = NewsPage(
            slug=values["slug"],
            day=date.fromisoformat(values["day"]),
            **_texts(values),
            **_bodies(blocks, known),
            **_with(values, pictures),
        )
        _publish(index, page, values, by, at)


def _publish(parent: Front | NewsIndex, page: Told, values: Values, by: User, at: datetime) -> int:
    parent.refresh_from_db()
    page.owner = by
    parent.add_child(instance=page)
    page.save_revision(user=by).publish(user=by)
    if values["reviewed"]:
        kept = type(page).objects.get(pk=page.pk)
        digest = languages.digest(kept.parts(languages.SIMPLE))
        acts.review_simple(page=kept, digest=digest, checked_by=CHECKED_BY, by=by.pk, at=at)
    return int(page.pk)


def _welcome(front: Front, values: Values, pages: dict[str, int], pictures: dict[str, CityImage], by: User) -> None:
    for name in ("heading", "heading_en", "lead", "lead_en"):
        setattr(front, name, values[name])
    links = [{"type": "link", "value": {"page": pages[slug]}} for slug in values["footer"]]
    front.footer_links = json.dumps(links)
    front.picture = pictures[values["picture"]]
    front.save_revision(user=by).publish(user=by)


def _texts(values: Values) -> dict[str, str]:
    return {name: values[name] for name in _TEXTS}


def _bodies(values: Values, known: dict[str, str]) -> dict[str, str]:
    """Return the bodies as they are kept; a block whose subject this town lacks is left out."""
    names = (f"body{suffix}" for suffix in languages.SUFFIX.values())
    return {name: _filled(values[name], known) for name in names}


def _filled(blocks: list[Values], known: dict[str, str]) -> str:
    kept = []
    for block in blocks:
        text = json.dumps(block, ensure_ascii=False)
        for name, value in known.items():
            text = text.replace(name, value)
        if '"@' not in text:
            kept.append(json.loads(text))
    return json.dumps(kept, ensure_ascii=False)


def _known(at: datetime) -> dict[str, str]:
    """Return what the demo's own surveys and datastreams are called."""
    found = {
        "@open-survey": next((row.survey.slug for row in surveys.open_at(at)), ""),
        "@result": next((row.slug for row in results.published_list()), ""),
        "@series": str(Datastream.objects.order_by("pk").values_list("pk", flat=True).first() or ""),
    }
    return {name: value for name, value in found.items() if value}


def _with(values: Values, pictures: dict[str, CityImage]) -> dict[str, CityImage]:
    return {"picture": pictures[values["picture"]]} if "picture" in values else {}


def _picture(by: User) -> CityImage:
    """Draw the sign of the house above water: the city's own picture, and nobody else's."""
    image = Image.new("RGB", (1600, 840), _WATER)
    pen = ImageDraw.Draw(image)
    for ring in range(6):
        pen.arc((120 + ring * 90, -760 + ring * 60, 1480 - ring * 90, 640 - ring * 60), 20, 160, fill=_WAVE, width=10)
    out = io.BytesIO()
    image.save(out, "WEBP", quality=85)
    file = ImageFile(io.BytesIO(out.getvalue()), name="bogen-ueber-dem-wasser.webp")
    made: CityImage = CityImage.objects.create(title="Bogen über dem Wasser", file=file, uploaded_by_user=by)
    return made
