"""The demo's ideas and places: at real places, in every state, over half a year, and the same in every run."""

import re
from collections import Counter
from collections.abc import Generator
from datetime import UTC, datetime, timedelta
from itertools import count
from random import Random

import pytest
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from smilecity.collect.contributions.models import Call, Comment, Contribution, Photo, Step
from smilecity.collect.contributions.rules import Channel, Kind, Publicity, Status, Verb, is_late
from smilecity.deliver.answers.models import Absence, Kept, Note, Reminder, Tally
from smilecity.deliver.notices import actions as notices
from smilecity.deliver.notices.models import Notice
from smilecity.demo import contributions, staff
from smilecity.demo.drawings import draw
from smilecity.demo.lives import Life, Town
from smilecity.demo.load import editor, load_city
from smilecity.demo.town_hall import AN_OFFICE, HEAD, MODERATION, TownHall
from smilecity.ground import pictures
from smilecity.people.models import User
from smilecity.people.rules import Role
from smilecity.understand.moderation.models import Appeal, Flag, Unseen

AT = datetime(2026, 11, 20, 10, tzinfo=UTC)
TODAY = timezone.localdate(AT)


@pytest.fixture(scope="module")
def town(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Generator[int]:
    """Rostock with everything that was said in it; how many SQL statements that took."""
    sent = count()
    with django_db_blocker.unblock(), transaction.atomic():
        load_city(at=AT)
        with connection.execute_wrapper(lambda execute, *sql: (next(sent), execute(*sql))[1]):
            contributions.load(by=editor(AT), at=AT)
        yield next(sent)
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def looked_at(town: int) -> None:
    """Every test here looks at that town."""


def test_nobody_waits_long_for_the_demo(town: int) -> None:
    # About half a millisecond each, on a machine that does nothing else.
    assert town < 18_000


def test_there_is_enough_to_look_around() -> None:
    kinds = Counter(Contribution.objects.values_list("kind", flat=True))
    assert kinds[Kind.IDEA] >= 45
    assert kinds[Kind.PLACE] >= 30
    assert set(Counter(Contribution.objects.filter(kind=Kind.PLACE).values_list("category", flat=True))) == {
        "happy", "improve", "favourite",
    }  # fmt: skip


def test_every_point_lies_in_the_district_it_claims() -> None:
    meant = {entry["title"]: entry["district"] for _, entry in contributions.read_entries() if "district" in entry}
    found = Contribution.objects.filter(district__isnull=False).values_list("title", "district__code")
    assert dict(found) == meant
    assert len(set(meant.values())) >= 20, "all over the city"


@pytest.mark.parametrize("status", list(Status))
def test_every_status_is_there(status: Status) -> None:
    assert Contribution.objects.filter(visible=True, status=status).count() >= 4


def test_some_are_late_and_some_were_answered_late() -> None:
    shown = Contribution.objects.filter(visible=True)
    late = [row for row in shown if is_late(Status(row.status), row.due_on, TODAY)]
    assert 5 <= len(late) <= 9
    assert Kept.objects.filter(answered_on__gt=F("promised_on")).count() >= 1
    assert Kept.objects.filter(answered_on__lte=F("promised_on")).count() >= 20
    assert Reminder.objects.filter(kind=Reminder.Kind.ESCALATED).count() == len(late)
    assert Step.objects.filter(verb=Verb.DUE).exclude(text="").exists(), "one was put off, with the reason"


def test_moderators_have_something_to_do() -> None:
    assert Contribution.objects.filter(publicity=Publicity.WAITING).count() >= 3
    assert Contribution.objects.filter(publicity=Publicity.HIDDEN).count() == 2
    assert Unseen.objects.exists()
    assert Flag.objects.filter(decision=None).count() == 1
    assert Appeal.objects.filter(decided_at=None).count() == 1
    assert Contribution.objects.filter(merged_into__isnull=False).count() == 2


def test_offices_have_something_to_do() -> None:
    assert Note.objects.exists(), "some were handed over"
    assert Absence.objects.filter(first_on__lte=TODAY, last_on__gte=TODAY).exists()
    assert Contribution.objects.filter(visible=True, office=None).count() == 0
    assert Contribution.objects.filter(visible=True, due_on=None).count() == 0
    assert Tally.objects.exists()


def test_nobody_is_turned_down_or_done_with_without_words() -> None:
    ended = Contribution.objects.filter(status__in=[Status.DECLINED, Status.DONE, Status.ACCEPTED])
    for row in ended:
        last = Step.objects.filter(contribution=row, status=row.status).order_by("-at").first()
        assert last
        assert len(last.text) > 20, row.title


def test_people_support_and_talk_and_the_town_hall_answers_them() -> None:
    assert Contribution.objects.filter(supports__gte=20).count() >= 5
    assert Comment.objects.filter(publicity=Publicity.SHOWN, office=None).count() >= 25
    assert Comment.objects.filter(office__isnull=False).count() >= 4


def test_they_come_by_every_way_and_in_every_language() -> None:
    ways = set(Contribution.objects.values_list("channel", flat=True))
    assert ways >= {Channel.WEB, Channel.PHONE, Channel.CARD, Channel.STALL}
    assert set(Contribution.objects.values_list("language", flat=True)) == {"de", "en", "de-simple"}


def test_nothing_lies_in_the_future_or_before_the_beginning() -> None:
    times = [*Contribution.objects.values_list("submitted_at", flat=True), *Step.objects.values_list("at", flat=True)]
    times += Comment.objects.values_list("posted_at", flat=True)
    assert max(times) <= AT
    assert min(times) >= AT - contributions.BEGAN


def test_numbers_grow_with_time() -> None:
    times = list(Contribution.objects.order_by("number").values_list("submitted_at", flat=True))
    assert times == sorted(times)


def test_nobody_has_a_whole_name() -> None:
    names = {
        *Contribution.objects.values_list("author_name", flat=True),
        *Comment.objects.values_list("author_name", flat=True),
    }
    assert {name for name in names if not re.fullmatch(r"|Familie [A-Z]\.|[A-ZÄÖÜ][a-zäöüß]+ [A-Z]\.", name)} == set()


def test_pages_say_that_it_is_made_up() -> None:
    assert set(Call.objects.values_list("generated", flat=True)) == {True}


def test_photos_are_drawings_and_say_what_they_show() -> None:
    photos = list(Photo.objects.all())
    assert len(photos) >= 12
    assert all(photo.description.startswith("Zeichnung: ") for photo in photos)
    assert pictures.size_of(draw("bench").png) == (600, 400)


def test_the_resident_sees_what_became_of_her_ideas_but_gets_no_old_mail() -> None:
    mine = Notice.objects.filter(contact__user__email=contributions.RESIDENT)
    assert mine.filter(contribution__status=Status.ACCEPTED).count() >= 3
    assert mine.filter(subscription__theme__isnull=False).exists(), "and what is new about a theme of hers"
    assert 1 <= mine.filter(seen_at=None).count() < mine.count()
    assert not Notice.objects.filter(post="waiting").exists()


def test_telling_it_once_more_says_nothing_new() -> None:
    before = Notice.objects.count()
    for step in Step.objects.filter(at__gt=AT - timedelta(days=30)):
        notices.tell_step(step=step.pk, at=AT)
    assert Notice.objects.count() == before


def test_everybody_of_the_demo_can_be_let_in() -> None:
    secret = staff.make_staff(email="team@smile-city.example", password="ein-schönes-passwort", at=AT)
    roles = {
        MODERATION: {Role.MODERATOR},
        AN_OFFICE: {Role.CLERK},
        HEAD: {Role.CLERK},
        contributions.RESIDENT: set(),
        "team@smile-city.example": set(Role),
    }
    for email, expected in roles.items():
        user = User.objects.get(email=email)
        assert user.check_password("ein-schönes-passwort")
        assert user.role_set == expected
        if expected:
            assert staff.kept_secret(email=email) == secret


def test_two_runs_plan_the_same() -> None:
    def plan() -> list[datetime]:
        dice, entries = Random(contributions.SEED), contributions.read_entries()
        hall = TownHall(User(), {}, {}, {}, {}, {}, "")
        place = Town(hall=hall, residents={str(number): User() for number in range(60)}, at=AT)
        return [act.at for kind, entry in entries for act in Life(place, kind, entry, dice).acts()]

    assert plan() == plan()
