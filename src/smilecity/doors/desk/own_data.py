"""What is held of people here: traces of those who edit pages, as Wagtail keeps them. Only who works here has any."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.apps import apps
from django.db.models import Field as Column
from django.db.models import Model, QuerySet
from django.db.models.options import Options

from smilecity.ground.text import sentence
from smilecity.people.models import User
from smilecity.people.owndata.registry import Holding, Rows
from smilecity.people.owndata.rules import Field, Person, Section

_EDITED = ("wagtail.", "smilecity.doors.web.")


def _columns() -> Iterator[tuple[type[Model], "Column[Any, Any]"]]:
    """Yield every column of pages, images and Wagtail's own tables that points at an account."""
    for model in apps.get_models():
        if model.__module__.startswith(_EDITED):
            yield from ((model, column) for column in _meta(model).local_concrete_fields if _is_account(column))


def _is_account(column: "Column[Any, Any]") -> bool:
    return column.related_model is User


def _meta(model: type[Model]) -> "Options[Any]":
    return model._meta  # noqa: SLF001 -- public, as Django documents it ("Model _meta API")


def _export(person: Person) -> Mapping[str, Rows]:
    if person.user is None:
        return {}
    return {
        "traces": [
            {"what": str(_meta(model).verbose_name), "as": column.name, "id": str(key)}
            for model, column in _columns()
            for key in QuerySet(model).filter(**{column.name: person.user}).values_list("pk", flat=True)
        ]
    }


# With the account Wagtail empties these columns or deletes their rows by itself.
HOLDING = Holding(
    name="desk",
    sections=[
        Section(
            "traces",
            sentence("Ihre Spuren beim Bearbeiten von Seiten"),
            [
                Field("what", sentence("was")),
                Field("as", sentence("wie")),
                Field("id", sentence("Nummer")),
            ],
        )
    ],
    export=_export,
    covers={f"{_meta(model).label}.{column.name}" for model, column in _columns()},
)
