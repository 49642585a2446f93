"""An office gives an order, gives it to others, takes it back; the crew's list shows what is to be done."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from smilecity.collect.contributions import actions as trunk
from smilecity.collect.contributions.rules import Publicity, Stage, Status
from smilecity.deliver.fieldwork import actions, queries
from smilecity.deliver.fieldwork.actions import CrewPhoto
from smilecity.deliver.fieldwork.models import CrewMember, Entry, WorkOrder
from smilecity.deliver.fieldwork.rules import NAMES_KEPT, State
from smilecity.ground.models import AuditEntry
from smilecity.ground.refusals import Refused
from smilecity.people.models import User
from smilecity.people.owndata.registry import holdings
from smilecity.people.owndata.rules import Person
from smilecity.people.rules import Role
from tests.factories import AT, make_staff
from tests.factories_answers import answered, make_answering_office, make_case, make_clerk, seen
from tests.factories_fieldwork import make_crew, make_worker, ordered
from tests.factories_reports import a_city, make_category, make_report, report_call
from tests.support.pictures import photo
from tests.support.reporter import mast
from tests.support.statements import statements

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(hours=3)


def test_what_the_office_has_begun_gets_no_second_sentence() -> None:
    office = make_answering_office()
    row, crew, clerk = make_case(office), make_crew(office), make_clerk(office)
    answered(row, Status.ACCEPTED, "Wir kommen nächste Woche.", by=clerk, at=AT)
    known = seen(row.pk)
    ordered(row, crew, by=clerk)
    assert seen(row.pk) == known


def test_an_order_is_refused_with_its_reason() -> None:
    office, other = make_answering_office(), make_answering_office(fallback=False)
    row, crew, clerk = make_case(office), make_crew(office), make_clerk(office)

    def refused(reason: str, *, team: int = crew, known: int | None = None, by: User = clerk) -> None:
        now = seen(row.pk) if known is None else known
        with pytest.raises(Refused, match=reason):
            actions.order_work(contribution=row.pk, crew=team, note="", urgent=False, seen=now, by=by, at=AT)

    refused("anderen Stelle", team=make_crew(other))
    refused("keine Aufträge mehr", team=0)
    refused("inzwischen etwas geändert", known=0)
    refused("nur die zuständige Stelle", by=make_clerk(other))
    refused("nur die zuständige Stelle", by=make_worker(crew))
    order = ordered(row, crew)
    refused("schon einen Auftrag")
    with pytest.raises(Refused, match="offene Aufträge"):
        actions.close_crew(crew=crew, by=make_staff(), at=AT)
    actions.withdraw_order(order=order, by=clerk, at=AT)
    with pytest.raises(Refused, match="nicht mehr offen"):
        actions.withdraw_order(order=order, by=clerk, at=AT)
    actions.close_crew(crew=crew, by=make_staff(), at=AT)
    refused("keine Aufträge mehr")
    row.refresh_from_db()
    answered(row, Status.DONE, "Erledigt.", by=clerk, at=AT)
    refused("abgeschlossen")
    trunk.set_publicity(contribution=row.pk, publicity=Publicity.HIDDEN, by=make_staff(), at=AT)
    refused("nicht veröffentlicht")


def test_the_database_keeps_one_open_order_per_contribution() -> None:
    office = make_answering_office()
    row, crew = make_case(office), make_crew(office)
    ordered(row, crew)
    with pytest.raises(IntegrityError), transaction.atomic():
        WorkOrder.objects.create(contribution=row, crew_id=crew, ordered_at=AT)
    WorkOrder.objects.create(contribution=row, crew_id=crew, ordered_at=AT, state=State.DONE, settled_at=AT)


def test_a_crew_sees_its_open_orders_urgent_ones_first_with_what_it_has_to_know() -> None:
    district = a_city()
    office = make_answering_office()
    make_category("loch", title={"de": "Schlagloch"}, icon="road", office=office)
    call = report_call()
    row = make_report(call, "loch", place="Lange Straße 4", text="Es ist tief.")
    trunk.add_photo_to(contribution=row.pk, picture=photo(), stage=Stage.BEFORE, at=AT)
    trunk.set_office(contribution=row.pk, office=office, due_on=AT.date(), by=None, at=AT)
    crew = make_crew(office)
    worker = make_worker(crew)
    calm = ordered(make_case(office, title="Bank"), crew)
    order = ordered(row, crew, note="Splitt mitnehmen.", urgent=True)
    first, second = queries.my_orders(worker, at=AT + timedelta(days=3))
    assert (first.id, second.id) == (order, calm)
    assert (first.number, first.category, first.icon) == (row.number, {"de": "Schlagloch"}, "road")
    assert (first.place, bool(first.district), first.days_late) == ("Lange Straße 4", bool(district), 3)
    assert (first.note, first.urgent, first.lon, first.lat) == ("Splitt mitnehmen.", True, row.lon, row.lat)
    assert (first.photo is not None, second.photo, second.category) == (True, None, {})
    page = queries.my_order(order, worker, at=AT)
    assert page
    assert (page.text, len(page.photos), page.visible, page.row.state) == ("Es ist tief.", 1, True, State.OPEN)


def test_nobody_else_sees_an_order() -> None:
    office = make_answering_office()
    crew = make_crew(office)
    order = ordered(make_case(office), crew)
    worker = make_worker(crew)
    other, without = make_worker(make_crew(office, "Team Süd")), make_staff(Role.CLERK)
    CrewMember.objects.create(crew_id=crew, user=without)
    assert queries.my_order(order, worker, at=AT)
    for who in (other, without, make_staff()):
        assert queries.my_order(order, who, at=AT) is None
        assert queries.my_orders(who, at=AT) == []
    assert queries.my_order(uuid4(), worker, at=AT) is None


def test_what_is_answered_erased_or_given_to_others_leaves_the_list() -> None:
    office = make_answering_office()
    crew, south, clerk = make_crew(office), make_crew(office, "Team Süd"), make_clerk(office)
    worker = make_worker(crew)
    rows = [make_case(office) for _ in range(5)]
    orders = [ordered(row, crew) for row in rows]
    rows[0].refresh_from_db()
    answered(rows[0], Status.DECLINED, "Das ist privat.", by=clerk, at=AT)
    trunk.remove(contribution=rows[1].pk, by=make_staff(), reason="Ein Name.", at=AT)
    actions.change_crew(order=orders[2], crew=south, by=clerk, at=AT)
    trunk.set_publicity(contribution=rows[3].pk, publicity=Publicity.HIDDEN, by=make_staff(), at=AT)
    assert {row.id for row in queries.my_orders(worker, at=AT)} == {orders[3], orders[4]}
    hidden = queries.my_order(orders[3], worker, at=AT)
    assert hidden
    assert (hidden.text, hidden.photos, hidden.visible) == ("", [], False)


def test_answers_to_the_questions_of_a_category_go_out_with_the_text_and_vanish_with_it() -> None:
    a_city()
    office = make_answering_office()
    crew = make_crew(office)
    worker = make_worker(crew)
    make_category("laterne", office=office, attributes=[mast()])
    row = make_report(report_call(), "laterne", attributes={"mast": "A 17"})
    trunk.set_office(contribution=row.pk, office=office, due_on=AT.date(), by=None, at=AT)
    order = ordered(row, crew)
    with statements() as sent:
        page = queries.my_order(order, worker, at=AT)
    assert page
    assert ([one.values for one in page.answers], len(sent)) == ([["A 17"]], 5)
    trunk.set_publicity(contribution=row.pk, publicity=Publicity.HIDDEN, by=make_staff(), at=AT)
    hidden = queries.my_order(order, worker, at=AT)
    assert hidden
    assert hidden.answers == []


def test_what_a_crew_does_not_see_any_more_counts_nowhere_and_ends_with_the_crew() -> None:
    office, staff = make_answering_office(), make_staff()
    crew = make_crew(office)
    rows = [make_case(office) for _ in range(4)]
    orders = [ordered(row, crew) for row in rows]
    rows[0].refresh_from_db()
    answered(rows[0], Status.DECLINED, "Das ist privat.", by=staff, at=AT)
    trunk.remove(contribution=rows[1].pk, by=staff, reason="Ein Name.", at=AT)
    trunk.set_publicity(contribution=rows[2].pk, publicity=Publicity.WITHDRAWN, by=None, at=AT)
    assert [(row.open, row.id) for row in queries.crews(office)] == [(1, crew)]
    assert [row.id for row in queries.orders_by_crew(office)[crew]] == [orders[3]]
    with pytest.raises(Refused, match="offene Aufträge"):
        actions.close_crew(crew=crew, by=staff, at=LATER)
    assert WorkOrder.objects.filter(state=State.OPEN).count() == 4
    actions.withdraw_order(order=orders[3], by=staff, at=LATER)
    actions.close_crew(crew=crew, by=staff, at=LATER)
    ended = WorkOrder.objects.filter(pk__in=orders[:3], state=State.WITHDRAWN, settled_by=staff, settled_at=LATER)
    assert (ended.count(), queries.orders_by_crew(office)) == (3, {})
    assert AuditEntry.objects.filter(verb="fieldwork.withdraw_order").count() == 4


def test_whose_crew_it_is_may_call_it_back_though_another_office_has_the_case() -> None:
    office, other = make_answering_office(), make_answering_office(fallback=False)
    row, crew, clerk, stranger = make_case(office), make_crew(office), make_clerk(office), make_clerk(other)
    order = ordered(row, crew)
    trunk.set_office(contribution=row.pk, office=other, due_on=AT.date(), by=None, at=AT)
    assert [one.office for one in queries.orders_by_crew(office)[crew]] == [other]
    assert not queries.orders_by_crew(other)
    with pytest.raises(Refused, match="nur die zuständige Stelle"):
        actions.change_crew(order=order, crew=crew, by=clerk, at=AT)
    with pytest.raises(Refused, match="nur die zuständige Stelle"):
        actions.withdraw_order(order=order, by=make_clerk(make_answering_office(fallback=False)), at=AT)
    actions.withdraw_order(order=order, by=clerk, at=AT)
    second = ordered(make_case(office), crew)
    with pytest.raises(Refused, match="nur die zuständige Stelle"):
        actions.withdraw_order(order=second, by=stranger, at=AT)


def test_what_was_ended_today_is_told_the_last_first() -> None:
    office = make_answering_office()
    crew = make_crew(office)
    worker = make_worker(crew)
    orders = [ordered(make_case(office), crew) for _ in range(3)]
    for hour, order in enumerate(orders):
        actions.settle(
            token=uuid4(),
            order=order,
            done=not hour,
            said="Geht nicht." if hour else "",
            made_at=None,
            by=worker,
            at=AT + (timedelta(hours=hour) if hour < 2 else timedelta(days=1)),
        )
    assert [row.id for row in queries.settled_today(worker, at=LATER)] == [orders[1], orders[0]]
    assert [row.state for row in queries.settled_today(worker, at=LATER)] == [State.RETURNED, State.DONE]


def test_a_list_costs_the_same_however_long_it_is() -> None:
    office = make_answering_office()
    crew = make_crew(office)
    worker = make_worker(crew)

    def cost() -> int:
        with statements() as sent:
            queries.my_orders(worker, at=AT)
        return len(sent)

    ordered(make_case(office), crew)
    first = cost()
    for _ in range(4):
        ordered(make_case(office), crew)
    assert (first, cost(), len(queries.my_orders(worker, at=AT))) == (3, 3, 5)


def test_who_leaves_is_in_no_crew_and_named_nowhere() -> None:
    office = make_answering_office()
    crew = make_crew(office)
    worker = make_worker(crew)
    actions.settle(
        token=uuid4(),
        order=ordered(make_case(office), crew),
        done=True,
        said="",
        photos=[CrewPhoto(photo(), Stage.AFTER)],
        made_at=AT,
        by=worker,
        at=LATER,
    )
    holding = next(one for one in holdings() if one.name == "fieldwork")
    person = Person(address=worker.email, user=worker.pk, contacts=frozenset())
    told = holding.export(person)
    assert [len(told[part]) for part in ("crews", "orders", "entries")] == [1, 1, 1]
    holding.erase(person, LATER)
    assert not any(holding.export(person).values())
    assert WorkOrder.objects.get().settled_by_id is None


def test_after_a_year_an_order_says_what_was_done_and_not_by_whom() -> None:
    office = make_answering_office()
    crew = make_crew(office)
    worker, token = make_worker(crew), uuid4()
    order, still = ordered(make_case(office), crew), ordered(make_case(office), crew)
    actions.settle(token=token, order=order, done=True, said="Fertig.", made_at=LATER, by=worker, at=LATER)
    assert actions.forget_names(at=LATER + NAMES_KEPT - timedelta(seconds=1)) == 0
    assert WorkOrder.objects.get(pk=order).settled_by == worker
    assert actions.forget_names(at=LATER + NAMES_KEPT) == 1
    row, entry = WorkOrder.objects.get(pk=order), Entry.objects.get()
    assert (row.settled_by, row.ordered_by, row.said) == (None, None, "Fertig.")
    assert (entry.by, entry.made_at, entry.token) == (None, None, token)
    assert WorkOrder.objects.get(pk=still).ordered_by
    assert actions.forget_names(at=LATER + NAMES_KEPT) == 0


def test_every_act_at_the_desk_stands_in_the_log() -> None:
    office = make_answering_office()
    crew, south, staff = make_crew(office), make_crew(office, "Team Süd"), make_staff()
    order = ordered(make_case(office), crew)
    actions.change_crew(order=order, crew=south, by=staff, at=AT)
    actions.withdraw_order(order=order, by=staff, at=AT)
    actions.rename_crew(crew=crew, name="Team West", by=staff, at=AT)
    verbs = set(AuditEntry.objects.filter(verb__startswith="fieldwork.").values_list("verb", flat=True))
    assert verbs == {
        f"fieldwork.{verb}" for verb in ("make_crew", "order_work", "change_crew", "withdraw_order", "rename_crew")
    }
