"""Builds what the public pages of measured values show, for their tests: a gauge with a series that speaks."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import JSONField, Value

from smilecity.sense.things.models import Aggregate, Datastream, Observation, ObservedProperty, Thing
from smilecity.sense.things.rules.words import DOUBTFUL, Step
from tests import factories_sense as sense
from tests.factories_sense import AT

CELSIUS = {"name": "Grad Celsius", "symbol": "Cel", "definition": ""}
TEN = timedelta(minutes=10)


def gauge(
    name: str = "Pegel Warnemünde",
    *,
    level: ObservedProperty | None = None,
    values: Sequence[Any] = (0.4, 0.41, 0.42),
    at: tuple[float, float] | None = sense.WARNEMUENDE,
    until: datetime = AT - timedelta(minutes=12),
    gap: timedelta = TEN,
    **stream: Any,
) -> Datastream:
    """Make a thing with a series of values, the last one of `until`; return the series."""
    made = sense.make_datastream(
        f"Wasserstand {name}",
        thing=sense.make_thing(name, at=at),
        observed=[level or sense.make_observed("Wasserstand")],
        **stream,
    )
    fill(made, values, until=until, gap=gap)
    return made


def fill(stream: Datastream, values: Sequence[Any], *, until: datetime, gap: timedelta = TEN) -> None:
    """Give a series its values, the last one of `until`."""
    for before, value in enumerate(reversed(values)):
        # The JSON value null, not the absence of a value.
        sense.make_observation(stream, Value(None, JSONField()) if value is None else value, at=until - gap * before)


def many(stream: Datastream, count: int, *, until: datetime, gap: timedelta = TEN, quality: int | None = None) -> None:
    """Give a series many values quickly, 0 to 9 over and over, with its sums by hours, days and months."""
    times = [until - gap * before for before in range(count)][::-1]
    feature = sense.make_feature()
    for month in {(time.year, time.month): time for time in times}.values():
        sense.make_observation(stream, 0.0, at=month).delete()
    Observation.objects.bulk_create(
        Observation(
            id=sense.next_id(time),
            datastream=stream,
            feature=feature,
            phenomenon_start=time,
            result_number=number % 10,
            quality=quality,
        )
        for number, time in enumerate(times)
    )
    sense.keep_in_step(stream)
    Aggregate.objects.filter(datastream=stream).delete()
    for step in Step:
        with connection.cursor() as cursor:
            cursor.execute(_SUMS, {"stream": stream.pk, "step": step.value, "doubtful": [int(one) for one in DOUBTFUL]})


def hidden(name: str = "Geheimer Zähler", **fields: Any) -> Thing:
    """Make a thing that only the city may see, with a value."""
    return gauge(name, access="internal", **fields).thing


_SUMS = """
INSERT INTO things_aggregate (datastream_id, step, component, start, count, total, least, most, doubtful)
SELECT %(stream)s, %(step)s, 0, date_trunc(%(step)s, phenomenon_start, 'Europe/Berlin'), count(*) FILTER (WHERE good),
    coalesce(sum(result_number) FILTER (WHERE good), 0), min(result_number) FILTER (WHERE good),
    max(result_number) FILTER (WHERE good), count(*) FILTER (WHERE NOT good)
FROM (SELECT *, coalesce(quality, 0) <> ALL(%(doubtful)s) AS good FROM things_observation
    WHERE datastream_id = %(stream)s) o GROUP BY 4
"""
