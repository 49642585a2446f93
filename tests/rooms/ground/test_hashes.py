"""Keyed hashes: one key per purpose, nothing to be guessed, codes that nobody misreads."""

import hashlib
import hmac

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pytest_django import Settings

from smilecity.ground import hashes


def test_a_keyed_hash_is_hmac_sha256_under_a_key_of_its_purpose(settings: Settings) -> None:
    settings.SECRET_KEY = "s" * 50
    key = hmac.new(b"s" * 50, b"smilecity:limit", hashlib.sha256).digest()
    assert hashes.keyed("limit", b"value") == hmac.new(key, b"value", hashlib.sha256).digest()


def test_each_purpose_each_value_and_each_installation_has_a_hash_of_its_own(settings: Settings) -> None:
    made = {hashes.keyed("a", b"x"), hashes.keyed("b", b"x"), hashes.keyed("a", b"y")}
    settings.SECRET_KEY = "another secret of fifty characters, said the hatter"
    assert len(made | {hashes.keyed("a", b"x")}) == 4


def test_secrets_are_new_each_time_and_fit_into_a_url() -> None:
    made = {hashes.new_secret() for _ in range(1_000)}
    assert len(made) == 1_000
    assert all(len(secret) == 43 and secret.replace("-", "").replace("_", "").isalnum() for secret in made)


@given(st.text(st.characters(codec=None)))
@example("\ud800")
def test_whatever_stands_in_a_link_can_be_looked_up(text: str) -> None:
    assert len(hashes.digest(text)) == 32


def test_a_token_belongs_to_its_salt_and_purpose() -> None:
    tokens = [hashes.derived_token(purpose, salt) for purpose in ("a", "b") for salt in (b"1", b"2")]
    assert len(set(tokens)) == 4
    assert all(len(token) == 43 for token in tokens)
    assert hashes.derived_token("a", b"1") == tokens[0]


@given(st.binary(min_size=16, max_size=16))
def test_a_code_holds_only_characters_that_cannot_be_confused(salt: bytes) -> None:
    code = hashes.derived_code("register.code", salt)
    assert len(code) == 8
    assert not set(code) & set("01OILU")
    assert set(code) <= set(hashes.CODE_ALPHABET)


def test_code_and_token_of_one_salt_tell_nothing_of_each_other() -> None:
    assert hashes.derived_code("code", b"1") not in hashes.derived_token("token", b"1").upper()


@pytest.mark.parametrize("length", [1, 8, 20])
def test_a_code_is_as_long_as_asked(length: int) -> None:
    assert len(hashes.derived_code("code", b"1", length)) == length
