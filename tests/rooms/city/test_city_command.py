"""`smilecity city import`: what a person at the keyboard sees."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from smilecity.city.models import City, District, Population, Theme
from smilecity.ground.models import AuditEntry

pytestmark = pytest.mark.django_db


def run(*arguments: object) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    try:
        call_command("city", "import", *map(str, arguments), stdout=out, stderr=err, no_color=True)
    except CommandError as refused:
        err.write(f"{refused}\nexit {refused.returncode}")
    return out.getvalue(), err.getvalue()


def all_files(folder: Path) -> list[object]:
    return [
        *("--profile", folder / "profile.json", "--districts", folder / "districts.geojson"),
        *("--population", folder / "population.csv", "--themes", folder / "themes.json"),
        *("--offices", folder / "offices.json"),
    ]


def test_it_says_what_came_in(second_city: Path) -> None:
    out, err = run(*all_files(second_city))
    assert err == ""
    assert out.splitlines() == [
        "Stadtprofil: gesetzt",
        "Ortsteile: 2 neu, 0 geändert, 0 entfernt, 0 unverändert",
        "Bevölkerung: 14 neu, 0 geändert, 0 entfernt, 0 unverändert",
        "Themen: 2 neu, 0 geändert, 0 entfernt, 0 unverändert",
        "Zuständige Stellen: 2 neu, 0 geändert, 0 entfernt, 0 unverändert",
    ]


def test_a_trial_run_changes_nothing(second_city: Path) -> None:
    out, err = run(*all_files(second_city), "--dry-run")
    assert err == ""
    assert "Ortsteile: 2 neu" in out
    assert "nur eine Prüfung" in out
    assert not City.objects.exists()
    assert not District.objects.exists()
    assert not AuditEntry.objects.exists()


def test_one_bad_file_keeps_all_files_out_and_every_bad_row_is_named(second_city: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bevoelkerung.csv"
    bad.write_text("Jahr;Geschlecht;Altersgruppe;Anzahl\n2020;w;jung;5\n2020;m;18+;viele\n", encoding="utf-8")
    out, err = run(*all_files(second_city), "--population", bad)
    assert out == ""
    assert err.splitlines() == [
        f"Bevölkerung: {bad} ist fehlerhaft.",
        (
            "  Zeile 2, Spalte „Altersgruppe“: „jung“ ist keine Altersgruppe. Erwartet wird etwa „18 bis unter "
            "25 Jahre“ oder „75 Jahre und mehr“."
        ),
        "  Zeile 3, Spalte „Anzahl“: „viele“ ist keine ganze Zahl.",
        "Nichts wurde eingelesen. Bitte die genannten Stellen berichtigen und neu starten.",
        "exit 1",
    ]
    assert not City.objects.exists()
    assert not District.objects.exists()
    assert not Population.objects.exists()
    assert not Theme.objects.exists()


def test_several_bad_files_are_all_named_but_no_mere_consequences(second_city: Path, tmp_path: Path) -> None:
    themes = tmp_path / "themen.json"
    themes.write_text("{]", encoding="utf-8")
    out, err = run(*all_files(second_city), "--districts", tmp_path / "fehlt.geojson", "--themes", themes)
    assert out == ""
    assert f"Die Datei {tmp_path / 'fehlt.geojson'} gibt es nicht." in err
    assert "Bevölkerung: nicht geprüft, weil Profil oder Ortsteile fehlerhaft sind." in err
    assert "Zeile 1, Zeichen 2: Hier ist die Datei kein gültiges JSON." in err


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    assert "Es ist ein Ordner" in run("--themes", tmp_path)[1]


def test_without_a_file_it_asks_for_one() -> None:
    assert "mindestens eine Datei" in run()[1]


def test_a_name_property_can_be_chosen(second_city: Path) -> None:
    out, _err = run("--districts", second_city / "districts.geojson", "--name-property", "code")
    assert out.startswith("Ortsteile: 2 neu")
    assert set(District.objects.values_list("name", flat=True)) == {"1", "2"}
