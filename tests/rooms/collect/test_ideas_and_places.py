"""Ideas and places are handed in by the doors through their own rooms, which ask for what makes them one."""

from uuid import UUID

import pytest

from smilecity.collect.contributions.actions import Content
from smilecity.collect.contributions.models import Contribution
from smilecity.collect.contributions.rules import Channel, Kind
from smilecity.collect.ideas import actions as ideas
from smilecity.collect.places import actions as places
from smilecity.collect.places.rules import Feeling
from smilecity.ground.refusals import Refused
from smilecity.people.register.models import Pending
from smilecity.people.register.rules import Purpose
from tests.factories import AT, make_resident, make_staff
from tests.factories_contributions import LAT, LON, make_call, make_district
from tests.factories_taking import confirm, mail_of, make_draft, new_address

pytestmark = pytest.mark.django_db


def test_an_idea_without_a_text_waits_for_it() -> None:
    draft, member = make_draft(text=""), make_draft(text="")
    with pytest.raises(Refused, match="Ihre Idee"):
        ideas.submit_as_guest(draft=draft, address=new_address(), informed=False, language="de", at=AT)
    with pytest.raises(Refused, match="Ihre Idee"):
        ideas.submit_as_member(draft=member, user=make_resident(), informed=False, at=AT)
    call, staff, content = make_call(), make_staff(), Content(title="Bäume")
    with pytest.raises(Refused, match="Ihre Idee"):
        ideas.enter(call=call, content=content, channel=Channel.CARD, by=staff, at=AT)
    assert not Contribution.objects.exists()


def test_a_place_with_a_feeling_is_confirmed_as_a_place() -> None:
    make_district()
    draft = make_draft(make_call(Kind.PLACE), text="", category=Feeling.HAPPY.value, lon=LON, lat=LAT)
    places.submit_as_guest(draft=draft, address=new_address(), informed=False, language="de", at=AT)
    assert Pending.objects.get().purpose == Purpose.PLACE
    confirm(mail_of(draft))
    row = Contribution.objects.get()
    assert (row.kind, row.category) == (Kind.PLACE, Feeling.HAPPY)


def test_a_place_needs_a_feeling_and_somewhere_to_be() -> None:
    call = make_call(Kind.PLACE)
    with pytest.raises(Refused, match="was der Ort für Sie ist"):
        places.submit_as_member(draft=make_draft(call), user=make_resident(), informed=False, at=AT)
    nowhere = make_draft(call, category="happy")
    with pytest.raises(Refused, match="wo er liegt"):
        places.submit_as_member(draft=nowhere, user=make_resident(), informed=False, at=AT)


def test_staff_enter_a_place_that_somebody_told_in_words() -> None:
    content = Content(title="Der Hafen", category="favourite", place="Am Stadthafen")
    made = places.enter(call=make_call(Kind.PLACE), content=content, channel=Channel.PHONE, by=make_staff(), at=AT)
    assert isinstance(made, UUID)
