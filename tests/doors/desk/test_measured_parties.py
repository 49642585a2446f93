"""Parties and keys at the desk: entered, shown once, revoked, ended."""

import re

import pytest

from smilecity.people.keys import actions, queries
from smilecity.people.keys.models import ApiKey, Party
from smilecity.people.keys.rules import Scope
from smilecity.people.rules import Role
from tests.factories import AT
from tests.factories_sense import make_party
from tests.support.clock import Clock
from tests.support.colleague import Colleague
from tests.support.statements import statements

pytestmark = pytest.mark.django_db
KEY = {"label": "Pegel", "scopes": ["observe"], "expires_on": "", "a_minute": "600"}


@pytest.fixture
def who() -> Colleague:
    return Colleague(Role.STEWARD)


def test_the_first_party_is_one_click_away(who: Colleague) -> None:
    who.opens("messwerte/partner/").says("Noch kein Partner", "Ersten Partner eintragen")
    page = who.sends("messwerte/partner/neu/", name="  Hafenamt ", contact="hafen@example.org")
    page.says("Der Partner ist eingetragen", "Noch kein Schlüssel")
    assert Party.objects.get().name == "Hafenamt"
    who.opens("messwerte/partner/").says("Hafenamt", "0 gültige Schlüssel", "hafen@example.org")


def test_a_name_that_is_taken_or_missing_is_said_at_its_field(who: Colleague) -> None:
    make_party("Hafenamt")
    who.sends("messwerte/partner/neu/", name="HAFENAMT").says("Einen Partner mit diesem Namen gibt es schon.")
    who.sends("messwerte/partner/neu/", name=" ").says("Bitte geben Sie dem Partner einen Namen.")
    assert Party.objects.count() == 1


def test_a_key_is_shown_once_and_works(who: Colleague) -> None:
    party = make_party("Hafenamt")
    page = who.sends(f"messwerte/partner/{party.pk}/schluessel/", **KEY)
    page.says("Der Schlüssel ist erstellt", "kann ihn niemand mehr lesen")
    secret = re.search(r'value="(sc_[\w-]{43})"', page.html)
    assert secret
    caller = queries.caller_of(secret[1], at=AT)
    assert caller is not None
    assert (caller.party, caller.scopes) == (party.pk, frozenset({Scope.OBSERVE}))
    page.says(f"Benutzername bei MQTT: {caller.key}")
    again = who.opens(f"messwerte/partner/{party.pk}/")
    again.says(f"Benutzername bei MQTT: {caller.key}")
    again.says("Pegel", "Messen", "gilt ohne Ende", "noch nie benutzt")
    who.opens("messwerte/partner/").says("1 gültiger Schlüssel")
    assert secret[1] not in again.html
    assert secret[1] not in str(dict(who.client.session))


def test_the_page_with_the_secret_is_kept_in_no_cache(who: Colleague) -> None:
    party = make_party()
    answer = who.client.post(f"/desk/messwerte/partner/{party.pk}/schluessel/", KEY)
    assert "no-store" in answer["Cache-Control"]


def test_a_key_lasts_to_the_end_of_its_last_day(who: Colleague, time: Clock) -> None:
    party = make_party()
    who.sends(f"messwerte/partner/{party.pk}/schluessel/", **KEY | {"expires_on": "2026-03-31"})
    row = ApiKey.objects.get()
    assert row.expires_at is not None
    assert row.expires_at.isoformat() == "2026-03-31T21:59:00+00:00"
    who.opens(f"messwerte/partner/{party.pk}/").says("gilt bis 31. März 2026")
    time.at = row.expires_at
    who.opens(f"messwerte/partner/{party.pk}/").says("abgelaufen am 31. März 2026")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"label": ""}, "wofür der Schlüssel ist"),
        ({"scopes": []}, "mindestens ein Recht"),
        ({"scopes": ["everything"]}, "Noch nicht erstellt"),
        ({"expires_on": "2026-03-01"}, "wäre schon abgelaufen"),
        ({"expires_on": "gestern"}, "Bitte geben Sie einen Tag ein"),
        ({"a_minute": "0"}, "eine Zahl von 1 bis 1.000.000"),
        ({"a_minute": "viele"}, "eine Zahl von 1 bis 1.000.000"),
    ],
)
def test_what_is_wrong_is_said_and_no_key_is_made(who: Colleague, wrong: dict[str, object], said: str) -> None:
    party = make_party()
    who.sends(f"messwerte/partner/{party.pk}/schluessel/", **KEY | wrong).says(said)
    assert not ApiKey.objects.exists()


def test_a_key_is_revoked(who: Colleague) -> None:
    party = make_party()
    key = actions.make_key(party=party.pk, label="Pegel", scopes=[Scope.READ], by=None, at=AT)
    assert "MQTT" not in who.opens(f"messwerte/partner/{party.pk}/").words  # it may send nothing
    page = who.sends(f"messwerte/schluessel/{key.id}/widerrufen/")
    page.says("Der Schlüssel ist widerrufen", "widerrufen am 2. März 2026")
    assert queries.caller_of(key.secret, at=AT) is None


def test_ending_says_what_it_means_first(who: Colleague) -> None:
    party = make_party("Hafenamt")
    key = actions.make_key(party=party.pk, label="Pegel", scopes=[Scope.READ], by=None, at=AT)
    who.opens(f"messwerte/partner/{party.pk}/beenden/").says("„Hafenamt“", "Ein gültiger Schlüssel öffnet sofort")
    assert queries.caller_of(key.secret, at=AT)
    who.sends(f"messwerte/partner/{party.pk}/beenden/").says("seit dem 2. März 2026 beendet")
    assert queries.caller_of(key.secret, at=AT) is None
    who.sends(f"messwerte/partner/{party.pk}/schluessel/", **KEY).says("Er bekommt keine neuen Schlüssel")


def test_name_and_contact_are_changed_on_the_page(who: Colleague) -> None:
    party = make_party("Hafenamt")
    page = who.sends(f"messwerte/partner/{party.pk}/", name="Hafen- und Seemannsamt", contact="hafen@example.org")
    page.says("Die Angaben sind gespeichert.", "Hafen- und Seemannsamt")


def test_many_parties_are_paged_by_name_and_cost_no_more_sql(who: Colleague) -> None:
    for number in range(3):
        make_party(f"Amt {number:03}")
    who.opens("messwerte/partner/")
    with statements() as few:
        who.opens("messwerte/partner/")
    for number in range(3, 60):
        make_party(f"Amt {number:03}")
    with statements() as many:
        first = who.opens("messwerte/partner/")
    assert len(many) == len(few)
    first.says("Amt 000", "Amt 049", "Weitere zeigen")
    assert "Amt 050" not in first.words
    following = re.search(r'rel="next" href="/desk/([^"]+)"', first.html)
    assert following
    second = who.opens(following[1].replace("&amp;", "&"))
    second.says("Amt 050", "Amt 059", "Zum Anfang")
    assert "Amt 049" not in second.words
    assert "Amt 000" in who.opens("messwerte/partner/?nach=Quatsch%00").words
