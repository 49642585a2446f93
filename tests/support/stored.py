"""What the database holds of people who take part: their draft, and how much of everything there is."""

from uuid import UUID

from django.db import connection

from smilecity.collect.surveys import queries
from smilecity.collect.surveys.models import Draft, Participation
from smilecity.people.register.models import Entry, Pending
from tests.factories import Made


def draft_row(draft: UUID, survey: Made) -> queries.DraftRow:
    """Return a draft as the doors see it."""
    row = queries.draft(draft, survey.id)
    assert row
    return row


def stored() -> tuple[int, int, int, int]:
    """Return how many drafts, confirmations that wait, register entries and participations there are."""
    return Draft.objects.count(), Pending.objects.count(), Entry.objects.count(), Participation.objects.count()


def tables_with(needle: str) -> set[str]:
    """Return every table with a row that holds this anywhere, in whatever column, case and type."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
        tables = [name for (name,) in cursor.fetchall()]
        sql = 'SELECT EXISTS(SELECT FROM "{}" AS r WHERE strpos(lower(r::text), %s) > 0)'
        found = set()
        for table in tables:
            cursor.execute(sql.format(table), [needle.lower()])
            found |= {table} if cursor.fetchone() == (True,) else set()
        return found
