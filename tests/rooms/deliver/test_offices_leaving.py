"""An office that is missing from the city's file: it goes, retires, or stays because somebody waits for its answer."""

import json
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from smilecity.city import actions as city
from smilecity.city import queries as city_queries
from smilecity.city.actions import Imported
from smilecity.city.models import Office
from smilecity.city.problems import BadFile
from smilecity.collect.contributions import queries as trunk
from smilecity.collect.contributions.rules import Kind, Status
from smilecity.deliver.answers import actions, queries
from smilecity.deliver.answers.rules import Duty
from tests.factories import AT
from tests.factories_answers import answered, make_answering_office, make_case, make_clerk
from tests.factories_contributions import make_office, make_theme

pytestmark = pytest.mark.django_db
OTHER = {"slug": "anderes", "name": "Anderes Amt"}


def read_in(*offices: dict[str, str]) -> Imported:
    """Import these offices as the whole file."""
    return city.import_offices(items=list(offices), by=None, at=AT + timedelta(days=1))


def test_an_office_nobody_names_goes_away() -> None:
    make_office("altes", name={"de": "Altes Amt"})
    assert read_in(OTHER) == Imported(added=1, removed=1)


def test_an_office_with_open_contributions_is_refused_with_their_number_and_what_to_do() -> None:
    office = make_answering_office(slug="altes", name={"de": "Altes Amt"})
    for _ in range(2):
        make_case(office)
    with pytest.raises(BadFile) as refused:
        read_in(OTHER)
    [problem] = refused.value.problems
    assert "„Altes Amt“ fehlt in der Datei, hat aber noch zu tun: 2 offene Beiträge." in problem.sentence
    assert "Geben Sie das im Arbeitsbereich an eine andere Stelle" in problem.sentence
    assert not Office.objects.filter(slug="anderes").exists()


def test_the_command_says_so_too(tmp_path: Path) -> None:
    make_case(make_answering_office(slug="altes", name={"de": "Altes Amt"}))
    file, told = tmp_path / "offices.json", StringIO()
    file.write_text(json.dumps([OTHER]), encoding="utf-8")
    with pytest.raises(CommandError):
        call_command("city", "import", "--offices", str(file), stdout=StringIO(), stderr=told)
    assert "1 offener Beitrag" in told.getvalue()


def test_an_office_that_only_history_names_retires_and_can_no_longer_be_chosen() -> None:
    office = make_answering_office(slug="altes", name={"de": "Altes Amt"})
    theme = make_theme()
    actions.add_duty(duty=Duty(office, theme=theme), by=None, at=AT)
    row = make_case(office, theme_ids=[theme])
    answered(row, Status.DONE, by=make_clerk(office), at=AT)
    assert read_in(OTHER) == Imported(added=1, retired=1)
    assert [row.slug for row in city_queries.offices()] == ["anderes"]
    assert city_queries.names().offices[office].name == "Altes Amt"
    assert "altes" not in [desk.name for desk in queries.office_desks()]
    promise = queries.promise(kind=Kind.IDEA, theme_ids=[theme], at=AT)
    assert promise is not None
    assert promise.office != office
    detail = trunk.by_id(row.pk)
    assert detail is not None
    assert detail.office == office


def test_reading_the_same_file_again_changes_nothing_and_a_retired_office_may_come_back() -> None:
    office = make_answering_office(slug="altes", name={"de": "Altes Amt"})
    answered(make_case(office), Status.DONE, by=make_clerk(office), at=AT)
    read_in(OTHER)
    assert read_in(OTHER) == Imported(unchanged=1)
    back = read_in(OTHER, {"slug": "altes", "name": "Altes Amt"})
    assert (back.changed, back.unchanged) == (1, 1)
    assert Office.objects.get(slug="altes").retired_on is None
