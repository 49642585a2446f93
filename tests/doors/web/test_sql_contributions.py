"""How many SQL statements the pages of ideas and places cost: within budget, and the same with twice as much."""

from collections.abc import Callable

import pytest

from smilecity.collect.contributions import actions
from smilecity.collect.contributions.models import Contribution
from smilecity.collect.contributions.rules import Status
from smilecity.doors.web import contribution_lists
from smilecity.people.contacts import actions as contacts
from smilecity.people.models import User
from tests.factories import AT, make_resident
from tests.factories_contributions import make_call, make_office, make_theme
from tests.factories_pages import NEXT, Town
from tests.support.clock import Clock
from tests.support.statements import statements
from tests.support.visitor import Visitor

pytestmark = pytest.mark.django_db

GUEST, MEMBER = False, True
# What is opened, by whom, and what it may cost.
BUDGETS = [
    ("/", GUEST, 10),
    ("/ideen/", GUEST, 8),
    ("/orte/", GUEST, 8),
    ("/ideen/?ansicht=karte", GUEST, 8),
    ("/ideen/?thema=verkehr&ortsteil=mitte&suche=bank&sortierung=unterstuetzt", GUEST, 8),
    ("/en/ideen/", GUEST, 8),
    ("/ideen/", MEMBER, 8),
    ("{idea}", GUEST, 10),
    ("{idea}", MEMBER, 14),
    ("/mein-bereich/", GUEST, 6),
    ("/mein-bereich/", MEMBER, 16),
]


@pytest.fixture
def town(time: Clock) -> Town:
    return Town()


def fill(town: Town, me: User) -> Contribution:
    """Say, support, comment and answer a little more of everything; return an idea."""
    idea = town.idea(theme_ids=[town.traffic, make_theme()], **town.here())
    town.place(theme_ids=[town.culture], **town.here())
    town.supported(idea, 2)
    town.commented(idea, by=me)
    actions.support_as_member(contribution=idea.pk, user=me, informed=True, at=AT)
    actions.set_office(contribution=idea.pk, office=make_office(), due_on=AT.date(), by=town.staff, at=AT)
    actions.reply(contribution=idea.pk, text="Ja.", status=Status.DONE, by=town.staff, at=AT + NEXT)
    draft = actions.begin(call=town.ideas, language="de", at=AT)
    actions.write(draft=draft, content={"title": "Meine", "text": "Text"}, at=AT)
    actions.submit_as_member(draft=draft, user=me, informed=True, at=AT)
    return idea


def cost(open_page: Callable[[], object]) -> int:
    contribution_lists._counted.cache_clear()  # as if a minute had passed
    with statements() as sent:
        open_page()
    return len(sent)


@pytest.mark.parametrize(("path", "member", "budget"), BUDGETS)
def test_a_page_costs_no_more_than_its_budget_however_much_there_is(
    town: Town, path: str, *, member: bool, budget: int
) -> None:
    me = make_resident()
    contacts.of_member(user=me, language="de", at=AT)
    idea = fill(town, me)
    visitor = Visitor()
    if member:
        visitor.client.force_login(me, backend="smilecity.doors.web.backends.SignInBackend")
    address = path.format(idea=f"/ideen/{idea.number}/")

    def open_page() -> None:
        assert visitor.client.get(address).status_code == 200

    open_page()
    small = cost(open_page)
    assert small <= budget
    for _ in range(3):
        fill(town, me)
        town.commented(idea)
        make_call()
    assert cost(open_page) == small
