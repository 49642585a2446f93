"""Deleting pages, one or several: what everything hangs on stays, who links there is named first, what goes says so."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin.views.pages.bulk_actions import DeleteBulkAction, UnpublishBulkAction
from wagtail.models import Page

from smilecity.doors.web.models import Front, NewsIndex
from smilecity.doors.web.pages import acts, reads
from smilecity.ground import clock

FIXED = gettext_lazy("Diese Seite gehört zum Gerüst der Website. Sie lässt sich ändern, aber nicht entfernen.")
_NAMED_MOST = 10


def is_fixed(page: Page) -> bool:
    """Say whether everything else hangs on a page."""
    return isinstance(page.specific_deferred, Front | NewsIndex)


def warn(request: HttpRequest, pages: Sequence[Page]) -> None:
    """Name the pages whose links would lead nowhere."""
    linking = reads.referrers(pages)
    if not linking:
        return
    said = ngettext(
        "{n} Seite verweist hierher. Ihr Link führt danach ins Leere:",
        "{n} Seiten verweisen hierher. Ihre Links führen danach ins Leere:",
        len(linking),
    ).format(n=len(linking))
    shown = ((reverse("wagtailadmin_pages:edit", args=[one.pk]), one.title) for one in linking[:_NAMED_MOST])
    more = "" if len(linking) <= _NAMED_MOST else " …"
    messages.warning(request, format_html("{} {}{}", said, format_html_join(", ", '<a href="{}">{}</a>', shown), more))


class _Keeping:
    """Leaves out the pages that everything else hangs on, and says so."""

    request: HttpRequest

    def check_perm(self, page: Page) -> bool:
        """Whether somebody may do this with a page."""
        return not is_fixed(page) and bool(super().check_perm(page))  # type: ignore[misc]  # Wagtail's, see below

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return what the page that asks shows."""
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]  # Wagtail's, see below
        if any(is_fixed(row["item"]) for row in context["items_with_no_access"]):
            messages.error(self.request, FIXED)
        return context


class DeletePages(_Keeping, DeleteBulkAction):  # type: ignore[misc]  # wagtail ships no types
    """Deletes what was ticked in the list of pages, as if each were deleted by itself."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return what the page that asks shows; above it stands who links to what would go."""
        context = super().get_context_data(**kwargs)
        warn(self.request, [row["item"] for row in context["items"]])
        return context

    @classmethod
    def execute_action(cls, objects: Sequence[Page], user: Any = None, **kwargs: Any) -> tuple[int, int]:
        """Delete pages with what is below them; return how many of each."""
        at = clock.now()
        for page in objects:
            acts.remember(page=page, at=at)
        done: tuple[int, int] = super().execute_action(objects, user=user, **kwargs)
        return done


class UnpublishPages(_Keeping, UnpublishBulkAction):  # type: ignore[misc]  # wagtail ships no types
    """Takes back what was ticked in the list of pages."""
