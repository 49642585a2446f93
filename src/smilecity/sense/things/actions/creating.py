"""Creates entities, with everything a body holds within them, in one transaction (18-088, clause 10.2).

In: the JSON of one entity, who sends it, and the parent to whose path it was posted. Out: its kind and id, or Problem.
"""

from datetime import datetime
from typing import Any

from smilecity.people.keys.rules import Caller
from smilecity.sense.things.actions.acting import Created, must_create, note, one_act, tell
from smilecity.sense.things.actions.linking import hold_links
from smilecity.sense.things.actions.making import Making
from smilecity.sense.things.rules.entities import Draft, Link, back, read_new
from smilecity.sense.things.rules.problems import Problem
from smilecity.sense.things.rules.schema import SCHEMA, Kind

Parent = tuple[Kind, int]
# Each costs statements of its own, while everybody who links to the same ones waits.
_MOST_ENTITIES = 5_000


@one_act
def create(kind: Kind, body: Any, *, parent: Parent | None = None, caller: Caller, at: datetime) -> Created:
    """Create an entity and what its body holds within it. Raises Problem; then nothing of it stays."""
    draft = _read(kind, body, parent)
    drafts = [draft, *(member for member in draft.all() if isinstance(member, Draft))]
    entities = sum(each.kind is not Kind.OBSERVATIONS for each in drafts)
    if entities:
        must_create(caller)
    if entities > _MOST_ENTITIES:
        raise Problem(413, f"At most {_MOST_ENTITIES} entities are created at a time, not {entities}.")
    hold_links(drafts, parent=parent, caller=caller)
    making = Making(caller, at)
    id_ = making.make(draft)
    values = making.record()
    made = Created(kind, values[0] if kind is Kind.OBSERVATIONS else id_)
    tell(making.made, at=at)
    if making.made:
        note("create", kind, made.id, caller=caller, at=at, entities=len(making.made), values=len(values))
    return made


def _read(kind: Kind, body: Any, parent: Parent | None) -> Draft:
    if parent is None:
        return read_new(kind, body)
    if kind.value not in SCHEMA[parent[0]].relations:
        raise Problem(405, f"Nothing can be created at {parent[0]}({parent[1]})/{kind.singular}.")
    given = back(parent[0], kind)
    draft = read_new(kind, body, given=given.name)
    _adopt(draft, given.name, Link(*parent), many=given.many)
    return draft


def _adopt(draft: Draft, relation: str, parent: Link, *, many: bool) -> None:
    """Put the parent into the relation that leads to it. Raises Problem where the body names another one."""
    named = draft.related.setdefault(relation, [])
    if any(isinstance(member, Link) and member.id == parent.id for member in named):
        return
    if named and not many:
        raise Problem(400, f"{relation} is another one than {parent.kind}({parent.id}), which the path names.")
    named.append(parent)
