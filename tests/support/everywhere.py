"""Looks for words in the whole database: every column of every row of every table, jobs and logs included."""

from django.db import connection
from psycopg import sql


def tables_holding(words: str) -> list[str]:
    """Return the names of the tables in which a row holds these words somewhere, in any case of the letters."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename")
        names = [name for (name,) in cursor.fetchall()]
        return [name for name in names if _holds(name, words)]


def _holds(table: str, words: str) -> bool:
    look = sql.SQL("SELECT EXISTS (SELECT 1 FROM {table} AS r WHERE strpos(lower(r::text), lower(%s)) > 0)")
    with connection.cursor() as cursor:
        cursor.execute(look.format(table=sql.Identifier(table)), [words])
        return bool(cursor.fetchone()[0])
