"""Imports: whole or not at all, repeatable, in the audit log, and with a reason where something may not go."""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from django.db import connection, models

from smilecity.city import actions, queries, reading
from smilecity.city.actions import Imported
from smilecity.city.models import City, District, Office, Population, Theme
from smilecity.city.problems import BadFile
from smilecity.ground.models import AuditEntry

pytestmark = pytest.mark.django_db


def feature(name: str, west: float, **properties: object) -> dict[str, object]:
    ring = [[west, 52], [west + 0.1, 52], [west + 0.1, 52.1], [west, 52.1]]
    geometry = {"type": "Polygon", "coordinates": [ring]}
    return {"type": "Feature", "properties": {"name": name, **properties}, "geometry": geometry}


def figures(*rows: str) -> reading.Table:
    return reading.table("\n".join(["Jahr;Ortsteil;Geschlecht;Altersgruppe;Anzahl", *rows]).encode())


@pytest.mark.usefixtures("_small_town")
def test_a_good_set_of_files_comes_in_whole() -> None:
    assert City.objects.get().official_name == "Kleinstadt"
    assert [(row.code, row.name) for row in queries.districts()] == [("2", "Äußere Aue"), ("1", "Oberstadt")]
    assert Population.objects.count() == 14
    assert [theme.name for theme in queries.themes("en")] == ["Getting around", "Zuhause"]
    assert [office.name for office in queries.offices()] == ["Ämter allgemein", "Bauhof"]


@pytest.mark.usefixtures("_small_town")
def test_importing_again_changes_no_row(second_city: Path, at: datetime) -> None:
    before = {model: list(model._default_manager.order_by("pk").values()) for model in _TABLES}
    raw = {path.name: reading.read(path) for path in second_city.iterdir()}
    actions.set_profile(data=reading.fields(raw["profile.json"]), by=None, at=at)
    done = [
        actions.import_districts(features=reading.features(raw["districts.geojson"]), by=None, at=at),
        actions.import_population(table=reading.table(raw["population.csv"]), by=None, at=at),
        actions.import_themes(items=reading.entries(raw["themes.json"], "themes"), by=None, at=at),
        actions.import_offices(items=reading.entries(raw["offices.json"], "offices"), by=None, at=at),
    ]
    assert done == [Imported(unchanged=2), Imported(unchanged=14), Imported(unchanged=2), Imported(unchanged=2)]
    assert {model: list(model._default_manager.order_by("pk").values()) for model in _TABLES} == before


_TABLES: tuple[type[models.Model], ...] = (City, District, Population, Theme, Office)


@pytest.mark.usefixtures("_small_town")
def test_every_import_stands_in_the_audit_log(at: datetime) -> None:
    entries = AuditEntry.objects.filter(subject="city").values_list("verb", flat=True)
    assert sorted(entries) == [
        "city.import_districts",
        "city.import_offices",
        "city.import_population",
        "city.import_themes",
        "city.set_profile",
    ]
    entry = AuditEntry.objects.get(verb="city.import_districts")
    assert (entry.actor, entry.at, entry.details["added"]) == (None, at, 2)


@pytest.mark.usefixtures("_small_town")
def test_a_bad_file_changes_nothing_and_leaves_no_trace(at: datetime) -> None:
    entries = AuditEntry.objects.count()
    with pytest.raises(BadFile):
        actions.set_profile(data={"name": "Neu", "accent": "gelb"}, by=None, at=at)
    with pytest.raises(BadFile):
        actions.import_districts(features=[feature("Neu", 9), feature("Neu", 9.5)], by=None, at=at)
    with pytest.raises(BadFile):
        actions.import_population(table=figures("2024;;w;18+;1", "2024;;m;18+;1", "2024;;m;0-17;x"), by=None, at=at)
    with pytest.raises(BadFile):
        actions.import_themes(items=[{"name": "Neu"}, {"name": ""}], by=None, at=at)
    with pytest.raises(BadFile):
        actions.import_offices(items=[{"name": "Neu"}, {}], by=None, at=at)
    assert AuditEntry.objects.count() == entries
    assert City.objects.get().name == "Kleinstadt"
    assert [model._default_manager.count() for model in (District, Population, Theme, Office)] == [2, 14, 2, 2]


def test_a_profile_field_that_is_no_longer_given_becomes_empty(at: datetime) -> None:
    actions.set_profile(data={"name": "Stadt", "responsible": "Amt", "bbox": [9, 52, 10, 53]}, by=None, at=at)
    actions.set_profile(data={"name": "Stadt"}, by=None, at=at)
    assert queries.profile().responsible == ""
    assert queries.profile().box is None


def test_districts_change_by_code_and_may_swap_their_names(at: datetime) -> None:
    old = [feature("Nord", 9, code="1"), feature("Süd", 9.2, code="2"), feature("Alt", 9.4, code="3")]
    new = [feature("Süd", 9, code="1"), feature("Nord", 9.2, code="2"), feature("Neu", 9.6, code="4")]
    actions.import_districts(features=old, by=None, at=at)
    ids = dict(District.objects.values_list("code", "id"))
    assert actions.import_districts(features=new, by=None, at=at) == Imported(added=1, changed=2, removed=1)
    connection.check_constraints()
    assert [(row.code, row.name, row.id) for row in queries.districts()][1:] == [
        ("2", "Nord", ids["2"]),
        ("1", "Süd", ids["1"]),
    ]


@pytest.mark.usefixtures("_small_town")
def test_a_district_with_population_does_not_go_away_unnoticed(at: datetime) -> None:
    with pytest.raises(BadFile) as refused:
        actions.import_districts(features=[feature("Oberstadt", 9.7, code="1")], by=None, at=at)
    (problem,) = refused.value.problems
    assert problem.row == 0
    assert problem.sentence == (
        "Ortsteil „Äußere Aue“ fehlt in der Datei, wird aber noch gebraucht (4 Bevölkerungszahlen)."
    )
    assert District.objects.count() == 2


@pytest.mark.usefixtures("_small_town")
def test_a_district_goes_with_its_population_where_that_is_asked_for(at: datetime) -> None:
    done = actions.import_districts(
        features=[feature("Oberstadt", 9.7, code="1")], drop_population=True, by=None, at=at
    )
    assert done.removed == 1
    assert Population.objects.filter(district=None).count() == 4
    assert Population.objects.exclude(district=None).count() == 6


@pytest.fixture
def complaint() -> Iterator[type[models.Model]]:
    """A table of another room, further down the river, that refers to districts."""

    class Complaint(models.Model):
        district = models.ForeignKey(District, on_delete=models.CASCADE)

        class Meta:
            app_label = "city"
            verbose_name_plural = "Meldungen"

        def __str__(self) -> str:
            return "Meldung"

    with connection.schema_editor() as editor:
        editor.create_model(Complaint)
    yield Complaint
    del Complaint._meta.apps.all_models["city"]["complaint"]
    Complaint._meta.apps.clear_cache()


@pytest.mark.usefixtures("_small_town")
def test_nothing_another_room_refers_to_goes_away_even_if_it_would_go_too(
    complaint: type[models.Model], at: datetime
) -> None:
    complaint._default_manager.create(district=District.objects.get(code="2"))
    connection.check_constraints()
    with pytest.raises(BadFile, match=r"noch gebraucht \(1 Meldungen\)"):
        actions.import_districts(features=[feature("Oberstadt", 9.7, code="1")], drop_population=True, by=None, at=at)
    assert complaint._default_manager.count() == 1
    assert Population.objects.count() == 14


@pytest.mark.usefixtures("_small_town")
def test_figures_replace_those_of_their_year_and_place_only(at: datetime) -> None:
    table = figures("2023;Oberstadt;w;unter 65 Jahre;9", "2023;Oberstadt;m;unter 65 Jahre;8")
    assert actions.import_population(table=table, by=None, at=at) == Imported(added=2, removed=6)
    assert Population.objects.filter(district__code="1").count() == 2
    assert Population.objects.filter(district__code="2").count() == 4
    assert Population.objects.filter(district=None).count() == 4


@pytest.mark.usefixtures("_small_town")
def test_a_figure_that_differs_is_changed(at: datetime) -> None:
    rows = ["2022;;w;unter 18 Jahre;901", "2022;;m;unter 18 Jahre;1000", "2022;;w;18+;4100", "2022;;m;18+;4000"]
    assert actions.import_population(table=figures(*rows), by=None, at=at) == Imported(changed=1, unchanged=3)
    assert Population.objects.get(year=2022, sex="female", age_from=0).count == 901


def test_the_citys_own_key_chooses_its_rows(at: datetime) -> None:
    actions.set_profile(data={"name": "Stadt", "ags": "13003000"}, by=None, at=at)
    text = "ags5;Jahr;Geschlecht;Altersgruppe;Anzahl\n01002;2020;w;18+;1\n13003;2020;w;18+;2\n13003;2020;m;18+;3\n"
    done = actions.import_population(table=reading.table(text.encode()), by=None, at=at)
    assert done == Imported(added=2, skipped=1)


def test_themes_and_offices_that_are_missing_go_away(at: datetime) -> None:
    actions.import_themes(items=[{"name": "A"}, {"name": "B"}], by=None, at=at)
    assert actions.import_themes(items=[{"name": "B"}], by=None, at=at) == Imported(changed=1, removed=1)
    actions.import_offices(items=[{"name": "A"}], by=None, at=at)
    assert actions.import_offices(items=[{"name": "C"}], by=None, at=at) == Imported(added=1, removed=1)


@pytest.mark.parametrize("number", [2, 40])
def test_an_import_needs_the_same_statements_for_few_and_many_districts(
    number: int, at: datetime, django_assert_max_num_queries: object
) -> None:
    assert callable(django_assert_max_num_queries)
    features = json.loads(json.dumps([feature(f"Viertel {n}", 6 + n / 5) for n in range(number)]))
    with django_assert_max_num_queries(17):
        actions.import_districts(features=features, by=None, at=at)
