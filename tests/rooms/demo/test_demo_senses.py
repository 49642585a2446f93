"""The demo's senses: made up and called so, the same in every run, plausible; the real gauge keeps its times."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smilecity.demo import load, senses, weather
from smilecity.demo.management.commands import demo_senses
from smilecity.ground.refusals import Refused
from smilecity.people.keys import queries as keys
from smilecity.sense.things.models import Datastream, Extent, Observation
from smilecity.sense.things.rules.words import Access
from tests.factories import AT
from tests.support.statements import statements

# kind: least, most that anybody would believe
PLAUSIBLE = {
    "water_level": (440, 560),
    "water_temperature": (0, 24),
    "air_temperature": (-20, 40),
    "rain": (0, 8),
    "wind": (0, 15),
    "parking": (0, 350),
    "filling": (0, 100),
    "soil_moisture": (5, 40),
    "battery": (3, 4),
}
NUMBERS = {"most": 350.0, "hours": 60.0}


@pytest.mark.parametrize("kind", PLAUSIBLE)
@given(moment=st.integers(0, 30 * 365 * 86_400).map(lambda second: AT + timedelta(seconds=second)))
def test_what_is_measured_is_plausible_and_the_same_in_every_run(kind: str, moment: datetime) -> None:
    least, most = PLAUSIBLE[kind]
    value = weather.value(kind, "Pegel", moment, NUMBERS)
    assert least <= value <= most
    assert value == weather.value(kind, "Pegel", moment, NUMBERS)


@pytest.mark.parametrize("kind", PLAUSIBLE)
def test_it_changes_and_does_not_jump(kind: str) -> None:
    least, most = PLAUSIBLE[kind]
    moments = [AT + timedelta(minutes=10 * n) for n in range(6 * 24 * 20)]
    values = [weather.value(kind, "Pegel", moment, NUMBERS) for moment in moments]
    assert len(set(values)) > 3
    jumps = [abs(b - a) for a, b in pairwise(values)]
    # A container is emptied at once; everything else takes its time.
    assert kind == "filling" or max(jumps) < (most - least) / 4


def test_summer_is_warmer_than_winter_and_parking_is_full_at_noon() -> None:
    def of(kind: str, month: int, hour: int) -> float:
        days = [datetime(2026, month, day, hour, tzinfo=UTC) for day in range(1, 29)]
        return sum(weather.value(kind, "x", day, NUMBERS) for day in days) / len(days)

    assert of("air_temperature", 7, 12) > of("air_temperature", 1, 12) + 10
    assert of("water_temperature", 8, 12) > of("water_temperature", 2, 12) + 10
    assert of("parking", 7, 12) < of("parking", 7, 2) / 2


@pytest.mark.django_db
def test_everything_made_up_is_called_so_and_belongs_to_the_demo() -> None:
    senses.load(by=load.editor(AT), at=AT)
    assert senses.is_loaded()
    assert not Datastream.objects.filter(generated=False).exists()
    assert not Datastream.objects.filter(licence="").exists()
    assert set(Datastream.objects.values_list("owner__name", flat=True)) == {senses.PARTY}
    assert Datastream.objects.filter(access=Access.INTERNAL).count() == 1
    hours = senses.HISTORY // senses.EVERY
    assert set(Extent.objects.values_list("observations", flat=True)) == {hours}
    assert Observation.objects.count() == hours * len(senses.sources())


@pytest.mark.django_db
def test_it_lives_and_what_was_deleted_measures_no_more() -> None:
    senses.load(by=load.editor(AT), at=AT)
    every = len(senses.sources())
    Observation.objects.all().delete()
    assert senses.measure(at=AT + timedelta(seconds=10)) == every
    Datastream.objects.filter(name="Niederschlag").update(name="Regen")
    with statements() as sent:
        assert senses.measure(at=AT + timedelta(seconds=20)) == every - 1
    assert len(sent) < 12


@pytest.mark.django_db
def test_the_key_of_a_start_ends_those_of_starts_before_and_one_that_was_set_lasts() -> None:
    by = load.editor(AT)
    for secret, lasts in (("gesetzt-von-jemandem", True), ("erster-start-00001", False), ("zweiter-start-0001", False)):
        senses.open_with(secret, lasts=lasts, by=by, at=AT)
    good = [
        secret
        for secret in ("gesetzt-von-jemandem", "erster-start-00001", "zweiter-start-0001")
        if keys.caller_of(secret, at=AT)
    ]
    assert good == ["gesetzt-von-jemandem", "zweiter-start-0001"]
    senses.open_with("gesetzt-von-jemandem", lasts=True, by=by, at=AT)
    with pytest.raises(Refused):
        senses.open_with("kurz", lasts=True, by=by, at=AT)


@pytest.mark.django_db
def test_the_real_gauge_comes_in_once_with_its_true_times(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "sensors").mkdir()
    lines = [f"{datetime(2014, 1, 19, hour, tzinfo=UTC).isoformat()},0.{hour},1\n" for hour in range(24)]
    (tmp_path / "sensors/cmems_warnemuende_hourly.csv").write_text("time_utc,slev_m,qc\n" + "".join(lines))
    monkeypatch.setenv("SMILECITY_REFERENCE_DATA", str(tmp_path))
    assert demo_senses.read_gauge() == 24
    assert demo_senses.read_gauge() == 24, "that many are in, and none came twice"
    series = Datastream.objects.get(generated=False)
    extent = Extent.objects.get(datastream=series)
    assert (extent.observations, extent.phenomenon_start) == (24, datetime(2014, 1, 19, tzinfo=UTC))


@pytest.mark.django_db
def test_without_the_file_there_is_no_real_gauge(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMILECITY_REFERENCE_DATA", str(tmp_path))
    assert demo_senses.read_gauge() == 0
    assert not Datastream.objects.exists()
