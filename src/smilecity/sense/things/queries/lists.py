"""Lists as JSON text: of what a path leads to, and, by the same words, of what is expanded, to any depth.

A statement that selects `items` (objects, separated by commas), `next` (the token of the next page), `count` and
`looks` (ids of datastreams that are not public and are shown, separated by commas).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from smilecity.sense.things.queries import addresses, expressions
from smilecity.sense.things.queries.asking import Asking, Origin, Reached, reached, row_of
from smilecity.sense.things.queries.columns import STREAMS
from smilecity.sense.things.queries.entities import Shape, as_json, entity, reference, words
from smilecity.sense.things.queries.orders import Key, after, order_by, token
from smilecity.sense.things.queries.paths import with_id, with_ids
from smilecity.sense.things.queries.sql import NOTHING, Sql, every, fill, join, value
from smilecity.sense.things.rules.schema import Kind, Property, Relation, Type
from smilecity.sense.things.rules.tree import Expand, Options

_NULL = Sql("NULL")


@dataclass(frozen=True)
class Wanted:
    """What is asked of a list. `multi`: which kind of datastream its observations belong to, where that is known.

    `only`: nothing but the rows with these ids; None: all.
    """

    kind: Kind
    options: Options
    origin: Origin | None = None
    multi: bool | None = None
    ref: bool = False
    only: tuple[int, ...] | None = None


def listing(wanted: Wanted, asking: Asking) -> Sql:
    """Return the statement of a page."""
    options, limit = wanted.options, wanted.options.limit
    row = asking.alias()
    rows, names = page(wanted, asking)
    expansions = [] if wanted.ref else [expansion(each, row_of(wanted.kind, row), asking) for each in options.expand]
    return fill(
        "SELECT string_agg(x.j, ',' ORDER BY x.n) FILTER (WHERE x.n <= {last}) AS items, "
        "CASE WHEN max(x.n) > {last} THEN max(x.token) END AS next, {count} AS count, {looks} AS looks FROM ("
        f"SELECT {row}.n, {{object}} AS j, CASE WHEN {row}.n = {{last}} THEN {{token}} END AS token, "
        f"{{seen}} AS looks FROM ({{rows}}) {row}{{expansions}}) x",
        last=value(options.skip + limit),
        count=counted(wanted, asking) if options.count else _NULL,
        looks=Sql("string_agg(x.looks, ',')") if asking.looks else _NULL,
        object=_object(wanted, row, asking, expansions),
        token=token(names),
        seen=_seen(wanted.kind, row, expansions) if asking.looks else _NULL,
        rows=rows,
        expansions=join("", [each.join for each in expansions]),
    )


def page(wanted: Wanted, asking: Asking) -> tuple[Sql, Sequence[str]]:
    """Return the statement of a page's rows and one more, numbered by `n`, and the names of the columns of its keys."""
    found = reached(wanted.kind, asking, wanted.origin)
    scope = expressions.Scope(wanted.kind, found.alias, asking)
    keys = _keys(wanted, found, scope)
    where = every(
        [*found.where, *_among(wanted, found), *narrowed(wanted.options, scope), after(wanted.options.skiptoken, keys)]
    )
    names = [f"k{index}" for index in range(len(keys))]
    order = order_by(keys)
    return (
        fill(
            f"SELECT {found.alias}.*, {{columns}}, row_number() OVER (ORDER BY {{order}}) AS n FROM {{source}}{{joins}} "
            "WHERE {where} ORDER BY {order} LIMIT {most}{skip}",
            columns=join(", ", [fill(f"{{}} AS {name}", key.sql) for name, key in zip(names, keys, strict=True)]),
            order=order,
            source=found.source,
            joins=scope.joins(),
            where=where,
            most=value(wanted.options.limit + 1),
            skip=fill(" OFFSET {}", value(wanted.options.skip)) if wanted.options.skip else NOTHING,
        ),
        names,
    )


def _among(wanted: Wanted, found: Reached) -> Sequence[Sql]:
    return [] if wanted.only is None else [with_ids(wanted.kind, found.alias, wanted.only)]


def narrowed(options: Options, scope: "expressions.Scope") -> Sequence[Sql]:
    """Return the condition of $filter, if there is one."""
    return [] if options.filter is None else [expressions.condition(options.filter, scope)]


def counted(wanted: Wanted, asking: Asking) -> Sql:
    """Return how many rows there are on all pages; of values, nobody counts them where it is known already."""
    if wanted.kind is Kind.OBSERVATIONS and wanted.options.filter is None:
        if wanted.origin is None:
            streams = reached(Kind.DATASTREAMS, asking), reached(Kind.MULTI_DATASTREAMS, asking)
            sums = [
                fill(
                    f"(SELECT coalesce(sum({each.alias}.e_observations), 0) FROM {{}} WHERE {{}})",
                    each.source,
                    every(each.where),
                )
                for each in streams
            ]
            return join(" + ", sums)
        if wanted.origin.kind in STREAMS:
            return fill("coalesce({}, 0)", wanted.origin.column("e_observations"))
    found = reached(wanted.kind, asking, wanted.origin)
    scope = expressions.Scope(wanted.kind, found.alias, asking)
    where = every([*found.where, *narrowed(wanted.options, scope)])
    return fill("(SELECT count(*) FROM {} WHERE {})", found.source, where)


def _keys(wanted: Wanted, found: Reached, scope: "expressions.Scope") -> Sequence[Key]:
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
    if wanted.kind is Kind.OBSERVATIONS and wanted.origin is not None and wanted.origin.kind in STREAMS:
        return [Key(Sql(f"{found.alias}.phenomenon_start"), "timestamptz", nullable=False), last]
    return [last]


@dataclass(frozen=True)
class Expansion:
    """What is expanded: a join that brings it, its members of the JSON object, and what it shows that is not public."""

    relation: Relation
    join: Sql
    members: Sql
    looks: Sql


def expansion(expand: Expand, origin: Origin, asking: Asking) -> Expansion:
    """Return how a relation is shown inline."""
    x = asking.alias()
    relation = expand.relation
    multi = origin.kind is Kind.MULTI_DATASTREAMS if origin.kind in STREAMS else None
    wanted = Wanted(relation.target, expand.options, origin, multi)
    build = _expanded_many if relation.many else _expanded_one
    return build(wanted, relation, x, asking)


def _expanded_many(wanted: Wanted, relation: Relation, x: str, asking: Asking) -> Expansion:
    origin = wanted.origin
    assert origin is not None
    name = relation.name
    count = fill(f"{{}}, {x}.count", words(f',"{name}@iot.count":')) if wanted.options.count else NOTHING
    items = fill(f"{{}}, {x}.items, ']'", words(f',"{name}":['))
    return Expansion(
        relation,
        fill(f" LEFT JOIN LATERAL ({{}}) {x} ON TRUE", listing(wanted, asking)),
        join(", ", [count, items, _next_link(wanted, relation, x, asking)]),
        Sql(f"{x}.looks"),
    )


def _next_link(wanted: Wanted, relation: Relation, x: str, asking: Asking) -> Sql:
    """Return the member that says where the rest is; nothing where all are shown."""
    origin = wanted.origin
    assert origin is not None
    before = f',"{relation.name}@iot.nextLink":"{asking.root}/{origin.kind}('
    between = f")/{relation.name}?{addresses.asked_again(wanted.options.said)}$skiptoken="
    return fill(
        f"CASE WHEN {x}.next IS NOT NULL THEN concat({{}}, {{}}, {{}}, {x}.next, '\"') END",
        words(before),
        origin.column("id"),
        words(between),
    )


def _expanded_one(wanted: Wanted, relation: Relation, x: str, asking: Asking) -> Expansion:
    return Expansion(
        relation,
        fill(f" LEFT JOIN LATERAL ({{}}) {x} ON TRUE", single(wanted, asking)),
        fill(f"{{}} || {x}.item", words(f',"{relation.name}":')),
        Sql(f"{x}.looks"),
    )


def single(wanted: Wanted, asking: Asking, ids: Sequence[int] = ()) -> Sql:
    """Return the statement of one entity: `item` and `looks`. No row: there is none, or none that may be seen."""
    row = asking.alias()
    expansions = [expansion(each, row_of(wanted.kind, row), asking) for each in wanted.options.expand]
    return fill(
        f"SELECT {{object}} AS item, {{seen}} AS looks FROM ({{rows}}) {row}{{expansions}}",
        object=_object(wanted, row, asking, expansions),
        seen=_seen(wanted.kind, row, expansions) if asking.looks else _NULL,
        rows=_row(wanted, asking, ids),
        expansions=join("", [each.join for each in expansions]),
    )


def leaf(wanted: Wanted, asking: Asking, ids: Sequence[int], leaf: Property) -> Sql:
    """Return the statement of one property of one entity: its JSON text and `looks`."""
    row = asking.alias()
    said = f"{row}.id::text" if leaf.type is Type.ID else as_json(wanted.kind, row, leaf.name, leaf.type)
    seen = _seen(wanted.kind, row, ()) if asking.looks else _NULL
    return fill(f"SELECT {said} AS said, {{}} AS looks FROM ({{}}) {row}", seen, _row(wanted, asking, ids))


def _row(wanted: Wanted, asking: Asking, ids: Sequence[int]) -> Sql:
    """Return the statement of the row itself."""
    found = reached(wanted.kind, asking, wanted.origin)
    scope = expressions.Scope(wanted.kind, found.alias, asking)
    numbered = [with_id(wanted.kind, found.alias, number) for number in ids]
    where = every([*found.where, *_among(wanted, found), *numbered, *narrowed(wanted.options, scope)])
    return fill(f"SELECT {found.alias}.* FROM {{}} WHERE {{}} LIMIT 1", found.source, where)


def _object(wanted: Wanted, row: str, asking: Asking, expansions: Sequence[Expansion]) -> Sql:
    if wanted.ref:
        return reference(wanted.kind, row, asking.root)
    expanded = {each.relation.name: each.members for each in expansions}
    return entity(wanted.kind, row, Shape(asking.root, wanted.options.select, expanded, wanted.multi))


def _seen(kind: Kind, row: str, expansions: Sequence[Expansion]) -> Sql:
    """Return the ids of the datastreams that are not public and that this row and its expansions show."""
    own = {
        Kind.DATASTREAMS: f"CASE WHEN {row}.access <> 'public' THEN {row}.id END",
        Kind.MULTI_DATASTREAMS: f"CASE WHEN {row}.access <> 'public' THEN {row}.id END",
        Kind.OBSERVATIONS: f"CASE WHEN {row}.access <> 'public' THEN {row}.datastream_id END",
    }.get(kind, "NULL")
    parts = join(", ", [Sql(own), *(each.looks for each in expansions)])
    return fill("nullif(concat_ws(',', {}), '')", parts)
