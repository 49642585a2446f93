"""Many rows at once arrive as single ones would."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from smilecity.collect.contributions.models import Contribution
from smilecity.collect.contributions.rules import Channel, Kind
from smilecity.ground import bulk
from smilecity.ground.models import AuditEntry
from tests.factories_contributions import make_call

AT = datetime(2026, 3, 1, 12, 30, 15, 123456, tzinfo=UTC)


def _row(call: UUID, **more: Any) -> Contribution:
    fields: dict[str, Any] = {"title": "Bänke", "channel": Channel.IMPORT, "submitted_at": AT, "changed_at": AT}
    return Contribution(call_id=call, kind=Kind.IDEA, **fields | more)


@pytest.mark.django_db
def test_nothing_is_nothing() -> None:
    assert bulk.write([]) == 0


@pytest.mark.django_db
def test_what_is_written_is_read_again() -> None:
    call = make_call()
    rows = [
        _row(call, theme_ids=[3, 1], lon=12.1, lat=54.1),
        _row(call, theme_ids=[], place="Lange Straße\t1\\n", text="a\r\nb"),
    ]
    assert bulk.write(rows) == 2
    for row in rows:
        stored = Contribution.objects.get(pk=row.pk)
        same = [field.attname for field in Contribution._meta.concrete_fields if field.name not in {"number", "words"}]
        assert {name: getattr(stored, name) for name in same} == {name: getattr(row, name) for name in same}


@pytest.mark.django_db
def test_the_database_numbers_the_rows_and_finds_their_words() -> None:
    rows = [_row(make_call()), _row(make_call())]
    bulk.write(rows)
    stored = [Contribution.objects.get(pk=row.pk) for row in rows]
    assert stored[1].number == stored[0].number + 1
    assert stored[0].words == " bänke "


@pytest.mark.django_db
def test_a_row_against_the_rules_is_refused_and_none_is_written() -> None:
    call = make_call()
    with pytest.raises(IntegrityError), transaction.atomic():
        bulk.write([_row(call), _row(call, publicity="nonsense")])
    assert not Contribution.objects.filter(call=call).exists()


_TEXT = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=60)


@pytest.mark.django_db
@given(texts=st.lists(_TEXT, min_size=1, max_size=5), actor=st.none() | st.just(uuid4()))
def test_every_text_arrives_as_it_was(texts: list[str], actor: UUID | None) -> None:
    rows = [
        AuditEntry(at=AT, actor=actor, verb="bulk.test", subject=text, details={"said": text, "none": None})
        for text in texts
    ]
    bulk.write(rows)
    for row, text in zip(rows, texts, strict=True):
        stored = AuditEntry.objects.get(pk=row.pk)
        assert (stored.subject, stored.details, stored.actor) == (text, {"said": text, "none": None}, actor)
