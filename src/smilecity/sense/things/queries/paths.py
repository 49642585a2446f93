"""The way a path takes through the entities: every step has to be there, visible, and related to the one before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from smilecity.sense.things.queries.asking import Asking, Origin, Reached, reached, row_of
from smilecity.sense.things.queries.columns import COLUMNS_OF_LINKS, STREAMS
from smilecity.sense.things.queries.sql import Sql, every, fill, join, named_rows, rows, value
from smilecity.sense.things.rules.identifiers import months_of_all, months_of_ids
from smilecity.sense.things.rules.paths import EntityStep, RelationStep
from smilecity.sense.things.rules.problems import QueryProblem
from smilecity.sense.things.rules.schema import Kind

Step = EntityStep | RelationStep


@dataclass(frozen=True)
class Reach:
    """The entity a path has come to: its kind, the columns its relations need, what was passed that is not public."""

    kind: Kind
    found: Mapping[str, Any]
    looks: tuple[int, ...]

    @property
    def origin(self) -> Origin:
        """It, as that from which the path goes on."""
        return Origin(self.kind, lambda column: value(self.found[column]))


# Where the id of a datastream stands in rows of these kinds.
_HIDDEN = {Kind.DATASTREAMS: "id", Kind.MULTI_DATASTREAMS: "id", Kind.OBSERVATIONS: "datastream_id"}
_OF_STREAMS = ("access", "e_observations", "e_start", "e_latest")


def walk(steps: Sequence[Step], asking: Asking) -> Reach:
    """Return the entity at the end of the steps. Raises QueryProblem: 404. 1 SQL (2 over an observation's id)."""
    passed: list[Reached] = []
    kinds: list[Kind] = []
    for step in steps:
        kind = kind_of(step)
        origin = row_of(kinds[-1], passed[-1].alias) if passed else None
        found = reached(kind, asking, origin)
        wanted = () if step.id is None else (with_id(kind, found.alias, step.id),)
        passed.append(Reached(found.source, found.alias, (*found.where, *wanted)))
        kinds.append(kind)
    return _read(steps, passed, kinds)


def _read(steps: Sequence[Step], passed: Sequence[Reached], kinds: Sequence[Kind]) -> Reach:
    last, kind = passed[-1].alias, kinds[-1]
    columns = [*COLUMNS_OF_LINKS[kind], *(_OF_STREAMS if kind in STREAMS else ())]
    hidden = [
        f"CASE WHEN {each.alias}.access <> 'public' THEN {each.alias}.{_HIDDEN[which]} END"
        for each, which in zip(passed, kinds, strict=True)
        if which in _HIDDEN
    ]
    found = named_rows(
        fill(
            "SELECT {}, ARRAY[{}]::bigint[] AS looks FROM {} WHERE {} LIMIT 1",
            Sql(", ".join(f"{last}.{column}" for column in columns)),
            Sql(", ".join(hidden)),
            join(" CROSS JOIN ", [each.source for each in passed]),
            every(condition for each in passed for condition in each.where),
        )
    )
    if not found:
        raise missing(steps)
    return Reach(kind, found[0], tuple(each for each in found[0]["looks"] if each is not None))


def kind_of(step: Step) -> Kind:
    """Return what a step leads to."""
    return step.kind if isinstance(step, EntityStep) else step.relation.target


def with_id(kind: Kind, a: str, number: int) -> Sql:
    """Return the condition that a row has an id; that of a value says in which months to look, unless it has moved."""
    same = fill(f"{a}.id = {{}}", value(number, "bigint"))
    if kind is not Kind.OBSERVATIONS:
        return same
    moved = rows(fill("SELECT phenomenon_start FROM things_moved WHERE observation = {}", value(number)))
    if moved:
        return fill(f"{{}} AND {a}.phenomenon_start = {{}}", same, value(moved[0][0]))
    first, last = months_of_ids(number)
    bounds = [(">=", first), ("<", last)]
    return every(
        [same, *(fill(f"{a}.phenomenon_start {sign} {{}}", value(at)) for sign, at in bounds if at is not None)]
    )


def with_ids(kind: Kind, a: str, numbers: Sequence[int]) -> Sql:
    """Return the condition that a row has one of these ids; those of values say in which months to look, likewise."""
    same = fill(f"{a}.id = ANY({{}})", value(list(numbers), "bigint[]"))
    if kind is not Kind.OBSERVATIONS:
        return same
    if rows(fill("SELECT FROM things_moved WHERE observation = ANY({}) LIMIT 1", value(list(numbers), "bigint[]"))):
        return same
    bounds = zip((">=", "<"), months_of_all(numbers), strict=True)
    return every(
        [same, *(fill(f"{a}.phenomenon_start {sign} {{}}", value(at)) for sign, at in bounds if at is not None)]
    )


def missing(steps: Sequence[Step]) -> QueryProblem:
    """Return the answer for what is not there, or hidden: nobody can tell which."""
    names = [step.kind.value if isinstance(step, EntityStep) else step.relation.name for step in steps]
    said = "/".join(name if step.id is None else f"{name}({step.id})" for name, step in zip(names, steps, strict=True))
    return QueryProblem(404, f"There is no {said} here.")
