"""The command `smilecity` says plainly what it can do and what is wrong with a setting."""

import socket

import pytest

from tests.support.programs import free_port, run

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("words", [(), ("--help",), ("-h",)])
def test_it_explains_itself(words: tuple[str, ...]) -> None:
    done = run(*words)
    assert done.returncode == 0
    for command in ("demo", "serve", "worker", "mqtt", "check", "migrate", "city import", "staff"):
        assert f"smilecity {command}" in done.stdout


def test_every_command_of_django_is_one_of_ours() -> None:
    done = run("city", "import", "--help")
    assert done.returncode == 0, done.stderr
    assert "--districts" in done.stdout


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("DATABASE_URL", "mysql://elsewhere/db"),
        ("DATABASE_URL", "postgresql://127.0.0.1:notaport/db"),
        ("EMAIL_URL", "mailhog"),
        ("SMILECITY_BASE_URL", "rostock.example"),
        ("SMILECITY_DEBUG", "perhaps"),
        ("SMILECITY_PROXIES", "-1"),
        ("SMILECITY_SECRET_KEY", "short"),
        ("SMILECITY_TIME_ZONE", "Ostsee"),
        ("SMILECITY_LOG_LEVEL", "loud"),
        ("SMILECITY_OIDC_URL", "anmeldung.stadt.example"),
    ],
)
def test_a_wrong_setting_is_named(setting: str, value: str) -> None:
    done = run("check", **{setting: value})
    assert done.returncode == 1
    assert done.stderr.startswith(f"{setting}: ")
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("setting", "value"), [("PORT", "http"), ("PORT", "70000"), ("SMILECITY_WORKERS", "0"), ("SMILECITY_THREADS", "x")]
)
def test_a_wrong_setting_of_the_server_is_named(setting: str, value: str) -> None:
    done = run("serve", **{"PORT": str(free_port()), setting: value})
    assert done.returncode == 1
    assert done.stderr.startswith(f"{setting}: ")
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_a_port_in_use_is_named_with_a_way_out(command: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = run(command, PORT=str(port))
    assert done.returncode == 1
    assert done.stderr.startswith("PORT: ")
    assert f"127.0.0.1:{port}" in done.stderr
    assert "PORT=" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_database_that_does_not_answer_is_said_in_one_line() -> None:
    done = run("check", DATABASE_URL=f"postgresql://nobody@127.0.0.1:{free_port()}/nothing")
    assert done.returncode == 1
    assert "The database does not answer" in done.stdout
    assert "Traceback" not in done.stderr


def test_a_database_without_tables_is_refused_with_the_next_step() -> None:
    from django.db import connection

    with connection._nodb_cursor() as cursor:
        cursor.execute('DROP DATABASE IF EXISTS "test_bare"')
        cursor.execute('CREATE DATABASE "test_bare"')
    from tests.support.programs import database_url

    bare = database_url().replace(str(connection.settings_dict["NAME"]), "test_bare")
    done = run("serve", DATABASE_URL=bare, PORT=str(free_port()))
    with connection._nodb_cursor() as cursor:
        cursor.execute('DROP DATABASE "test_bare" WITH (FORCE)')
    assert done.returncode == 1
    assert "migrations are missing. Run: smilecity migrate" in done.stderr


def test_an_installation_in_order_is_called_ready() -> None:
    done = run("check")
    assert done.stdout.splitlines()[-1] == "Ready."
    assert done.returncode == 0
