"""Who reads what is not public: role x second factor x page. Clerks do so at their desk, and by its addresses only."""

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse

from smilecity.collect.contributions import actions
from smilecity.collect.contributions.models import Photo
from smilecity.collect.contributions.rules import ENTERERS, Publicity
from smilecity.deliver.answers import actions as answers
from smilecity.people.rules import Role
from smilecity.understand.moderation.rules import Act, may
from tests.factories import AT, make_staff
from tests.factories_answers import make_answering_office
from tests.factories_contributions import make_district
from tests.factories_moderation import make_waiting
from tests.support.clock import Clock
from tests.support.colleague import Colleague
from tests.support.pictures import photo
from tests.support.writer import IDEA, Writer, the_contribution, upload

pytestmark = pytest.mark.django_db
LOOKS = {Role.EDITOR, Role.MODERATOR, Role.ADMINISTRATOR}


@pytest.fixture
def hidden(db: None, time: Clock) -> Photo:
    """A photo of an idea that moderation has hidden."""
    make_district()
    writer = Writer()
    writer.say("text", **IDEA)
    writer.say("fotos", photos=[upload(photo())])
    writer.hand_in()
    writer.confirm()
    actions.set_publicity(
        contribution=the_contribution().pk, publicity=Publicity.HIDDEN, by=make_staff(), at=AT, text="Gesichter"
    )
    return Photo.objects.select_related("contribution").get()


def asleep(role: Role) -> Colleague:
    """Somebody who has set the second factor up but was not asked for it in this session."""
    who = Colleague(role)
    who.client.logout()
    who.client.force_login(who.user)
    return who


def without(role: Role) -> Colleague:
    """Somebody who just got a role and has no second factor yet."""
    who = Colleague(role)
    Authenticator.objects.filter(user=who.user).delete()
    return who


def sees(who: Colleague, *paths: str) -> set[bool]:
    """Return whether they see these pages: all, none, or some."""
    return {who.client.get(path).status_code == 200 for path in paths}


@pytest.mark.parametrize("role", Role)
def test_only_who_may_look_sees_what_is_not_public_and_only_after_the_second_factor(hidden: Photo, role: Role) -> None:
    assert may(Act.LOOK, frozenset({role})) == (role in LOOKS)
    waiting, idea = make_waiting(), hidden.contribution
    assert idea is not None
    paths = f"/ideen/{waiting.number}/", f"/ideen/{idea.number}/", f"/fotos/{hidden.pk}-large.webp"
    assert sees(Colleague(role), *paths) == {role in LOOKS}
    assert sees(asleep(role), *paths) == {False}
    assert sees(without(role), *paths) == {False}


def test_a_clerk_sees_the_photos_of_what_waits_or_was_hidden_at_the_desk_but_none_that_was_taken_away_by_itself(
    hidden: Photo,
) -> None:
    idea, clerk = hidden.contribution, Colleague(Role.CLERK)
    assert idea is not None
    path = reverse("desk:case_photo", args=[hidden.pk])
    assert sees(clerk, path) == {False}, "without an office nothing is theirs"
    answers.add_clerk(office=make_answering_office(), email=clerk.user.email, by=None, at=AT)
    assert path in clerk.opens(f"eingang/{idea.number}/").html
    assert sees(clerk, path) == {True}
    assert sees(clerk, f"/fotos/{hidden.pk}-large.webp") == {False}
    Photo.objects.update(hidden=True)
    assert path not in clerk.opens(f"eingang/{idea.number}/").html
    assert sees(clerk, path) == {False}


@pytest.mark.parametrize("role", Role)
def test_the_page_after_entering_is_for_those_who_enter(db: None, time: Clock, role: Role) -> None:
    path = f"/desk/beitrag-eintragen/{make_waiting().number}/"
    assert sees(Colleague(role), path) == {role in ENTERERS}
