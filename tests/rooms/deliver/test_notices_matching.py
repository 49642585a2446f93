"""Who is told of a new contribution: what the database finds is what the rule says, also for many subscriptions."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.db import connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from smilecity.collect.contributions import actions as trunk
from smilecity.collect.contributions.models import Contribution, Step
from smilecity.collect.contributions.rules import Channel, Kind, Status, Verb
from smilecity.deliver.notices import actions, rules
from smilecity.deliver.notices.models import Notice
from smilecity.deliver.notices.rules import Facts, Search, Target
from tests.factories import AT, make_staff
from tests.factories_contributions import LAT, LON, make_call, make_contribution, make_district, make_theme
from tests.factories_notices import make_follower, told
from tests.factories_reports import make_category
from tests.jobs import run_jobs

pytestmark = pytest.mark.django_db
# One short word stands inside another; a list finds it there as little as a subscription does.
WORDS = ("rad", "weg", "am", "kram", "bänke", "wald", "hafen", "%", "_", "'")


@dataclass
class _Place:
    """A small city for one example."""

    themes: list[int]
    districts: list[int]


def _place() -> _Place:
    """Make three themes and two districts; the first one has the point of the tests in it."""
    return _Place([make_theme() for _ in range(3)], [make_district("Mitte"), make_district("West", lon=11.9)])


def _few(values: list[int]) -> st.SearchStrategy[int | None]:
    return st.one_of(st.none(), st.sampled_from(values))


def _searches(place: _Place) -> st.SearchStrategy[Search]:
    return st.builds(
        Search,
        kind=st.sampled_from(["", "idea", "place", "report"]),
        theme=_few(place.themes),
        district=_few(place.districts),
        status=st.sampled_from(["", "received", "done"]),
        category=st.sampled_from(["", "happy", "loch", "strasse"]),
        text=st.lists(st.sampled_from(WORDS), max_size=3).map(" ".join),
    ).filter(lambda search: search != Search())


@settings(max_examples=40)
@given(data=st.data())
def test_the_database_finds_exactly_what_the_rule_says(data: st.DataObject) -> None:
    with transaction.atomic():
        place = _place()
        searches = data.draw(st.lists(_searches(place), max_size=6, unique=True))
        title = " ".join([*data.draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=5)), "x"])
        inside = data.draw(st.booleans())
        kind = data.draw(st.sampled_from(list(Kind)))
        make_category("strasse")
        make_category("loch", parent="strasse")
        row = make_contribution(
            make_call(kind),
            title=title,
            text="",
            theme_ids=data.draw(st.lists(st.sampled_from(place.themes), max_size=2, unique=True)),
            category="loch" if kind is Kind.REPORT else data.draw(st.sampled_from(["", "happy"])),
            lon=LON if inside else None,
            lat=LAT if inside else None,
        )
        targets = [Target(theme=place.themes[0]), Target(district=place.districts[0])]
        targets += [Target(search=search) for search in searches]
        readers = {make_follower(target): target for target in targets}
        row.refresh_from_db()
        actions.tell_step(step=Step.objects.get(contribution=row).pk, at=AT)
        assert {reader for reader in readers if told(reader)} == {
            reader for reader, target in readers.items() if _is_meant(target, row)
        }
        transaction.set_rollback(True)


def _is_meant(target: Target, row: Contribution) -> bool:
    above = ["strasse"] if row.kind == Kind.REPORT else []
    facts = Facts(row.kind, row.theme_ids, row.district_id, row.status, [row.category, *above], row.words)
    if target.search:
        return rules.matches(target.search, facts)
    return target.theme in row.theme_ids or (target.district is not None and target.district == row.district_id)


def test_a_short_word_is_looked_for_only_where_a_word_begins() -> None:
    reader = make_follower(Target(search=Search(text="am")))
    for title in ("Kram im Park", "Bank am Hafen"):
        make_contribution(title=title)
    run_jobs()
    assert told(reader) == ["submitted"]


def test_a_search_by_status_hears_when_something_comes_to_it() -> None:
    row = make_contribution()
    run_jobs()
    done, received = (make_follower(Target(search=Search(status=status))) for status in ("done", "received"))
    trunk.set_status(contribution=row.pk, status=Status.DONE, by=make_staff(), at=AT)
    run_jobs()
    assert (told(done), told(received)) == (["status"], [])


def test_authors_are_not_told_of_their_own() -> None:
    theme, row = make_theme(), make_contribution()
    author = make_follower(Target(theme=theme))
    Contribution.objects.filter(pk=row.pk).update(author=author, theme_ids=[theme])
    run_jobs()
    assert told(author) == []


@pytest.mark.parametrize(("age", "news"), [(timedelta(days=1), True), (timedelta(days=30), False)])
def test_an_import_of_years_fills_no_postbox(age: timedelta, news: bool) -> None:
    theme = make_theme()
    reader = make_follower(Target(theme=theme))
    row = make_contribution(theme_ids=[theme])
    Contribution.objects.filter(pk=row.pk).update(channel=Channel.IMPORT, submitted_at=AT - age)
    actions.tell_step(step=Step.objects.get(contribution=row, verb=Verb.SUBMITTED).pk, at=AT)
    assert bool(told(reader)) is news


def test_ten_thousand_subscriptions_are_matched_in_one_statement_of_the_database() -> None:
    theme, row = make_theme(), make_contribution(title="Radweg am Hafen")
    Contribution.objects.filter(pk=row.pk).update(theme_ids=[theme])
    make_follower(Target(theme=theme))
    _many()
    actions.tell_step(step=Step.objects.get(contribution=row).pk, at=AT)
    # One by its theme, and each tenth of 10,000 searches for this very word.
    assert Notice.objects.count() == 1 + 1000


def _many() -> None:
    """Copy readers and searches 10,000 times, as an installation of some years would hold them."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH made AS (
                INSERT INTO contacts_contact (id, address, key, language, made_at)
                SELECT gen_random_uuid(), 'many-' || n || '@example.org', int4send(n) || '\\x00'::bytea, 'de', %(at)s
                FROM generate_series(1, 10000) n RETURNING id
            ), readers AS (
                INSERT INTO notices_reader (contact_id, rhythm, salt, token_hash, failures)
                SELECT id, 'single', uuid_send(id), uuid_send(id), 0 FROM made RETURNING contact_id
            ), numbered AS (SELECT contact_id, row_number() OVER () AS n FROM readers)
            INSERT INTO notices_subscription (id, contact_id, search, reason, origin, made_at)
            SELECT gen_random_uuid(), contact_id,
                jsonb_build_object('text', CASE WHEN n %% 10 = 0 THEN 'radweg' ELSE 'wort' || n END),
                'subscribed', gen_random_uuid(), %(at)s
            FROM numbered
            """,
            {"at": AT},
        )
