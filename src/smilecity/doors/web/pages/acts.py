"""What editors do besides writing: say that a text in Leichte Sprache was checked; leave a word where a page was."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from wagtail.models import Page

from smilecity.doors.web.models import GonePage, SimpleReview
from smilecity.doors.web.models.pages import Told
from smilecity.doors.web.pages import languages
from smilecity.doors.web.pages.tree import below_home
from smilecity.ground import audit
from smilecity.ground.refusals import Refused
from smilecity.ground.search import actions as search
from smilecity.ground.text import sentence

NOTHING_TO_CHECK = sentence("In Leichter Sprache steht auf dieser Seite noch nichts.")
CHANGED_MEANWHILE = sentence("Der Text wurde inzwischen geändert. Lesen Sie ihn bitte noch einmal.")
CHECKED_BY_NOBODY = sentence("Schreiben Sie, wer den Text geprüft hat.")


@transaction.atomic
def review_simple(*, page: Told, digest: str, checked_by: str, by: UUID, at: datetime) -> None:
    """Say that this text was checked. Refused: it is empty, or another one by now. Repeating it changes nothing."""
    parts = page.parts(languages.SIMPLE)
    if not languages.is_written(parts):
        raise Refused(NOTHING_TO_CHECK)
    if digest != languages.digest(parts):
        raise Refused(CHANGED_MEANWHILE)
    if not checked_by.strip():
        raise Refused(CHECKED_BY_NOBODY)
    _row, made = SimpleReview.objects.get_or_create(
        page_id=page.pk,
        digest=digest,
        defaults={"checked_by": checked_by.strip()[:120], "entered_by_id": by, "checked_at": at},
    )
    if made:
        search.changed("pages", [page.pk])
        audit.record(actor=by, verb="web.review_simple", subject=f"page:{page.pk}", at=at, details={})


@transaction.atomic
def remember(*, page: Page, at: datetime) -> None:
    """Remember a page and those below it that were public, before they are deleted."""
    rows = page.get_descendants(inclusive=True).live().values_list("url_path", "title")
    GonePage.objects.bulk_create(
        [GonePage(path=below_home(url_path), title=title, gone_at=at) for url_path, title in rows],
        update_conflicts=True,
        unique_fields=["path"],
        update_fields=["title", "gone_at"],
    )
