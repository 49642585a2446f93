"""Who may add values to which datastream; whoever may not even see it is told that there is none."""

from smilecity.people.keys.rules import Caller
from smilecity.sense.things.actions.knowing import Known
from smilecity.sense.things.queries.sql import fill, rows, value
from smilecity.sense.things.queries.visibility import visible
from smilecity.sense.things.rules.problems import Problem
from smilecity.sense.things.rules.rights import may_observe, refusal
from smilecity.sense.things.rules.schema import Kind
from smilecity.sense.things.rules.values import NewObservation

_Key = tuple[int, int, bool | None]


class Judge:
    """Judges the values of one batch; what was asked once is not asked again."""

    def __init__(self, streams: dict[int, Known]) -> None:
        self._streams = streams
        self._judged: dict[_Key, Problem | None] = {}
        self._last: _Key | None = None

    def problem(self, observation: NewObservation, caller: Caller) -> Problem | None:
        """Return why the caller may not add this value; None: they may."""
        key = (id(caller), observation.datastream, observation.multi)
        if key == self._last:
            return None
        if key not in self._judged:
            self._judged[key] = self._judge(observation, caller)
        self._last = None if self._judged[key] else key
        return self._judged[key]

    def _judge(self, observation: NewObservation, caller: Caller) -> Problem | None:
        known = self._streams.get(observation.datastream)
        missing = Problem(404, f"{_named(observation)}({observation.datastream}) does not exist.")
        if known is None or observation.multi not in {None, known.shape.multi}:
            return missing
        if may_observe(known.owner, caller=caller):
            return None
        if not sees(known.id, caller):
            return missing
        return Problem(refusal(caller), f"{_named(observation)}({known.id}) wants a key of its provider to observe.")


def _named(observation: NewObservation) -> Kind:
    return Kind.MULTI_DATASTREAMS if observation.multi else Kind.DATASTREAMS


def sees(datastream: int, caller: Caller) -> bool:
    """Say whether the caller may know that there is such a datastream."""
    template = "SELECT d.id FROM things_datastream d WHERE d.id = {} AND {}"
    return bool(rows(fill(template, value(datastream), visible(Kind.DATASTREAMS, "d", caller))))
