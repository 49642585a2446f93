"""Somebody contributes: nothing is stored before the mail is confirmed, nothing is lost, nothing is stored twice."""

from datetime import timedelta
from uuid import uuid4

import pytest

from smilecity.collect.contributions import actions, queries
from smilecity.collect.contributions.models import Contribution, Draft
from smilecity.collect.contributions.rules import Act, Channel, End, Moderation, Publicity, Settled
from smilecity.ground.refusals import Refused
from smilecity.people.contacts.models import Contact, OptIn
from smilecity.people.register.models import Entry, Pending
from smilecity.people.register.rules import Purpose
from tests.factories import AT, make_resident
from tests.factories_contributions import LAT, LON, make_call, make_contribution, make_district, make_theme
from tests.factories_taking import confirm, contribute, mail_of, make_draft, new_address, send_off

pytestmark = pytest.mark.django_db


def test_a_guests_idea_is_stored_only_when_the_mail_is_confirmed() -> None:
    call, address = make_call(), new_address()
    mailed = send_off(call, address, author_name="Max")
    assert not Contribution.objects.exists()
    assert not Contact.objects.exists()
    settled = confirm(mailed)
    row = Contribution.objects.get()
    assert settled == Settled(End.DONE, Act.CONTRIBUTE, row.pk)
    assert (row.author_name, row.channel, row.visible, row.informed) == ("Max", Channel.WEB, True, True)
    assert row.author
    assert (row.author.address, row.author.language) == (address, "de")
    assert OptIn.objects.get().purpose == Purpose.IDEA
    assert Entry.objects.count() == 1
    assert not Draft.objects.exists()
    assert not Pending.objects.exists()
