"""What comes in and goes out, without the protocol around it: a batch asks with them as the network does."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from smilecity.people.keys.rules import PUBLIC, Caller

JSON = "application/json"
Headers = tuple[tuple[bytes, bytes], ...]
# How to show a key, for whoever needs one (RFC 9110, clause 11.6.1).
CHALLENGE: Headers = (
    (b"www-authenticate", b'Bearer realm="SensorThings"'),
    (b"www-authenticate", b'Basic realm="SensorThings", charset="UTF-8"'),
)


@dataclass(frozen=True, slots=True)
class Knock:
    """Somebody at the door. `client`: whom limits are counted for, a key or a network; `a_minute` None: no limit."""

    caller: Caller = PUBLIC
    client: str = ""
    a_minute: int | None = None


@dataclass(slots=True)
class Request:
    """A request whose body has arrived. `path` and `query` are percent-encoded; `path` begins below the root."""

    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    knock: Knock = Knock()
    in_batch: bool = False

    @property
    def caller(self) -> Caller:
        """Who asks."""
        return self.knock.caller

    @property
    def client(self) -> str:
        """Whom limits are counted for."""
        return self.knock.client


@dataclass(slots=True)
class Reply:
    """An answer; a body that is no bytes is written piece by piece while somebody reads it."""

    status: int
    body: bytes | Iterator[bytes] = b""
    media_type: str = JSON
    headers: Headers = ()


class Refusal(Exception):
    """What the door itself answers instead of calling anybody. `message` is for the developer who reads it."""

    def __init__(self, status: int, message: str, *, headers: Headers = ()) -> None:
        super().__init__(message)
        self.status, self.message, self.headers = status, message, headers


class Unavailable(Refusal):
    """Not now, but soon: the sender may try again."""

    def __init__(self, message: str, *, seconds: int = 2) -> None:
        super().__init__(503, message, headers=((b"retry-after", str(seconds).encode()),))


def problem(status: int, message: str, headers: Headers = ()) -> Reply:
    """Return an error as every part of this door says it."""
    body = {"code": status, "type": "error", "message": message}
    return Reply(status, json.dumps(body, ensure_ascii=False).encode("utf-8", "replace"), headers=headers)
