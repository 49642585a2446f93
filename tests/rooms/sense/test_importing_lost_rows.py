"""The file that names lost rows: each once, whatever happens in between, and never one that is in after all."""

import csv
import json
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from smilecity.sense.things.actions.importing import Lost
from smilecity.sense.things.management.lost_rows import LostRows
from smilecity.sense.things.models import Datastream, Observation
from tests.factories_sense import make_datastream, make_thing

pytestmark = pytest.mark.django_db
START = datetime(2026, 1, 31, 22, tzinfo=UTC)


@pytest.fixture
def series() -> Datastream:
    return make_datastream("Reihe", thing=make_thing(at=(12.1, 54.1)))


def write(path: Path) -> Path:
    """Write a file the second row of which is broken."""
    lines = [f"{(START + timedelta(minutes=n)).isoformat()},{value}\n" for n, value in enumerate(["0", "nan", "1"])]
    path.write_text("time,value\n" + "".join(lines))
    return path


def mend(path: Path) -> None:
    path.write_text(path.read_text().replace(",nan", ",0.5"))


def run(path: Path, series: Datastream, *options: str) -> str:
    """Run the command; return what it complained of."""
    how = path.with_name("mapping.json")
    how.write_text(json.dumps({"columns": {"time": "time", "result": "value"}, "datastream": series.pk}))
    said = StringIO()
    try:
        call_command("sense", "import", str(path), "--mapping", str(how), *options, stdout=StringIO(), stderr=said)
    except CommandError as error:
        said.write(str(error))
    return said.getvalue()


def lost(*lines: int) -> list[Lost]:
    return [Lost(line, "darum", {"value": "x\n"}) for line in lines]


def named(path: Path) -> list[str]:
    with path.open(newline="") as file:
        return [row["line"] for row in csv.DictReader(file)]


def test_rows_of_a_batch_that_was_not_kept_give_way(tmp_path: Path) -> None:
    path = tmp_path / "a.errors.csv"
    killed = LostRows(path, after=0)
    killed.add(lost(2, 5))
    killed.keep()
    killed.add(lost(9, 7))
    assert killed._file
    killed._file.close()  # as the death of its process does
    with path.open("a") as file:
        file.write('8,"a torn')
    again = LostRows(path, after=6)
    assert named(path) == ["2", "5"]
    again.add(lost(7, 9))
    again.add(lost(7, 9, 11))
    again.keep()
    again.close()
    assert (named(path), again.count) == (["2", "5", "7", "9", "11"], 3)


def test_from_the_beginning_it_is_made_anew(tmp_path: Path, series: Datastream) -> None:
    path, errors = write(tmp_path / "a.csv"), tmp_path / "a.csv.errors.csv"
    run(path, series)
    assert named(errors) == ["3"]
    mend(path)
    run(path, series, "--restart")
    assert not errors.exists()


def test_where_it_cannot_be_written_nothing_of_the_batch_is_in(tmp_path: Path, series: Datastream) -> None:
    path = write(tmp_path / "a.csv")
    complained = run(path, series, "--errors", str(tmp_path / "no" / "e.csv"))
    assert "Nennen Sie mit --errors eine andere. Bis Zeile 0 ist alles eingelesen" in complained
    assert not Observation.objects.exists()
    run(path, series)
    assert Observation.objects.count() == 2
