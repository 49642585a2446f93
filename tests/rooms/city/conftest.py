"""A second city, as files: two square districts. What holds for it holds for any city."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def second_city() -> Path:
    return Path(__file__).parent / "second_city"


@pytest.fixture
def at() -> datetime:
    return AT


@pytest.fixture
def _small_town(db: None, second_city: Path) -> None:
    """The second city, imported whole."""
    from smilecity.city import actions, reading  # not above: settings do not stand yet when this file is read

    raw = {path.name: reading.read(path) for path in second_city.iterdir()}
    actions.set_profile(data=reading.fields(raw["profile.json"]), by=None, at=AT)
    actions.import_districts(features=reading.features(raw["districts.geojson"]), by=None, at=AT)
    actions.import_population(table=reading.table(raw["population.csv"]), by=None, at=AT)
    actions.import_themes(items=reading.entries(raw["themes.json"], "themes"), by=None, at=AT)
    actions.import_offices(items=reading.entries(raw["offices.json"], "offices"), by=None, at=AT)
