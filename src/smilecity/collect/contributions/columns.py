"""What the trunk's tables say of their columns: the words one may hold, and a count to sort by."""

from enum import StrEnum
from typing import Any

from django.db import models
from django.db.models import ExpressionWrapper, F, Q, Value

# More than there will ever be contributions.
RANK_STEP = 2**32


def ranked(column: str) -> "ExpressionWrapper[Any]":
    """Return a count and the number of its contribution as one value, to sort by.

    Most counts are 0. Compared as two values, the database would think that hardly anything comes after "0 and number
    5", and walk through everything; of one value it knows how many come after it.
    """
    return ExpressionWrapper(F(column) * Value(RANK_STEP) + F("number"), output_field=models.BigIntegerField())


def known(column: str, words: type[StrEnum], name: str) -> models.CheckConstraint:
    """Return the constraint that a column holds one of these words."""
    return models.CheckConstraint(condition=Q(**{f"{column}__in": [word.value for word in words]}), name=name)
