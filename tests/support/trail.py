"""What a journey along the trail of a voice needs in the town: colleagues, an office that answers, time going by."""

from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.test import override_settings

from smilecity.collect.contributions.models import Call, Contribution
from smilecity.collect.contributions.rules import Kind, Moderation
from smilecity.deliver.answers import actions
from smilecity.deliver.notices.rules import QUIET
from smilecity.doors.mail import jobs, news
from smilecity.ground import clock
from smilecity.people.rules import Role
from tests.factories_answers import make_answering_office
from tests.factories_contributions import make_call, make_contribution
from tests.support.colleague import Colleague
from tests.support.person import Person
from tests.support.town import Town

OFFICE = "Grünamt am Hafen"
# Longer ago than any office promises.
_DAYS = timedelta(days=40)


def open_moderated_call() -> str:
    """Open a call whose ideas are read before they are shown; return its slug."""
    at = clock.now()
    call = make_call(Kind.IDEA, moderation=Moderation.BEFORE, at=at, opens_at=at, what_happens={"de": "Wir lesen es."})
    return Call.objects.get(pk=call).slug


def sign_in_at_desk(town: Town, colleague: Person, *roles: Role) -> str:
    """Sign a new colleague in at the desk, with the second factor passed; return their address."""

    def make() -> tuple[str, str]:
        made = Colleague(*roles)
        return made.user.email, made.client.cookies["sessionid"].value

    email, session = town.do(make)
    colleague.page.context.add_cookies([{"name": "sessionid", "value": session, "url": town.address}])
    return email


def make_office_of(email: str, *, head: str = "") -> int:
    """Make an office that takes everything, with this clerk; return its id."""
    office = make_answering_office(name={"de": OFFICE})
    actions.set_office_rule(office=office, days=20, head=head, fallback=True, by=None, at=clock.now())
    actions.add_clerk(office=office, email=email, by=None, at=clock.now())
    return office


def newest() -> tuple[UUID, int]:
    """Return id and number of what came in last."""
    return Contribution.objects.values_list("pk", "number").latest("number")


def office_of(contribution: UUID) -> int | None:
    """Return who answers; None before the worker has found it out."""
    return Contribution.objects.values_list("office", flat=True).get(pk=contribution)


def let_news_ripen(address: str) -> None:
    """Have the single mails written that are ripe after a short quiet; `address`: where their links lead."""
    with override_settings(BASE_URL=address):
        jobs._send(partial(news.keep_single, at=clock.now() + QUIET))


def came_in_long_ago(title: str) -> UUID:
    """Have an idea come in long ago, with its promise; return it."""
    at = clock.now() - _DAYS
    call = make_call(opens_at=at, at=at)
    made = make_contribution(call, title=title, at=at, shown=True).pk
    actions.assign(contribution=made, at=at)
    return made


def due(contribution: UUID) -> datetime:
    """Return noon of the promised day."""
    day = Contribution.objects.values_list("due_on", flat=True).get(pk=contribution)
    assert day
    return datetime.combine(day, datetime.min.time(), tzinfo=clock.now().tzinfo) + timedelta(hours=12)
