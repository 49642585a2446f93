"""The log says what happened, in one line of JSON, and nothing about anybody."""

import ipaddress
import json
import logging

import pytest
from django.db import IntegrityError
from hypothesis import given
from hypothesis import strategies as st

from smilecity.config.logs import JsonLine, PlainLine, WithoutAddresses
from smilecity.config.scrub import scrub
from smilecity.ground import tracing

LETTERS = st.text(alphabet="abcdefghijklmnopqrstuvwxyzäöü0123456789.-_+", min_size=1, max_size=20)


@given(LETTERS, LETTERS, st.text(max_size=40))
def test_no_address_of_mail_stays(local: str, domain: str, around: str) -> None:
    assert f"{local}@{domain}.de" not in scrub(f"{around} {local}@{domain}.de {around}")


@given(st.ip_addresses(), st.text(max_size=40))
def test_no_network_stays(address: ipaddress.IPv4Address | ipaddress.IPv6Address, around: str) -> None:
    if address.is_loopback or address.is_unspecified:
        return
    assert f" {address} " not in f" {scrub(f'{around} {address} {around}')} "


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("duplicate key\nDETAIL:  Key (email)=(anna@x.de) already exists.", "duplicate key"),
        ("/bestaetigen/?t=geheim wurde nicht gefunden", "/bestaetigen/?… wurde nicht gefunden"),
        ("postgresql://smilecity:geheim@db.example/x", "postgresql://…@db.example/x"),
        ("um 12:30:05 Uhr, Version 1.2.3", "um 12:30:05 Uhr, Version 1.2.3"),
        ("<anna.muster@stadt.example>: refused", "<(address)>: refused"),
    ],
)
def test_what_is_no_secret_stays_readable(said: str, kept: str) -> None:
    assert scrub(said) == kept


def _record(text: str, *args: object, error: BaseException | None = None, **facts: object) -> logging.LogRecord:
    info = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord("smilecity.test", logging.ERROR, __file__, 1, text, args, info)
    vars(record).update(facts)
    WithoutAddresses().filter(record)
    return record


def test_an_event_is_one_line_of_json_with_the_name_of_its_request() -> None:
    tracing.set_current("abc123def456")
    line = JsonLine().format(_record("mail %s\nto %s", 7, "anna@x.de", route="web:home", status=500, ip="192.0.2.7"))
    tracing.set_current("")
    assert "\n" not in line
    event = json.loads(line)
    assert (event["level"], event["text"]) == ("error", "mail 7 to (address)")
    assert (event["request"], event["route"], event["status"]) == ("abc123def456", "web:home", 500)
    assert "192.0.2.7" not in line, "only facts that are known to be harmless are said"


def _failed() -> BaseException:
    try:
        _fail()
    except IntegrityError as error:
        return error
    raise AssertionError


def _fail() -> None:
    raise IntegrityError("duplicate key\nDETAIL:  Key (email)=(anna@x.de) already exists.")


def test_an_error_has_its_kind_and_places_and_no_values() -> None:
    line = JsonLine().format(_record("failed", error=_failed()))
    assert "anna" not in line
    error = json.loads(line)["error"]
    assert (error["kind"], error["text"]) == ("IntegrityError", "duplicate key")
    assert error["places"][0].endswith("_fail")
    assert "anna" not in PlainLine().format(_record("failed", error=_failed()))


def test_arguments_that_do_not_fit_their_sentence_lose_no_line() -> None:
    assert json.loads(JsonLine().format(_record("only %d", "words")))["text"] == "only %d"
