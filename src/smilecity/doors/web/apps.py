"""Registers the web door with Django."""

from typing import Any

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The public pages."""

    name = "smilecity.doors.web"
    label = "web"
    verbose_name = "Öffentliche Seiten"

    def ready(self) -> None:
        """Check the settings of this door, hear of changed addresses and new tables, plant the tree of pages."""
        from allauth.account.signals import email_changed
        from django.apps import apps
        from django.db.models.signals import post_migrate  # noqa: TID251 - no model's signal: the tables are ready

        from smilecity.doors.visitor import client
        from smilecity.doors.web import accounts, tiles

        client.check_settings()
        tiles.check_settings()
        email_changed.connect(accounts.bind_contact)
        post_migrate.connect(_plant, sender=self)
        # Sent once for each app when all have their tables.
        post_migrate.connect(_tell_of_changes, sender=apps.get_app_config("ground"))
        _hold()
        _let_pages_be_found()
        _hear_of_menus()
        _print_results()


def _plant(**_: Any) -> None:
    from smilecity.doors.web.pages import tree

    tree.plant()


def _tell_of_changes(using: str, **_: object) -> None:
    """After each migration: tables may be new."""
    from smilecity.doors.web.cache import tables

    tables.tell_of_changes(using)


def _hear_of_menus() -> None:
    from smilecity.doors.web.cache.store import STORE
    from smilecity.doors.web.pages import frame

    STORE.tell(frame.hear)


def _let_pages_be_found() -> None:
    from smilecity.doors.web.pages import findable

    findable.register()


def _print_results() -> None:
    """Have the report of a result drawn when it is published."""
    from smilecity.doors.web import jobs
    from smilecity.ground.events import subscribe
    from smilecity.understand.results.events import ResultPublished

    subscribe(ResultPublished, jobs.draw_reports)


def _hold() -> None:
    """Say what is held of people here."""
    from smilecity.doors.web import own_data
    from smilecity.people.owndata.registry import hold

    hold(own_data.HOLDING)
