"""Who may open what is measured at the desk: stewards and administrators, page by page, deed by deed."""

import pytest

from smilecity.people.keys import actions
from smilecity.people.keys.models import Party
from smilecity.people.keys.rules import Scope
from smilecity.people.rules import DESK_ROLES, Role
from smilecity.sense.things.models import Datastream, Thing
from tests.factories import AT, make_resident
from tests.factories_sense import make_datastream, make_party
from tests.support.colleague import Colleague
from tests.support.visitor import Visitor

pytestmark = pytest.mark.django_db
MAY = {Role.STEWARD, Role.ADMINISTRATOR}
NO = "Messwerte verwalten nur Datenbetreuung und Administration."


def pages() -> list[str]:
    party, series = make_party(), make_datastream()
    return [
        "",
        "zugriffe/",
        "neu/",
        f"messstellen/{series.thing_id}/",
        f"messstellen/{series.thing_id}/ort/",
        f"messstellen/{series.thing_id}/messreihe/",
        f"messstellen/{series.thing_id}/loeschen/",
        f"{series.pk}/",
        f"{series.pk}/loeschen/",
        "partner/",
        "partner/neu/",
        f"partner/{party.pk}/",
        f"partner/{party.pk}/beenden/",
        f"partner/{party.pk}/schluessel/",
    ]


@pytest.mark.parametrize("role", sorted(DESK_ROLES))
def test_only_stewards_and_administrators_open_what_is_measured(role: Role) -> None:
    who = Colleague(role)
    for path in pages():
        page = who.opens(f"messwerte/{path}")
        if role in MAY:
            assert page.status == 200, path
        else:
            page.says(NO)
    assert ("/desk/messwerte/" in who.opens().html) == (role in MAY)


@pytest.mark.parametrize("role", sorted(DESK_ROLES))
def test_a_form_of_others_changes_nothing(role: Role) -> None:
    party, series = make_party("Hafenamt"), make_datastream()
    key = actions.make_key(party=party.pk, label="Pegel", scopes=[Scope.READ], by=None, at=AT)
    who = Colleague(role)
    who.sends(f"messwerte/schluessel/{key.id}/widerrufen/")
    who.sends(f"messwerte/partner/{party.pk}/beenden/")
    who.sends(f"messwerte/{series.pk}/loeschen/")
    who.sends(f"messwerte/messstellen/{series.thing_id}/loeschen/")
    party.refresh_from_db()
    may = role in MAY
    assert (party.ended_at is not None) == may
    assert Datastream.objects.exists() != may
    assert Thing.objects.exists() != may


def test_residents_and_strangers_stay_outside() -> None:
    resident = Visitor()
    resident.client.force_login(make_resident())
    for path in pages():
        for who in (Visitor(), resident):
            assert "Messreihe" not in who.get(f"/desk/messwerte/{path}").words
    assert Party.objects.exists()


@pytest.mark.parametrize("number", [0, 10**19, 10**40])
def test_what_does_not_exist_is_not_found(number: int) -> None:
    who = Colleague(Role.STEWARD)
    for path in ("{}/", "{}/loeschen/", "messstellen/{}/", "partner/{}/"):
        assert who.opens(f"messwerte/{path.format(number)}").status == 404
