"""DATABASE_URL: what is understood, what is refused, and that a refusal never shows the password."""

from contextlib import suppress
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smilecity.ground.database_url import WrongUrl, parse_url

UNDERSTOOD = {
    "postgres://dev@127.0.0.1:5433/city": ("city", "dev", "", "127.0.0.1", "5433", {}),
    "postgresql://u:p%40ss%2Fw@db.example/city": ("city", "u", "p@ss/w", "db.example", "", {}),
    "postgresql://u:p@[::1]:5432/city": ("city", "u", "p", "::1", "5432", {}),
    "postgresql:///city": ("city", "", "", "", "", {}),
    "postgresql://u:p@/city?host=%2Frun%2Fpg&port=5433": ("city", "u", "p", "/run/pg", "5433", {}),
    "postgresql://u:p@/city?host=/run/pg": ("city", "u", "p", "/run/pg", "", {}),
    "postgresql://u@%2Frun%2Fpg/city": ("city", "u", "", "/run/pg", "", {}),
    "postgresql://u@a:1,b:2/city?target_session_attrs=read-write": (
        "city",
        "u",
        "",
        "a,b",
        "1,2",
        {"target_session_attrs": "read-write"},
    ),
    "postgresql://u@h/city?sslmode=verify-full&sslrootcert=/etc/ca.pem&connect_timeout=3": (
        "city",
        "u",
        "",
        "h",
        "",
        {"sslmode": "verify-full", "sslrootcert": "/etc/ca.pem", "connect_timeout": 3},
    ),
}
REFUSED = {
    "": "is not set",
    "   ": "is not set",
    "city": "must begin with postgresql://",
    "mysql://u:hunter2@h/city": "must begin with postgresql://",
    "sqlite:///db.sqlite3": "must begin with postgresql://",
    "host=h dbname=city password=hunter2": "must begin with postgresql://",
    "postgresql://u:hunter2@h": "names no database",
    "postgresql://u:hunter2@h/": "names no database",
    "postgresql://u:hunter2@h:port/city": "the port is no number",
    "postgresql://u:hunter2@h:0/city": "the port is no number",
    "postgresql://u:hunter2@h:65536/city": "the port is no number",
    "postgresql://u:½hunter2/x@h/city": "the port is no number",
    "postgresql://u:hunter2%zz@h/city": "is not a valid URL",
    "postgresql://u:hunter2@[::1/city": "is not a valid URL",
    "postgresql://u:hunter2@h/city?sslmode=on": "sslmode must be one of disable, ",
    "postgresql://u:hunter2@h/city?ssl_mode=require": 'invalid URI query parameter: "ssl_mode"',
    "postgresql://u:hunter2@h/city?connect_timeout=soon": "connect_timeout must be",
}


@pytest.mark.parametrize("url", UNDERSTOOD)
def test_a_url_becomes_an_entry_for_django(url: str) -> None:
    entry = parse_url(url)
    found = (entry["NAME"], entry["USER"], entry["PASSWORD"], entry["HOST"], entry["PORT"], entry["OPTIONS"])
    assert found == UNDERSTOOD[url]
    assert entry["ENGINE"] == "django.db.backends.postgresql"


@pytest.mark.parametrize("url", REFUSED)
def test_a_wrong_url_is_refused_by_name_and_without_its_password(url: str) -> None:
    with pytest.raises(WrongUrl) as refusal:
        parse_url(url)
    assert str(refusal.value).startswith("DATABASE_URL: ")
    assert REFUSED[url] in str(refusal.value)
    assert "hunter2" not in str(refusal.value)


# PostgreSQL has no place for the character 0 in any text.
words = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1)


@given(user=words, password=words, name=words)
def test_any_user_password_and_name_survive_when_percent_encoded(user: str, password: str, name: str) -> None:
    entry = parse_url(f"postgresql://{quote(user, safe='')}:{quote(password, safe='')}@h/{quote(name, safe='')}")
    assert (entry["USER"], entry["PASSWORD"], entry["NAME"]) == (user, password, name)


@given(st.text())
def test_nothing_else_than_a_wrong_url_is_ever_raised(rest: str) -> None:
    with suppress(WrongUrl):
        assert parse_url(f"postgresql://{rest}")["NAME"]
