"""Mails to one postbox in a day, whoever asks for them and for whatever; and nobody silences a member by them."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpRequest
from django.test import RequestFactory

from smilecity.collect.contributions.models import Contribution
from smilecity.doors.web import limits
from smilecity.ground.limits import TooMany, use
from tests.factories import AT, Made, make_resident
from tests.factories_contributions import make_district
from tests.support.clock import Clock
from tests.support.visitor import Visitor
from tests.support.writer import IDEA, Writer

pytestmark = pytest.mark.django_db
ANNA = "anna@example.org"
May = Callable[..., Any]


def asked(n: int) -> HttpRequest:
    """A request from some network of its own."""
    return RequestFactory().get("/", REMOTE_ADDR=f"198.51.{n}.7")


def first_refused(acts: Iterable[Callable[[], None]]) -> tuple[int, str]:
    """Act until a limit is used up; return after how many acts, and its name."""
    for done, act in enumerate(acts):
        try:
            act()
        except TooMany as many:
            return done, many.limit.name
    raise AssertionError("nothing was refused")


def mails(n: int) -> None:
    """Have so many mails go to Anna today."""
    for _ in range(n):
        use([limits._mail(ANNA)], at=AT)


@pytest.mark.parametrize("may", [limits.may_contribute, limits.may_support, limits.may_comment])
def test_what_guests_do_with_a_members_address_is_not_counted_for_the_member(may: May) -> None:
    member, call = make_resident(email=ANNA), uuid4()
    assert first_refused(partial(may, asked(n), call, ANNA, AT) for n in range(31))[1].endswith("-address")
    done, name = first_refused(partial(may, asked(n), call, member, AT) for n in range(31))
    assert done >= 8
    assert name.endswith("-member")


def test_a_member_sends_an_idea_off_after_a_day_of_others_who_gave_the_same_address(db: None, time: Clock) -> None:
    make_district()
    writer, member = Writer(), make_resident(email=ANNA)
    assert first_refused(partial(limits.may_contribute, asked(n), uuid4(), ANNA, AT) for n in range(20))
    writer.client.force_login(member, backend="smilecity.doors.web.backends.SignInBackend")
    writer.say("text", **IDEA)
    writer.hand_in()
    assert Contribution.objects.count() == 1


def test_one_postbox_gets_fifteen_mails_a_day_for_all_purposes_together_whatever_its_tags() -> None:
    process = uuid4()
    ways = [
        way
        for n in range(20)
        for way in (
            partial(
                (limits.may_contribute, limits.may_support)[n % 2], asked(3 * n), process, f"anna+{n}@example.org", AT
            ),
            partial(limits.may_subscribe, asked(3 * n + 1), f"Anna+x{n}@Example.org", AT),
            partial(limits.may_flag, asked(3 * n + 2), f"anna+y{n}@example.org", AT),
        )
    ]
    assert first_refused(ways) == (limits.MAILS, "mail-address")
    limits.may_support(asked(100), process, "bert@example.org", AT)
    limits.may_support(asked(100), process, "+anna@example.org", AT)
    limits.may_flag(asked(100), "", AT)
    limits.may_contribute(asked(100), process, ANNA, AT + timedelta(days=1))


def test_a_mail_sent_once_more_counts_and_one_that_is_refused_does_not(survey: Made, time: Clock) -> None:
    anna, again = Visitor(survey), "postfach/erneut/"
    mails(limits.MAILS - 2)
    anna.send_off(ANNA)
    assert anna.post(anna.path(again)).says("Wir schicken die E-Mail noch einmal.")
    refused = anna.post(anna.path(again))
    assert refused.status == 429
    assert refused.says("Das ging uns zu schnell.")


def test_pressing_once_more_after_the_last_mail_uses_nothing_up(survey: Made, time: Clock) -> None:
    anna, again = Visitor(survey), "postfach/erneut/"
    anna.send_off(ANNA)
    for _ in range(limits.MAILS):
        assert anna.post(anna.path(again)).status == 200
    assert Visitor(survey).send_off(ANNA).says("Fast geschafft")
