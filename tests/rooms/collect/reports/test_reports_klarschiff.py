"""Reports of a Klarschiff come in from its open data and go out in the same columns; twice is once."""

import csv
import io
import json
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from smilecity.city.models import Office
from smilecity.collect.contributions import actions as trunk
from smilecity.collect.contributions.models import Call, Contribution, Step
from smilecity.collect.contributions.rules import Channel, Status, Verb
from smilecity.collect.reports import actions
from smilecity.collect.reports.models import Category, Report
from smilecity.collect.reports.rules import klarschiff
from smilecity.deliver.answers.actions import assign_missing
from tests.factories import AT, make_staff
from tests.factories_contributions import LAT, LON, make_office
from tests.factories_open311 import make_city
from tests.jobs import waiting_jobs
from tests.support.statements import statements

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("Europe/Berlin")
ROW: dict[str, Any] = {
    "latitude": LAT,
    "longitude": LON,
    "nummer": 124715,
    "typ": "Problem",
    "hauptkategorie": "Müll und Schmutz",
    "unterkategorie": "Sperrmüll",
    "status": "in Bearbeitung",
    "statusinformation": "",
    "unterstuetzungen": "",
    "beschreibung": "Möbelteile",
    "erstellungsdatum": "2026/02/04",
    "letztes_aenderungsdatum": "2026/02/08",
    "aktuelle_zustaendigkeit": "Amt für Umwelt",
}


@pytest.fixture(autouse=True)
def call(monkeypatch: pytest.MonkeyPatch) -> UUID:
    monkeypatch.setattr("smilecity.ground.clock.now", lambda: AT)
    return make_city()


def bring_in(folder: Path, *rows: dict[str, Any], said: StringIO | None = None, **options: Any) -> str:
    """Import a file of these rows; return what the command says."""
    file, said = folder / "klarschiff.csv", said or StringIO()
    with file.open("w", newline="", encoding="utf-8") as out:
        table = csv.DictWriter(out, klarschiff.COLUMNS)
        table.writeheader()
        table.writerows({**ROW, **row} for row in rows)
    call_command("reports", "import", str(file), call=Call.objects.get().slug, stdout=said, stderr=said, **options)
    return said.getvalue()


def only() -> Contribution:
    return Contribution.objects.get()


def test_the_columns_are_those_of_rostocks_open_data(reference_data: Path) -> None:
    file = reference_data / "klarschiff" / "klarschiff_hro_2026_schema_und_kennzahlen.json"
    schema = json.loads(file.read_text())
    assert list(klarschiff.COLUMNS) == schema["spalten"]
    assert set(schema["werte_gesehen"]["status"]) <= set(klarschiff.WORDS.values())
    for said in schema["werte_gesehen"]["zustaendigkeit"]:
        assert klarschiff.agency_of(*klarschiff.agency(said)) == said


def test_a_row_becomes_a_report_with_its_category_status_and_history(tmp_path: Path) -> None:
    assert "1 neu" in bring_in(tmp_path, {"unterstuetzungen": 7, "statusinformation": "Wird abgeholt."})
    row = only()
    assert (row.source, row.source_id, row.channel) == ("klarschiff", "124715", Channel.IMPORT)
    assert (row.title, row.category, row.text) == ("Sperrmüll", "sperrmuell", "Möbelteile")
    assert (row.status, row.supports, row.visible) == (Status.ACCEPTED, 7, True)
    assert row.submitted_at == datetime(2026, 2, 4, tzinfo=ZONE)
    assert row.answered_at == datetime(2026, 2, 8, tzinfo=ZONE)
    report = Report.objects.get()
    assert (report.category.code, report.ground, report.delegated_to) == ("sperrmuell", "land", "")
    steps = Step.objects.filter(contribution=row).order_by("at", "verb").values_list("verb", "text")
    assert list(steps) == [(Verb.SUBMITTED, ""), (Verb.REPLIED, "Wird abgeholt."), (Verb.STATUS, "")]


@pytest.mark.parametrize(("word", "status"), [(word, status) for status, word in klarschiff.WORDS.items()])
def test_each_word_for_a_status_has_one_of_ours(tmp_path: Path, word: str, status: Status) -> None:
    bring_in(tmp_path, {"status": word})
    assert only().status == status


def test_a_third_party_is_named(tmp_path: Path) -> None:
    bring_in(tmp_path, {"aktuelle_zustaendigkeit": "Amt für Umwelt [delegiert an: Kursun GmbH]"})
    assert Report.objects.get().delegated_to == "Kursun GmbH"


def test_what_is_closed_has_the_office_of_the_file_and_what_is_open_one_by_our_rules(tmp_path: Path) -> None:
    theirs, ours = make_office(name={"de": "Amt für Umwelt"}), make_office(name={"de": "Ordnungsamt"})
    Category.objects.filter(code="sperrmuell").update(office=ours)
    bring_in(tmp_path, {"nummer": 1, "status": "gelöst"}, {"nummer": 2, "status": "offen"})
    assign_missing(at=AT)
    assert Contribution.objects.get(source_id="1").office_id == theirs
    open_one = Contribution.objects.get(source_id="2")
    assert (open_one.office_id, open_one.due_on is not None) == (ours, True)


def test_the_same_file_twice_changes_nothing(tmp_path: Path) -> None:
    rows = [{"nummer": n, "statusinformation": "Notiz", "status": "gelöst"} for n in range(5)]
    bring_in(tmp_path, *rows)
    before = [list(model.objects.order_by("pk").values()) for model in (Contribution, Report, Step)]
    assert "0 neu, 0 geändert, 5 unverändert" in bring_in(tmp_path, *rows)
    assert [list(model.objects.order_by("pk").values()) for model in (Contribution, Report, Step)] == before


def test_a_newer_file_brings_status_words_and_category_up_to_date(tmp_path: Path) -> None:
    bring_in(tmp_path, {"status": "offen"})
    bring_in(tmp_path, {"status": "gelöst", "statusinformation": "Erledigt.", "unterkategorie": "Tonne übervoll"})
    assert (only().status, only().category) == (Status.DONE, "tonne")
    assert Report.objects.get().category.code == "tonne"
    assert [step.text for step in Step.objects.filter(verb=Verb.REPLIED)] == ["Erledigt."]


def test_what_was_worked_on_here_stays_as_it_is(tmp_path: Path) -> None:
    bring_in(tmp_path, {"status": "offen"})
    trunk.set_status(contribution=only().pk, status=Status.DECLINED, by=make_staff(), at=AT)
    bring_in(tmp_path, {"status": "gelöst"})
    assert only().status == Status.DECLINED


def test_what_is_filed_or_handed_to_others_here_stays_so(tmp_path: Path) -> None:
    file = [{"nummer": number, "status": "offen"} for number in (1, 2)]
    file.append({"nummer": 3, "status": "offen", "aktuelle_zustaendigkeit": "Amt [delegiert an: Kursun GmbH]"})
    bring_in(tmp_path, *file)
    filed, named, returned = Contribution.objects.order_by("source_id").values_list("pk", flat=True)
    clerk = make_staff()
    actions.file_under(contribution=filed, category="loch", by=clerk, at=AT)
    actions.delegate(contribution=named, to="Tiefbau Nord GmbH", by=clerk, at=AT)
    actions.take_back(contribution=returned, by=clerk, at=AT)
    clerk.delete()
    before = list(Report.objects.order_by("contribution__source_id").values())
    assert [(row["category_id"], row["delegated_to"]) for row in before] == [
        (code("loch"), ""), (code("sperrmuell"), "Tiefbau Nord GmbH"), (code("sperrmuell"), ""),
    ]  # fmt: skip
    assert "0 neu, 1 geändert, 2 unverändert" in bring_in(tmp_path, file[0] | {"unterstuetzungen": 4}, *file[1:])
    row = Contribution.objects.get(pk=filed)
    assert (row.category, row.title, row.supports) == ("loch", "Schlagloch", 4)
    assert list(Report.objects.order_by("contribution__source_id").values()) == before


def code(category: str) -> int:
    return Category.objects.get(code=category).pk


def test_what_was_decided_here_outlives_the_account_of_who_did(tmp_path: Path) -> None:
    make_office(name={"de": "Amt für Umwelt"})
    bring_in(tmp_path, {"nummer": 1, "status": "offen"}, {"nummer": 2, "status": "offen"})
    Contribution.objects.update(office=Office.objects.get())
    first, second = Contribution.objects.order_by("source_id").values_list("pk", flat=True)
    clerk = make_staff()
    trunk.set_status(contribution=first, status=Status.IN_REVIEW, by=clerk, at=AT)
    trunk.reply(contribution=second, text="Wird nichts.", status=Status.DECLINED, by=clerk, at=AT)
    clerk.delete()
    bring_in(tmp_path, {"nummer": 1, "status": "gelöst"}, {"nummer": 2, "status": "gelöst"})
    rows = Contribution.objects.order_by("source_id").values_list("status", flat=True)
    assert list(rows) == [Status.IN_REVIEW, Status.DECLINED]


def test_many_rows_that_were_worked_on_take_no_more_statements_than_few(tmp_path: Path) -> None:
    def again(number: int) -> int:
        file = [{"nummer": each, "status": "offen"} for each in range(number)]
        bring_in(tmp_path, *file)
        clerk = make_staff()
        for pk in Contribution.objects.filter(category="sperrmuell").values_list("pk", flat=True):
            actions.file_under(contribution=pk, category="loch", by=clerk, at=AT)
        with statements() as sent:
            bring_in(tmp_path, *file)
        return len(sent)

    assert again(2) == again(40)


def test_nobody_is_told(tmp_path: Path) -> None:
    bring_in(tmp_path, {"status": "gelöst", "statusinformation": "Erledigt."})
    assert waiting_jobs() == []


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"nummer": ""}, "Die Nummer fehlt."),
        ({"typ": "Idee"}, "Typ „Idee“: Hier werden nur Probleme eingelesen."),
        ({"unterkategorie": "Gibt es nicht"}, "Die Rubrik „Müll und Schmutz > Gibt es nicht“ gibt es hier nicht."),
        ({"status": "halb"}, "Den Status „halb“ gibt es nicht."),
        ({"latitude": "x"}, "sind kein Ort."),
        ({"latitude": 12.1, "longitude": 54.1}, "Der Ort liegt nicht in dieser Stadt."),
        ({"latitude": 154.1}, "liegt außerhalb von WGS 84."),
        ({"erstellungsdatum": "gestern"}, "erstellungsdatum: „gestern“ ist kein Datum."),
        ({"unterstuetzungen": "viele"}, "ist keine Zahl von Unterstützungen."),
    ],
)
def test_a_bad_row_is_named_and_all_others_come_in(tmp_path: Path, row: dict[str, Any], told: str) -> None:
    said = StringIO()
    with pytest.raises(CommandError, match="1 Meldungen sind fehlerhaft"):
        bring_in(tmp_path, row, {"nummer": 2}, said=said)
    assert "Zeile 2: " in said.getvalue()
    assert told in said.getvalue()
    assert only().source_id == "2"


def read(row: dict[str, Any]) -> klarschiff.Line:
    named = {klarschiff.category_key("Müll und Schmutz", "Sperrmüll"): "sperrmuell"}
    return klarschiff.read(row, named, ZONE)


def test_a_category_may_be_called_otherwise_here(tmp_path: Path) -> None:
    said = {"hauptkategorie": "Müll/Schmutz", "unterkategorie": "Elektroschrott"}
    bring_in(tmp_path, said, category=["Müll/Schmutz>Elektroschrott=sperrmuell"])
    assert only().category == "sperrmuell"
    with pytest.raises(CommandError, match="erwartet wird"):
        bring_in(tmp_path, said, category=["Müll=sperrmuell"])


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    assert "nur eine Prüfung" in bring_in(tmp_path, {}, dry_run=True)
    assert not Contribution.objects.exists()


def test_what_goes_out_comes_back_as_the_same(tmp_path: Path) -> None:
    make_office(name={"de": "Amt für Umwelt"})
    bring_in(
        tmp_path,
        {"nummer": 1, "status": "gelöst", "statusinformation": "Erledigt; danke, „gern“", "unterstuetzungen": 3},
        {"nummer": 2, "beschreibung": "=1+1\nzweite Zeile", "latitude": "", "longitude": ""},
    )
    out = Client().get("/open311/klarschiff.csv")
    assert out["Content-Type"] == "text/csv; charset=utf-8"
    rows = {row["nummer"]: row for row in csv.DictReader(io.StringIO(b"".join(out).decode()))}
    first = rows[str(Contribution.objects.get(source_id="1").number)]
    said = read(dict(first))
    assert (said.status, said.note, said.supports) == (Status.DONE, "Erledigt; danke, „gern“", 3)
    assert (said.office, said.lat, said.lon) == ("Amt für Umwelt", LAT, LON)
    assert first["erstellungsdatum"] == "2026/02/04"
    assert not any(row["beschreibung"].startswith("=") for row in rows.values())
