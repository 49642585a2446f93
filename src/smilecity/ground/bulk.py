"""Many rows at once: COPY instead of INSERT. Measured with contributions: a third of the time, and no limit on size."""

from collections.abc import Iterable
from itertools import chain
from typing import Any

from django.db import connection
from django.db.models import AutoField, Field, Model
from django.db.models.expressions import DatabaseDefault
from psycopg import sql


def write(rows: Iterable[Model]) -> int:
    """Write new rows of one model and return how many. Nothing is read back, no signal is sent.

    Columns that the database fills (a number, what is generated) are left to it, as the first row has them.
    """
    waiting = iter(rows)
    first = next(waiting, None)
    if first is None:
        return 0
    table = first._meta  # noqa: SLF001 -- public, as Django documents it ("Model _meta API")
    fields = [field for field in table.concrete_fields if _is_ours(field, first)]
    columns = sql.SQL(", ").join(sql.Identifier(field.column) for field in fields)
    copy = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table.db_table), columns)
    count = 0
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.copy(copy) as into:
        for row in chain([first], waiting):
            into.write_row([_value(field, row) for field in fields])
            count += 1
    return count


def _is_ours(field: Field[Any, Any], row: Model) -> bool:
    if field.generated or (field.primary_key and row.pk is None and isinstance(field, AutoField)):
        return False
    return not isinstance(getattr(row, field.attname), DatabaseDefault)


def _value(field: Field[Any, Any], row: Model) -> object:
    value: object = field.get_db_prep_save(field.pre_save(row, add=True), connection)
    return value
