"""The map of the site for search engines: every public page, and where it is read in other languages.

A page that editors write names only the languages in which it may be shown.
"""

from collections.abc import Iterator
from datetime import datetime
from xml.sax.saxutils import quoteattr

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.translation import override

from smilecity.collect.contributions.queries import calls
from smilecity.collect.surveys import queries as surveys
from smilecity.doors.web.models import InfoPage, NewsPage
from smilecity.doors.web.models.pages import Told
from smilecity.doors.web.pages import languages, reads
from smilecity.doors.web.pages.tree import address
from smilecity.understand.results import queries as results

# The protocol allows 50,000 addresses in a file; a city stays far below.
_MOST = 10_000
_EVERYWHERE = tuple(languages.SUFFIX)
# Leichte Sprache is German with a variant that is not registered; a private one is allowed (BCP 47, 2.2.7).
_HREFLANG = {"de": "de", "en": "en", "de-simple": "de-x-simple"}
_STANDING = (
    "web:home", "web:taking_part", "web:news", "web:ideas", "web:places", "web:calendar", "web:measured",
    "web:outcomes",
    "web:contact_points", "web:imprint", "web:privacy", "web:accessibility", "open_data",
)  # fmt: skip
_PRIVATE = (
    "/desk/", "/konto/", "/mein-bereich/", "/meine-daten/link/", "/teilnahme/", "/abos/", "/nachweis/",
    "/kalender/anmeldung/",
)  # fmt: skip

_Row = tuple[dict[str, str], datetime | None]


def write(at: datetime) -> str:
    """Return the map as XML."""
    rows = "".join(_url(*row) for row in _rows(at))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        f'xmlns:xhtml="http://www.w3.org/1999/xhtml">\n{rows}</urlset>\n'
    )


def robots() -> str:
    """Return what machines may read: everything that is public, and no list once more for each of its filters."""
    paths = (f"Disallow: {prefix}{path}" for path in _PRIVATE for prefix in ("", "/en", "/de-simple"))
    return "\n".join(["User-agent: *", *paths, "Disallow: /*?", "", f"Sitemap: {settings.BASE_URL}/sitemap.xml", ""])


def _rows(at: datetime) -> Iterator[_Row]:
    for name in _STANDING:
        yield _named(name), None
    for counted in surveys.public():
        yield _named("web:survey", counted.survey.slug), None
    for headline in results.published_list():
        yield _named("web:result", headline.slug), headline.published_at
    for row in calls.now_and_next(at)[0]:
        yield _named(f"web:{row.kind}_call", row.slug), None
    yield from _pages()


def _pages() -> Iterator[_Row]:
    for kind in (InfoPage, NewsPage):
        pages: list[Told] = list(kind.objects.live().order_by("path")[:_MOST])
        simple = reads.reviewed(pages)
        for page in pages:
            english = languages.is_written(page.parts(languages.ENGLISH))
            there = {languages.GERMAN: True, languages.ENGLISH: english, languages.SIMPLE: page.pk in simple}
            yield (
                _in_each(page.url_path, [code for code, is_there in there.items() if is_there]),
                page.last_published_at,
            )


def _in_each(url_path: str, codes: list[str]) -> dict[str, str]:
    found = {}
    for code in codes:
        with override(code):
            found[code] = settings.BASE_URL + address(url_path)
    return found


def _named(name: str, *args: str) -> dict[str, str]:
    found = {}
    for code in _EVERYWHERE:
        with override(code):
            try:
                found[code] = settings.BASE_URL + reverse(name, args=args)
            except NoReverseMatch:
                return {}
    return found


def _url(urls: dict[str, str], changed_at: datetime | None) -> str:
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang="{_HREFLANG[code]}" href={quoteattr(url)}/>'
        for code, url in urls.items()
    )
    changed = f"<lastmod>{changed_at:%Y-%m-%dT%H:%M:%S+00:00}</lastmod>" if changed_at else ""
    return "".join(f"<url><loc>{_text(url)}</loc>{changed}{links}</url>\n" for url in urls.values())


def _text(url: str) -> str:
    return url.replace("&", "&amp;").replace("<", "&lt;")
