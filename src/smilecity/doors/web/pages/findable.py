"""What of the editors' pages can be found: news and information as they are published, in each language to be shown."""

from collections.abc import Iterator, Sequence
from datetime import datetime, time
from typing import Any

from django.utils import timezone
from wagtail.models import Page

from smilecity.doors.web.models import InfoPage, NewsPage
from smilecity.doors.web.models.pages import Told
from smilecity.doors.web.pages import languages, reads
from smilecity.ground.search import actions as search
from smilecity.ground.search.rules import Findable

SOURCE = "pages"


def read(keys: Sequence[str] | None) -> Iterator[Findable]:
    """Yield the published ones of these pages. 4 SQL."""
    for kind, model in (("page", InfoPage), ("news", NewsPage)):
        rows = model.objects.live()
        if keys is not None:
            rows = rows.filter(pk__in=[int(key) for key in keys])
        pages = list(rows.order_by("pk"))
        reviewed = reads.reviewed(pages)
        for page in pages:
            yield _findable(page, kind, simple=page.pk in reviewed)


def _findable(page: Told, kind: str, *, simple: bool) -> Findable:
    shown = [languages.GERMAN, languages.ENGLISH, *([languages.SIMPLE] if simple else [])]
    shown = [language for language in shown if languages.is_written(page.parts(language))]
    texts = {language: _texts(page, language) for language in shown}
    return Findable(
        key=str(page.pk),
        kind=kind,
        title={language: title for language, (title, _lead, _body) in texts.items()},
        lead={language: lead for language, (_title, lead, _body) in texts.items()},
        body={language: body for language, (_title, _lead, body) in texts.items()},
        at=_day(page),
        facts={"url_path": page.url_path},
    )


def _texts(page: Told, language: str) -> tuple[str, str, str]:
    suffix = languages.SUFFIX[language]
    body: Any = getattr(page, f"body{suffix}")
    words = body.stream_block.get_searchable_content(body)
    return getattr(page, f"title{suffix}"), getattr(page, f"lead{suffix}"), "\n".join(map(str, words))


def _day(page: Told) -> datetime | None:
    if isinstance(page, NewsPage):
        return timezone.make_aware(datetime.combine(page.day, time()))
    last: datetime | None = page.last_published_at
    return last


def page_changed(instance: Page, **_: object) -> None:
    """Find a page as it is published now, or no more."""
    search.changed(SOURCE, [instance.pk])


def pages_moved(**_: object) -> None:
    """Find all pages where they are now, and none that are gone."""
    search.refresh(SOURCE)


def page_gone(instance: Page, **_: object) -> None:
    """Find a page no more that is deleted, by whatever hand; those below it are told of one by one."""
    search.gone(SOURCE, [instance.pk])


def register() -> None:
    """Let pages be found, and hear what becomes of them, also of those published by time."""
    from django.db.models.signals import post_delete  # noqa: TID251 - pages write by themselves: Wagtail has no signal
    from wagtail import signals

    from smilecity.ground.search import sources

    sources.register(sources.Source(SOURCE, read))
    signals.page_published.connect(page_changed, dispatch_uid="search.published")
    signals.page_unpublished.connect(page_changed, dispatch_uid="search.unpublished")
    signals.page_slug_changed.connect(pages_moved, dispatch_uid="search.slug")
    signals.post_page_move.connect(pages_moved, dispatch_uid="search.moved")
    # Each page is a Page as well, so that one sender tells of all kinds.
    post_delete.connect(page_gone, sender=Page, dispatch_uid="search.gone")
