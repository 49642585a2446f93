"""Open311 GeoReport v2, reading: requests and tokens, clause by clause of the specification.

The shape of each answer is held against the OpenAPI description, and against what servers of other cities send.
"""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.test import Client

from smilecity.collect.contributions import actions as trunk
from smilecity.collect.contributions.models import Contribution
from smilecity.collect.contributions.rules import Publicity, Status
from smilecity.collect.reports.models import Report
from tests.factories import AT, make_staff
from tests.factories_contributions import LAT, LON, make_contribution, make_office
from tests.factories_open311 import change, make_report
from tests.support.open311 import ROOT, Specification, ask, faults, numbers, parsed, read, tree
from tests.support.statements import statements

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
DAY = timedelta(days=1)


def moment(offset: timedelta = timedelta()) -> str:
    return (AT + offset).isoformat()


# --- GET Service Requests ---------------------------------------------------------------------------------------------


def test_a_request_has_all_fields_of_the_specification(
    call: UUID, specification: Specification, reference_data: Path
) -> None:
    office = make_office(name={"de": "Tiefbauamt"})
    row = make_report(call, place="Lange Straße 3", text="Ein tiefes Loch.")
    change(row, office=office, due_on=AT.date())
    (said,) = read("requests")
    specification.require("Request", said)
    assert set(said) == specification.fields("Request")
    single = parsed((reference_data / "open311" / "requests_single.xml").read_bytes())
    ours = tree("requests")
    assert (ours.tag, ours[0].tag) == (single.tag, single[0].tag)
    assert {child.tag for child in ours[0]} == {child.tag for child in single[0]}
    assert said | {"updated_datetime": None} == {
        "service_request_id": str(row.number),
        "status": "open",
        "status_notes": None,
        "service_name": "Schlagloch",
        "service_code": "loch",
        "description": "Ein tiefes Loch.",
        "agency_responsible": "Tiefbauamt",
        "service_notice": None,
        "requested_datetime": "2026-03-02T13:00:00+01:00",
        "updated_datetime": None,
        "expected_datetime": "2026-03-02T23:59:59+01:00",
        "address": "Lange Straße 3, Mitte",
        "address_id": None,
        "zipcode": None,
        "lat": LAT,
        "long": LON,
        "media_url": None,
    }


def test_the_samples_of_other_cities_fit_the_description_that_ours_is_held_against(
    specification: Specification, reference_data: Path
) -> None:
    for name in ("koeln_requests_sample_r311.json", "service_requests.json"):
        for each in json.loads((reference_data / "open311" / name).read_text()):
            specification.require("Request", each)


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (Status.RECEIVED, "open"),
        (Status.IN_REVIEW, "open"),
        (Status.ACCEPTED, "open"),
        (Status.DONE, "closed"),
        (Status.DECLINED, "closed"),
    ],
)
def test_what_somebody_still_works_on_is_open_and_all_else_closed(call: UUID, status: Status, told: str) -> None:
    row = make_report(call)
    change(row, status=status)
    assert read("requests")[0]["status"] == told
    assert numbers(status=told) == [row.number]
    assert numbers(status="open" if told == "closed" else "closed") == []
    assert numbers(status="open,closed") == [row.number]


def test_a_status_that_there_is_not_is_400(call: UUID) -> None:
    response = ask("requests.json", status="open,pending")
    assert faults(response) == [(400, "status: „pending“ gibt es nicht. Möglich sind: open, closed.")]
    assert response.status_code == 400


def test_service_request_id_takes_several_and_overrides_all_else(call: UUID) -> None:
    rows = [make_report(call, at=AT - days * DAY) for days in (0, 200, 300)]
    asked = f"{rows[0].number}, {rows[2].number},,nichts,{10**17}"
    found = numbers(service_request_id=asked, status="closed", start_date="kein Datum", page="2")
    assert found == [rows[0].number, rows[2].number]


def test_service_code_takes_several(call: UUID) -> None:
    hole, bin_ = make_report(call), make_report(call, category="tonne")
    assert numbers(service_code="loch") == [hole.number]
    assert set(numbers(service_code="loch, tonne")) == {hole.number, bin_.number}


def test_a_service_code_that_there_is_not_is_404(call: UUID) -> None:
    response = ask("requests.json", service_code="loch,nix")
    assert response.status_code == 404
    assert faults(response)[0][1].startswith("Den service_code „nix“ gibt es hier nicht.")


def test_without_dates_the_most_recent_90_days_are_answered_the_newest_first(call: UUID) -> None:
    rows = [make_report(call, at=AT - days * DAY) for days in (0, 89, 91)]
    assert numbers() == [rows[0].number, rows[1].number]


def test_a_span_includes_both_its_ends(call: UUID) -> None:
    rows = [make_report(call, at=AT - days * DAY) for days in (100, 110, 120)]
    assert numbers(start_date=moment(-110 * DAY), end_date=moment(-100 * DAY)) == [rows[0].number, rows[1].number]
    assert numbers(end_date=moment(-105 * DAY)) == [rows[1].number, rows[2].number]
    assert numbers(start_date=moment(-115 * DAY)) == [rows[0].number, rows[1].number]


@pytest.mark.parametrize(
    "given", ["2026-03-02T12:00:00Z", "2026-03-02T13:00:00+01:00", "2026-03-02T13:00:00.000+01:00"]
)
def test_moments_may_be_in_any_offset(call: UUID, given: str) -> None:
    row = make_report(call)
    assert numbers(start_date=given, end_date=given) == [row.number]


def test_a_plus_that_nobody_escaped_and_whole_days_are_understood(call: UUID) -> None:
    row = make_report(call)
    lost = Client().get(f"{ROOT}/requests.json?start_date=2026-03-02T13:00:00+01:00")
    assert [int(each["service_request_id"]) for each in json.loads(lost.content)] == [row.number]
    assert numbers(start_date="2026-03-02", end_date="2026-03-02") == [row.number]
    assert numbers(start_date="2026-03-03") == []


def test_a_day_is_one_of_the_citys_clock(call: UUID) -> None:
    """Half past midnight in Rostock is still the day before in Greenwich."""
    midnight = datetime(2026, 2, 20, 23, 0, tzinfo=UTC)
    late, early = (make_report(call, at=midnight + half * timedelta(minutes=30)).number for half in (-1, 1))
    assert numbers(start_date="2026-02-20", end_date="2026-02-20") == [late]
    assert numbers(start_date="2026-02-21", end_date="2026-02-21") == [early]


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ({"start_date": "gestern"}, "start_date: „gestern“ ist kein Zeitpunkt."),
        ({"end_date": "2026-02-30T00:00:00Z"}, "end_date: „2026-02-30T00:00:00Z“ ist kein Zeitpunkt."),
        ({"start_date": "2026-03-02T12:00:00"}, "start_date: „2026-03-02T12:00:00“ sagt nicht, in welcher Zeitzone."),
        ({"start_date": "0001-01-01T00:00:00Z"}, "start_date: „0001-01-01T00:00:00Z“ ist kein Zeitpunkt."),
        ({"start_date": "2026-03-02", "end_date": "2026-03-01"}, "start_date liegt nach end_date."),
        ({"start_date": "2025-01-01", "end_date": "2026-01-01"}, "Zwischen start_date und end_date liegen mehr als 90"),
    ],
)
def test_a_span_that_is_none_or_longer_than_90_days_is_400(call: UUID, query: dict[str, str], told: str) -> None:
    response = ask("requests.json", **query)
    assert response.status_code == 400
    ((code, sentence),) = faults(response)
    assert (code, sentence.startswith(told)) == (400, True), sentence


def test_no_more_than_1000_are_answered_at_once(call: UUID) -> None:
    row = make_report(call)
    copies = [copy_of(row, AT - timedelta(minutes=minutes)) for minutes in range(1, 1003)]
    insert(copies)
    said = ask("requests.json")
    assert len(json.loads(said.content)) == 1000
    assert 'rel="next"' in said["Link"]
    assert len(read("requests", page=2)) == 3


def copy_of(row: Contribution, at: datetime) -> Contribution:
    kept = (
        field.attname for field in Contribution._meta.concrete_fields if field.name not in {"id", "number", "words"}
    )
    copy = Contribution(**{name: getattr(row, name) for name in kept})
    copy.pk, copy.submitted_at, copy.published_at = uuid4(), at, at
    return copy


def insert(copies: list[Contribution]) -> None:
    one = Report.objects.first()
    assert one is not None
    Contribution.objects.bulk_create(copies)
    Report.objects.bulk_create(Report(contribution_id=each.pk, category_id=one.category_id) for each in copies)


def test_nothing_is_answered_but_reports_that_everybody_may_see(call: UUID) -> None:
    make_contribution()
    make_report(call, shown=False)
    hidden = make_report(call)
    trunk.set_publicity(contribution=hidden.pk, publicity=Publicity.HIDDEN, by=make_staff(), at=AT)
    assert numbers() == []


def test_a_list_takes_as_many_statements_however_long_it_is(call: UUID) -> None:
    make_report(call)
    read("requests")
    with statements() as few:
        read("requests")
    for _ in range(5):
        make_report(call, category="tonne")
    with statements() as many:
        read("requests")
    assert len(few) == len(many) == 2  # requests, names of offices and districts


# --- GET Service Request ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["requests", "request"])
def test_one_request_is_a_list_of_one_as_the_wiki_and_the_openapi_description_name_it(call: UUID, name: str) -> None:
    row = make_report(call)
    assert read(f"{name}/{row.number}") == read("requests")
    assert tree(f"{name}/{row.number}").findtext("request/service_request_id") == str(row.number)


@pytest.mark.parametrize("number", ["999999", "x", "-1", "1e3", "٣", "9" * 30])
def test_a_request_that_there_is_not_is_404(call: UUID, number: str) -> None:
    response = ask(f"requests/{number}.json")
    assert response.status_code == 404
    assert faults(response) == [(404, f"Die Meldung „{number}“ gibt es nicht.")]


def test_who_has_just_sent_one_finds_it_but_nobody_reads_it_before_moderation(
    call: UUID, specification: Specification
) -> None:
    row = make_report(call, shown=False, text="Geheim")
    (said,) = read(f"requests/{row.number}")
    specification.require("Request", said)
    assert said == {
        "service_request_id": str(row.number),
        "status": "open",
        "status_notes": "Wir lesen die Meldung, bevor alle sie sehen.",
        "service_name": "Schlagloch",
        "service_code": "loch",
        "requested_datetime": "2026-03-02T13:00:00+01:00",
        "updated_datetime": "2026-03-02T13:00:00+01:00",
    }


@pytest.mark.parametrize("publicity", [Publicity.HIDDEN, Publicity.WITHDRAWN, Publicity.REMOVED])
def test_what_was_taken_away_is_404(call: UUID, publicity: Publicity) -> None:
    row = make_report(call, shown=False)
    change(row, publicity=publicity)
    assert ask(f"requests/{row.number}.json").status_code == 404
    assert ask(f"tokens/{row.pk}.json").status_code == 404


def test_an_idea_is_no_request(call: UUID) -> None:
    assert ask(f"requests/{make_contribution().number}.json").status_code == 404


# --- GET service_request_id from a token ------------------------------------------------------------------------------


def test_the_id_of_a_report_in_open_data_is_a_token_for_its_number(call: UUID, specification: Specification) -> None:
    row = make_report(call)
    (said,) = read(f"tokens/{row.pk}")
    specification.require("TokenResponse", said)
    assert said == {"service_request_id": str(row.number), "token": str(row.pk)}
    assert tree(f"tokens/{row.pk}").findtext("request/token") == str(row.pk)


@pytest.mark.parametrize("token", [str(UUID(int=7)), "12345", "x"])
def test_a_token_that_there_is_not_is_404(call: UUID, token: str) -> None:
    response = ask(f"tokens/{token}.json")
    assert response.status_code == 404
    assert faults(response) == [(404, f"Das Token „{token}“ gibt es nicht.")]
