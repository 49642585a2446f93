"""Where pages enter Wagtail's shell: what happens when one is published or deleted, the review, the editor's style."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse, reverse_lazy
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets import HeaderButton
from wagtail.models import Page

from smilecity.doors.web.models.pages import Told
from smilecity.doors.web.pages import acts, deleting, frame, reviewing, rights
from smilecity.ground import clock
from smilecity.people.models import User
from smilecity.people.rules import permissions_of


class ForEditors(MenuItem):  # type: ignore[misc]  # wagtail ships no types
    """A menu item for those who publish pages."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the person signed in may publish pages."""
        user = request.user
        return isinstance(user, User) and "wagtailcore.publish_page" in permissions_of(user.role_set)


def addresses() -> list[URLPattern]:
    """Return the addresses of the review."""
    return [
        path("leichte-sprache/", reviewing.listing, name="simple_reviews"),
        path("leichte-sprache/<int:number>/", reviewing.review, name="simple_review"),
    ]


def simple_reviews() -> MenuItem:
    """Return the way to the texts in Leichte Sprache."""
    return ForEditors(
        gettext_lazy("Leichte Sprache"),
        reverse_lazy("simple_reviews"),
        name="simple-reviews",
        icon_name="check",
        order=120,
    )


def redirects() -> MenuItem:
    """Return the way to old addresses that lead on."""
    return ForEditors(
        gettext_lazy("Weiterleitungen"),
        reverse_lazy("wagtailredirects:index"),
        name="old-addresses",
        icon_name="redirect",
        order=130,
    )


def to_review(page: Page, user: Any, view_name: str, next_url: str | None = None) -> list[HeaderButton]:
    """Return the way from a page to the review of its Leichte Sprache."""
    if not isinstance(page.specific_deferred, Told) or not page.permissions_for_user(user).can_publish():
        return []
    url = reverse("simple_review", args=[page.pk])
    return [HeaderButton(_("Leichte Sprache prüfen"), url, icon_name="check", priority=60)]


def keep_fixed_places(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Refuse to delete or take back the pages that everything else hangs on."""
    if deleting.is_fixed(page):
        messages.error(request, deleting.FIXED)
        return redirect("wagtailadmin_explore", page.get_parent().pk if page.depth > 2 else page.pk)
    return None


def before_delete(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Keep what must stay; remember what goes, once somebody has said yes."""
    refused = keep_fixed_places(request, page)
    if refused is None and request.method == "POST":
        acts.remember(page=page, at=clock.now())
    elif refused is None:
        deleting.warn(request, [page])
    return refused


def after_change(request: HttpRequest, page: Page) -> None:
    """Let menus be read anew."""
    frame.forget()


def after_several(request: HttpRequest, action: str, objects: Sequence[Any], by: Any) -> None:
    """Let menus be read anew after an act on several things at once."""
    frame.forget()


def style() -> str:
    """Return the link to the editor's style."""
    return format_html('<link rel="stylesheet" href="{}">', static("web/editor.css"))


# Here and not earlier: Wagtail's own apps say theirs when they are ready, and the last word counts.
rights.register()
hooks.register("register_admin_urls", addresses)
hooks.register("register_admin_menu_item", simple_reviews)
hooks.register("register_admin_menu_item", redirects)
hooks.register("register_page_header_buttons", to_review)
hooks.register("before_delete_page", before_delete)
hooks.register("before_unpublish_page", keep_fixed_places)
hooks.register("after_publish_page", after_change)
hooks.register("after_unpublish_page", after_change)
hooks.register("after_delete_page", after_change)
hooks.register("after_move_page", after_change)
# After Wagtail's own, whose places they take.
hooks.register("register_bulk_action", deleting.DeletePages, order=1)
hooks.register("register_bulk_action", deleting.UnpublishPages, order=1)
hooks.register("after_bulk_action", after_several)
hooks.register("insert_global_admin_css", style)
