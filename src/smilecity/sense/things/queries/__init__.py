"""What may be asked of the city's senses; what the caller may not see is not there."""

from smilecity.sense.things.queries.aggregates import Summed, aggregates, latest, series
from smilecity.sense.things.queries.answers import Answer
from smilecity.sense.things.queries.detail import datastream, datastreams, thing
from smilecity.sense.things.queries.pages import TOTAL_MOST, observed_properties, pins, things, total
from smilecity.sense.things.queries.reading import read
from smilecity.sense.things.queries.rows import (
    CardValue,
    DatastreamFilter,
    DatastreamList,
    DatastreamRow,
    ObservedRow,
    Pin,
    PlaceRow,
    Point,
    Reading,
    SensorRow,
    Series,
    Standing,
    ThingCard,
    ThingDetail,
    ThingFilter,
    ThingList,
    Unit,
)

__all__ = [
    "TOTAL_MOST",
    "Answer",
    "CardValue",
    "DatastreamFilter",
    "DatastreamList",
    "DatastreamRow",
    "ObservedRow",
    "Pin",
    "PlaceRow",
    "Point",
    "Reading",
    "SensorRow",
    "Series",
    "Standing",
    "Summed",
    "ThingCard",
    "ThingDetail",
    "ThingFilter",
    "ThingList",
    "Unit",
    "aggregates",
    "datastream",
    "datastreams",
    "latest",
    "observed_properties",
    "pins",
    "read",
    "series",
    "thing",
    "things",
    "total",
]
