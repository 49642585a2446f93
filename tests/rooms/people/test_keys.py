"""Parties and their keys: a secret is seen once, opens what it is for, and nothing any more once it is over."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from itertools import count
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from smilecity.ground.models import AuditEntry
from smilecity.ground.refusals import Refused
from smilecity.people.keys import actions, queries
from smilecity.people.keys.actions import NewKey
from smilecity.people.keys.models import ApiKey, Party
from smilecity.people.keys.rules import MOST_A_MINUTE, Caller, Scope
from smilecity.people.rules import Role
from tests.factories import AT, make_staff
from tests.support.statements import statements

pytestmark = pytest.mark.django_db
_numbers = count(1)


def a_party(name: str = "") -> int:
    return actions.make_party(name=name or f"Hafenamt {next(_numbers)}", by=None, at=AT)


def a_key(party: int | None = None, *scopes: Scope, expires_at: datetime | None = None) -> NewKey:
    return actions.make_key(
        party=a_party() if party is None else party,
        label="Pegel",
        scopes=scopes or (Scope.OBSERVE,),
        expires_at=expires_at,
        by=None,
        at=AT,
    )


def test_who_brings_a_key_is_its_party_with_its_scopes() -> None:
    party = a_party()
    key = a_key(party, Scope.READ, Scope.OBSERVE)
    assert queries.caller_of(key.secret, at=AT) == Caller(
        key=key.id, party=party, scopes=frozenset({Scope.READ, Scope.OBSERVE}), a_minute=actions.A_MINUTE
    )


@pytest.mark.parametrize("token", ["", "sc_", "sc_falsch", "\ud800", "\0", "ä" * 5000])
def test_what_is_no_key_opens_nothing(token: str) -> None:
    a_key()
    assert queries.caller_of(token, at=AT) is None


def test_who_knocks_costs_one_statement() -> None:
    key = a_key()
    with statements() as sent:
        queries.caller_of(key.secret, at=AT)
        queries.caller_of("sc_falsch", at=AT)
    assert len(sent) == 2


def test_a_key_is_found_by_its_digest_through_an_index() -> None:
    key = a_key()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        plan = ApiKey.objects.filter(digest=bytes(ApiKey.objects.get(pk=key.id).digest)).explain()
    assert "digest" in plan
    assert "Index" in plan


def test_a_key_is_over_in_the_moment_it_expires() -> None:
    key = a_key(expires_at=AT + timedelta(hours=1))
    assert queries.caller_of(key.secret, at=AT + timedelta(minutes=59))
    assert queries.caller_of(key.secret, at=AT + timedelta(hours=1)) is None


def test_a_revoked_key_opens_nothing_and_others_go_on() -> None:
    party = a_party()
    key, other = a_key(party), a_key(party)
    actions.revoke_key(key=key.id, by=None, at=AT)
    actions.revoke_key(key=key.id, by=None, at=AT + timedelta(days=1))
    assert queries.caller_of(key.secret, at=AT) is None
    assert queries.caller_of(other.secret, at=AT)
    assert ApiKey.objects.get(pk=key.id).revoked_at == AT, "when it was revoked first"


def test_the_keys_of_a_party_that_ended_open_nothing() -> None:
    party = a_party()
    key = a_key(party)
    actions.end_party(party=party, by=None, at=AT)
    assert queries.caller_of(key.secret, at=AT) is None
    with pytest.raises(Refused, match=actions.PARTY_ENDED):
        a_key(party)


def test_the_secret_is_random_and_stands_nowhere_in_the_database() -> None:
    one, two = a_key(), a_key()
    assert one.secret != two.secret
    assert one.secret.startswith("sc_")
    assert len(one.secret) > 40
    row = ApiKey.objects.get(pk=one.id)
    assert row.hint == one.secret[:8]
    kept = [*ApiKey.objects.values_list(), *AuditEntry.objects.values_list()]
    assert one.secret not in str(kept)


def test_every_act_stands_in_the_log() -> None:
    boss = make_staff(Role.STEWARD)
    party = actions.make_party(name="Hafenamt", by=boss, at=AT)
    actions.rename_party(party=party, name="Hafen- und Seemannsamt", contact="hafen@example.org", by=boss, at=AT)
    key = actions.make_key(party=party, label="Pegel", scopes=[Scope.READ], by=boss, at=AT)
    actions.revoke_key(key=key.id, by=boss, at=AT)
    actions.end_party(party=party, by=boss, at=AT)
    actions.end_party(party=party, by=boss, at=AT)
    written = AuditEntry.objects.filter(subject=f"party:{party}", actor=boss.pk)
    assert sorted(written.values_list("verb", flat=True)) == sorted(
        f"keys.{verb}" for verb in ("make_party", "rename_party", "make_key", "revoke_key", "end_party")
    )


@pytest.mark.parametrize("role", Role)
def test_who_may_manage_parties_and_keys(role: Role) -> None:
    staff, party = make_staff(role), a_party()
    key = a_key(party).id
    acts: list[Callable[[], object]] = [
        lambda: actions.make_party(name="Neu", by=staff, at=AT),
        lambda: actions.rename_party(party=party, name="Anders", contact="", by=staff, at=AT),
        lambda: actions.make_key(party=party, label="x", scopes=[Scope.READ], by=staff, at=AT),
        lambda: actions.revoke_key(key=key, by=staff, at=AT),
        lambda: actions.end_party(party=party, by=staff, at=AT),
    ]
    for act in acts:
        if role in {Role.STEWARD, Role.ADMINISTRATOR}:
            act()
        else:
            with pytest.raises(Refused, match=actions.NOT_IN_CHARGE):
                act()


@pytest.mark.parametrize("name", ["Hafenamt", "hafenamt", "  HAFENAMT "])
def test_a_name_names_one_party(name: str) -> None:
    a_party("Hafenamt")
    other = a_party("Forstamt")
    with pytest.raises(Refused, match=actions.NAME_TAKEN):
        a_party(name)
    with pytest.raises(Refused, match=actions.NAME_TAKEN):
        actions.rename_party(party=other, name=name, contact="", by=None, at=AT)
    with pytest.raises(IntegrityError, match="one_party_per_name"), transaction.atomic():
        Party.objects.create(name="HafenAmt", made_at=AT)


def test_a_party_keeps_its_own_name() -> None:
    party = a_party("Hafenamt")
    actions.rename_party(party=party, name="HAFENAMT", contact="", by=None, at=AT)
    assert queries.names([party]) == {party: "HAFENAMT"}


@pytest.mark.parametrize(("name", "contact"), [("", ""), ("  ", ""), ("x" * 201, ""), ("x", "x" * 301)])
def test_a_party_needs_a_name_that_fits(name: str, contact: str) -> None:
    with pytest.raises(Refused):
        actions.make_party(name=name, contact=contact, by=None, at=AT)
    assert not Party.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"label": " "},
        {"label": "x" * 121},
        {"scopes": []},
        {"a_minute": 0},
        {"a_minute": MOST_A_MINUTE + 1},
        {"expires_at": AT},
        {"party": 0},
        {"secret": "kurz"},
    ],
)
def test_a_key_that_makes_no_sense_is_refused(wrong: dict[str, object]) -> None:
    wanted = {"party": a_party(), "label": "Pegel", "scopes": [Scope.READ], **wrong}
    with pytest.raises(Refused):
        actions.make_key(**wanted, by=None, at=AT)  # type: ignore[arg-type]  # each case is wrong in its own way
    assert not ApiKey.objects.exists()


def test_a_secret_set_by_the_operator_works_once() -> None:
    party = a_party()
    made = actions.make_key(party=party, label="Demo", scopes=[Scope.READ], secret="s" * 16, by=None, at=AT)
    assert queries.caller_of("s" * 16, at=AT) is not None
    assert made.secret == "s" * 16
    with pytest.raises(Refused, match=actions.SECRET_TAKEN):
        actions.make_key(party=party, label="Demo", scopes=[Scope.READ], secret="s" * 16, by=None, at=AT)


def test_of_the_use_of_a_key_only_the_day_is_kept() -> None:
    key = a_key().id
    with statements() as sent:
        for minute in range(5):
            actions.note_use(key=key, at=AT + timedelta(minutes=minute))
    assert len(sent) == 1, "a busy key costs one statement a day"
    assert ApiKey.objects.get(pk=key).used_on == date(2026, 3, 2)
    actions.note_use(key=key, at=AT + timedelta(days=1))
    assert ApiKey.objects.get(pk=key).used_on == date(2026, 3, 3)


def test_the_day_is_the_citys() -> None:
    key = a_key().id
    actions.note_use(key=key, at=datetime.fromisoformat("2026-03-02T23:30:00Z"))
    assert ApiKey.objects.get(pk=key).used_on == date(2026, 3, 3)


def test_parties_are_listed_by_name_page_by_page_with_two_statements() -> None:
    names = ["Anton", "berta", "Cäsar", "dora", "Emil"]
    for name in reversed(names):
        a_key(a_party(name))
    with statements() as sent:
        first = queries.parties(at=AT, most=2)
    assert len(sent) == 2
    rest = queries.parties(at=AT, after=(first[-1].name.lower(), first[-1].id))
    assert [row.name for row in (*first, *rest)] == names
    assert {row.keys for row in rest} == {1}


def test_a_partys_keys_are_shown_without_their_secrets() -> None:
    party = a_party()
    key = a_key(party, expires_at=AT + timedelta(days=1))
    (row,) = queries.keys_of(party, at=AT + timedelta(days=2))
    assert (row.id, row.hint, row.good, row.used_on) == (key.id, key.secret[:8], False, None)
    shown = queries.party(party, at=AT)
    assert shown is not None
    assert shown.keys == 1
    assert queries.labels([key.id, uuid4()]) == {key.id: "Pegel"}
    assert queries.party(0, at=AT) is None
