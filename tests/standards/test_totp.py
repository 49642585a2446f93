"""RFC 6238: the codes of the second factor are those that every authenticator app makes (SHA-1, 30 s, 6 digits)."""

import base64
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.totp.internal import auth as totp

from smilecity.people.models import User

SECRET = base64.b32encode(b"12345678901234567890").decode()


@pytest.mark.parametrize(
    ("second", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_appendix_b_the_values_of_the_standard(second: int, code: str) -> None:
    # The standard prints eight digits; of six, the last ones remain.
    assert totp.format_hotp_value(totp.hotp_value(SECRET, second // 30)) == code


def test_5_2_a_step_lasts_thirty_seconds_and_one_early_or_late_is_taken() -> None:
    # What this means for whoever signs in: tests/doors/web/test_accounts.py.
    assert (app_settings.TOTP_PERIOD, app_settings.TOTP_DIGITS, app_settings.TOTP_TOLERANCE) == (30, 6, 1)


@pytest.mark.django_db
def test_the_picture_for_the_app_asks_for_nothing_but_the_usual() -> None:
    url = urlsplit(get_adapter().build_totp_url(User(email="karin@stadt.example"), SECRET))
    asked = parse_qs(url.query)
    assert (url.scheme, url.netloc, asked["secret"]) == ("otpauth", "totp", [SECRET])
    assert asked.get("algorithm", ["SHA1"]) == ["SHA1"]
    assert asked.get("period", ["30"]) == ["30"]
