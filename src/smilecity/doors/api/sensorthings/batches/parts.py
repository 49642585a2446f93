"""The parts of a batch: requests, and change sets whose requests are all done or none; how they name each other."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import unquote

import msgspec

from smilecity.doors.api.sensorthings import addresses
from smilecity.doors.api.sensorthings.messages import Refusal, Reply, Request

MOST = 1_000
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"})
_FIRST = re.compile(r"\$([\w.-]+)(?=/|$)")
_INSIDE = re.compile(r"\(\$([\w.-]+)\)")
_ENTITY = re.compile(r"(\w+\((\d+)\))$")


@dataclass(frozen=True, slots=True)
class Asked:
    """One request of a batch; `id` is what others call it."""

    id: str
    request: Request


@dataclass(frozen=True, slots=True)
class Group:
    """A change set."""

    members: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """The answer to one request."""

    id: str
    reply: Reply


@dataclass(frozen=True, slots=True)
class ToldTogether:
    """The answers to a change set; `failed` is the one that undid it."""

    members: tuple[Told, ...]
    failed: Told | None = None


Part = Asked | Group
Answer = Told | ToldTogether


def too_many() -> Refusal:
    """Return the refusal of a batch that holds too much."""
    return Refusal(413, f"A batch holds {MOST} requests at most.")


def size_of(parts: Sequence[Part]) -> int:
    """Count the requests."""
    return sum(len(part.members) if isinstance(part, Group) else 1 for part in parts)


def asked(batch: Request, *, id_: str, method: str, url: str, headers: dict[str, str], body: bytes) -> Asked:
    """Return one request of a batch; who asks is who sent the batch. Raises Refusal."""
    if method.upper() not in METHODS:
        raise Refusal(400, f"Request {id_ or '?'}: the method {method[:20]!r} is not possible in a batch.")
    path, _, query = below_root(url).partition("?")
    request = Request(method.upper(), path.strip("/"), query, headers, body, batch.knock, in_batch=True)
    return Asked(id_, request)


def below_root(url: str) -> str:
    """Return an address, absolute or not, as it reads below the service root; escaped as in the first line of HTTP."""
    text = re.sub(r"^https?://[^/?]*", "", url.strip()).replace(" ", "%20")
    for beginning in (addresses.PREFIX, "/v1.1"):
        if text == beginning or text.startswith((f"{beginning}/", f"{beginning}?")):
            return text[len(beginning) :].lstrip("/")
    return text.lstrip("/")


class References:
    """What the requests so far have created, by the ids of the requests: `$1/Datastreams`, {"@iot.id": "$1"}."""

    def __init__(self, known: dict[str, tuple[str, int]] | None = None) -> None:
        self._known = known or {}

    def copy(self) -> "References":
        """Return the same once more, for a change set that may be undone."""
        return References(dict(self._known))

    def note(self, told: Told) -> None:
        """Remember what a request has created."""
        location = next((value for name, value in told.reply.headers if name == b"location"), b"").decode()
        if told.id and told.reply.status == 201 and (found := _ENTITY.search(location)):
            self._known[told.id] = (found[1], int(found[2]))

    def resolved(self, request: Request) -> Request:
        """Return the request with addresses and ids instead of references."""
        if not self._known:
            return request
        path = _FIRST.sub(self._path, unquote(request.path) if "%24" in request.path else request.path, count=1)
        path = _INSIDE.sub(self._number, path)
        return replace(request, path=path, body=self._body(request.body))

    def _path(self, found: re.Match[str]) -> str:
        return self._known[found[1]][0] if found.start() == 0 and found[1] in self._known else found[0]

    def _number(self, found: re.Match[str]) -> str:
        return f"({self._known[found[1]][1]})" if found[1] in self._known else found[0]

    def _body(self, body: bytes) -> bytes:
        if b'"$' not in body:
            return body
        try:
            said = msgspec.json.decode(body)
        except (msgspec.DecodeError, RecursionError):
            return body
        for each in _objects(said):
            reference = each.get("@iot.id")
            if isinstance(reference, str) and reference.startswith("$") and reference[1:] in self._known:
                each["@iot.id"] = self._known[reference[1:]][1]
        return msgspec.json.encode(said)


def _objects(said: Any) -> Iterator[dict[str, Any]]:
    waiting = [said]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            yield each
            waiting += each.values()
        elif isinstance(each, list):
            waiting += each
