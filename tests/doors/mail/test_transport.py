"""The address of the mail server comes from one URL; a wrong one fails at the start and names the setting."""

import smtplib

import pytest

from smilecity.doors.mail.transport import Server, describe, is_final, server
from smilecity.ground.env import WrongSetting


def test_the_three_kinds_of_server() -> None:
    plain = Server(host="mail", port=25, user="", password="", starttls=False, tls=False)
    assert server("smtp://mail") == plain
    assert server("smtp+tls://u:p@mail") == Server("mail", 587, "u", "p", starttls=True, tls=False)
    assert server("smtps://u:p@mail:4465/") == Server("mail", 4465, "u", "p", starttls=False, tls=True)
    assert server("smtp://[::1]:2525").host == "::1"


def test_signs_in_a_password_are_written_as_in_any_url() -> None:
    assert server("smtp://anna%40example.org:p%2Fw%3A@mail").user == "anna@example.org"
    assert server("smtp://anna%40example.org:p%2Fw%3A@mail").password == "p/w:"


@pytest.mark.parametrize(
    "url",
    [
        "smtp://",
        "http://mail",
        "smtp://mail:port",
        "smtp://u:secret@mail:99999",
        "mail:25",
        "smtp://mail/box",
        "smtp://mail?tls=1",
    ],
)
def test_a_wrong_url_is_named_and_its_password_is_not_repeated(url: str) -> None:
    with pytest.raises(WrongSetting, match="EMAIL_URL") as raised:
        server(url)
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize(
    ("error", "final"),
    [
        (smtplib.SMTPRecipientsRefused({"a@b.de": (550, b"no such user")}), True),
        (smtplib.SMTPRecipientsRefused({"a@b.de": (451, b"later")}), False),
        (smtplib.SMTPDataError(554, b"spam"), True),
        (smtplib.SMTPDataError(452, b"full"), False),
        (smtplib.SMTPSenderRefused(550, b"not you", "x@y.de"), True),
        (smtplib.SMTPAuthenticationError(535, b"wrong password"), False),
        (smtplib.SMTPServerDisconnected("gone"), False),
        (ConnectionRefusedError(), False),
        (TimeoutError(), False),
    ],
)
def test_only_what_the_server_refuses_for_good_is_given_up(error: Exception, final: bool) -> None:
    assert is_final(error) is final
    assert "a@b.de" not in describe(error)
    assert "x@y.de" not in describe(error)
