"""News as templates take them: the newest on the first page, the list with a way on, and the feed."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from smilecity.city import queries as city
from smilecity.doors.web import words
from smilecity.doors.web.atom import BEGINNING, Entry, Feed
from smilecity.doors.web.pages import reads
from smilecity.doors.web.pages.pictures import SMALL
from smilecity.doors.web.pages.reads import NewsRow
from smilecity.doors.web.pages.tree import address

Values = dict[str, object]
_ON_FIRST_PAGE, _ON_A_PAGE, _IN_FEED = 3, 12, 30
BEFORE = "vor"


def newest() -> list[Values]:
    """Return the newest news for the first page. 1 SQL, in Leichte Sprache 2."""
    return [_row(row) for row in reads.news(_language(), most=_ON_FIRST_PAGE)]


def listing(given: Mapping[str, str]) -> Values:
    """Return the list of news, from the newest or from where the address says. 3 SQL, in Leichte Sprache 4."""
    rows = reads.news(_language(), most=_ON_A_PAGE + 1, before=_before(given.get(BEFORE, "")))
    shown, last = rows[:_ON_A_PAGE], rows[_ON_A_PAGE - 1] if len(rows) > _ON_A_PAGE else None
    pictures = reads.sizes((row.picture for row in shown if row.picture), [SMALL])
    here = reverse("web:news")
    return {
        "section": "news",
        "news": [_row(row) | {"picture": _picture(row, pictures)} for row in shown],
        "next_url": f"{here}?{BEFORE}={last.day:%Y-%m-%d}.{last.id}" if last else "",
        "first_url": here if BEFORE in given else "",
        "feed_url": reverse("web:feed_news"),
    }


def _before(given: str) -> tuple[date, int] | None:
    """Read the place in the list that an address names; whatever is none counts as the beginning."""
    day, _dot, number = given.partition(".")
    try:
        return date.fromisoformat(day), int(number[:18])
    except ValueError:
        return None


def _row(row: NewsRow) -> Values:
    return {
        "title": row.title,
        "lead": row.lead,
        "lang": row.choice.lang,
        "url": address(row.url_path),
        "day": row.day.isoformat(),
        "day_text": words.on_day(row.day),
    }


def _picture(row: NewsRow, pictures: reads.BySize) -> Values | None:
    found = pictures.get(row.picture, {}).get(SMALL) if row.picture else None
    return {"src": found.url, "width": found.width, "height": found.height} if found else None


def feed(here: str) -> Feed:
    """Return the newest news as a feed. 2 SQL, in Leichte Sprache 3."""
    rows: Sequence[NewsRow] = reads.news(_language(), most=_IN_FEED)
    return Feed(
        key="news",
        title=_("Neues"),
        url=reverse("web:news"),
        self_url=here,
        lang=_language().partition("-")[0],
        author=city.profile().name,
        begins_at=BEGINNING,
        entries=[_entry(row) for row in rows],
    )


def _entry(row: NewsRow) -> Entry:
    noon = timezone.make_aware(datetime.combine(row.day, time(12)))
    return Entry(
        key=f"news/{row.id}",
        title=row.title,
        url=address(row.url_path),
        text=row.lead,
        updated=row.changed_at or row.published_at or noon,
        published=row.published_at or noon,
        lang=row.choice.lang,
    )


def _language() -> str:
    return get_language() or "de"
