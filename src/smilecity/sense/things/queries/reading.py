"""What a path and its options ask for, as an answer ready to send: a statement, and the frame around what it found."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db import DataError

from smilecity.people.keys.rules import Caller
from smilecity.sense.things.queries import addresses, formats, lists, paths, sizes, summing
from smilecity.sense.things.queries.answers import JSON, TEXT, Answer, drawn_on, quoted, seen
from smilecity.sense.things.queries.asking import Asking
from smilecity.sense.things.queries.sql import rows
from smilecity.sense.things.queries.wanted import Wanted
from smilecity.sense.things.queries.windows import window
from smilecity.sense.things.rules.paths import Resource, Special
from smilecity.sense.things.rules.problems import QueryProblem
from smilecity.sense.things.rules.schema import ID, Type
from smilecity.sense.things.rules.tree import Options

# What a listing selects: items, the token of the next page, how many there are, what is not public.
_Page = tuple[str | None, str | None, int | None, str | None]
_COLUMNS = ("items", "next", "count", "looks")
_NOTHING: _Page = (None, None, 0, None)


def read(
    resource: Resource,
    options: Options,
    *,
    caller: Caller,
    root: str,
    url: str,
    only: Sequence[int] | None = None,
) -> Answer:
    """Return what stands at a path. Raises QueryProblem. A fixed number of SQL, whatever is asked and found.

    `root`: the address of the service, without a slash at its end; `url`: the address that was asked for. `only`: ids
    to which the answer is narrowed, all on one page.
    """
    if only is not None:
        options = replace(options, top=len(only), skip=0)
    try:
        return _answer(resource, options, Asking(caller, root), url, None if only is None else tuple(only))
    except DataError as refused:
        raise QueryProblem(400, "a calculation leaves what can be counted with.", option="$filter") from refused


def _answer(resource: Resource, options: Options, asking: Asking, url: str, only: tuple[int, ...] | None) -> Answer:
    if resource.special is Special.AGGREGATES:
        return summing.answer(paths.walk(resource.steps, asking), options, url)
    *before, last = resource.steps
    reach = paths.walk(before, asking) if before else None
    wanted = Wanted(
        resource.kind,
        options,
        reach.origin if reach else None,
        ref=resource.ref,
        only=only,
    )
    passed = (*(reach.looks if reach else ()), *drawn_on(wanted, asking))
    if resource.many and not resource.ref and options.result_format in formats.ANSWERS:
        found = formats.ANSWERS[options.result_format](wanted, asking, url)
        return replace(found, looks=tuple(sorted({*passed, *found.looks})))
    if resource.many:
        return _list(wanted, asking, url, reach, passed)
    narrowing = [] if last.id is None else [last.id]
    if resource.leaf:
        return _property(resource, wanted, asking, narrowing, passed)
    return _one(resource, wanted, asking, narrowing, passed)


def _list(wanted: Wanted, asking: Asking, url: str, reach: paths.Reach | None, passed: tuple[int, ...]) -> Answer:
    items, token, count, looks = _page(wanted, asking, reach)
    counted = f'"@iot.count":{count},' if wanted.options.count else ""
    following = f'"@iot.nextLink":{quoted(addresses.next_of(url, token))},' if token else ""
    body = f'{{{counted}{following}"value":[{items or ""}]}}'
    return Answer(200, JSON, body.encode(), seen(passed, looks))


def _page(wanted: Wanted, asking: Asking, reach: paths.Reach | None) -> _Page:
    """Return what a listing selects: most likely from a few months of values, otherwise from all. 2 SQL at most."""
    narrowed = window(wanted, reach)
    if narrowed is not None:
        found: _Page = sizes.whole(lists.listing(narrowed, asking), *_COLUMNS)[0]
        if found[1] is not None:
            return found
    return next(iter(sizes.whole(lists.listing(wanted, asking), *_COLUMNS)), _NOTHING)


def _one(resource: Resource, wanted: Wanted, asking: Asking, ids: Sequence[int], passed: tuple[int, ...]) -> Answer:
    found = sizes.whole(lists.single(wanted, asking, ids), "item", "looks")
    if not found:
        raise paths.missing(resource.steps)
    ((item, looks),) = found
    return Answer(200, JSON, item.encode(), seen(passed, looks))


def _property(
    resource: Resource, wanted: Wanted, asking: Asking, ids: Sequence[int], passed: tuple[int, ...]
) -> Answer:
    leaf = resource.leaf or ID
    found = rows(lists.leaf(wanted, asking, ids, leaf, resource.inside))
    if not found:
        raise paths.missing(resource.steps)
    ((said, looks),) = found
    if said is None and resource.inside:
        raise QueryProblem(404, f"There is no {'/'.join((leaf.name, *resource.inside))[:200]} here.")
    if said is None or said == "null":
        return Answer(204, JSON, b"", seen(passed, looks))
    if not resource.value:
        name = "@iot.id" if leaf.type is Type.ID else (leaf.name, *resource.inside)[-1]
        return Answer(200, JSON, f"{{{quoted(name)}:{said}}}".encode(), seen(passed, looks))
    return Answer(200, *_bare(said), seen(passed, looks))


def _bare(said: str) -> tuple[str, bytes]:
    """Return a value without its frame: texts without quotes, objects as JSON."""
    value: Any = json.loads(said) if said.startswith('"') else None
    if isinstance(value, str):
        return TEXT, value.encode()
    return (JSON if said[0] in "{[" else TEXT), said.encode()
