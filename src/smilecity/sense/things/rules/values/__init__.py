"""Values on their way in: read from the JSON of the standard, checked so that whatever is accepted can be stored."""

from smilecity.sense.things.rules.values.arrays import read_data_array
from smilecity.sense.things.rules.values.instants import read_instant, read_interval, read_time
from smilecity.sense.things.rules.values.observation import (
    NewObservation,
    as_document,
    is_inline,
    read_change,
    read_observation,
    settle,
)
from smilecity.sense.things.rules.values.results import Fits, Shape, as_json, keep, shape_of

__all__ = [
    "Fits",
    "NewObservation",
    "Shape",
    "as_document",
    "as_json",
    "is_inline",
    "keep",
    "read_change",
    "read_data_array",
    "read_instant",
    "read_interval",
    "read_observation",
    "read_time",
    "settle",
    "shape_of",
]
