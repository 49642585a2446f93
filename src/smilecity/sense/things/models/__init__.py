"""Nouns of the city's senses. Entities and how they hang together: `entities`; values and sums of them: `values`."""

from smilecity.sense.things.models.entities import (
    Datastream,
    DatastreamShare,
    FeatureOfInterest,
    HistoricalLocation,
    HistoricalLocationPlace,
    Location,
    Measured,
    ObservedProperty,
    Sensor,
    Thing,
    ThingPlace,
)
from smilecity.sense.things.models.traces import Change, Import, Look, Taken
from smilecity.sense.things.models.values import Aggregate, Extent, FeatureExtent, Moved, Observation

__all__ = [
    "Aggregate",
    "Change",
    "Datastream",
    "DatastreamShare",
    "Extent",
    "FeatureExtent",
    "FeatureOfInterest",
    "HistoricalLocation",
    "HistoricalLocationPlace",
    "Import",
    "Location",
    "Look",
    "Measured",
    "Moved",
    "Observation",
    "ObservedProperty",
    "Sensor",
    "Taken",
    "Thing",
    "ThingPlace",
]
