"""Whose address counts: the one our own proxies saw, never the one a visitor claims to have."""

import pytest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from smilecity.doors.visitor.client import UNKNOWN, check_settings, client_address, exempt, network_of
from smilecity.ground.env import WrongSetting


def seen(settings: Settings, proxies: int, forwarded: str | None, peer: str = "10.0.0.9") -> str:
    settings.PROXIES = proxies
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    return str(client_address(RequestFactory().get("/", headers=headers, REMOTE_ADDR=peer)))


def test_without_proxies_the_peer_is_the_visitor_whatever_it_claims(settings: Settings) -> None:
    assert seen(settings, 0, None, "192.0.2.7") == "192.0.2.7"
    assert seen(settings, 0, "198.51.100.1", "192.0.2.7") == "192.0.2.7"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (1, "192.0.2.7", "192.0.2.7"),
        (1, "198.51.100.1, 192.0.2.7", "192.0.2.7"),
        (2, "192.0.2.7, 10.0.0.1", "192.0.2.7"),
        (2, "198.51.100.1, 192.0.2.7, 10.0.0.1", "192.0.2.7"),
        (1, " 2001:db8::7 ", "2001:db8::7"),
        (1, "[2001:db8::7]:4711", "2001:db8::7"),
        (1, "192.0.2.7:4711", "192.0.2.7"),
        (1, "::ffff:192.0.2.7", "192.0.2.7"),
        (1, "fe80::1%eth0", "fe80::1"),
    ],
)
def test_behind_proxies_only_what_they_wrote_counts(
    settings: Settings, proxies: int, forwarded: str, address: str
) -> None:
    assert seen(settings, proxies, forwarded) == address


@pytest.mark.parametrize(
    "forwarded", [None, "", ",", "unknown", "1.2.3", "1.2.3.4.5", "<script>", "192.0.2.7,", "]", "%"]
)
def test_who_did_not_come_through_the_proxies_or_sends_rubbish_shares_one_limit(
    settings: Settings, forwarded: str | None
) -> None:
    assert seen(settings, 1, forwarded) == str(UNKNOWN)


def test_too_few_hops_are_not_the_visitor(settings: Settings) -> None:
    assert seen(settings, 2, "192.0.2.7") == str(UNKNOWN)


@given(rubbish=st.text(alphabet=st.characters(codec="latin-1", exclude_characters="\r\n"), max_size=200))
def test_no_header_breaks_anything(rubbish: str) -> None:
    request = RequestFactory().get("/", headers={"X-Forwarded-For": rubbish}, REMOTE_ADDR=rubbish)
    network_of(client_address(request))


@pytest.mark.parametrize(
    ("address", "network"),
    [("192.0.2.77", "192.0.2.0/24"), ("2001:db8:1:2ff:aa::7", "2001:db8:1:200::/56"), ("::", "::/56")],
)
def test_a_limit_counts_for_a_household_or_office(settings: Settings, address: str, network: str) -> None:
    settings.PROXIES = 0
    assert network_of(client_address(RequestFactory().get("/", REMOTE_ADDR=address))) == network


def test_the_library_may_be_exempt(settings: Settings) -> None:
    settings.PROXIES = 0
    settings.LIMIT_EXEMPT = ["192.0.2.0/28", "2001:db8:5::/48", "198.51.100.4"]

    def is_exempt(address: str) -> bool:
        return exempt(client_address(RequestFactory().get("/", REMOTE_ADDR=address)))

    assert is_exempt("192.0.2.15")
    assert is_exempt("2001:db8:5:1::9")
    assert is_exempt("198.51.100.4")
    assert not is_exempt("192.0.2.16")
    assert not is_exempt("198.51.100.5")
    assert not is_exempt("::")


def test_a_wrong_network_in_the_settings_fails_by_name(settings: Settings) -> None:
    settings.LIMIT_EXEMPT = ["library"]
    with pytest.raises(WrongSetting, match="SMILECITY_LIMIT_EXEMPT"):
        check_settings()
