"""The observations of the conformance tests of another implementation are read as they are."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from smilecity.sense.things.rules.values import NewObservation, is_inline, read_data_array, read_observation

AT = datetime(2026, 3, 2, 12, tzinfo=UTC)


def _filled(file: Path) -> Any:
    return json.loads(re.sub(r"\$FOI.ID", "3", re.sub(r"\$DATASTREAM.ID", "7", file.read_text())))


def test_every_observation_of_the_test_suite_is_read(reference_data: Path) -> None:
    files = sorted((reference_data / "sensors" / "ets-sta10").glob("observations_*.json"))
    bodies = [_filled(file) for file in files if "dataArray" not in file.name]
    assert len(bodies) > 15
    for body in bodies:
        feature = 3 if is_inline(body.get("FeatureOfInterest")) else None
        value = read_observation(body, datastream=7, feature=feature, at=AT)
        assert value.result == body["result"]
        assert value.feature == (3 if "FeatureOfInterest" in body else None)
        assert value.phenomenon_start == AT or "phenomenonTime" in body


def test_their_data_array_is_read_with_its_odd_times(reference_data: Path) -> None:
    values = read_data_array(_filled(reference_data / "sensors" / "ets-sta10" / "observations_dataArray.json"), at=AT)
    starts = [value.phenomenon_start for value in values if isinstance(value, NewObservation)]
    assert starts == [datetime(2010, 12, 23, 17, minute, tzinfo=UTC) for minute in (20, 21)]
