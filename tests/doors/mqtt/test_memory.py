"""What was stored is known again for as long as the broker may send it again, and no longer than that."""

import pytest

from smilecity.doors.mqtt.connection import Message
from smilecity.doors.mqtt.memory import Memory
from smilecity.doors.mqtt.reading import digest
from smilecity.sense.things.models import Taken

pytestmark = pytest.mark.django_db

MANY = 20_000


def message(packet: int, *, session: int = 1, again: bool = False) -> Message:
    return Message("v1.1/Observations", b"%d" % packet, packet, again, session)


def stored(first: int, last: int) -> list[Message]:
    """Messages whose values are stored, as the values' own commit leaves them."""
    messages = [message(packet) for packet in range(first, last + 1)]
    Taken.objects.bulk_create([Taken(client="town", packet=each.packet, digest=digest(each)) for each in messages])
    return messages


def sent_again(first: int, last: int, *, session: int) -> list[Message]:
    return [message(packet, session=session, again=True) for packet in range(first, last + 1)]


def test_what_the_broker_has_not_read_of_is_known_again_however_much_it_is() -> None:
    memory = Memory("town")
    memory.acknowledged(stored(1, MANY), heard=[])
    assert memory.new_among(sent_again(1, MANY, session=2), again=False) == []


def test_what_the_broker_has_read_of_is_forgotten_but_for_the_last() -> None:
    memory = Memory("town")
    memory.acknowledged(stored(1, MANY), heard=[])
    memory.acknowledged([], heard=range(1, MANY - 500))
    assert Taken.objects.count() == 6_000
    assert memory.new_among(sent_again(MANY - 5_999, MANY, session=2), again=False) == []


def test_after_a_restart_all_is_known_until_something_new_comes() -> None:
    stored(1, MANY)
    memory = Memory("town")
    again = sent_again(12_000, MANY, session=1)
    assert memory.new_among(again, again=False) == []
    memory.acknowledged(again, heard=[])
    memory.acknowledged([], heard=range(12_000, MANY))
    assert Taken.objects.filter(packet__lt=12_000).count() == 11_999, "the broker may still have more to send again"
    fresh = [message(30_000)]
    assert memory.new_among(fresh, again=False) == fresh
    memory.acknowledged(fresh, heard=[])
    assert Taken.objects.count() < 6_010


def test_what_was_stored_when_the_connection_broke_is_known_in_the_next_one() -> None:
    memory = Memory("town")
    memory.acknowledged(stored(1, MANY), heard=range(1, 100))
    # A new connection: first comes what was not heard of, and each is acknowledged anew.
    again = sent_again(100, MANY, session=3)
    for begin in range(0, len(again), 1_000):
        batch = again[begin : begin + 1_000]
        assert memory.new_among(batch, again=False) == []
        memory.acknowledged(batch, heard=[])


def test_a_packet_id_that_comes_with_another_message_is_new() -> None:
    memory = Memory("town")
    memory.acknowledged(stored(1, 10), heard=[])
    other = Message("v1.1/Observations", b"another", 5, again=True, session=2)
    assert memory.new_among([other], again=False) == [other]
