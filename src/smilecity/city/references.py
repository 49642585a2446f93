"""Who refers to a row of the city, and who still needs an office: rooms downstream register what they wait for.

In: ids. Out: counts by the plural names of the tables, and sentences of those who cannot do without.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import models
from django.db.models import ForeignObjectRel
from django.db.models.options import Options

# Ids of offices in; out, for those that cannot go yet, what they still have to do ("3 offene Beiträge").
Needs = Callable[[Sequence[int]], Mapping[int, str]]

_needs: list[Needs] = []


def register_need(needs: Needs) -> None:
    """Have an office asked for before an import lets it go. Called in `AppConfig.ready`, once."""
    if needs not in _needs:
        _needs.append(needs)


def needed(offices: Sequence[int]) -> dict[int, list[str]]:
    """Return what offices still have to do, in words."""
    found: dict[int, list[str]] = {}
    for asked in _needs if offices else ():
        for office, words in asked(offices).items():
            found.setdefault(office, []).append(words)
    return found


def uses(model: type[models.Model], ids: Sequence[Any]) -> dict[Any, Counter[str]]:
    """Count for every row of a model that others refer to by whom, by their plural names."""
    found: dict[Any, Counter[str]] = {}
    for relation in _relations(model) if ids else ():
        name = str(options(relation.field.model).verbose_name_plural)
        for pk, number in _references(relation, ids):
            found.setdefault(pk, Counter())[name] += number
    return found


def _relations(model: type[models.Model]) -> list[ForeignObjectRel]:
    """Return who refers to a model, also those whose models gave the way back no name."""
    fields = options(model).get_fields(include_hidden=True)
    return [field for field in fields if isinstance(field, ForeignObjectRel) and field.field.concrete]


def _references(relation: ForeignObjectRel, ids: Sequence[Any]) -> list[tuple[Any, int]]:
    name = relation.field.name
    # A bare query set: no manager of another room may hide rows that refer to ours.
    rows: models.QuerySet[Any] = models.QuerySet(relation.field.model).filter(**{f"{name}__in": ids}).order_by()
    return list(rows.values_list(name).annotate(number=models.Count("*")).values_list(name, "number"))


def options(model: type[models.Model]) -> "Options[Any]":
    """Return what Django knows about a model."""
    return model._meta  # noqa: SLF001 -- public, as Django documents it ("Model _meta API")
