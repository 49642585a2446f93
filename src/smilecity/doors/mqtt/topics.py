"""Topics of the standard as we read them. In: a topic. Out: whose word it is and where it leads. Pure.

`v1.1/...` is public: whoever the broker lets publish there speaks for the city, if MQTT_WRITERS says so.
`keys/<key id>/v1.1/...`: in the name of a key; the broker guarantees who publishes there. `internal/v1.1/...`: what is
not public, if MQTT_INTERNAL says so. `refused/<topic>`: what we say of a message that could not be stored.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from smilecity.sense.things.rules.schema import Kind

SUBSCRIBED = "$SYS/broker/log/M/subscribe"
ROOT, KEYS, INTERNAL, REFUSED = "v1.1/", "keys/", "internal/", "refused/"
LONGEST = 1000

_INCOMING = re.compile(
    r"(?:(?P<internal>internal/)|keys/(?P<key>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/)?v1\.1/"
    r"(?:(?P<parent>Datastreams|MultiDatastreams|FeaturesOfInterest)\('?(?P<id>\d{1,18})'?\)/)?Observations"
)
# "1795339688: client 1 v1.1/Observations": a time where the broker writes one, the client, the quality, the topic.
_SUBSCRIPTION = re.compile(r"(?:\S+: )?(?P<client>.*?) [012] (?P<topic>(?:internal/)?v1\.1/.*|internal/[+#].*|[+#].*)")


@dataclass(frozen=True, slots=True)
class Incoming:
    """Where an observation is to go. `key`: in whose name; none: the city's. `parent`: what its topic names."""

    key: UUID | None
    internal: bool
    parent: tuple[Kind, int] | None


def incoming(*, everybody: bool, internal: bool) -> list[str]:
    """Return what to subscribe to in order to receive observations."""
    roots = [f"{KEYS}+/{ROOT}"] + [ROOT] * everybody + [INTERNAL + ROOT] * internal
    return [root + rest for root in roots for rest in ("Observations", "+/Observations")]


@lru_cache(maxsize=10_000)
def read_incoming(topic: str) -> Incoming | None:
    """Return where an observation published to this topic goes; none: nowhere."""
    found = _INCOMING.fullmatch(topic)
    if found is None:
        return None
    parent = (Kind(found["parent"]), int(found["id"])) if found["parent"] else None
    return Incoming(UUID(found["key"]) if found["key"] else None, bool(found["internal"]), parent)


def read_subscription(line: str) -> tuple[str, str] | None:
    """Return client and topic of a line that the broker writes for each subscription, if it can concern us."""
    found = _SUBSCRIPTION.fullmatch(line)
    if found is None or len(found["topic"]) > LONGEST:
        return None
    return found["client"], found["topic"]
