"""Topics: in whose name something comes, where it goes, and who listens."""

from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smilecity.doors.mqtt.audience import MOST, Audience
from smilecity.doors.mqtt.topics import Incoming, read_incoming, read_subscription
from smilecity.sense.things.rules.schema import Kind

KEY = "0f8fad5b-d9cb-469f-a165-70867728950e"


@pytest.mark.parametrize(
    ("topic", "expected"),
    [
        ("v1.1/Observations", Incoming(None, False, None)),
        ("v1.1/Datastreams(7)/Observations", Incoming(None, False, (Kind.DATASTREAMS, 7))),
        ("v1.1/Datastreams('7')/Observations", Incoming(None, False, (Kind.DATASTREAMS, 7))),
        ("v1.1/MultiDatastreams(7)/Observations", Incoming(None, False, (Kind.MULTI_DATASTREAMS, 7))),
        ("v1.1/FeaturesOfInterest(7)/Observations", Incoming(None, False, (Kind.FEATURES_OF_INTEREST, 7))),
        ("internal/v1.1/Observations", Incoming(None, True, None)),
        (f"keys/{KEY}/v1.1/Datastreams(7)/Observations", Incoming(UUID(KEY), False, (Kind.DATASTREAMS, 7))),
    ],
)
def test_an_observation_goes_where_its_topic_says(topic: str, expected: Incoming) -> None:
    assert read_incoming(topic) == expected


@pytest.mark.parametrize(
    "topic",
    [
        "",
        "Observations",
        "v1.0/Observations",
        "v1.1/Things(1)/Observations",
        "v1.1/Datastreams(x)/Observations",
        "v1.1/Datastreams(7)/Observations/1",
        "v1.1/Datastreams(7)/Observations?$select=result",
        "v1.1/Datastreams(9999999999999999999)/Observations",
        "v1.1/Datastreams(+)/Observations",
        "keys/somebody/v1.1/Observations",
        f"keys/{KEY.upper()}/v1.1/Observations",
        f"internal/keys/{KEY}/v1.1/Observations",
    ],
)
def test_every_other_topic_leads_nowhere(topic: str) -> None:
    assert read_incoming(topic) is None


@given(st.text())
def test_no_topic_breaks_it(topic: str) -> None:
    read_incoming(topic)
    read_subscription(topic)


@pytest.mark.parametrize(
    ("line", "client", "topic"),
    [
        ("1795339688: probe 1 v1.1/Observations?$select=result", "probe", "v1.1/Observations?$select=result"),
        ("2026-11-22T09:00:00: probe 0 v1.1/#", "probe", "v1.1/#"),
        ("probe 2 #", "probe", "#"),
        ("1795339688: a name 1 of words 1 v1.1/Things", "a name 1 of words", "v1.1/Things"),
        ("1: p 1 v1.1/Observations?$filter=result gt 5", "p", "v1.1/Observations?$filter=result gt 5"),
        ("1: p 1 internal/v1.1/Things(1)", "p", "internal/v1.1/Things(1)"),
    ],
)
def test_the_brokers_log_says_who_listens_to_what(line: str, client: str, topic: str) -> None:
    assert read_subscription(line) == (client, topic)


@pytest.mark.parametrize("line", ["", "1: p 1 other/topic", "1: p 9 v1.1/Things", "1: p 1 v1.1/" + "x" * 1000])
def test_what_does_not_concern_us_is_no_subscription(line: str) -> None:
    assert read_subscription(line) is None


@pytest.fixture
def audience(tmp_path: Path) -> Audience:
    return Audience(tmp_path / "topics", ours="bridge", always=["v1.1/Things"])


def test_nobody_listens_before_somebody_subscribes(audience: Audience) -> None:
    assert not audience.listens("v1.1/Observations")
    audience.hear("1: p 1 v1.1/Observations")
    assert audience.listens("v1.1/Observations")


def test_what_is_set_is_always_told(audience: Audience) -> None:
    assert audience.listens("v1.1/Things")


@pytest.mark.parametrize("pattern", ["#", "v1.1/#", "v1.1/+/Observations", "+/Datastreams(1)/Observations"])
def test_patterns_count(audience: Audience, pattern: str) -> None:
    audience.hear(f"1: p 1 {pattern}")
    assert audience.listens("v1.1/Datastreams(1)/Observations")
    assert pattern not in audience.particular()


def test_our_own_subscriptions_do_not_count(audience: Audience) -> None:
    audience.hear("1: bridge 1 v1.1/Observations")
    assert not audience.listens("v1.1/Observations")


def test_who_has_subscribed_is_known_after_a_restart(audience: Audience, tmp_path: Path) -> None:
    topics = ["v1.1/Observations?$select=result,phenomenonTime", "v1.1/Things(1)/name"]
    for topic in topics:
        audience.hear(f"1: p 1 {topic}")
    audience.keep()
    again = Audience(tmp_path / "topics", ours="bridge")
    assert all(topic in again.particular() for topic in topics)


def test_the_oldest_topics_are_forgotten_when_there_are_too_many(audience: Audience) -> None:
    for number in range(MOST + 1):
        audience.hear(f"1: p 1 v1.1/Things({number})")
        audience.hear("1: p 1 v1.1/Things(1)")
    assert not audience.listens("v1.1/Things(0)")
    assert audience.listens("v1.1/Things(1)"), "it was subscribed to again and again"
    assert audience.listens(f"v1.1/Things({MOST})")
