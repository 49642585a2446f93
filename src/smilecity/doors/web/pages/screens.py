"""A page as its template takes it: the text in the language that may be shown, the way to it, what lies below it."""

from datetime import datetime

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from smilecity.doors.web import words
from smilecity.doors.web.models import NewsPage
from smilecity.doors.web.models.pages import Told
from smilecity.doors.web.pages import languages, prepared, reads
from smilecity.doors.web.pages.pictures import SHARED
from smilecity.doors.web.pages.tree import address

Values = dict[str, object]


def page(told: Told, at: datetime) -> Values:
    """Return everything that web/pages/page.html takes."""
    chosen = reads.choice(told, get_language() or "de")
    suffix = languages.SUFFIX[chosen.shown]
    shown = prepared.blocks(getattr(told, f"body{suffix}"), at)
    news = isinstance(told, NewsPage)
    return {
        "section": "news" if news else "pages",
        "title": getattr(told, f"title{suffix}"),
        "lead": getattr(told, f"lead{suffix}"),
        "lang": chosen.lang,
        "not_simple": chosen.is_other and chosen.asked == languages.SIMPLE,
        "other_text": _("Diese Seite gibt es noch nicht auf Englisch.") if chosen.lang else "",
        "blocks": [prepared.printed(block) for block in shown],
        **prepared.needs(shown),
        "day": told.day.isoformat() if news else "",
        "day_text": words.on_day(told.day) if news else "",
        "crumbs": [] if news else [(title, address(path)) for path, title in reads.way_to(told)],
        "below": [] if news else [_below(one) for one in reads.below(told)],
        "is_news": news,
        "social_image": shared_picture(told.picture_id),
    }


def _below(page: Told) -> Values:
    """Return a page below this one; for a list a title in the language of now is enough."""
    chosen = languages.choose(
        get_language() or "de", english=languages.is_written(page.parts(languages.ENGLISH)), simple=False
    )
    title, lead, _body = page.parts(chosen.shown)
    return {"title": title, "lead": lead, "lang": chosen.lang, "url": address(page.url_path)}


def shared_picture(picture: int | None) -> str:
    """Return the whole address of a picture in the shape that others show beside a link; empty without one. 2 SQL."""
    if picture is None:
        return ""
    found = reads.sizes([picture], [SHARED]).get(picture, {}).get(SHARED)
    return settings.BASE_URL + str(found.url) if found else ""
