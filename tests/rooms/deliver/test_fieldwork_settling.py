"""A crew says from the spot what became of an order: once, in public, with photos; or the office has it again."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.conf import settings

from smilecity.collect.contributions import actions as trunk
from smilecity.collect.contributions.models import Contribution, Photo, Step
from smilecity.collect.contributions.rules import Publicity, Stage, Status, Verb
from smilecity.deliver.answers.models import Kept, Note
from smilecity.deliver.fieldwork import actions, queries
from smilecity.deliver.fieldwork.actions import CrewPhoto, Settled
from smilecity.deliver.fieldwork.models import Entry, WorkOrder
from smilecity.deliver.fieldwork.rules import DONE_SENTENCE, ORDERED_SENTENCE, State, Weight
from smilecity.ground.refusals import Refused
from smilecity.people.models import User
from tests.factories import AT, make_staff
from tests.factories_answers import answered, make_answering_office, make_case, make_clerk, seen
from tests.factories_fieldwork import make_crew, make_worker, ordered
from tests.support.pictures import photo

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(hours=3)
AFTER = CrewPhoto(photo(), Stage.AFTER)


class Spot:
    """A report with its office, a crew with somebody in it, and an order."""

    def __init__(self) -> None:
        self.office = make_answering_office()
        self.row = make_case(self.office)
        self.crew = make_crew(self.office)
        self.worker = make_worker(self.crew)
        self.order = ordered(self.row, self.crew)

    def end(
        self,
        *,
        token: UUID | None = None,
        done: bool = True,
        said: str = "",
        photos: tuple[CrewPhoto, ...] = (),
        by: User | None = None,
        hours: int = 2,
    ) -> Settled:
        return actions.settle(
            token=token or uuid4(),
            order=self.order,
            done=done,
            said=said,
            photos=photos,
            made_at=AT + timedelta(hours=hours),
            by=by or self.worker,
            at=LATER,
        )

    @property
    def state(self) -> State:
        return State(WorkOrder.objects.get(pk=self.order).state)

    @property
    def status(self) -> Status:
        return Status(Contribution.objects.get(pk=self.row.pk).status)

    @property
    def said(self) -> list[str]:
        steps = Step.objects.filter(contribution=self.row, verb=Verb.REPLIED).order_by("at")
        return list(steps.values_list("text", flat=True))

    @property
    def notes(self) -> list[str]:
        return list(
            Note.objects.filter(contribution=self.row).exclude(office__isnull=False).values_list("text", flat=True)
        )


def files() -> set[Path]:
    return set(Path(settings.MEDIA_ROOT).rglob("*.webp"))


def test_who_waits_is_told_that_a_crew_comes_and_then_that_it_is_done() -> None:
    spot = Spot()
    assert (spot.status, spot.said) == (Status.ACCEPTED, [ORDERED_SENTENCE])
    assert Kept.objects.get().contribution_id == spot.row.pk
    ended = spot.end(said="Zwei Platten neu gesetzt.", photos=(AFTER,))
    assert ended.step == Step.objects.get(text="Zwei Platten neu gesetzt.").pk
    assert (spot.status, spot.state) == (Status.DONE, State.DONE)
    step = Step.objects.get(status=Status.DONE)
    assert step.pk == ended.step
    assert (step.office_id, step.status, step.by) == (spot.office, Status.DONE, spot.worker)
    picture = Photo.objects.get(contribution=spot.row)
    assert (picture.stage, picture.hidden) == (Stage.AFTER, False)
    assert WorkOrder.objects.get().settled_at == AT + timedelta(hours=2)
    assert Entry.objects.get().received_at == LATER


def test_done_needs_no_words_and_gets_a_sentence() -> None:
    spot = Spot()
    spot.end()
    assert spot.said == [ORDERED_SENTENCE, DONE_SENTENCE]


def test_what_cannot_be_done_lies_with_the_office_again_and_the_public_reads_nothing_of_it() -> None:
    spot = Spot()
    with pytest.raises(Refused):
        spot.end(done=False)
    ended = spot.end(done=False, said="Dafür brauchen wir einen Bagger.", photos=(AFTER,))
    assert (ended.late, ended.step) == (False, None)
    assert (spot.status, spot.state, spot.said) == (Status.ACCEPTED, State.RETURNED, [ORDERED_SENTENCE])
    assert spot.notes == ["Team „Team Nord“ gibt den Auftrag zurück: Dafür brauchen wir einen Bagger."]
    assert Photo.objects.get().hidden
    waiting = queries.returned({spot.office})
    assert [(row.number, row.said) for row in waiting] == [(spot.row.number, "Dafür brauchen wir einen Bagger.")]
    assert queries.returned(None) == waiting
    assert not queries.returned({spot.office + 1})


@pytest.mark.parametrize("then", ["answered", "ordered again", "withdrawn", "merged"])
def test_what_was_given_back_waits_until_somebody_decides(then: str) -> None:
    spot = Spot()
    spot.end(done=False, said="Zu tief.")
    clerk, after = make_clerk(spot.office), LATER + timedelta(hours=1)
    spot.row.refresh_from_db()
    if then == "answered":
        answered(spot.row, None, "Es dauert noch.", by=clerk, at=after)
    elif then == "ordered again":
        actions.order_work(
            contribution=spot.row.pk, crew=spot.crew, note="", urgent=True, seen=seen(spot.row.pk), by=clerk, at=after
        )
    elif then == "withdrawn":
        trunk.set_publicity(contribution=spot.row.pk, publicity=Publicity.HIDDEN, by=clerk, at=after)
    else:
        other = make_case(spot.office, call=spot.row.call_id)
        trunk.merge(contribution=spot.row.pk, into=other.pk, by=make_staff(), at=after)
    assert not queries.returned(None)


def test_what_was_given_back_still_waits_after_moderation_hid_it_and_showed_it_again() -> None:
    spot, clerk = Spot(), make_staff()
    spot.end(done=False, said="Zu tief.")
    trunk.set_publicity(contribution=spot.row.pk, publicity=Publicity.HIDDEN, by=clerk, at=LATER + timedelta(hours=1))
    trunk.set_publicity(contribution=spot.row.pk, publicity=Publicity.SHOWN, by=clerk, at=LATER + timedelta(hours=2))
    assert [row.said for row in queries.returned({spot.office})] == ["Zu tief."]


def test_the_same_entry_sent_twice_is_one() -> None:
    spot, token = Spot(), uuid4()
    first = spot.end(token=token, said="Fertig.", photos=(AFTER,))
    before = files()
    again = spot.end(token=token, said="Fertig.", photos=(AFTER,))
    assert again == replace(first, again=True)
    assert (Entry.objects.count(), Photo.objects.count(), len(spot.said)) == (1, 1, 2)
    assert files() == before


@pytest.mark.parametrize("change", ["words", "photo", "end", "person"])
def test_a_token_that_means_something_else_is_refused(change: str) -> None:
    spot, token = Spot(), uuid4()
    spot.end(token=token, said="Fertig.")
    colleague = make_worker(spot.crew)
    with pytest.raises(Refused, match="mit anderem Inhalt"):
        spot.end(
            token=token,
            done=change != "end",
            said="Anders." if change == "words" else "Fertig.",
            photos=(AFTER,) if change == "photo" else (),
            by=colleague if change == "person" else None,
        )
    assert Entry.objects.count() == 1


def test_a_token_of_another_order_is_refused_and_nothing_stays() -> None:
    spot, other, token = Spot(), Spot(), uuid4()
    spot.end(token=token)
    before = files()
    with pytest.raises(Refused, match="mit anderem Inhalt"):
        other.end(token=token, photos=(AFTER,))
    assert (other.state, files()) == (State.OPEN, before)


def test_what_comes_after_a_colleague_was_faster_is_kept_for_the_office() -> None:
    spot = Spot()
    colleague = make_worker(spot.crew)
    spot.end(said="Fertig.")
    late = spot.end(said="Auch fertig.", photos=(AFTER,), by=colleague)
    assert late == Settled(weight=Weight.NOTE, photos=late.photos)
    assert spot.said == [ORDERED_SENTENCE, "Fertig."]
    assert spot.notes == ["Team „Team Nord“ schickte zu spät, was hier nicht mehr galt: Erledigt. Auch fertig."]
    assert Photo.objects.get().hidden
    assert Entry.objects.filter(late=True).count() == 1


def test_what_comes_after_the_order_was_taken_back_is_kept_for_the_office() -> None:
    spot = Spot()
    actions.withdraw_order(order=spot.order, by=make_clerk(spot.office), at=AT + timedelta(hours=1))
    assert spot.end(said="War schon dort.").late
    assert (spot.status, spot.state) == (Status.ACCEPTED, State.WITHDRAWN)
    assert len(spot.notes) == 1


def test_work_that_a_former_crew_did_is_done_but_what_it_could_not_do_is_the_new_crews_affair() -> None:
    spot, clerk = Spot(), make_staff()
    south = make_crew(spot.office, "Team Süd")
    actions.change_crew(order=spot.order, crew=south, by=clerk, at=AT + timedelta(hours=1))
    assert spot.end(done=False, said="Kein Werkzeug.").late
    assert spot.state == State.OPEN
    assert spot.end(said="Doch noch geschafft.").step
    assert (spot.state, spot.status) == (State.DONE, Status.DONE)


def test_another_crew_is_refused() -> None:
    spot = Spot()
    with pytest.raises(Refused, match="nicht zu Ihrem Team"):
        spot.end(by=make_worker(make_crew(spot.office, "Team Süd")))
    with pytest.raises(Refused, match="nur Teams"):
        spot.end(by=make_staff())
    assert (spot.state, Entry.objects.count()) == (State.OPEN, 0)


def test_what_is_done_to_a_merged_report_is_said_where_it_goes_on() -> None:
    spot = Spot()
    other = make_case(spot.office, call=spot.row.call_id)
    trunk.merge(contribution=spot.row.pk, into=other.pk, by=make_staff(), at=AT + timedelta(hours=1))
    ended = spot.end(said="Fertig.", photos=(AFTER,))
    assert Step.objects.get(text="Fertig.", contribution=other).pk == ended.step
    assert Photo.objects.get().contribution_id == other.pk
    other.refresh_from_db()
    assert (other.status, spot.state) == (Status.DONE, State.DONE)


def test_of_a_hidden_report_nothing_is_said_in_public() -> None:
    spot = Spot()
    trunk.set_publicity(contribution=spot.row.pk, publicity=Publicity.HIDDEN, by=make_staff(), at=AT)
    token = uuid4()
    first = spot.end(token=token, said="Fertig.", photos=(AFTER,))
    assert (first.weight, first.late, first.step) == (Weight.HIDDEN, False, None)
    assert spot.end(token=token, said="Fertig.", photos=(AFTER,)) == replace(first, again=True)
    assert (spot.state, spot.status) == (State.DONE, Status.ACCEPTED)
    assert spot.notes == ["Der Beitrag war nicht öffentlich, als Team „Team Nord“ meldete: Erledigt. Fertig."]
    assert Photo.objects.get().hidden


@pytest.mark.parametrize("state", [State.OPEN, State.WITHDRAWN])
def test_photos_of_a_hidden_report_are_the_offices_alone(state: State) -> None:
    spot = Spot()
    trunk.set_publicity(contribution=spot.row.pk, publicity=Publicity.HIDDEN, by=make_staff(), at=AT)
    if state is State.WITHDRAWN:
        actions.withdraw_order(order=spot.order, by=make_clerk(spot.office), at=AT)
    photos, token = [CrewPhoto(photo(), Stage.BEFORE)], uuid4()
    for _ in range(2):
        sent = actions.add_photos(token=token, order=spot.order, photos=photos, made_at=None, by=spot.worker, at=LATER)
        assert sent.weight is (Weight.HIDDEN if state is State.OPEN else Weight.NOTE)
    assert (Photo.objects.get().hidden, len(spot.notes)) == (True, 1)


@pytest.mark.parametrize("then", ["", "answered", "reopened", "ordered again", "merged"])
def test_what_was_done_to_a_hidden_report_waits_for_its_answer_once_it_is_shown(then: str) -> None:
    spot, clerk, after = Spot(), make_staff(), LATER + timedelta(hours=1)
    trunk.set_publicity(contribution=spot.row.pk, publicity=Publicity.HIDDEN, by=clerk, at=AT)
    spot.end(said="Fertig.")
    assert not queries.returned(None)
    trunk.set_publicity(contribution=spot.row.pk, publicity=Publicity.SHOWN, by=clerk, at=LATER)
    assert [(row.number, row.done, row.said) for row in queries.returned({spot.office})] == [
        (spot.row.number, True, "Fertig.")
    ]
    assert not queries.returned({spot.office + 1})
    spot.row.refresh_from_db()
    if then == "answered":
        answered(spot.row, Status.DONE, "Erledigt.", by=clerk, at=after)
    elif then == "reopened":
        answered(spot.row, Status.DONE, "Erledigt.", by=clerk, at=after)
        spot.row.refresh_from_db()
        answered(spot.row, Status.ACCEPTED, "Doch noch nicht.", by=clerk, at=after + timedelta(hours=1))
    elif then == "ordered again":
        actions.order_work(
            contribution=spot.row.pk, crew=spot.crew, note="", urgent=True, seen=seen(spot.row.pk), by=clerk, at=after
        )
    elif then == "merged":
        other = make_case(spot.office, call=spot.row.call_id)
        trunk.merge(contribution=spot.row.pk, into=other.pk, by=clerk, at=after)
    assert bool(queries.returned(None)) is not bool(then)


def test_an_erased_report_gets_no_photos() -> None:
    spot = Spot()
    before = files()
    trunk.remove(contribution=spot.row.pk, by=make_staff(), reason="Ein Name stand darin.", at=AT)
    assert spot.end(photos=(AFTER,)).weight is Weight.HIDDEN
    assert not Photo.objects.exists()
    assert files() >= before


@pytest.mark.parametrize("done", [True, False])
def test_an_erased_report_gets_no_words_but_the_office_knows_what_became_of_the_order(*, done: bool) -> None:
    spot = Spot()
    trunk.remove(contribution=spot.row.pk, by=make_staff(), reason="Ein Name stand darin.", at=AT)
    spot.end(done=done, said="Frau Sommer von Nr. 5 hat geholfen.")
    assert "Sommer" not in " ".join([*spot.notes, WorkOrder.objects.get(pk=spot.order).said])
    assert (len(spot.notes), spot.state) == (1, State.DONE if done else State.RETURNED)
    assert not spot.notes[0].endswith(":")


def test_who_has_had_an_answer_is_not_told_again() -> None:
    spot = Spot()
    answered(spot.row, Status.DECLINED, "Das ist privat.", by=make_clerk(spot.office), at=AT)
    assert spot.end(said="Fertig.").weight is Weight.ANSWERED
    assert (spot.status, spot.state) == (Status.DECLINED, State.DONE)
    assert spot.notes == ["Der Beitrag war schon beantwortet, als Team „Team Nord“ meldete: Erledigt. Fertig."]
    assert not queries.returned(None)


def test_photos_of_how_it_was_found_can_be_seen_at_once_and_do_not_end_the_order() -> None:
    spot, token = Spot(), uuid4()
    before = CrewPhoto(photo(), Stage.BEFORE)
    for again in (False, True):
        sent = actions.add_photos(
            token=token, order=spot.order, photos=[before], made_at=None, by=spot.worker, at=LATER
        )
        assert (sent.again, sent.late, len(sent.photos)) == (again, False, 1)
    assert (Photo.objects.get().stage, Photo.objects.get().hidden, spot.state) == (Stage.BEFORE, False, State.OPEN)
    with pytest.raises(Refused, match="höchstens 4 Fotos von vorher"):
        actions.add_photos(token=uuid4(), order=spot.order, photos=[before] * 4, made_at=None, by=spot.worker, at=LATER)
    with pytest.raises(Refused, match="zuerst ein Foto"):
        actions.add_photos(token=uuid4(), order=spot.order, photos=[], made_at=None, by=spot.worker, at=LATER)


def test_photos_of_those_who_reported_take_no_room_from_those_of_the_crew() -> None:
    spot, before = Spot(), CrewPhoto(photo(), Stage.BEFORE)

    def add(number: int) -> Settled:
        photos = [before] * number
        return actions.add_photos(
            token=uuid4(), order=spot.order, photos=photos, made_at=None, by=spot.worker, at=LATER
        )

    for _ in range(4):
        trunk.add_photo_to(contribution=spot.row.pk, picture=photo(), stage=Stage.BEFORE, at=AT)
    assert (len(add(1).photos), len(add(3).photos)) == (1, 3)
    with pytest.raises(Refused, match="höchstens 4 Fotos von vorher"):
        add(1)
    assert Photo.objects.filter(hidden=False).count() == 8
    # What ends the order has its own number.
    assert spot.end(photos=(AFTER,)).step


def test_a_file_that_is_no_picture_leaves_nothing_behind() -> None:
    spot = Spot()
    before = files()
    with pytest.raises(Refused):
        spot.end(photos=(AFTER, CrewPhoto(b"no picture", Stage.AFTER)))
    assert (spot.state, Entry.objects.count(), files()) == (State.OPEN, 0, before)


def test_when_the_database_fails_the_photos_are_erased(monkeypatch: pytest.MonkeyPatch) -> None:
    spot = Spot()
    before = files()

    def fail(**_: object) -> None:
        raise RuntimeError("the database is gone")

    monkeypatch.setattr("smilecity.deliver.answers.actions.answer_from_work", fail)
    with pytest.raises(RuntimeError):
        spot.end(photos=(AFTER,))
    assert (spot.state, Photo.objects.count(), files()) == (State.OPEN, 0, before)


@pytest.mark.parametrize("hours", [-1, 99])
def test_a_devices_wrong_clock_is_not_believed(hours: int) -> None:
    spot = Spot()
    spot.end(hours=hours)
    assert WorkOrder.objects.get().settled_at == LATER
