"""Geometry functions: shapely decides over rows whose boxes come into question; PostgreSQL gets back their ids."""

from __future__ import annotations

from typing import TYPE_CHECKING

from smilecity.sense.things.queries.sql import Sql
from smilecity.sense.things.rules.tree import Call

if TYPE_CHECKING:
    from smilecity.sense.things.queries.expressions import Scope


def call(node: Call, scope: Scope) -> Sql:
    """Return the value of a geometry function."""
    raise NotImplementedError
