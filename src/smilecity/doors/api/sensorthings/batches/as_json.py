"""A batch as JSON: {"requests": [{"id", "method", "url", "body", "atomicityGroup"}]} and the answers likewise."""

import json
from collections.abc import Sequence
from itertools import groupby
from typing import Any

import msgspec

from smilecity.doors.api.sensorthings.batches.parts import MOST, Answer, Asked, Group, Part, Told, asked, too_many
from smilecity.doors.api.sensorthings.bodies import read_object
from smilecity.doors.api.sensorthings.messages import Refusal, Reply, Request


class Form:
    """Reads and writes a batch in this form."""

    def read(self, batch: Request) -> list[Part]:
        """Return the parts. Raises Refusal."""
        requests = read_object(batch.body).get("requests")
        if not isinstance(requests, list) or not all(isinstance(each, dict) for each in requests):
            raise Refusal(400, 'A batch is {"requests": [{"id": "1", "method": "GET", "url": "Things"}, ...]}.')
        if len(requests) > MOST:
            raise too_many()
        ids = [_text(each, "id") for each in requests]
        if len(set(ids)) != len(ids):
            raise Refusal(400, "Each request of a batch needs an id of its own.")
        return _parts([(each.get("atomicityGroup"), _asked(batch, each)) for each in requests])

    def write(self, answers: Sequence[Answer]) -> Reply:
        """Return the answer."""
        told = [one for each in answers for one in ((each,) if isinstance(each, Told) else each.members)]
        return Reply(200, b'{"responses":[' + b",".join(map(_written, told)) + b"]}")


def _parts(grouped: list[tuple[Any, Asked]]) -> list[Part]:
    parts: list[Part] = []
    seen = set()
    for name, members in groupby(grouped, key=lambda pair: pair[0]):
        together = tuple(each for _, each in members)
        if name is None:
            parts += together
            continue
        if not isinstance(name, str) or name in seen:
            raise Refusal(400, "The requests of one atomicityGroup have to follow each other.")
        seen.add(name)
        parts.append(Group(together))
    return parts


def _asked(batch: Request, said: dict[str, Any]) -> Asked:
    headers, body = said.get("headers") or {}, said.get("body")
    if not isinstance(headers, dict):
        raise Refusal(400, "headers of a request in a batch is an object.")
    return asked(
        batch,
        id_=_text(said, "id"),
        method=_text(said, "method"),
        url=_text(said, "url"),
        headers={str(name).lower(): str(value) for name, value in headers.items()},
        body=b"" if body is None else msgspec.json.encode(body),
    )


def _text(said: dict[str, Any], name: str) -> str:
    value = said.get(name)
    if not isinstance(value, str) or not value:
        raise Refusal(400, f"Each request of a batch needs {name}, a text.")
    return value


def _written(told: Told) -> bytes:
    reply = told.reply
    headers = {name.decode(): value.decode("latin-1") for name, value in reply.headers}
    head: dict[str, Any] = {"id": told.id, "status": reply.status}
    if "location" in headers:
        # Where FROST says it, too.
        head["location"] = headers["location"]
    if reply.media_type:
        headers["content-type"] = reply.media_type
    if headers:
        head["headers"] = headers
    text, body = json.dumps(head).encode(), reply.body if isinstance(reply.body, bytes) else b""
    if not body:
        return text
    if "json" not in reply.media_type:
        body = json.dumps(body.decode("utf-8", "replace")).encode()
    return text[:-1] + b', "body": ' + body + b"}"
