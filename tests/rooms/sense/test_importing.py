"""Files of values: every row is in or named with its reason, none comes twice, and memory stays flat."""

import csv
import json
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from io import StringIO
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from smilecity.ground import clock
from smilecity.people.keys import actions as keys
from smilecity.people.keys.rules import CITY, Scope
from smilecity.sense.things.actions.importing import BATCH, CannotImport, Done, begin, import_values
from smilecity.sense.things.actions.recording import record
from smilecity.sense.things.models import Datastream, Extent, Import, Observation
from smilecity.sense.things.reading.files import BEGIN, BadFile, ValueFile
from smilecity.sense.things.rules.mapping import read_mapping
from smilecity.sense.things.rules.words import Access, SecondValue
from tests.factories import AT
from tests.factories_sense import make_datastream, make_party, make_thing
from tests.support.clock import Clock

pytestmark = pytest.mark.django_db
START = datetime(2026, 1, 31, 22, tzinfo=UTC)
RECORD = "smilecity.sense.things.actions.importing.record"
COLUMNS = {"time": "time", "result": "value", "quality": "flag"}
PLACE = {
    "name": "Warnemünde",
    "description": "",
    "encodingType": "application/geo+json",
    "location": {"type": "Point", "coordinates": [12.1033, 54.1697]},
}
WARNEMUENDE = {
    "name": "Wasserstand am Pegel Warnemünde",
    "description": "",
    "observationType": "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement",
    "unitOfMeasurement": {"name": "Meter", "symbol": "m", "definition": "http://qudt.org/vocab/unit/M"},
    "Thing": {"name": "Pegel Warnemünde", "description": "", "Locations": [PLACE]},
    "Sensor": {"name": "Pegel", "description": "", "encodingType": "text/plain", "metadata": "Pegel"},
    "ObservedProperty": {"name": "Wasserstand", "description": "", "definition": "https://example.org/level"},
}


@pytest.fixture
def series() -> Datastream:
    return make_datastream("Reihe", thing=make_thing(at=(12.1, 54.1)))


@pytest.fixture(autouse=True)
def time(monkeypatch: pytest.MonkeyPatch) -> Clock:
    standing = Clock(AT)
    monkeypatch.setattr(clock, "now", standing.now)
    return standing


def write(path: Path, rows: int, *, first: int = 0) -> Path:
    lines = [f"{(START + timedelta(minutes=n)).isoformat()},{n / 2},1" for n in range(first, first + rows)]
    with path.open("a", encoding="utf-8") as file:
        file.write(("time,value,flag\n" if first == 0 else "") + "".join(f"{line}\n" for line in lines))
    return path


def mapping(folder: Path, target: object, **more: Any) -> Path:
    path = folder / "mapping.json"
    path.write_text(json.dumps({"columns": COLUMNS, "datastream": target} | more), encoding="utf-8")
    return path


def run(file: Path, how: Path, *options: str) -> tuple[str, str]:
    """Run the command; return what it said and what it complained of, the last sentence included."""
    out, err = StringIO(), StringIO()
    try:
        call_command("sense", "import", str(file), "--mapping", str(how), *options, stdout=out, stderr=err)
    except CommandError as error:
        err.write(str(error))
    return out.getvalue(), err.getvalue()


def results() -> list[float | None]:
    return list(Observation.objects.order_by("phenomenon_start", "id").values_list("result_number", flat=True))


def importing(path: Path, series: Datastream) -> Iterator[Done]:
    file = ValueFile(path, read_mapping({"columns": COLUMNS, "datastream": series.pk}))
    state, mark, tally = begin(file, mapping=b"m" * 32, restart=False, at=AT)
    return import_values(file, state=state, mark=mark, tally=tally, who=lambda _at: CITY, clock=lambda: AT, batch=10)


def test_every_value_goes_in_with_its_flag(tmp_path: Path, series: Datastream) -> None:
    said, complained = run(write(tmp_path / "a.csv", 25), mapping(tmp_path, series.pk), "--batch", "10")
    assert "25 Werte eingelesen" in said
    assert complained == ""
    assert results() == [n / 2 for n in range(25)]
    assert set(Observation.objects.values_list("quality", flat=True)) == {1}
    assert Extent.objects.get(datastream=series).observations == 25


def test_the_series_is_found_by_its_name_or_made(tmp_path: Path) -> None:
    how = mapping(tmp_path, WARNEMUENDE)
    run(write(tmp_path / "a.csv", 3), how)
    run(write(tmp_path / "b.csv", 2), how)
    made = Datastream.objects.get()
    assert (made.name, made.thing.name) == ("Wasserstand am Pegel Warnemünde", "Pegel Warnemünde")
    assert Observation.objects.count() == 5


def test_a_column_says_which_series(tmp_path: Path, series: Datastream) -> None:
    make_datastream("Zweite", thing=series.thing)
    file = tmp_path / "a.csv"
    file.write_text(
        "station,time,value\nA,2026-01-01T00:00Z,1\nB,2026-01-01T00:00Z,2\nZweite,2026-01-01T01:00Z,3\n"
        ",2026-01-01T00:00Z,4\nC,2026-01-01T00:00Z,5\n"
    )
    how = tmp_path / "m.json"
    columns = {"time": "time", "result": "value", "datastream": "station"}
    how.write_text(json.dumps({"columns": columns, "datastream": {"A": series.pk, "B": "Zweite"}}))
    _said, complained = run(file, how)
    rows = Observation.objects.order_by("result_number").values_list("datastream__name", "result_number")
    assert list(rows) == [("Reihe", 1), ("Zweite", 2), ("Zweite", 3)]
    assert "Zeile 5: Die Spalte der Messreihe ist leer." in complained
    assert "Zeile 6: Eine Messreihe mit dem Namen „C“ gibt es nicht." in complained


def test_each_bad_row_is_named_with_line_and_reason(tmp_path: Path, series: Datastream) -> None:
    file = tmp_path / "a.csv"
    file.write_text(
        "time,value,flag\n"
        "2026-01-01T00:00:00Z,1.5,1\n"
        "gestern,1.5,1\n"
        "2026-01-01T01:00:00Z,nan,1\n"
        "2026-01-01T02:00:00Z,viel,1\n"
        "2026-01-01T03:00:00Z,1.5,17\n"
        "2026-01-01T04:00:00,1.5,1\n"
        "2026-01-01T05:00:00Z,1.5\n"
        "\n"
        '2026-01-01T06:00:00Z,"2.5",1\n'
    )
    said, complained = run(file, mapping(tmp_path, series.pk))
    assert results() == [1.5, 2.5]
    for sentence in (
        "Zeile 3: „gestern“ in „time“ ist keine Zeit.",
        "Zeile 4: „nan“ in „value“ ist keine Zahl",
        "Zeile 5: abgelehnt: result",
        "Zeile 6: „17“ in „flag“ ist kein Qualitätszeichen von 0 bis 9.",
        "Zeile 7: Die Zeit nennt keine Zeitzone.",
        "Zeile 8: Die Zeile hat 2 Spalten statt 3.",
        "6 Zeilen sind nicht dabei",
    ):
        assert sentence in complained
    assert "2 eingelesen, 1 abgelehnt, 5 fehlerhafte Zeilen" in said
    with (tmp_path / "a.csv.errors.csv").open(newline="") as named:
        assert [row["line"] for row in csv.DictReader(named)] == ["3", "4", "6", "7", "8", "5"]


def test_stopped_anywhere_it_goes_on_without_loss_or_doubles(tmp_path: Path, series: Datastream) -> None:
    path = write(tmp_path / "a.csv", 95)
    for batches in (1, 3, 2, 99):
        # Whoever stops asking has pulled the plug: what was answered is in.
        done = list(islice(importing(path, series), batches))[-1]
        assert done.tally.stored == Observation.objects.count() == Import.objects.get().stored
    assert results() == [n / 2 for n in range(95)]


def test_a_batch_that_fails_is_not_counted_and_comes_next_time(
    tmp_path: Path, series: Datastream, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, how = write(tmp_path / "a.csv", 30), mapping(tmp_path, series.pk)
    calls: list[int] = []

    def failing(*args: Any, **kwargs: Any) -> Any:
        calls.append(1)
        if len(calls) == 3:
            raise ConnectionError("the plug")
        return record(*args, **kwargs)

    monkeypatch.setattr(RECORD, failing)
    with pytest.raises(ConnectionError):
        run(path, how, "--batch", "10")
    assert Observation.objects.count() == Import.objects.get().stored == 20
    said, _complained = run(path, how, "--batch", "10")
    assert "Es geht nach Zeile 21 weiter" in said
    assert results() == [n / 2 for n in range(30)]


def test_values_and_how_far_the_file_was_read_are_kept_together_or_not_at_all(
    tmp_path: Path, series: Datastream, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_args: Any, **_kwargs: Any) -> None:
        raise ConnectionError("the plug")

    monkeypatch.setattr("smilecity.sense.things.actions.importing._keep", failing)
    with pytest.raises(ConnectionError):
        run(write(tmp_path / "a.csv", 5), mapping(tmp_path, series.pk))
    assert Observation.objects.count() == Import.objects.get().stored == 0


def test_of_two_commands_with_one_file_the_slower_stops_and_nothing_comes_twice(
    tmp_path: Path, series: Datastream
) -> None:
    path = write(tmp_path / "a.csv", 30)
    slow = importing(path, series)
    next(slow)
    assert list(importing(path, series))[-1].tally.stored == 30
    with pytest.raises(CannotImport, match="gerade noch einmal eingelesen"):
        next(slow)
    assert results() == [n / 2 for n in range(30)]


def test_what_is_in_already_does_not_come_again(tmp_path: Path, series: Datastream) -> None:
    path, how = write(tmp_path / "a.csv", 5), mapping(tmp_path, series.pk)
    run(path, how)
    said, _complained = run(path, how)
    assert "0 Werte eingelesen" in said
    assert Observation.objects.count() == 5


def test_a_file_that_grows_goes_on_where_it_ended(tmp_path: Path, series: Datastream) -> None:
    path, how = write(tmp_path / "a.csv", 5), mapping(tmp_path, series.pk)
    run(path, how)
    said, _complained = run(write(path, 4, first=5), how)
    assert "4 Werte eingelesen" in said
    assert results() == [n / 2 for n in range(9)]


def test_a_file_that_changed_is_refused_until_somebody_says_restart(tmp_path: Path, series: Datastream) -> None:
    Datastream.objects.update(second_value=SecondValue.REPLACE)
    path, how = write(tmp_path / "a.csv", 5), mapping(tmp_path, series.pk)
    run(path, how)
    path.write_text(path.read_text().replace(",1.0,", ",9.0,"))
    _said, complained = run(path, how)
    assert "hat sich seit dem letzten Einlesen geändert" in complained
    run(path, how, "--restart")
    assert results() == [0, 0.5, 9, 1.5, 2]


@pytest.mark.parametrize("second", SecondValue)
def test_the_series_decides_over_values_that_come_twice(
    tmp_path: Path, series: Datastream, second: SecondValue
) -> None:
    Datastream.objects.update(second_value=second)
    run(write(tmp_path / "a.csv", 3), mapping(tmp_path, series.pk))
    said, complained = run(write(tmp_path / "b.csv", 4), mapping(tmp_path, series.pk))
    assert Observation.objects.count() == (7 if second is SecondValue.KEEP else 4)
    if second is SecondValue.REFUSE:
        assert "1 eingelesen, 3 abgelehnt" in said
        assert "Zeile 2: abgelehnt:" in complained


class TestAKey:
    @pytest.fixture
    def party(self, series: Datastream) -> int:
        party = make_party()
        Datastream.objects.update(owner=party, access=Access.INTERNAL)
        return party.pk

    def key(self, party: int, *scopes: Scope, expires_at: datetime | None = None) -> str:
        return keys.make_key(
            party=party, label="x", scopes=scopes or (Scope.OBSERVE,), expires_at=expires_at, by=None, at=AT
        ).secret

    def test_it_brings_values_to_its_own_series_found_by_name(self, tmp_path: Path, party: int) -> None:
        said, _complained = run(write(tmp_path / "a.csv", 5), mapping(tmp_path, "Reihe"), "--key", self.key(party))
        assert "5 Werte eingelesen" in said

    def test_that_of_others_or_none_brings_nothing(self, tmp_path: Path, series: Datastream, party: int) -> None:
        path = write(tmp_path / "a.csv", 2)
        stranger = self.key(make_party().pk)
        _said, complained = run(path, mapping(tmp_path, series.pk), "--key", stranger)
        assert "2 Zeilen sind nicht dabei" in complained
        assert (
            "Eine Messreihe mit dem Namen „Reihe“ gibt es nicht."
            in run(path, mapping(tmp_path, "Reihe"), "--key", stranger)[1]
        )
        assert "Der Schlüssel gilt nicht mehr" in run(path, mapping(tmp_path, "Reihe"), "--key", "sc_falsch")[1]
        assert not Observation.objects.exists()

    def test_one_that_expires_meanwhile_stops_where_it_can_go_on(
        self, tmp_path: Path, party: int, time: Clock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path, how = write(tmp_path / "a.csv", 30), mapping(tmp_path, "Reihe")
        key = self.key(party, expires_at=AT + timedelta(minutes=1))

        def slow(*args: Any, **kwargs: Any) -> Any:
            time.at += timedelta(seconds=40)
            return record(*args, **kwargs)

        monkeypatch.setattr(RECORD, slow)
        _said, complained = run(path, how, "--key", key, "--batch", "10")
        assert "Der Schlüssel gilt nicht mehr" in complained
        assert "Bis Zeile 21 ist alles eingelesen; derselbe Befehl geht dort weiter." in complained
        assert Observation.objects.count() == 20
        run(path, how, "--key", keys.make_key(party=party, label="y", scopes=[Scope.OBSERVE], by=None, at=AT).secret)
        assert results() == [n / 2 for n in range(30)]


def as_json(path: Path, rows: int) -> Path:
    items = [{"time": (START + timedelta(minutes=n)).isoformat(), "value": n / 2, "flag": 1} for n in range(rows)]
    path.write_text(json.dumps(items))
    return path


def as_lines(path: Path, rows: int) -> Path:
    items = json.loads(as_json(path, rows).read_text())
    path.write_text("".join(f"{json.dumps(item)}\n" for item in items))
    return path


@pytest.mark.parametrize(("name", "make"), [("a.json", as_json), ("a.jsonl", as_lines), ("a.csv", write)])
def test_every_kind_of_file_goes_in_and_goes_on(
    tmp_path: Path, series: Datastream, name: str, make: Callable[[Path, int], Path]
) -> None:
    path = make(tmp_path / name, 25)
    for batches in (2, 9):
        shares = [done.share for done in islice(importing(path, series), batches)]
        assert shares == sorted(shares)
    assert shares[-1] == 1
    assert results() == [n / 2 for n in range(25)]


def test_broken_rows_of_json_are_named(tmp_path: Path, series: Datastream) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text('{"time": "2026-01-01T00:00Z", "value": 1, "flag": 1}\nnonsense\n[1]\n{"time": 5}\n')
    _said, complained = run(file, mapping(tmp_path, series.pk))
    assert "Zeile 2: Die Zeile ist kein JSON." in complained
    assert "Zeile 3: Der Eintrag ist kein JSON-Objekt." in complained
    assert "Zeile 4: „5“ in „time“ ist keine Zeit." in complained
    assert Observation.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", b"", "ist leer"),
        ("a.csv", b"zeit,value,flag\n", "Die Spalte „time“ gibt es nicht. Die Datei hat: zeit, value, flag."),
        ("a.csv", b'time,value,flag\n"2026', "Anführungszeichen"),
        ("a.csv", b"time,value,flag\n" + b"x" * 1_000_002, "Zeile 2 ist länger"),
        ("a.json", b'[{"time": "2026-01-01T00:00Z", "value": 1, "flag": 1}, {"ti', "kein gültiges JSON mehr"),
        ("a.xlsx", b"PK", "Die Endung sagt nicht, was es ist"),
    ],
)
def test_an_unreadable_file_says_why(tmp_path: Path, series: Datastream, name: str, content: bytes, said: str) -> None:
    (tmp_path / name).write_bytes(content)
    assert said in run(tmp_path / name, mapping(tmp_path, series.pk))[1]


def test_bytes_that_are_no_text_are_a_bad_row_and_no_crash(tmp_path: Path, series: Datastream) -> None:
    (tmp_path / "a.csv").write_bytes(b"time,value,flag\n2026-01-01T00:00Z,\xff\xfe,1\n2026-01-01T01:00Z,2,1\n")
    _said, complained = run(tmp_path / "a.csv", mapping(tmp_path, series.pk))
    assert "Zeile 2" in complained
    assert results() == [2]


def test_memory_stays_flat(tmp_path: Path, series: Datastream) -> None:
    how = read_mapping({"columns": COLUMNS, "datastream": series.pk})
    file = ValueFile(write(tmp_path / "a.csv", 100_000), how)
    tracemalloc.start()
    assert sum(1 for _row in file.rows(BEGIN)) == 100_000
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 1_000_000


def test_the_94678_hourly_values_of_warnemuende_go_in_with_their_flags(reference_data: Path, tmp_path: Path) -> None:
    file = reference_data / "sensors/cmems_warnemuende_hourly.csv"
    how = mapping(tmp_path, WARNEMUENDE)
    given = json.loads(how.read_text())
    given["columns"] = {"time": "time_utc", "result": "slev_m", "quality": "qc"}
    how.write_text(json.dumps(given))
    said, complained = run(file, how)
    assert "94.678 eingelesen, 0 abgelehnt, 0 fehlerhafte Zeilen" in said
    assert complained == ""
    with connection.cursor() as cursor:
        cursor.execute("SELECT quality, count(*) FROM things_observation GROUP BY 1 ORDER BY 1")
        assert cursor.fetchall() == [(1, 90_615), (3, 4_061), (4, 2)]
        cursor.execute("SELECT sum(count), sum(doubtful) FROM things_aggregate WHERE step = 'month'")
        assert cursor.fetchone() == (90_615, 4_063)
    extent = Extent.objects.get()
    assert (extent.observations, extent.phenomenon_start) == (94_678, datetime(2014, 1, 19, 6, tzinfo=UTC))
    assert BATCH < 94_678, "it went in several batches"


def test_a_mark_knows_its_file_and_no_other(tmp_path: Path) -> None:
    how = read_mapping({"columns": COLUMNS, "datastream": 1})
    file = ValueFile(write(tmp_path / "a.csv", 10), how)
    list(islice(file.rows(BEGIN), 4))
    mark = file.mark
    assert file.holds(mark)
    assert [row.line for row in ValueFile(file.path, how).rows(mark)] == [6, 7, 8, 9, 10, 11]
    file.path.write_text(file.path.read_text().replace("00:00", "00:01"))
    assert not ValueFile(file.path, how).holds(mark)
    with pytest.raises(BadFile):
        ValueFile(tmp_path / "gone.csv", how)
