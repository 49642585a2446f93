"""The desk gives orders to crews and puts them together; what crews give back lies on top of the inbox."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from smilecity.collect.contributions import actions as trunk
from smilecity.collect.contributions.models import Contribution, Photo
from smilecity.collect.contributions.rules import Publicity, Stage, Status
from smilecity.deliver.answers import actions as answers
from smilecity.deliver.fieldwork import actions
from smilecity.deliver.fieldwork.actions import CrewPhoto
from smilecity.deliver.fieldwork.models import Crew, CrewMember, WorkOrder
from smilecity.deliver.fieldwork.rules import State
from smilecity.people.models import User
from smilecity.people.rules import Role
from tests.factories import AT, make_resident, make_staff
from tests.factories_answers import make_answering_office, make_case
from tests.factories_fieldwork import make_crew, make_worker, ordered
from tests.support.colleague import Colleague
from tests.support.pictures import photo
from tests.support.statements import statements

pytestmark = pytest.mark.django_db


def clerk_of(office: int, *, head: bool = False) -> Colleague:
    """Somebody signed in at the desk who answers for an office, or heads it."""
    who = Colleague(Role.CLERK)
    answers.add_clerk(office=office, email=who.user.email, by=None, at=AT)
    if head:
        answers.set_office_rule(office=office, days=20, head=who.user.email, fallback=True, by=None, at=AT)
    return who


def returned(row: Contribution, crew: int, worker: User, said: str = "Zu tief.") -> None:
    order, later = ordered(row, crew), AT + timedelta(minutes=5)
    actions.settle(
        token=uuid4(),
        order=order,
        done=False,
        said=said,
        photos=[CrewPhoto(photo(), Stage.AFTER)],
        made_at=None,
        by=worker,
        at=later,
    )


def test_a_crew_is_ordered_from_the_case_and_everybody_reads_it() -> None:
    row = make_case(make_answering_office())
    crew, office = make_crew(row.office_id or 0), row.office_id or 0
    make_crew(office, "Team Süd")
    who, path = clerk_of(office), f"eingang/{row.number}/auftrag/"
    who.opens(f"eingang/{row.number}/").says("Außendienst Auftrag an ein Team")
    opened = who.opens(path)
    opened.says("Wer soll hinfahren?", "Team Nord (0 offen)", "Alle lesen, dass ein Team beauftragt ist.")
    sent = {"crew": crew, "note": "Schlüssel beim Pförtner.", "urgent": "on", "seen": opened.fields["seen"]}
    page = who.sends(path, beauftragen="1", **sent)
    page.says("beauftragt Team Nord dringend", "Schlüssel beim Pförtner.", "wird umgesetzt", "Auftrag ändern")
    order = WorkOrder.objects.get()
    assert (order.crew_id, order.urgent, order.state) == (crew, True, State.OPEN)
    # The other clerk who had the form open is told, and one order is one.
    again = who.sends(path, beauftragen="1", **sent)
    again.says("Dafür hat ein Team schon einen Auftrag.")
    assert WorkOrder.objects.count() == 1


def test_an_order_goes_to_another_crew_or_is_taken_back() -> None:
    row = make_case(make_answering_office())
    office = row.office_id or 0
    crew, south = make_crew(office), make_crew(office, "Team Süd")
    ordered(row, crew)
    who, path = clerk_of(office), f"eingang/{row.number}/auftrag/"
    who.opens(path).says("Dieser Auftrag läuft", "Team Nord", "Team Süd (0 offen)")
    who.sends(path, wechseln="1", crew=south).says("Der Auftrag liegt jetzt beim anderen Team.", "Team Süd")
    who.sends(path, wechseln="1", crew="x").says("Dieses Team bekommt keine Aufträge mehr.")
    who.sends(path, zurueckziehen="1").says("Der Auftrag ist zurückgezogen.", "zurückgezogen Team Süd")
    assert WorkOrder.objects.get().state == State.WITHDRAWN
    row.refresh_from_db()
    assert row.status == Status.ACCEPTED


def test_an_office_without_a_crew_is_told_who_makes_one() -> None:
    row = make_case(make_answering_office())
    clerk_of(row.office_id or 0).opens(f"eingang/{row.number}/auftrag/").says("hat noch kein Team im Außendienst")


@pytest.mark.parametrize("role", set(Role) - {Role.CREW, Role.ADMINISTRATOR})
def test_nobody_of_another_office_orders_a_crew(role: Role) -> None:
    row = make_case(make_answering_office())
    crew = make_crew(row.office_id or 0)
    who = Colleague(role)
    page = who.sends(f"eingang/{row.number}/auftrag/", beauftragen="1", crew=crew, note="", seen=1)
    assert not WorkOrder.objects.exists()
    assert "Wer soll hinfahren?" not in page.words


def test_what_a_crew_gave_back_lies_on_top_of_the_inbox_with_its_photos_for_the_office_only() -> None:
    row = make_case(make_answering_office())
    office = row.office_id or 0
    crew = make_crew(office)
    returned(row, crew, make_worker(crew), "Dafür brauchen wir einen Bagger.")
    who = clerk_of(office)
    who.opens().says("Zurück vom Außendienst", "1 Auftrag konnte so nicht erledigt werden")
    who.opens("eingang/").says("Zurück vom Außendienst", "Team Nord", "Dafür brauchen wir einen Bagger.")
    case = who.opens(f"eingang/{row.number}/")
    case.says("zurückgegeben Team Nord", "Das Team schreibt:", "Auftrag an ein Team")
    picture = Photo.objects.get()
    assert f"/desk/eingang/fotos/{picture.pk}.webp" in case.html
    assert who.client.get(f"/desk/eingang/fotos/{picture.pk}.webp").status_code == 200
    other = clerk_of(make_answering_office(fallback=False))
    assert not any("Zurück vom Außendienst" in other.opens(page).words for page in ("", "eingang/"))
    assert other.client.get(reverse("web:photo", args=[picture.pk, "small"])).status_code == 404
    Photo.objects.update(hidden=True)
    Contribution.objects.update(status=Status.DONE)
    assert "Zurück vom Außendienst" not in who.opens("eingang/").words


def test_the_head_puts_crews_together() -> None:
    office = make_answering_office(name={"de": "Tiefbauamt"})
    who, path = clerk_of(office, head=True), f"eingang/stellen/{office}/teams/"
    assert f"/desk/{path}" in who.opens("eingang/").html
    who.opens(path).says("Tiefbauamt", "Neues Team")
    who.sends(path, neu="1", name="Straßen Nord").says("Das Team ist angelegt.", "Straßen Nord", "Noch niemand.")
    crew, person = Crew.objects.get().pk, make_resident()
    who.sends(path, person="1", crew=crew, email=person.email.upper()).says(person.email, "Diese Person sieht jetzt")
    person.refresh_from_db()
    assert person.role_set == {Role.CREW}
    who.sends(path, neu="1", name="Straßen Nord").says("Ein Team dieser Stelle heißt schon so.")
    who.sends(path, neu="1", name=" ").says("Bitte geben Sie dem Team einen Namen.")
    who.sends(path, umbenennen="1", crew=crew, name="Straßen West").says("Straßen West")
    who.sends(path, person="1", crew=crew, email="nobody@example.org").says("gibt es nicht")
    who.sends(path, entfernen="1", crew=crew, user=person.pk).says("sieht die Aufträge des Teams nicht mehr")
    person.refresh_from_db()
    assert (person.role_set, CrewMember.objects.filter(left_at=None).exists()) == (frozenset(), False)
    who.sends(path, schliessen="1", crew=crew).says("geschlossen", "Wieder öffnen")
    who.sends(path, oeffnen="1", crew=crew).says("Das Team bekommt wieder Aufträge.")


def test_a_crew_with_work_left_is_not_closed() -> None:
    row = make_case(make_answering_office())
    crew = make_crew(row.office_id or 0)
    ordered(row, crew)
    who, path = Colleague(Role.ADMINISTRATOR), f"eingang/stellen/{row.office_id}/teams/"
    who.opens(f"eingang/stellen/{row.office_id}/").says("Teams im Außendienst")
    who.sends(path, schliessen="1", crew=crew).says("Dieses Team hat noch offene Aufträge.", "1 offener Auftrag")
    assert Crew.objects.get().active


def test_the_head_sees_what_the_crew_has_to_do_and_calls_it_back_from_there() -> None:
    row, other = make_case(make_answering_office()), make_answering_office(fallback=False, name={"de": "Grünamt"})
    office = row.office_id or 0
    order = ordered(row, make_crew(office), urgent=True)
    trunk.set_office(contribution=row.pk, office=other, due_on=AT.date(), by=None, at=AT)
    who, path = clerk_of(office, head=True), f"eingang/stellen/{office}/teams/"
    page = who.opens(path)
    page.says("1 offener Auftrag", row.title, "dringend", "Der Beitrag liegt jetzt bei: Grünamt")
    assert f"/desk/eingang/{row.number}/" in page.html
    stranger = clerk_of(make_answering_office(fallback=False), head=True)
    stranger.sends(path, zurueckziehen="1", order=order)
    assert WorkOrder.objects.get().state == State.OPEN
    who.sends(path, zurueckziehen="1", order=order).says("Der Auftrag ist zurückgezogen.", "0 offene Aufträge")
    assert WorkOrder.objects.get().state == State.WITHDRAWN


def test_what_was_done_to_a_hidden_report_lies_on_top_of_the_inbox_until_it_is_answered() -> None:
    row = make_case(make_answering_office())
    office, staff = row.office_id or 0, make_staff()
    crew = make_crew(office)
    order, worker, later = ordered(row, crew), make_worker(crew), AT + timedelta(minutes=5)
    trunk.set_publicity(contribution=row.pk, publicity=Publicity.HIDDEN, by=staff, at=AT)
    actions.settle(token=uuid4(), order=order, done=True, said="Gepflastert.", made_at=None, by=worker, at=later)
    trunk.set_publicity(contribution=row.pk, publicity=Publicity.SHOWN, by=staff, at=later)
    who = clerk_of(office)
    who.opens().says("Zurück vom Außendienst", "1 Auftrag ist erledigt, aber noch nicht beantwortet")
    assert "konnte so nicht erledigt werden" not in who.opens().words
    who.opens("eingang/").says("Zurück vom Außendienst", "Erledigt, aber noch nicht beantwortet. Gepflastert.")


def test_only_the_head_and_administration_put_crews_together() -> None:
    office, other = make_answering_office(), make_answering_office(fallback=False)
    crew = make_crew(office)
    for who in (clerk_of(office), clerk_of(other, head=True), Colleague(Role.EDITOR)):
        page = who.sends(f"eingang/stellen/{office}/teams/", umbenennen="1", crew=crew, name="Anders")
        page.says("Teams stellt nur die Leitung der Stelle oder die Administration zusammen.")
    head = clerk_of(other, head=True)
    head.sends(f"eingang/stellen/{other}/teams/", umbenennen="1", crew=crew, name="Anders")
    assert Crew.objects.get(pk=crew).name == "Team Nord"


def test_the_pages_cost_the_same_however_many_there_are() -> None:
    office = make_answering_office()
    who, crew = clerk_of(office, head=True), make_crew(office)
    worker = make_worker(crew)

    def grow(number: int) -> None:
        for _ in range(number):
            returned(make_case(office), crew, worker)
        for one in range(number):
            team = make_crew(office, f"Team {number} {one}", make_resident(), make_resident())
            ordered(make_case(office), team)

    def cost(path: str) -> int:
        who.opens(path)
        with statements() as sent:
            who.opens(path)
        return len(sent)

    paths = ["eingang/", f"eingang/stellen/{office}/teams/"]
    grow(2)
    before = [cost(path) for path in paths]
    grow(4)
    assert [cost(path) for path in paths] == before


def test_who_only_works_outside_does_not_enter_the_desk() -> None:
    row = make_case(make_answering_office())
    who = Colleague(Role.CREW)
    for path in (
        "",
        "eingang/",
        f"eingang/{row.number}/",
        f"eingang/{row.number}/auftrag/",
        "umfragen/",
        "moderation/",
    ):
        assert who.client.get(f"/desk/{path}").status_code in {302, 403}, path
    both = Colleague(Role.CREW, Role.CLERK)
    answers.add_clerk(office=row.office_id or 0, email=both.user.email, by=None, at=AT)
    both.opens(f"eingang/{row.number}/").says("Außendienst")
