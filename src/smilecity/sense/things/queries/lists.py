"""Lists as JSON text: of what a path leads to, and, by the same words, of what is expanded, to any depth.

A statement that selects `items` (objects, separated by commas), `next` (the token of the next page), `count` and
`looks` (ids of datastreams that are not public and are shown, separated by commas).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from smilecity.sense.things.queries import addresses, expressions
from smilecity.sense.things.queries.asking import Asking, Origin, Reached, reached, row_of
from smilecity.sense.things.queries.columns import STREAMS
from smilecity.sense.things.queries.counts import counted
from smilecity.sense.things.queries.entities import Shape, as_json, entity, reference, words
from smilecity.sense.things.queries.orders import Key, after, order_by, token
from smilecity.sense.things.queries.paths import with_id, with_ids
from smilecity.sense.things.queries.sql import NOTHING, TRUE, Sql, every, fill, join, value
from smilecity.sense.things.queries.wanted import Wanted
from smilecity.sense.things.rules.schema import Kind, Property, Relation, Type
from smilecity.sense.things.rules.tree import Expand

_NULL = Sql("NULL")
_LISTING = """
SELECT string_agg(x.j, ','{in_order}) FILTER (WHERE x.n <= {last}) AS items,
    CASE WHEN max(x.n) > {last} THEN max(x.token) END AS next, {count} AS count, {looks} AS looks
FROM (
    SELECT {row}.n, {object} AS j, CASE WHEN {row}.n = {last} THEN {token} END AS token, {seen} AS looks
    FROM ({rows}) {row}{expansions}
) x
"""
# Numbered outside of the limit: only in orders without windows PostgreSQL reads no further than it has to.
_PAGE = """
SELECT p.*, row_number() OVER () AS n FROM (
    SELECT {a}.*, {columns} FROM {source}{joins} WHERE {where} ORDER BY {order} LIMIT {most}{skip}
) p
"""
_TABLE = """
SELECT {row}.n > {last} AS more, CASE WHEN {row}.n = {last} THEN {token} END AS token, {looks} AS looks, {columns}
FROM ({rows}) {row}{expansions} ORDER BY {row}.n
"""
_END = """
SELECT {object} AS items, CASE WHEN {more} THEN {token} END AS next, {count} AS count, {looks} AS looks
FROM (
    SELECT {a}.* FROM {source} WHERE {where} AND {a}.phenomenon_start = {time} ORDER BY {a}.id {order} LIMIT 1
) {row}{expansions}
"""


def listing(wanted: Wanted, asking: Asking) -> Sql:
    """Return the statement of a page."""
    if wanted.is_end:
        return _end(wanted, asking)
    row, limit = asking.alias(), wanted.options.limit
    rows, names = page(wanted, asking)
    expansions = expanded(wanted, row, asking)
    return fill(
        _LISTING,
        row=Sql(row),
        last=value(limit),
        # Only joins could change the order in which rows come out of the page; sorting long texts costs.
        in_order=Sql(" ORDER BY x.n") if expansions else NOTHING,
        count=counted(wanted, asking) if wanted.options.count else _NULL,
        looks=Sql("string_agg(x.looks, ',')") if asking.looks else _NULL,
        object=object_of(wanted, row, asking, expansions),
        token=token(names),
        seen=seen_of(wanted, row, expansions) if asking.looks else _NULL,
        rows=rows,
        expansions=join("", [each.join for each in expansions]),
    )


def _end(wanted: Wanted, asking: Asking) -> Sql:
    """Return the statement of the first or last value alone: one row of one partition, which is found while it runs."""
    origin, row = wanted.origin, asking.alias()
    if origin is None:
        raise ValueError(wanted)
    found = reached(wanted.kind, asking, origin)
    expansions = expanded(wanted, row, asking)
    more = fill("{} > 1", origin.column("e_observations"))
    return fill(
        _END,
        row=Sql(row),
        a=Sql(found.alias),
        object=object_of(wanted, row, asking, expansions),
        more=more,
        token=token([f"{row}.phenomenon_start", f"{row}.id"]),
        count=counted(wanted, asking) if wanted.options.count else _NULL,
        looks=seen_of(wanted, row, expansions) if asking.looks else _NULL,
        source=found.source,
        where=every(found.where),
        time=origin.column("e_start" if wanted.by_time else "e_latest"),
        order=Sql("ASC" if wanted.by_time else "DESC"),
        expansions=join("", [each.join for each in expansions]),
    )


def table(wanted: Wanted, asking: Asking, show: Callable[[str, Sequence["Expansion"]], Sql]) -> Sql:
    """Return the statement of a page's rows one by one: `token` in the last, `looks`, and the columns that `show` says.

    `show` gets the alias of a row and what is expanded of it.
    """
    row = asking.alias()
    rows, names = page(wanted, asking)
    expansions = expanded(wanted, row, asking)
    return fill(
        _TABLE,
        row=Sql(row),
        last=value(wanted.options.limit),
        token=token(names),
        looks=seen_of(wanted, row, expansions) if asking.looks else _NULL,
        columns=show(row, expansions),
        rows=rows,
        expansions=join("", [each.join for each in expansions]),
    )


def page(wanted: Wanted, asking: Asking) -> tuple[Sql, Sequence[str]]:
    """Return the statement of a page's rows and one more, numbered by `n`, and the names of the columns of its keys."""
    found = reached(wanted.kind, asking, wanted.origin)
    scope = expressions.Scope(wanted.kind, found.alias, asking)
    keys = _keys(wanted, found, scope)
    place = after(wanted.options.skiptoken, keys)
    narrowed = expressions.narrowed(wanted.options.filter, scope)
    where = [*found.where, *_among(wanted, found), *narrowed, place, _known_times(wanted, found)]
    names = [f"k{index}" for index in range(len(keys))]
    statement = fill(
        _PAGE,
        a=Sql(found.alias),
        columns=join(", ", [fill(f"{{}} AS {name}", key.sql) for name, key in zip(names, keys, strict=True)]),
        source=found.source,
        joins=scope.joins(),
        where=every(where),
        order=order_by(keys),
        most=value(wanted.options.limit + 1),
        skip=fill(" OFFSET {}", value(wanted.options.skip)) if wanted.options.skip else NOTHING,
    )
    return statement, names


def _among(wanted: Wanted, found: Reached) -> Sequence[Sql]:
    return [] if wanted.only is None else [with_ids(wanted.kind, found.alias, wanted.only)]


def _keys(wanted: Wanted, found: Reached, scope: expressions.Scope) -> Sequence[Key]:
    """Return the order asked for, and behind it the one that leaves no two rows in the same place.

    Values of one datastream come by time, because so they are filed; everything else by id.
    """
    asked = [key for each in wanted.options.orderby for key in expressions.keys(each, scope)]
    backwards = bool(asked) and asked[-1].descending
    last = Key(Sql(f"{found.alias}.id"), "bigint", backwards, nullable=False)
    if asked:
        return [*asked, last]
    if found.order:
        return [Key(Sql(found.order), "smallint", nullable=False), last]
    if wanted.of_a_stream:
        return [Key(Sql(f"{found.alias}.phenomenon_start"), "timestamptz", nullable=False), last]
    return [last]


def _known_times(wanted: Wanted, found: Reached) -> Sql:
    """Return between which times a datastream has values, so that no other partition is opened."""
    if not wanted.of_a_stream or wanted.origin is None:
        return TRUE
    column = f"{found.alias}.phenomenon_start"
    first, last = wanted.origin.column("e_start"), wanted.origin.column("e_latest")
    if wanted.between is not None:
        first, last = map(value, wanted.between)
    return fill(f"{column} >= {{}} AND {column} <= {{}}", first, last)


@dataclass(frozen=True)
class Expansion:
    """What is expanded: a join that brings it, its members of the JSON object, and what it shows that is not public.

    `value`: the object, or all objects of the page, without a name.
    """

    relation: Relation
    join: Sql
    members: Sql
    value: Sql
    looks: Sql


def expanded(wanted: Wanted, row: str, asking: Asking) -> Sequence[Expansion]:
    """Return how the relations asked for are shown within the object of a row."""
    if wanted.ref:
        return ()
    return [_expansion(each, row_of(wanted.kind, row), asking) for each in wanted.options.expand]


def _expansion(expand: Expand, origin: Origin, asking: Asking) -> Expansion:
    relation, x = expand.relation, asking.alias()
    wanted = Wanted(relation.target, expand.options, origin)
    statement = listing(wanted, asking) if relation.many else single(wanted, asking)
    members = _many(wanted, origin, relation, x, asking) if relation.many else _one(relation, x)
    joined = fill(" LEFT JOIN LATERAL ({}) {} ON TRUE", statement, Sql(x))
    bare = Sql(f"concat('[', {x}.items, ']')" if relation.many else f"{x}.item")
    return Expansion(relation, joined, members, bare, Sql(f"{x}.looks"))


def _one(relation: Relation, x: str) -> Sql:
    return fill(f"{{}} || {x}.item", words(f',"{relation.name}":'))


def _many(wanted: Wanted, origin: Origin, relation: Relation, x: str, asking: Asking) -> Sql:
    """Return how many there are, if asked for, those of the page, and where the rest is, if there is one."""
    name, options = relation.name, wanted.options
    count = fill(f"{{}}, coalesce({x}.count, 0)", words(f',"{name}@iot.count":')) if options.count else NOTHING
    items = fill(f"{{}}, {x}.items, ']'", words(f',"{name}":['))
    before = f',"{name}@iot.nextLink":"{asking.root}/{origin.kind}('
    between = f")/{name}?{addresses.asked_again(options.said)}$skiptoken="
    following = fill(
        f"CASE WHEN {x}.next IS NOT NULL THEN concat({{}}, {{}}, {{}}, {x}.next, '\"') END",
        words(before),
        origin.column("id"),
        words(between),
    )
    return join(", ", [count, items, following])


def single(wanted: Wanted, asking: Asking, ids: Sequence[int] = ()) -> Sql:
    """Return the statement of one entity: `item` and `looks`. No row: there is none, or none that may be seen."""
    row = asking.alias()
    expansions = expanded(wanted, row, asking)
    return fill(
        "SELECT {object} AS item, {seen} AS looks FROM ({rows}) {row}{expansions}",
        row=Sql(row),
        object=object_of(wanted, row, asking, expansions),
        seen=seen_of(wanted, row, expansions) if asking.looks else _NULL,
        rows=_row(wanted, asking, ids),
        expansions=join("", [each.join for each in expansions]),
    )


def leaf(wanted: Wanted, asking: Asking, ids: Sequence[int], leaf: Property, inside: Sequence[str]) -> Sql:
    """Return the statement of one property of one entity, or of what is inside of it: its JSON text and `looks`."""
    row = asking.alias()
    said = Sql(f"{row}.id::text" if leaf.type is Type.ID else as_json(wanted.kind, row, leaf.name, leaf.type))
    if inside:
        said = fill("(({})::jsonb #> {})::text", said, value(list(inside), "text[]"))
    seen = seen_of(wanted, row, ()) if asking.looks else _NULL
    rows = _row(wanted, asking, ids)
    return fill(
        "SELECT {said} AS said, {seen} AS looks FROM ({rows}) {row}", said=said, seen=seen, rows=rows, row=Sql(row)
    )


def _row(wanted: Wanted, asking: Asking, ids: Sequence[int]) -> Sql:
    """Return the statement of the row itself."""
    found = reached(wanted.kind, asking, wanted.origin)
    scope = expressions.Scope(wanted.kind, found.alias, asking)
    numbered = [with_id(wanted.kind, found.alias, number) for number in ids]
    where = every(
        [*found.where, *_among(wanted, found), *numbered, *expressions.narrowed(wanted.options.filter, scope)]
    )
    return fill("SELECT {}.* FROM {} WHERE {} LIMIT 1", Sql(found.alias), found.source, where)


def object_of(wanted: Wanted, row: str, asking: Asking, expansions: Sequence[Expansion]) -> Sql:
    """Return the JSON object of a row."""
    if wanted.ref:
        return reference(wanted.kind, row, asking.root)
    members = {each.relation.name: each.members for each in expansions}
    return entity(wanted.kind, row, Shape(asking.root, wanted.options.select, members, wanted.multi))


def seen_of(wanted: Wanted, row: str, expansions: Sequence[Expansion]) -> Sql:
    """Return the ids of the datastreams that are not public and that this row and its expansions show.

    A datastream speaks for its values.
    """
    of = "id" if wanted.kind in STREAMS else "datastream_id"
    shows = wanted.kind in STREAMS or (wanted.kind is Kind.OBSERVATIONS and not wanted.of_a_stream)
    own = f"CASE WHEN {row}.access <> 'public' THEN {row}.{of} END" if shows else "NULL"
    parts = join(", ", [Sql(own), *(each.looks for each in expansions)])
    return fill("nullif(concat_ws(',', {}), '')", parts)
