"""What is read of pages: one by its address, news by their day, what leads elsewhere. The number of SQL is fixed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from wagtail.contrib.redirects.models import Redirect
from wagtail.images.models import Filter, SourceImageIOError
from wagtail.models import Page, ReferenceIndex

from smilecity.doors.web.models import CityImage, CityRendition, Front, GonePage, InfoPage, NewsPage, SimpleReview
from smilecity.doors.web.models.pages import Told
from smilecity.doors.web.pages import languages
from smilecity.doors.web.pages.tree import HOME, below_home

BySize = Mapping[int, Mapping[str, CityRendition]]


@dataclass(frozen=True)
class NewsRow:
    """A piece of news in a list, in the language that may be shown."""

    id: int
    url_path: str
    day: date
    title: str
    lead: str
    choice: languages.Choice
    picture: int | None
    published_at: datetime | None
    changed_at: datetime | None


def at(path: str) -> Page | None:
    """Return the published page at an address below the first page. 1 SQL for news or information."""
    url_path = f"/{HOME}/{path}"
    for kind in (InfoPage, NewsPage):
        found: Page | None = kind.objects.live().filter(url_path=url_path).first()
        if found is not None:
            return found
    return None


def front() -> Front | None:
    """Return the first page as it is published. 1 SQL."""
    found: Front | None = Front.objects.live().first()
    return found


def choice(page: Told | Front, asked: str) -> languages.Choice:
    """Return in which language a page is shown. 1 SQL where Leichte Sprache is asked for and written."""
    english = languages.is_written(page.parts(languages.ENGLISH))
    simple = asked == languages.SIMPLE and is_reviewed(page)
    return languages.choose(asked, english=english, simple=simple)


def is_reviewed(page: Told | Front) -> bool:
    """Say whether exactly this text in Leichte Sprache has been checked. At most 1 SQL."""
    parts = page.parts(languages.SIMPLE)
    digest = languages.digest(parts)
    return languages.is_written(parts) and SimpleReview.objects.filter(page=page.pk, digest=digest).exists()


def news(asked: str, *, most: int, before: tuple[date, int] | None = None) -> list[NewsRow]:
    """Return the newest news, `before` one of them. 1 SQL, in Leichte Sprache 2."""
    rows = NewsPage.objects.live().order_by("-day", "-pk")
    if before:
        day, number = before
        rows = rows.filter(day__lte=day).exclude(day=day, pk__gte=number)
    pages = list(rows[:most])
    simple = reviewed(pages) if asked == languages.SIMPLE else frozenset()
    return [_news(page, asked, simple=page.pk in simple) for page in pages]


def reviewed(pages: Sequence[Told]) -> frozenset[int]:
    """Return which of the pages may be shown in Leichte Sprache. 1 SQL."""
    found = set(SimpleReview.objects.filter(page__in=[page.pk for page in pages]).values_list("page", "digest"))
    told = ((page.pk, page.parts(languages.SIMPLE)) for page in pages)
    return frozenset(pk for pk, parts in told if languages.is_written(parts) and (pk, languages.digest(parts)) in found)


def _news(page: NewsPage, asked: str, *, simple: bool) -> NewsRow:
    chosen = languages.choose(asked, english=languages.is_written(page.parts(languages.ENGLISH)), simple=simple)
    title, lead, _body = page.parts(chosen.shown)
    return NewsRow(
        id=page.pk,
        url_path=page.url_path,
        day=page.day,
        title=title,
        lead=lead,
        choice=chosen,
        picture=page.picture_id,
        published_at=page.first_published_at,
        changed_at=page.last_published_at,
    )


def addresses(pages: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Return address and title of published pages by their number. 1 SQL, none without pages."""
    wanted = set(pages)
    if not wanted:
        return {}
    rows = Page.objects.live().filter(pk__in=wanted).values_list("pk", "url_path", "title")
    return {pk: (url_path, title) for pk, url_path, title in rows}


def titles(pages: Iterable[int]) -> dict[int, dict[str, str]]:
    """Return what pages of information are called in each language that may be shown at once. 1 SQL."""
    rows = InfoPage.objects.filter(pk__in=set(pages)).values_list("pk", "title", "title_en")
    return {pk: {languages.GERMAN: german, languages.ENGLISH: english} for pk, german, english in rows}


def way_to(page: Page) -> list[tuple[str, str]]:
    """Return address and title of the pages above one, the first page left out. At most 1 SQL."""
    if page.depth <= 3:
        return []
    return [(row.url_path, row.title) for row in page.get_ancestors().filter(depth__gt=2).live()]


def below(page: Page) -> list[InfoPage]:
    """Return the published pages right below one. 1 SQL, none where there are none."""
    return list(InfoPage.objects.live().child_of(page).order_by("path")) if page.numchild else []


def sizes(pictures: Iterable[int], specs: Sequence[str]) -> BySize:
    """Return pictures in these sizes; what was never asked for is made now. 2 SQL where all are there."""
    images = CityImage.objects.in_bulk(set(pictures))
    if not images:
        return {}
    rows = CityRendition.objects.filter(image__in=images, filter_spec__in=specs)
    # What a cut shows depends on what its editors called the middle of the picture.
    made = {(row.image_id, row.filter_spec, row.focal_point_key): row for row in rows}
    found = {}
    for image in images.values():
        there = {spec: made.get((image.pk, spec, Filter(spec).get_cache_key(image))) for spec in specs}
        complete = {spec: row for spec, row in there.items() if row is not None}
        found[image.pk] = complete if len(complete) == len(specs) else _made(image, specs)
    return found


def _made(image: CityImage, specs: Sequence[str]) -> dict[str, CityRendition]:
    """Make a picture in these sizes; nothing where its file is lost."""
    try:
        return dict(image.get_renditions(*specs))
    except SourceImageIOError:
        return {}


def moved_to(path: str) -> str | None:
    """Return where an old address leads: the new path below the first page, or another site's address. 1 SQL."""
    old = [Redirect.normalise_path(f"/{prefix}{path}") for prefix in ("", "en/", "de-simple/")]
    row = Redirect.objects.filter(old_path__in=old).select_related("redirect_page").order_by("pk").first()
    if row is None:
        return None
    if row.redirect_page_id is None:
        return str(row.redirect_link)
    return f"/{below_home(row.redirect_page.url_path)}" if row.redirect_page.live else None


def gone(path: str) -> GonePage | None:
    """Return what is remembered of a deleted page. 1 SQL."""
    return GonePage.objects.filter(path=path).first()


def referrers(pages: Iterable[Page]) -> list[Page]:
    """Return the pages that link to these or to those below, by title; those that would go with them left out."""
    going = {str(pk) for page in pages for pk in page.get_descendants(inclusive=True).values_list("pk", flat=True)}
    types = [ReferenceIndex._get_base_content_type(Page)]  # noqa: SLF001 - its public way takes one page at a time
    rows = ReferenceIndex.objects.filter(to_object_id__in=going, to_content_type__in=types, base_content_type__in=types)
    linking = set(rows.values_list("object_id", flat=True)) - going
    return list(Page.objects.filter(pk__in=linking).order_by("title", "pk"))
