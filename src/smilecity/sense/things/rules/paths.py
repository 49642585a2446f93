"""The path of a request below the service root, as a `Resource`; a path that cannot lead anywhere is a 404."""

from dataclasses import dataclass
from enum import StrEnum

from smilecity.sense.things.rules.schema import Kind, Property, Relation


class Special(StrEnum):
    """What is no entity and no property."""

    LANDING = ""
    BATCH = "$batch"
    CREATE_OBSERVATIONS = "CreateObservations"
    AGGREGATES = "Aggregates"  # sums of a datastream; `steps` lead to it


@dataclass(frozen=True, slots=True)
class EntityStep:
    """Where a path begins: `Things` (no id) or `Things(1)`."""

    kind: Kind
    id: int | None = None


@dataclass(frozen=True, slots=True)
class RelationStep:
    """Where it goes on: `/Datastreams`, `/Datastreams(2)` or `/Thing`. The id must be among the related ones."""

    relation: Relation
    id: int | None = None


@dataclass(frozen=True, slots=True)
class Resource:
    """What a path leads to. All steps but the last lead to one entity each."""

    steps: tuple[EntityStep | RelationStep, ...] = ()
    leaf: Property | None = None
    value: bool = False  # /$value: `leaf` bare
    ref: bool = False  # /$ref: addresses only
    special: Special | None = None

    @property
    def kind(self) -> Kind:
        """What kind of entity it leads to, or to a property of. Only where there are steps."""
        last = self.steps[-1]
        return last.kind if isinstance(last, EntityStep) else last.relation.target

    @property
    def many(self) -> bool:
        """Whether it leads to a collection."""
        if not self.steps or self.leaf or self.special:
            return False
        last = self.steps[-1]
        return last.id is None and (isinstance(last, EntityStep) or last.relation.many)


def read_path(path: str) -> Resource:
    """What the path, percent-encoded, leads to; a slash before or after it does not matter."""
    raise NotImplementedError
