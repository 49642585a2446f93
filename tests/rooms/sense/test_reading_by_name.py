"""Lists by name read an index from the first name to the last one shown, however many things there are."""

import pytest
from django.db import connection

from smilecity.people.keys.rules import CITY
from smilecity.sense.things import queries
from smilecity.sense.things.models import Thing
from tests import factories_sense as sense
from tests.factories_sense import AT
from tests.support.statements import statements

pytestmark = pytest.mark.django_db


def plan(statement: str) -> str:
    """Return how PostgreSQL would do a statement; so few rows it would rather sort, and may not."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_sort = off")
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {statement}")
        return "\n".join(line for (line,) in cursor.fetchall())


def test_things_come_from_the_index_by_name() -> None:
    for n in range(3):
        sense.make_thing(f"Pegel {n}")
    first = queries.things(most=1)
    for after in (None, first.next):
        with statements() as sent:
            queries.things(most=1, after=after)
        assert "thing_by_name" in plan(sent[-1])


def test_datastreams_come_from_the_index_by_name() -> None:
    for n in range(3):
        sense.make_datastream(f"Wasser {n}")
    with statements() as sent:
        queries.datastreams(caller=CITY, most=1)
    assert "datastream_by_name" in plan(sent[-1])


def test_the_longest_name_is_kept_and_found() -> None:
    Thing.objects.create(name="Ü" * 20_000, changed_at=AT)
    sense.make_thing("Ampel")
    assert [card.name[0] for card in queries.things().cards] == ["A", "Ü"]


def test_pages_go_on_among_names_that_begin_alike() -> None:
    names = [f"{'Pegel ' * 30}{n}" for n in range(5)]
    made = [sense.make_thing(name).pk for name in names]
    seen, after = [], None
    while True:
        page = queries.things(most=2, after=after)
        seen += [card.id for card in page.cards]
        after = page.next
        if after is None:
            break
    assert seen == made
