"""What telling and taking cost: a fixed number of statements, however many values and datastreams come together."""

from datetime import timedelta
from pathlib import Path

import pytest

from smilecity.doors.mqtt.audience import Audience
from smilecity.doors.mqtt.updates import Teller
from smilecity.people.keys.rules import CITY
from smilecity.sense.things.actions.recording import record
from smilecity.sense.things.models import Datastream
from smilecity.sense.things.queries.traces import ChangeRow
from smilecity.sense.things.rules.schema import Kind
from smilecity.sense.things.rules.values import NewObservation
from tests.factories_sense import AT, make_datastream, make_thing
from tests.support.statements import statements

pytestmark = pytest.mark.django_db


def teller(home: Path, *topics: str) -> Teller:
    audience = Audience(home / "topics", ours="bridge", always=topics)
    return Teller(audience=audience, root="https://x.example/sensorthings/v1.1", internal=False, retain=False)


def change(streams: list[Datastream], each: int) -> ChangeRow:
    values = [NewObservation(of.pk, AT + timedelta(minutes=n), n) for of in streams for n in range(each)]
    ids = [id_ for id_ in record(values, caller=CITY, at=AT) if isinstance(id_, int)]
    assert len(ids) == len(values)
    return ChangeRow(1, Kind.OBSERVATIONS, tuple(ids))


def test_many_values_of_many_datastreams_are_told_with_as_many_statements_as_one(tmp_path: Path) -> None:
    streams = [make_datastream(thing=make_thing(at=(12.09, 54.18))) for _ in range(4)]
    telling = teller(tmp_path, "v1.1/+/Observations", "v1.1/Observations?$select=result")
    one, many = change(streams[:1], 1), change(streams, 25)
    with statements() as for_one:
        told_one = telling.tellings([one])
    with statements() as for_many:
        told_many = telling.tellings([many])
    # Of its datastream, of its feature, and the selection.
    assert (len(told_one), len(told_many)) == (3, 300)
    assert len(for_many) == len(for_one) <= 6


def test_nothing_is_read_for_topics_nobody_listens_to(tmp_path: Path) -> None:
    stream = make_datastream(thing=make_thing(at=(12.09, 54.18)))
    changed = change([stream], 10)
    telling = teller(tmp_path, f"v1.1/Datastreams({stream.pk + 1})/Observations", "v1.1/Things")
    with statements() as asked:
        assert telling.tellings([changed]) == []
    assert len(asked) == 1, "to whom they belong"


def test_each_topic_tells_each_value_once_in_its_order(tmp_path: Path) -> None:
    stream = make_datastream(thing=make_thing(at=(12.09, 54.18)))
    changed = change([stream], 10)
    told = teller(tmp_path, "v1.1/Observations").tellings([changed, changed])
    assert all(
        f'"@iot.id":{id_},'.encode() in telling.payload for id_, telling in zip(changed.entities, told, strict=True)
    )
