"""Proof of work: what counts as solved, once and in time; and the field that only programs fill in."""

import base64
import json
from datetime import timedelta

import altcha
import pytest
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import Settings

from smilecity.doors.web import honeypot, proof
from smilecity.doors.web.proof import Proof
from smilecity.ground import clock
from tests.support.solving import solved
from tests.support.statements import statements

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def asked(settings: Settings) -> None:
    """The city asks for a proof that is found at once."""
    settings.PROOF_OF_WORK = True
    settings.PROOF_DIFFICULTY = 10


def posted(**fields: str) -> HttpRequest:
    return RequestFactory().post("/", fields)


def test_a_solution_counts_once() -> None:
    now = clock.now()
    payload = solved(proof.challenge(at=now))
    assert proof.is_solved(payload, at=now)
    assert not proof.is_solved(payload, at=now)
    assert not proof.is_solved(payload, at=now + proof.LIFETIME - timedelta(seconds=2))


def test_the_same_solution_written_in_another_way_does_not_count_again() -> None:
    now = clock.now()
    payload = solved(proof.challenge(at=now))
    assert proof.is_solved(payload, at=now)
    parts = json.loads(base64.b64decode(payload))
    parts["solution"]["time"] = 5
    assert not proof.is_solved(base64.b64encode(json.dumps(parts, indent=1).encode()).decode(), at=now)


def test_two_challenges_are_never_the_same() -> None:
    now = clock.now()
    assert proof.is_solved(solved(proof.challenge(at=now)), at=now)
    assert proof.is_solved(solved(proof.challenge(at=now)), at=now)


@pytest.mark.parametrize(("after", "counts"), [(proof.LIFETIME - timedelta(minutes=1), True), (proof.LIFETIME, False)])
def test_a_solution_is_good_for_its_time(after: timedelta, counts: bool) -> None:
    now = clock.now()
    payload = solved(proof.challenge(at=now))
    assert proof.is_solved(payload, at=now + after + timedelta(seconds=1)) is counts


def test_an_old_challenge_is_too_old() -> None:
    now = clock.now()
    assert not proof.is_solved(solved(proof.challenge(at=now - proof.LIFETIME - timedelta(seconds=2))), at=now)


@pytest.mark.parametrize(
    "change", [{"keyPrefix": ""}, {"cost": 1}, {"expiresAt": 9_999_999_999}, {"keySignature": None}, {"data": {}}]
)
def test_a_challenge_cannot_be_made_easier(change: dict[str, object]) -> None:
    now = clock.now()
    parts = json.loads(base64.b64decode(solved(proof.challenge(at=now))))
    parts["challenge"]["parameters"] |= change
    assert not proof.is_solved(base64.b64encode(json.dumps(parts).encode()).decode(), at=now)


def test_only_our_own_challenges_count() -> None:
    foreign = altcha.create_challenge("PBKDF2/SHA-256", 1, hmac_secret="somebody else's")
    assert not proof.is_solved(solved(foreign.to_dict()), at=clock.now())


def test_a_wrong_key_is_no_solution() -> None:
    now = clock.now()
    assert not proof.is_solved(solved(proof.challenge(at=now), derivedKey="00" * 32), at=now)


def test_how_hard_it_is_is_a_setting(settings: Settings) -> None:
    settings.PROOF_DIFFICULTY = 500
    parameters = proof.challenge(at=clock.now())["parameters"]
    assert isinstance(parameters, dict)
    assert parameters["data"] == {"most": 500}


WRONG = st.one_of(
    st.text(max_size=200),
    st.text(min_size=2001, max_size=2100),
    st.recursive(
        st.none() | st.integers() | st.text(max_size=9), lambda more: st.lists(more) | st.dictionaries(st.text(), more)
    ).map(lambda made: base64.b64encode(json.dumps(made).encode()).decode()),
    st.fixed_dictionaries(
        {
            "challenge": st.fixed_dictionaries(
                {
                    "parameters": st.dictionaries(
                        st.sampled_from(["algorithm", "nonce", "salt", "cost", "expiresAt", "data"]),
                        st.none() | st.integers() | st.text(max_size=9) | st.floats() | st.lists(st.integers()),
                        min_size=4,
                    ),
                    "signature": st.text(max_size=9) | st.integers(),
                }
            ),
            "solution": st.fixed_dictionaries({"counter": st.integers(), "derivedKey": st.text(max_size=9)}),
        }
    ).map(lambda made: base64.b64encode(json.dumps(made).encode()).decode()),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(WRONG)
def test_whatever_else_is_sent_is_no_solution_and_no_error(payload: str) -> None:
    assert not proof.is_solved(payload, at=clock.now())


def test_checking_a_solution_costs_one_statement() -> None:
    now = clock.now()
    payload = solved(proof.challenge(at=now))
    with statements() as sent:
        proof.is_solved(payload, at=now)
    assert len(sent) == 1


def test_a_form_says_what_it_brings_along() -> None:
    assert proof.weight(posted(proof=solved(proof.challenge(at=clock.now())))) is Proof.SOLVED
    assert proof.weight(posted(proof="")) is Proof.MISSING
    assert proof.weight(posted()) is Proof.MISSING
    assert proof.weight(posted(proof="abc")) is Proof.WRONG


def test_where_no_proof_is_asked_for_every_form_counts(settings: Settings, client: Client) -> None:
    settings.PROOF_OF_WORK = False
    assert proof.weight(posted()) is Proof.SOLVED
    assert client.get("/nachweis/").status_code == 404
    assert render_to_string("web/components/proof.html", {"proof_of_work": False}).strip() == ""


def test_a_challenge_is_never_kept_by_a_cache(client: Client) -> None:
    first, second = client.get("/nachweis/"), client.get("/nachweis/")
    assert "no-store" in first["Cache-Control"]
    assert first.json()["signature"] != second.json()["signature"]
    assert proof.weight(posted(proof=solved(first.json()))) is Proof.SOLVED


@pytest.mark.parametrize(("typed", "filled"), [("", False), ("  ", False), ("https://example.org", True)])
def test_who_fills_what_nobody_sees_is_a_program(typed: str, filled: bool) -> None:
    assert honeypot.is_filled(posted(homepage=typed)) is filled
    assert not honeypot.is_filled(posted())


def test_nobody_reaches_the_field_for_programs_by_keyboard_or_screen_reader() -> None:
    field = render_to_string("web/components/honeypot.html")
    for part in ('aria-hidden="true"', 'tabindex="-1"', 'autocomplete="off"', f'name="{honeypot.FIELD}"'):
        assert part in field
    assert "display" not in field
    assert "hidden>" not in field
