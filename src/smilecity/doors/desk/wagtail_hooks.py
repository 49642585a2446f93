"""Where the desk enters Wagtail's shell: addresses, menu, first page, style. What staff do not need yet is hidden."""

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLResolver, include, path, reverse_lazy
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from smilecity.collect.calendar.rules import rights as calendar_rights
from smilecity.collect.contributions import rules as contribution_rules
from smilecity.doors.desk.home import NeedsMe
from smilecity.people.keys import rules as keys
from smilecity.people.models import User
from smilecity.people.privacy import rules as privacy_rules
from smilecity.people.rules import Role
from smilecity.understand.moderation import rules as moderation_rules
from smilecity.understand.moderation.rules import Act

# Wagtail's own rooms that have no use at the desk so far; Help leads to pages of others.
_HIDDEN = frozenset({"reports", "settings", "help"})


class ForAdministrators(MenuItem):  # type: ignore[misc]  # wagtail ships no types
    """A menu item that only administrators see."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the person signed in is an administrator."""
        return isinstance(request.user, User) and Role.ADMINISTRATOR in request.user.role_set


class ForModeration(MenuItem):  # type: ignore[misc]  # wagtail ships no types
    """A menu item for those who may look into the queue."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the person signed in may read what is not public."""
        return isinstance(request.user, User) and moderation_rules.may(Act.LOOK, request.user.role_set)


class ForFigures(MenuItem):  # type: ignore[misc]  # wagtail ships no types
    """A menu item for those who may read moderation's figures, but not what is not public."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the figures are all of moderation that the person signed in may see."""
        roles = request.user.role_set if isinstance(request.user, User) else frozenset()
        return moderation_rules.may(Act.REPORT, roles) and not moderation_rules.may(Act.LOOK, roles)


def addresses() -> list[URLResolver]:
    """Return the desk's own addresses."""
    return [path("", include("smilecity.doors.desk.routes"))]


class ForEnterers(MenuItem):  # type: ignore[misc]  # wagtail ships no types
    """A menu item for those who write down what somebody said."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the person signed in may enter contributions for others."""
        return isinstance(request.user, User) and contribution_rules.may_enter(request.user.role_set)


class ForClerks(MenuItem):  # type: ignore[misc]  # wagtail ships no types
    """A menu item for those who answer in the name of an office, and administrators."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the person signed in may answer somewhere."""
        return isinstance(request.user, User) and bool(request.user.role_set & {Role.CLERK, Role.ADMINISTRATOR})


class ForStewards(MenuItem):  # type: ignore[misc]  # wagtail ships no types
    """A menu item for those who look after what is measured."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the person signed in manages what is measured."""
        return isinstance(request.user, User) and keys.may_manage(request.user.role_set)


class ForCalendar(MenuItem):  # type: ignore[misc]  # wagtail ships no types
    """A menu item for those who may look into the calendar, drafts included."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the person signed in may see events that are not public yet."""
        roles = request.user.role_set if isinstance(request.user, User) else frozenset()
        return calendar_rights.may(calendar_rights.Act.LOOK, roles)


def surveys() -> MenuItem:
    """Return the way to the surveys."""
    return MenuItem(_("Umfragen"), reverse_lazy("desk:surveys"), name="surveys", icon_name="form", order=100)


def inbox() -> MenuItem:
    """Return the way to the inbox of one's office."""
    return ForClerks(_("Eingang"), reverse_lazy("desk:inbox"), name="inbox", icon_name="mail", order=50)


def calls() -> MenuItem:
    """Return the way to the calls."""
    return MenuItem(_("Aufrufe"), reverse_lazy("desk:calls"), name="calls", icon_name="comment", order=150)


def calendar() -> MenuItem:
    """Return the way to the events."""
    return ForCalendar(_("Kalender"), reverse_lazy("desk:calendar"), name="calendar", icon_name="calendar", order=170)


def enter() -> MenuItem:
    """Return the way to entering a contribution for somebody."""
    return ForEnterers(_("Beitrag eintragen"), reverse_lazy("desk:enter"), name="enter", icon_name="edit", order=200)


def moderation() -> MenuItem:
    """Return the way to the queue of moderation."""
    return ForModeration(
        _("Moderation"), reverse_lazy("desk:moderation"), name="moderation", icon_name="clipboard-list", order=300
    )


def moderation_report() -> MenuItem:
    """Return the way to the figures of moderation."""
    return ForFigures(
        _("Zahlen der Moderation"),
        reverse_lazy("desk:moderation_report"),
        name="moderation-report",
        icon_name="table",
        order=310,
    )


def measured() -> MenuItem:
    """Return the way to what is measured."""
    return ForStewards(_("Messwerte"), reverse_lazy("desk:measured"), name="measured", icon_name="decimal", order=400)


class ForLaw(MenuItem):  # type: ignore[misc]  # wagtail ships no types
    """A menu item for those who word what the law wants said."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the person signed in may change notices and legal pages."""
        return isinstance(request.user, User) and privacy_rules.may_change(request.user.role_set)


def law() -> MenuItem:
    """Return the way to law and privacy."""
    return ForLaw(_("Recht"), reverse_lazy("desk:legal"), name="legal", icon_name="lock", order=800)


def city() -> MenuItem:
    """Return the way to setting up the city."""
    return ForAdministrators(_("Stadt"), reverse_lazy("desk:city"), name="city", icon_name="site", order=850)


def audit() -> MenuItem:
    """Return the way to the audit log."""
    return ForAdministrators(_("Protokoll"), reverse_lazy("desk:audit"), name="audit", icon_name="history", order=900)


def hide_menu_items(request: HttpRequest, items: list[MenuItem]) -> None:
    """Leave in the menu what staff work with."""
    items[:] = [item for item in items if item.name not in _HIDDEN]


def hide_search(request: HttpRequest, areas: list[Any]) -> None:
    """Take away a search that would find nothing of the desk's."""
    areas.clear()


def first_page(request: HttpRequest, panels: list[Any]) -> None:
    """Show what needs me, and nothing about pages nobody edits."""
    panels[:] = [NeedsMe(request)]


def no_summary(request: HttpRequest, items: list[Any]) -> None:
    """Show no counts of pages, images and documents."""
    items.clear()


def style() -> str:
    """Return the links to the desk's own style."""
    sheets = ((static(f"desk/{name}.css"),) for name in ("desk", "moderation", "answers"))
    return format_html_join("", '<link rel="stylesheet" href="{}">', sheets)


hooks.register("register_admin_urls", addresses)
hooks.register("register_admin_menu_item", surveys)
hooks.register("register_admin_menu_item", inbox)
hooks.register("register_admin_menu_item", calls)
hooks.register("register_admin_menu_item", calendar)
hooks.register("register_admin_menu_item", enter)
hooks.register("register_admin_menu_item", moderation)
hooks.register("register_admin_menu_item", moderation_report)
hooks.register("register_admin_menu_item", measured)
hooks.register("register_admin_menu_item", law)
hooks.register("register_admin_menu_item", city)
hooks.register("register_admin_menu_item", audit)
hooks.register("construct_main_menu", hide_menu_items)
hooks.register("construct_search", hide_search)
hooks.register("construct_homepage_panels", first_page)
hooks.register("construct_homepage_summary_items", no_summary)
hooks.register("insert_global_admin_css", style)
