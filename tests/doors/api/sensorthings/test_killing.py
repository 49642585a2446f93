"""Servers and database are killed amid 50,000 values sent one by one: what was acknowledged is there once."""

import asyncio
import random
from collections.abc import Callable, Generator

import pytest

from smilecity.sense.things.rules.words import SecondValue
from tests.support.insistent import Post, Sender
from tests.support.mortal import Mortal, mortal
from tests.support.processes import until
from tests.support.programs import answer

pytestmark = pytest.mark.long

SENT, SENDERS, DEATHS = 50_000, 32, 7
STREAMS = [SecondValue.REFUSE, SecondValue.REPLACE, SecondValue.KEEP, SecondValue.REFUSE]
MAKE = """
from smilecity.ground import clock
from smilecity.people.keys import actions as keys
from smilecity.people.keys.rules import Scope
from tests.factories_sense import make_datastream, make_thing
party = keys.make_party(name="Messstelle", by=None, at=clock.now())
said = dict(label="Test", scopes=[Scope.OBSERVE, Scope.READ], a_minute=1_000_000, by=None, at=clock.now())
print(keys.make_key(party=party, **said).secret)
for second in {ways!r}:
    thing = make_thing(at=(12.09, 54.18))
    print(make_datastream(thing=thing, owner_id=party, second_value=second).pk)
"""
COMPARE = "from tests.support.sums import assert_all_agree\nassert_all_agree()"


@pytest.fixture
def town() -> Generator[Mortal]:
    with mortal() as town:
        until(lambda: answer(f"http://127.0.0.1:{town.port}/sensorthings/v1.1") == 200, 300)
        yield town


def test_servers_may_die_at_any_moment(town: Mortal) -> None:
    deaths_do_no_harm(town, [town.kill_servers, town.kill_one_server])


def test_the_database_may_die_at_any_moment(town: Mortal) -> None:
    deaths_do_no_harm(town, [town.kill_database])


def deaths_do_no_harm(town: Mortal, ways: list[Callable[[], None]]) -> None:
    """Send everything while somebody dies again and again; then count."""
    key, *streams = town.run(MAKE.format(ways=[each.value for each in STREAMS])).split()
    posts = [
        Post(int(stream), again=second is not SecondValue.KEEP) for stream, second in zip(streams, STREAMS, strict=True)
    ]
    died = asyncio.run(send_and_kill(town, key, posts, ways))
    assert died == DEATHS
    for post in posts:
        acknowledged_values_are_there_once(town, post)
    town.run(COMPARE)
    # And it goes on.
    asyncio.run(Sender(town.port, key).send_all(posts[0], iter([SENT])))
    assert SENT in posts[0].acknowledged


async def send_and_kill(town: Mortal, key: str, posts: list[Post], ways: list[Callable[[], None]]) -> int:
    """Return how often somebody died."""
    share = SENT // len(posts)
    numbers = [iter(range(number * share, (number + 1) * share)) for number in range(len(posts))]
    senders = [
        asyncio.create_task(Sender(town.port, key).send_all(posts[each % len(posts)], numbers[each % len(posts)]))
        for each in range(SENDERS)
    ]
    died = 0
    while not all(sender.done() for sender in senders):
        done = sum(len(post.acknowledged) + len(post.unknown) for post in posts)
        if died < DEATHS and done > SENT * (died + 1) // (DEATHS + 1):
            ways[died % len(ways)]()
            died += 1
        town.database.revive()
        await asyncio.sleep(random.uniform(0.01, 0.2))
    for sender in senders:
        sender.result()
    return died


def acknowledged_values_are_there_once(town: Mortal, post: Post) -> None:
    """Where sending again was safe everything is there; elsewhere nothing that was not sent."""
    counts = "count(*), count(DISTINCT result_number), count(DISTINCT phenomenon_start), array_agg(result_number)"
    all_, results, times, found = town.ask(
        f"SELECT {counts} FROM things_observation WHERE datastream_id = {post.datastream}"  # noqa: S608 -- our own number
    )
    there = {int(each) for each in found}
    assert all_ == results == times == len(there)
    assert post.acknowledged <= there
    assert there <= post.acknowledged | post.unknown
    assert len(post.acknowledged | post.unknown) == SENT // len(STREAMS)
