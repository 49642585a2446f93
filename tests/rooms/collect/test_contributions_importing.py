"""Contributions of another platform come in: once, by their source id, with every bad row named."""

import json
from collections import Counter
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command

from smilecity.city.models import Theme
from smilecity.collect.contributions import actions
from smilecity.collect.contributions.models import Call, Contribution, ContributionTheme, Step
from smilecity.collect.contributions.rules import Status
from tests.factories import AT, make_staff
from tests.factories_contributions import make_call, make_district, make_theme
from tests.jobs import waiting_jobs

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> UUID:
    """A town with one district around the test's point, two themes and an open call."""
    make_district()
    make_theme("verkehr", name={"de": "Verkehr und Mobilität"})
    make_theme("umwelt", name={"de": "Umwelt"})
    return make_call()


def _run(file: Path, call: UUID, *options: str) -> tuple[str, str]:
    """Run the command; return what it said and what it complained about."""
    said, complained = StringIO(), StringIO()
    slug = Call.objects.values_list("slug", flat=True).get(pk=call)
    command = ["import", str(file), "--call", slug, "--source", "before", *options]
    try:
        call_command("contributions", *command, stdout=said, stderr=complained)
    except CommandError as error:
        complained.write(str(error))
    return said.getvalue(), complained.getvalue()


def _csv(folder: Path, *rows: str, header: str = "id;titel;text;datum;lat;lon;themen;stimmen") -> Path:
    file = folder / "ideas.csv"
    file.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return file


GOOD = "7;Mehr Bänke;Am Hafen.;02.03.2017;54,09;12,10;Verkehr und Mobilität|umwelt;12"


def test_a_row_comes_in_with_place_district_themes_votes_and_date(town: UUID, tmp_path: Path) -> None:
    said, complained = _run(_csv(tmp_path, GOOD), town)
    row = Contribution.objects.get()
    assert "1 neu" in said
    assert not complained
    assert (row.title, row.text, row.supports, row.channel, row.source_id) == (
        "Mehr Bänke",
        "Am Hafen.",
        12,
        "import",
        "7",
    )
    assert (row.lon, row.lat) == (12.10, 54.09)
    assert row.district is not None
    assert row.visible
    assert row.submitted_at.isoformat() == "2017-03-01T23:00:00+00:00"
    assert ContributionTheme.objects.filter(contribution=row).count() == len(row.theme_ids) == 2
    assert Step.objects.get(contribution=row).at == row.submitted_at


def test_an_import_wakes_nobody(town: UUID, tmp_path: Path) -> None:
    _run(_csv(tmp_path, GOOD), town)
    assert waiting_jobs() == []


def test_the_same_file_twice_changes_nothing(town: UUID, tmp_path: Path) -> None:
    file = _csv(tmp_path, GOOD)
    _run(file, town)
    before = list(Contribution.objects.values())
    assert "0 neu, 0 geändert, 1 unverändert" in _run(file, town)[0]
    assert list(Contribution.objects.values()) == before


def test_what_changed_there_changes_here_and_supports_given_here_stay(town: UUID, tmp_path: Path) -> None:
    _run(_csv(tmp_path, GOOD), town)
    Contribution.objects.update(supports=15)
    said, _ = _run(_csv(tmp_path, GOOD.replace("Bänke", "Tische").replace("umwelt;12", "umwelt;20")), town)
    row = Contribution.objects.get()
    assert "1 geändert" in said
    assert (row.title, row.supports, row.imported_supports) == ("Mehr Tische", 23, 20)


def test_what_was_edited_here_is_left_alone(town: UUID, tmp_path: Path) -> None:
    _run(_csv(tmp_path, GOOD), town)
    Contribution.objects.update(revision=2, title="Hier geschrieben")
    said, _ = _run(_csv(tmp_path, GOOD.replace("Bänke", "Tische")), town)
    assert "1 hier bearbeitet und so gelassen" in said
    assert Contribution.objects.get().title == "Hier geschrieben"


def test_a_status_given_here_outlives_the_next_import(town: UUID, tmp_path: Path) -> None:
    _run(_csv(tmp_path, GOOD), town)
    row = Contribution.objects.get()
    actions.set_status(contribution=row.pk, status=Status.ACCEPTED, by=make_staff(), at=AT)
    _run(_csv(tmp_path, GOOD.replace("Bänke", "Tische")), town)
    row.refresh_from_db()
    assert (row.title, row.status) == ("Mehr Tische", Status.ACCEPTED)


def test_a_dry_run_says_the_same_and_writes_nothing(town: UUID, tmp_path: Path) -> None:
    said, complained = _run(_csv(tmp_path, GOOD, "8;;ohne Titel;;;;;"), town, "--dry-run")
    assert "1 neu" in said
    assert "Zeile 3: Der Titel fehlt." in complained
    assert not Contribution.objects.exists()


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("8;;Text;;;;;", "Zeile 3: Der Titel fehlt."),
        (";Titel;Text;;;;;", "Die Kennung fehlt."),
        ("7;Noch einmal;Text;;;;;", "Die Kennung steht schon weiter oben"),
        ("8;Titel;Text;31.02.2017;;;;", "„31.02.2017“ ist kein Datum"),
        ("8;Titel;Text;01.01.2150;;;;", "liegt in der Zukunft"),
        ("8;Titel;Text;;54,09;;;", "nur eine Koordinate"),
        ("8;Titel;Text;;12,10;54,09;;", "liegt nicht in dieser Stadt"),
        ("8;Titel;Text;;-1,29;36,82;;", "liegt nicht in dieser Stadt"),
        ("8;Titel;Text;;6001000;311000;;", "außerhalb von WGS 84"),
        ("8;Titel;Text;;nan;12;;", "ist keine Zahl"),
        ("8;Titel;Text;;;;Raumfahrt;", "Das Thema „Raumfahrt“ gibt es"),
        ("8;Titel;Text;;;;;-3", "keine Anzahl von Unterstützungen"),
        ("8;Titel;Text;;;;;viele", "ist keine Zahl"),
    ],
)
def test_a_bad_row_is_named_and_the_good_ones_come_in(town: UUID, tmp_path: Path, row: str, sentence: str) -> None:
    said, complained = _run(_csv(tmp_path, GOOD, row, GOOD.replace("7;", "9;", 1)), town)
    assert sentence in complained
    assert "Zeile 3" in complained
    assert "2 neu" in said
    assert "1 fehlerhaft" in said
    assert "1 Beiträge sind fehlerhaft" in complained


def test_an_import_that_broke_off_goes_on_where_it_stopped(town: UUID, tmp_path: Path) -> None:
    rows = [GOOD.replace("7;", f"{number};", 1) for number in range(1, 1501)]
    broken = _csv(tmp_path, *rows, '"ohne Ende')
    _, complained = _run(broken, town)
    assert "Anführungszeichen" in complained
    # The first batch is in; what was read after it is not lost, for the file is read again.
    assert Contribution.objects.count() == 1000
    said, _ = _run(_csv(tmp_path, *rows), town)
    assert "500 neu, 0 geändert, 1000 unverändert" in said


@pytest.mark.parametrize(
    "data",
    [
        [{"id": 7, "title": "Mehr Bänke", "lat": 54.09, "lon": 12.1, "votes": 3}],
        {"proposals": [{"id": 7, "title": "Mehr Bänke", "lat": 54.09, "lon": 12.1, "votes": 3}]},
    ],
)
def test_json_is_a_list_or_holds_one(town: UUID, tmp_path: Path, data: Any) -> None:
    file = tmp_path / "ideas.json"
    file.write_text(json.dumps(data))
    _run(file, town)
    row = Contribution.objects.get()
    assert (row.source_id, row.title, row.lon, row.lat, row.supports) == ("7", "Mehr Bänke", 12.1, 54.09, 3)


def test_geojson_brings_its_points_and_the_middle_of_areas(town: UUID, tmp_path: Path) -> None:
    file = tmp_path / "ideas.geojson"
    point = {"type": "Point", "coordinates": [12.1, 54.09]}
    area = {"type": "Polygon", "coordinates": [[[12.09, 54.08], [12.11, 54.08], [12.11, 54.1], [12.09, 54.08]]]}
    made = [
        {"type": "Feature", "id": number, "geometry": geometry, "properties": {"name": f"Idee {number}"}}
        for number, geometry in enumerate([point, area, None], 1)
    ]
    file.write_text(json.dumps({"type": "FeatureCollection", "features": made}))
    assert "3 neu" in _run(file, town)[0]
    assert Contribution.objects.exclude(lon=None).count() == 2


def test_columns_with_other_names_are_named(town: UUID, tmp_path: Path) -> None:
    file = _csv(tmp_path, "1;Mehr Bänke", header="Aktenzeichen;Worum es geht")
    _run(file, town, "--column", "source_id=Aktenzeichen", "--column", "title=Worum es geht")
    assert Contribution.objects.get().title == "Mehr Bänke"


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "x.txt", "Die Endung sagt nicht"),
        (b"{}", "x.json", "enthält keine Liste"),
        (b"[{]", "x.json", "kein gültiges JSON"),
    ],
)
def test_a_file_that_is_none_is_refused_in_words(
    town: UUID, tmp_path: Path, content: bytes, name: str, sentence: str
) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    assert sentence in _run(file, town)[1]


# --- the real proposals, as a second city --------------------------------------------------------------------------

BONN = (7.11, 50.70)
TOPICS = [
    "traffic_lights",
    "lighting",
    "signage",
    "bicycle_parking",
    "obstacles",
    "cycling_traffic_management",
    "cycle_path_quality",
    "misc",
]


@pytest.fixture
def bonn() -> UUID:
    """A second city around Bonn whose themes are those of its cycling dialogue."""
    make_district("Bonn", lon=BONN[0], lat=BONN[1], half=0.12)
    for topic in TOPICS:
        make_theme(topic.replace("_", "-"), name={"de": topic})
    return make_call()


def test_the_2314_real_proposals_bring_their_overlapping_topics(bonn: UUID, reference_data: Path) -> None:
    file = reference_data / "participation/raddialog_bonn_2017_themen.csv"
    said, complained = _run(file, bonn, "--theme-prefix", "level1_")
    assert "2314 neu, 0 geändert, 0 unverändert, 0 fehlerhaft" in said, complained
    overlap = Counter(len(themes) for (themes,) in Contribution.objects.values_list("theme_ids"))
    assert overlap == {1: 2089, 2: 204, 3: 19, 4: 2}
    assert Theme.objects.count() == len(TOPICS)


def test_the_2393_real_proposals_bring_their_positions_and_votes(bonn: UUID, reference_data: Path) -> None:
    file = reference_data / "participation/bonner_raddialog_2017_geo_votes.json"
    wanted = json.loads(file.read_text())
    for name in sorted({item["category"] for item in wanted}):
        make_theme(name={"de": name})
    said, complained = _run(file, bonn)
    assert "2393 neu" in said, complained
    rows = Contribution.objects.all()
    assert sum(row.supports for row in rows) == sum(item["votes"] for item in wanted)
    assert all(row.lon and row.lat and row.district_id for row in rows)
    assert "0 neu, 0 geändert, 2393 unverändert" in _run(file, bonn)[0]
