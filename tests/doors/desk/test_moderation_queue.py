"""The queue at the desk: the oldest first, read and decided on one after the other, without any script."""

import pytest

from smilecity.collect.contributions.models import Contribution
from smilecity.collect.contributions.rules import Moderation, Publicity
from smilecity.people.rules import Role
from tests.factories_contributions import make_call, make_contribution
from tests.support.colleague import Colleague
from tests.support.visitor import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def moderator() -> Colleague:
    return Colleague(Role.MODERATOR)


@pytest.fixture
def waiting() -> Contribution:
    return make_contribution(make_call(moderation=Moderation.BEFORE), title="Mehr <b>Bänke</b>")


def decide(who: Colleague, page: Page, act: str, **fields: object) -> Page:
    key = page.fields["zeigen"]
    bound = {name: page.fields[name] for name in ("stand", "fassung", "zeigen", "danach")}
    return who.sends(f"moderation/{key}/{act}/", **bound | fields)


def state(row: Contribution) -> str:
    return Contribution.objects.values_list("publicity", flat=True).get(pk=row.pk)


def test_what_waits_is_read_and_released(moderator: Colleague, waiting: Contribution) -> None:
    page = moderator.opens("moderation/")
    page.says("Wartet auf Freigabe 1", "Mehr <b>Bänke</b>", "Zum Ausruhen.", "Freigeben", "Ablehnen")
    assert "<b>Bänke</b>" not in page.html
    decide(moderator, page, "freigeben").says("Freigegeben: Mehr", "Alles gelesen", "Zurücknehmen")
    assert state(waiting) == Publicity.SHOWN


def test_who_turns_something_down_gives_a_reason(moderator: Colleague, waiting: Contribution) -> None:
    page = moderator.opens("moderation/")
    decide(moderator, page, "verbergen", anlass="insult").says("Bitte wählen Sie eine Vorlage")
    decide(moderator, page, "verbergen", worte="So nicht.").says("Bitte wählen Sie den Grund aus.")
    assert state(waiting) == Publicity.WAITING
    decide(moderator, page, "verbergen", anlass="insult", worte="Das beleidigt.").says("Nicht gezeigt: Mehr")
    assert state(waiting) == Publicity.HIDDEN
