"""The right desk: office and day by category, district and water; what is filed, delegated or moved says so."""

from time import perf_counter
from typing import Any
from uuid import UUID

import pytest

from smilecity.collect.contributions.models import Contribution, Step
from smilecity.collect.contributions.rules import Kind, Status, Verb
from smilecity.collect.reports import actions, queries
from smilecity.collect.reports.models import Report
from smilecity.collect.reports.rules import Where
from smilecity.deliver.answers import actions as answers
from smilecity.ground.models import AuditEntry
from smilecity.ground.refusals import Refused
from smilecity.people.models import User
from smilecity.people.rules import Role
from tests.factories import AT, make_staff
from tests.factories_answers import make_answering_office, make_clerk, seen
from tests.factories_contributions import LAT, LON, make_office
from tests.factories_reports import WET, a_city, make_category, make_report, report_call
from tests.jobs import waiting_jobs
from tests.support.statements import statements

pytestmark = pytest.mark.django_db


def routed(category: str, **content: Any) -> Contribution:
    row = make_report(report_call(), category, **content)
    answers.assign(contribution=row.pk, at=AT)
    row.refresh_from_db()
    return row


def test_office_and_promised_day_come_from_the_category_then_from_its_parent_then_from_who_takes_the_rest() -> None:
    a_city()
    rest, roads, lamps = make_answering_office(days=20), make_answering_office(days=15, fallback=False), make_office()
    make_category("strasse", office=roads)
    make_category("laterne", parent="strasse", office=lamps, answer_days=3)
    make_category("loch", parent="strasse")
    make_category("sonstiges")
    found = {code: routed(code) for code in ("laterne", "loch", "sonstiges")}
    assert {code: (row.office_id, str(row.due_on)) for code, row in found.items()} == {
        "laterne": (lamps, "2026-03-05"),
        "loch": (roads, "2026-03-23"),
        "sonstiges": (rest, "2026-03-30"),
    }


def test_a_rule_for_the_district_or_the_water_goes_before_the_category() -> None:
    district, dry, there, wet = a_city(), make_office(), make_office(), make_office()
    category = make_category("muell", office=dry)
    assert routed("muell").office_id == dry
    actions.set_responsibility(category=category, district=None, ground=Where.WATER, office=wet, by=None, at=AT)
    assert routed("muell", lon=WET[0], lat=WET[1]).office_id == wet
    assert routed("muell").office_id == dry
    actions.set_responsibility(category=category, district=district, ground=Where.ANY, office=there, by=None, at=AT)
    assert routed("muell").office_id == there
    assert routed("muell", lon=None, lat=None, place="Am Markt").office_id == dry


def test_an_office_that_was_dissolved_has_to_do_with_nothing() -> None:
    a_city()
    rest = make_answering_office()
    gone = make_office(retired_on=AT.date())
    make_category("loch")
    from smilecity.collect.reports.models import Category

    Category.objects.update(office=gone)
    assert routed("loch").office_id == rest


def test_a_report_filed_elsewhere_goes_to_the_office_there_on_the_same_day() -> None:
    a_city()
    roads, lamps = make_answering_office(), make_office()
    make_category("loch", office=roads, title={"de": "Schlagloch"})
    make_category("laterne", office=lamps, title={"de": "Laterne"}, answer_days=1)
    row = routed("loch")
    clerk = make_clerk(roads)
    answers.take(contribution=row.pk, by=clerk, at=AT)
    assert answers.file_report(contribution=row.pk, category="laterne", seen=seen(row.pk), by=clerk, at=AT)
    after = Contribution.objects.get(pk=row.pk)
    assert (after.category, after.title, after.office_id, after.due_on) == ("laterne", "Laterne", lamps, row.due_on)
    assert Report.objects.get().category.code == "laterne"
    assert list(Step.objects.order_by("at", "id").filter(verb=Verb.FILED).values_list("text", flat=True)) == ["Laterne"]
    from smilecity.deliver.answers.models import Taken

    assert not Taken.objects.exists()
    with pytest.raises(Refused, match="andere Stelle"):
        answers.file_report(contribution=row.pk, category="loch", seen=seen(row.pk), by=clerk, at=AT)
    assert not actions.file_under(contribution=row.pk, category="laterne", by=None, at=AT)


def test_a_third_party_is_named_in_public_and_the_town_hall_still_answers_for_it() -> None:
    a_city()
    roads = make_answering_office()
    make_category("loch", office=roads)
    row, clerk = routed("loch"), make_clerk(roads)
    step = answers.delegate_report(contribution=row.pk, to=" Tiefbau\tNord GmbH ", seen=seen(row.pk), by=clerk, at=AT)
    assert step
    said, report = Step.objects.get(pk=step), Report.objects.get()
    assert (said.verb, said.text, report.delegated_to) == (Verb.DELEGATED, "Tiefbau Nord GmbH", "Tiefbau Nord GmbH")
    after = Contribution.objects.get()
    assert (after.status, after.office_id, after.due_on) == (Status.IN_REVIEW, roads, row.due_on)
    assert actions.delegate(contribution=row.pk, to="Tiefbau Nord GmbH", by=clerk, at=AT) is None
    assert answers.take_report_back(contribution=row.pk, seen=seen(row.pk), by=clerk, at=AT)
    assert Report.objects.get().delegated_to == ""
    assert actions.take_back(contribution=row.pk, by=clerk, at=AT) is None
    for nobody in ("", " \t", "!!"):
        with pytest.raises(Refused, match="nennen"):
            actions.delegate(contribution=row.pk, to=nobody, by=clerk, at=AT)


@pytest.mark.parametrize("role", Role)
def test_who_may_what(role: Role) -> None:
    a_city()
    office = make_office()
    category = make_category("loch", office=office)
    make_category("laterne")
    row, by = make_report(report_call(), "loch"), make_staff(role)
    organises, delegates = role is Role.ADMINISTRATOR, role in {Role.ADMINISTRATOR, Role.CLERK}

    def tried(act: str, **given: Any) -> bool:
        try:
            getattr(actions, act)(**given, by=by, at=AT)
        except Refused as refusal:
            return "dürfen nur" not in str(refusal) and "darf nur" not in str(refusal)
        return True

    fields = actions.CategoryFields(title={"de": "Loch"})
    assert tried("save_category", code="loch", parent="", fields=fields) == organises
    given = {"category": category, "district": None, "ground": Where.WATER, "office": office}
    assert tried("set_responsibility", **given) == organises
    assert tried("remove_responsibility", responsibility=0) == organises
    assert tried("move_office", category=category, office=office) == organises
    assert tried("delegate", contribution=row.pk, to="Bahn") == delegates
    assert tried("take_back", contribution=row.pk) == delegates
    assert tried("file_under", contribution=row.pk, category="laterne") == delegates


def _many(code: str, number: int, office: int, call: UUID) -> None:
    first = make_report(call, code)
    facts = Report.objects.get(pk=first.pk)
    Contribution.objects.filter(pk=first.pk).update(office=office, due_on=AT.date())
    rows = Contribution.objects.bulk_create(
        Contribution(
            call_id=first.call_id, kind=Kind.REPORT, category=code, title="Loch", lon=LON, lat=LAT, office_id=office,
            district_id=first.district_id, publicity="shown", visible=True, submitted_at=AT, published_at=AT,
            changed_at=AT, due_on=AT.date(),
        )
        for _ in range(number - 1)
    )  # fmt: skip
    Report.objects.bulk_create(Report(contribution=row, category=facts.category, ground="land") for row in rows)


def test_a_category_moves_with_three_hundred_open_reports_in_few_statements_and_no_day_moves() -> None:
    a_city()
    before, after, wet = make_office(), make_office(), make_office()
    category, call = make_category("loch", office=before), report_call()
    actions.set_responsibility(category=category, district=None, ground=Where.WATER, office=wet, by=None, at=AT)
    _many("loch", 300, before, call)
    done, on_water = make_report(call, "loch"), make_report(call, "loch", lon=WET[0], lat=WET[1])
    Contribution.objects.filter(pk=done.pk).update(office=before, status=Status.DONE)
    Contribution.objects.filter(pk=on_water.pk).update(office=wet)
    jobs, began = len(waiting_jobs()), perf_counter()
    with statements() as sent:
        assert actions.move_office(category=category, office=after, by=None, at=AT) == 300
    took = perf_counter() - began
    assert len(sent) <= 20
    assert took < 2, took
    assert Contribution.objects.filter(office=after, due_on=AT.date()).count() == 300
    assert Step.objects.filter(verb=Verb.OFFICE, office=after).count() == 300
    # One job for each listening room and report: the notices tell followers; nobody at the desk is written to.
    assert {job.split(".")[-1] for job in waiting_jobs()[jobs:]} <= {"tell_step", "notice_step"}
    done.refresh_from_db()
    on_water.refresh_from_db()
    assert (done.office_id, on_water.office_id) == (before, wet)
    assert actions.move_office(category=category, office=after, by=None, at=AT) == 0
    assert AuditEntry.objects.filter(verb="reports.move_office").count() == 2


def test_what_stands_below_moves_with_its_parent_unless_it_names_an_office_itself() -> None:
    a_city()
    old, new, own = make_office(), make_office(), make_office()
    parent = make_category("strasse", office=old)
    make_category("loch", parent="strasse")
    make_category("laterne", parent="strasse", office=own)
    loch, lamp = routed("loch"), routed("laterne")
    assert (loch.office_id, lamp.office_id) == (old, own)
    assert actions.move_office(category=parent, office=new, by=None, at=AT) == 1
    loch.refresh_from_db()
    lamp.refresh_from_db()
    assert (loch.office_id, lamp.office_id) == (new, own)


@pytest.fixture
def admin() -> User:
    return make_staff()


@pytest.mark.parametrize(
    ("code", "parent", "fields", "reason"),
    [
        ("Loch", "", {}, "Kürzel"),
        ("x" * 21, "", {}, "Kürzel"),
        ("neu", "nichts", {}, "darüber"),
        ("neu", "loch", {}, "zwei Ebenen"),
        ("strasse", "strasse", {}, "zwei Ebenen"),
        ("neu", "", {"title": {"en": "Hole"}}, "Titel auf Deutsch"),
        ("neu", "", {"handled": False}, "stattdessen"),
        ("neu", "", {"radius_metres": 4}, "5 bis 500"),
        ("neu", "", {"answer_days": 121}, "1 bis 120"),
        ("neu", "", {"office": 999_999}, "Stelle"),
    ],
)
def test_a_category_that_could_not_work_is_refused(
    admin: User, code: str, parent: str, fields: dict[str, Any], reason: str
) -> None:
    make_category("strasse")
    make_category("loch", parent="strasse")
    said = actions.CategoryFields(**{"title": {"de": "Neu"}, **fields})
    with pytest.raises(Refused, match=reason):
        actions.save_category(code=code, parent=parent, fields=said, by=admin, at=AT)


def test_the_first_page_has_eight_at_most_and_a_ninth_needs_room(admin: User) -> None:
    for number in range(8):
        make_category(f"c{number}")
    with pytest.raises(Refused, match="schon 8"):
        make_category("neunte")
    make_category("unter", parent="c0")
    make_category("c7", active=False)
    make_category("neunte")
    rows = queries.categories()
    assert [row.code for row in rows if not row.parent] == [*(f"c{number}" for number in range(7)), "neunte"]
    assert [(row.code, row.leaf) for row in rows][:2] == [("c0", False), ("unter", True)]
    assert queries.category("c7") is not None
