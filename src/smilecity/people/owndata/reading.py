"""How rows with a plain address are found: whatever spelling of one mailbox was typed."""

from collections.abc import Iterator
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet

from smilecity.ground.refusals import Refused
from smilecity.people.register.rules import domains_of, normalise_address

_M = TypeVar("_M", bound=Model)


def of_address(rows: QuerySet[_M], column: str, address: str) -> QuerySet[_M]:
    """Return the rows whose column holds this address in any spelling. 2 SQL, the first by domain only."""
    endings = Q()
    for domain in domains_of(address):
        endings |= Q(**{f"{column}__iendswith": f"@{domain}"})
    found = rows.filter(endings).values_list("pk", column)
    return rows.filter(pk__in=list(_same(found, normalise_address(address))))


def _same(rows: Any, wanted: str) -> Iterator[Any]:
    for key, address in rows:
        try:
            if normalise_address(address) == wanted:
                yield key
        except Refused:  # what is no address is nobody's
            continue
