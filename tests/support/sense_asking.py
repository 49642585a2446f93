"""Asks the reading side as a door would: a path with its query, in; the answer and its JSON, out."""

import json
from typing import Any
from urllib.parse import quote

from smilecity.people.keys.rules import PUBLIC, Caller
from smilecity.sense.things import queries
from smilecity.sense.things.queries import Answer
from smilecity.sense.things.rules.options import read_options
from smilecity.sense.things.rules.paths import read_path

ROOT = "https://example.org/sensorthings/v1.1"


def ask(address: str, caller: Caller = PUBLIC) -> Answer:
    """Return the answer for an address below the root; blanks and the like need not be encoded."""
    path, _, query = address.removeprefix(f"{ROOT}/").partition("?")
    encoded = quote(query, safe="$&=%,;()/':@!*~+-._")
    resource = read_path(path)
    options = read_options(encoded, resource.kind)
    return queries.read(resource, options, caller=caller, root=ROOT, url=f"{ROOT}/{path}?{encoded}".rstrip("?"))


def body_of(answer: Answer) -> bytes:
    """Return the whole body."""
    return answer.body if isinstance(answer.body, bytes) else b"".join(answer.body)


def get(address: str, caller: Caller = PUBLIC) -> Any:
    """Return the JSON of an answer."""
    return json.loads(body_of(ask(address, caller)))


def values(address: str, caller: Caller = PUBLIC) -> list[Any]:
    """Return what is on the first page of a list."""
    found = get(address, caller)["value"]
    assert isinstance(found, list)
    return found


def ids(address: str, caller: Caller = PUBLIC) -> list[int]:
    """Return the ids on the first page of a list."""
    return [each["@iot.id"] for each in values(address, caller)]


def pages(address: str, caller: Caller = PUBLIC, most: int = 100) -> list[list[Any]]:
    """Follow nextLink to the end and return the pages."""
    found = []
    for _ in range(most):
        page = get(address, caller)
        found.append(page["value"])
        if "@iot.nextLink" not in page:
            return found
        address = page["@iot.nextLink"]
    raise AssertionError(f"more than {most} pages")
