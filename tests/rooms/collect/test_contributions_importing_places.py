"""Places of another platform come in with their feeling, also on the city's water; the command tells how far it is."""

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from io import StringIO
from pathlib import Path
from typing import Any, BinaryIO, TextIO
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command

from smilecity.city import queries as city
from smilecity.city.actions import import_layer
from smilecity.city.models import District
from smilecity.city.rules import LayerKind
from smilecity.collect.contributions.models import Call, Contribution
from smilecity.collect.contributions.reading.districts import Districts
from smilecity.collect.contributions.rules import Kind
from tests.factories import AT
from tests.factories_contributions import LAT, LON, make_call, make_district, make_theme
from tests.support.statements import statements

pytestmark = pytest.mark.django_db
ROW: dict[str, Any] = {"id": "7", "title": "Der alte Hafen", "lon": LON, "lat": LAT}


@pytest.fixture
def town() -> UUID:
    """A town with one district around the test's point, a theme and an open call for places."""
    make_district()
    make_theme("verkehr", name={"de": "Verkehr"})
    return make_call(Kind.PLACE)


def _run(file: Path, call: UUID, *options: str, stdout: TextIO | None = None) -> tuple[str, str]:
    """Run the command; return what it said and what it complained about."""
    said, complained = stdout or StringIO(), StringIO()
    slug = Call.objects.values_list("slug", flat=True).get(pk=call)
    try:
        call_command(
            "contributions",
            "import",
            str(file),
            "--call",
            slug,
            "--source",
            "x",
            *options,
            stdout=said,
            stderr=complained,
        )
    except CommandError as error:
        complained.write(str(error))
    return said.getvalue() if isinstance(said, StringIO) else "", complained.getvalue()


def _file(folder: Path, form: str, rows: Sequence[Mapping[str, Any]]) -> Path:
    """Write rows, all with the same columns, as a file of another platform."""
    file = folder / f"places.{form}"
    if form == "csv":
        lines = [list(rows[0]), *([str(value) for value in row.values()] for row in rows)]
        file.write_text("\n".join(";".join(line) for line in lines), encoding="utf-8")
    elif form == "json":
        file.write_text(json.dumps(rows))
    else:
        made = [
            {
                "type": "Feature",
                "geometry": {"type": "Point", "coordinates": [row["lon"], row["lat"]]},
                "properties": {name: value for name, value in row.items() if name not in {"lon", "lat"}},
            }
            for row in rows
        ]
        file.write_text(json.dumps({"type": "FeatureCollection", "features": made}))
    return file


@pytest.mark.parametrize("form", ["csv", "json", "geojson"])
@pytest.mark.parametrize("column", ["feeling", "Gefühl", "category"])
@pytest.mark.parametrize(
    ("said", "feeling"),
    [("happy", "happy"), ("sollte besser werden", "improve"), ("LIEBLINGSORT", "favourite")],
)
def test_a_place_comes_in_with_its_feeling(
    town: UUID, tmp_path: Path, form: str, column: str, said: str, feeling: str
) -> None:
    told, complained = _run(_file(tmp_path, form, [{**ROW, column: said}]), town)
    row = Contribution.objects.get()
    assert ("1 neu" in told, complained) == (True, "")
    assert (row.kind, row.category, row.theme_ids) == (Kind.PLACE, feeling, [])
    assert row.district_id is not None


@pytest.mark.parametrize("form", ["csv", "json", "geojson"])
@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("traurig", "2: Das Gefühl „traurig“ gibt es hier nicht. Möglich sind: happy (macht mich glücklich), "),
        ("", "2: Das Gefühl fehlt. Möglich sind: happy (macht mich glücklich), "),
    ],
)
def test_a_place_without_a_feeling_that_is_known_is_named_and_left_out(
    town: UUID, tmp_path: Path, form: str, said: str, sentence: str
) -> None:
    rows = [{**ROW, "feeling": "happy"}, {**ROW, "id": "8", "feeling": said}]
    told, complained = _run(_file(tmp_path, form, rows), town)
    # Lines of CSV are counted with its header.
    assert (sentence.removeprefix("2") if form == "csv" else sentence) in complained
    assert "1 neu, 0 geändert, 0 unverändert, 1 fehlerhaft" in told
    assert Contribution.objects.get().source_id == "7"


@pytest.mark.parametrize(("place", "comes"), [("Am Stadthafen", True), ("", False), ("12", False)])
def test_a_place_is_somewhere_on_the_map_or_in_words(town: UUID, tmp_path: Path, place: str, comes: bool) -> None:
    row = {**ROW, "lon": "", "lat": "", "place": place, "feeling": "happy"}
    _, complained = _run(_file(tmp_path, "csv", [row]), town)
    assert Contribution.objects.exists() is comes
    assert ("Der Ort fehlt." in complained) is not comes


def test_themes_and_feelings_may_stand_in_the_same_file(town: UUID, tmp_path: Path) -> None:
    _run(_file(tmp_path, "csv", [{**ROW, "themes": "Verkehr", "category": "improve"}]), town)
    row = Contribution.objects.get()
    assert (row.category, len(row.theme_ids)) == ("improve", 1)


def test_of_an_idea_no_feeling_is_taken(town: UUID, tmp_path: Path) -> None:
    _run(_file(tmp_path, "csv", [{**ROW, "feeling": "traurig"}]), make_call())
    assert Contribution.objects.get().category == ""


# --- water ---------------------------------------------------------------------------------------------------------


def _outline(half: float) -> None:
    """Let the city reach this far around the test's point: beyond its districts lies its water."""
    west, south, east, north = LON - half, LAT - half, LON + half, LAT + half
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    shape = {"type": "Polygon", "coordinates": [ring]}
    import_layer(kind=LayerKind.OUTLINE, features=[{"properties": {}, "geometry": shape}], by=None, at=AT)


def test_on_the_citys_water_an_import_finds_the_district_that_residents_find(town: UUID, tmp_path: Path) -> None:
    far = make_district("Warnemünde", lon=LON + 0.08)
    _outline(0.1)
    rows = [
        {"id": number, "title": "Auf dem Wasser", "lon": LON + east, "lat": LAT + 0.05, "feeling": "happy"}
        for number, east in enumerate((0.0, 0.03, 0.05, 0.09, 0.11))
    ]
    told, complained = _run(_file(tmp_path, "csv", rows), town)
    assert "4 neu" in told
    assert "liegt nicht in dieser Stadt" in complained
    found = {row.lon: row.district_id for row in Contribution.objects.all()}
    at_one = {lon: city.district_at(lon, LAT + 0.05) for lon in found if lon is not None}
    assert found == {lon: row.id if row else None for lon, row in at_one.items()}
    assert set(found.values()) == {far, District.objects.get(name="Mitte").pk}


def test_a_city_without_districts_takes_what_lies_in_its_outline() -> None:
    _outline(0.1)
    assert Districts().of([(LON, LAT), (LON + 1, LAT), (None, None)]) == [(None, True), (None, False), (None, True)]


def test_a_thousand_points_on_the_water_cost_no_statement_of_their_own(town: UUID) -> None:
    _outline(0.1)
    known = Districts()
    with statements() as run:
        spots = known.of([(LON, LAT + 0.05)] * 1000)
    assert run == []
    assert {spot.inside for spot in spots} == {True}


# --- what the command says -------------------------------------------------------------------------------------------


@pytest.fixture
def terminal() -> Iterator[tuple[TextIO, BinaryIO]]:
    """A terminal: what is written to it, and where somebody who watches reads."""
    watching, writing = os.openpty()
    with os.fdopen(writing, "w", encoding="utf-8") as out, os.fdopen(watching, "rb", buffering=0) as screen:
        yield out, screen


def _all_of(screen: BinaryIO) -> str:
    """Return what a terminal showed: it comes in pieces, each some time after it was written, and ends as an error."""
    seen = b""
    with suppress(OSError):
        while piece := screen.read(4096):
            seen += piece
    return seen.decode()


def _many(folder: Path) -> Path:
    return _file(folder, "csv", [{**ROW, "id": str(number), "feeling": "happy"} for number in range(2100)])


def test_who_watches_sees_how_far_it_is_on_one_line(
    town: UUID, tmp_path: Path, terminal: tuple[TextIO, BinaryIO]
) -> None:
    out, screen = terminal
    _run(_many(tmp_path), town, stdout=out)
    out.close()
    seen = _all_of(screen)
    anew = "\r\x1b[K"
    assert seen.split(anew)[1:4] == ["1000 Beiträge …", "2000 Beiträge …", "2100 Beiträge …"]
    assert seen.split(anew)[4].strip() == "2100 neu, 0 geändert, 0 unverändert, 0 fehlerhaft"


def test_a_log_gets_the_end_only(town: UUID, tmp_path: Path) -> None:
    told, complained = _run(_many(tmp_path), town)
    assert told == "2100 neu, 0 geändert, 0 unverändert, 0 fehlerhaft\n"
    assert complained == ""
