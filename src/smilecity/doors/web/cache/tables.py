"""Which tables a kept page may be made from, and the triggers that tell when one of them has changed.

Whatever is not named here makes a page personal or is new: such pages are not kept.
"""

import re
from collections.abc import Iterable
from functools import cache, lru_cache

from django.apps import apps
from django.db import connections

CHANNEL = "smilecity_changes"
# What pages show of these may be some seconds old (`store.FRESH`): they change too often to tell of each time.
FLOWING = frozenset(
    {
        "surveys_participation",
        "things_aggregate",
        "things_extent",
        "things_featureextent",
        "things_moved",
        "things_observation",
    }
)
# Rooms whose tables are what the city publishes, but for those that hold what only some may see.
_PUBLISHED = {
    "answers",
    "calendar",
    "city",
    "contributions",
    "keys",
    "moderation",
    "reports",
    "results",
    "search",
    "statistics",
    "surveys",
    "things",
    "web",
    "wagtailcore",
    "wagtaildocs",
    "wagtailimages",
    "wagtailredirects",
    "taggit",
}
_NOT_SHOWN = frozenset(
    {
        "answers_note",
        "answers_reminder",
        "calendar_booking",
        "calendar_confirmations",
        "calendar_request",
        "contributions_draft",
        "keys_apikey",
        "moderation_unseen",
        "reports_waitingphoto",
        "results_planned",
        "results_standing",
        "search_unread",
        "surveys_draft",
        "surveys_freetext",
        "surveys_kiosk",
        "surveys_opening",
        "surveys_presence",
        "things_change",
        "things_import",
        "things_look",
        "things_taken",
        "wagtailcore_apitoken",
        "wagtailcore_uploadedfile",
        # Read by Django for permissions and log entries, never for what a page shows to strangers.
        "wagtailcore_modellogentry",
        "wagtailcore_pagelogentry",
        "wagtailcore_pagesubscription",
    }
)
_WORD = re.compile(r"[a-z_][a-z0-9_]*")

_FUNCTION = f"""
CREATE OR REPLACE FUNCTION web_tell_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('{CHANNEL}', TG_TABLE_NAME);
    RETURN NULL;
END $$
"""
_TRIGGER = """
CREATE TRIGGER web_tell_change AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION web_tell_change()
"""
_TOLD = "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'web_tell_change' AND NOT tgisinternal"


@cache
def _all() -> dict[str, str]:
    """Return the name of each table with the label of its app."""
    metas = [model._meta for model in apps.get_models(include_auto_created=True)]  # noqa: SLF001 -- documented by Django
    return {meta.db_table: meta.app_label for meta in metas if meta.managed and not _is_harmless(meta.db_table)}


def _is_harmless(table: str) -> bool:
    """Whether no page changes with it; sizes of pictures are made while a page is, and say what the picture says."""
    return table == "django_content_type" or table.endswith("rendition")


@cache
def watched() -> frozenset[str]:
    """Return the tables of which each change is told at once."""
    return frozenset(table for table, app in _all().items() if app in _PUBLISHED) - FLOWING - _NOT_SHOWN


@cache
def framing() -> frozenset[str]:
    """Return the tables that every page is made from: menus and what travels with links, kept in the process."""
    return frozenset(table for table in watched() if table.startswith(("web_", "wagtailcore_page")))


@lru_cache(maxsize=4096)
def tables_of(statement: str) -> frozenset[str] | None:
    """Return the watched tables that a statement names; None where it names one that no kept page is made from."""
    named = _all().keys() & set(_WORD.findall(statement))
    if named - watched() - FLOWING or "procrastinate" in statement:
        return None
    return frozenset(named - FLOWING)


def tell_of_changes(using: str = "default") -> None:
    """Make the triggers that are missing, remove those of tables that are not watched any more."""
    with connections[using].cursor() as cursor:
        cursor.execute(_FUNCTION)
        cursor.execute(_TOLD)
        told = {name for (name,) in cursor.fetchall()}
        # After a migration to somewhere in the middle not all are there.
        wanted = watched().intersection(connections[using].introspection.table_names(cursor))
        _each(cursor, "DROP TRIGGER web_tell_change ON {table}", told - wanted)
        _each(cursor, _TRIGGER, wanted - told)


def _each(cursor: object, statement: str, tables: Iterable[str]) -> None:
    for table in sorted(tables):
        cursor.execute(statement.format(table=table))  # type: ignore[attr-defined] # a cursor of Django's
