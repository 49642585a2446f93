"""`smilecity check --deploy` finds a wrong set-up, says what to do about it, and is content with a right one."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import Settings

from smilecity.config.backup import remembered
from smilecity.ground import clock
from smilecity.people import actions as people
from smilecity.people.rules import Role
from tests.smtp import Inbox
from tests.support.programs import database_url, run, share_static

pytestmark = pytest.mark.django_db(transaction=True)
RIGHT = {
    "SMILECITY_BASE_URL": "https://mitreden.invalid",
    "SMILECITY_HOSTS": "mitreden.invalid",
    "SMILECITY_PROXIES": "1",
    "SMILECITY_MAIL_FROM": "Stadt <mitreden@stadt.invalid>",
    "METRICS_PORT": "9464",
}


@pytest.fixture
def home(tmp_path: Path, settings: Settings, smtp: Inbox) -> dict[str, str]:
    """The settings of an installation in order: a worker was seen, a backup was made, a mail server answers."""
    tmp_path.chmod(0o700)
    share_static(tmp_path)
    settings.HOME = tmp_path
    remembered.remember(at=clock.now(), size=1)
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES")
    make_colleague("leitung@stadt.invalid", Role.ADMINISTRATOR)
    return RIGHT | {"SMILECITY_HOME": str(tmp_path), "EMAIL_URL": smtp.url, "DATABASE_URL": database_url()}


def make_colleague(email: str, role: Role) -> None:
    """Make an account with a role."""
    account = people.make_account(email=email, name="Kim Amt", password=None, at=clock.now())
    people.give_roles(user=account.pk, roles=[role], by=None, at=clock.now())


def asked(surroundings: dict[str, str]) -> tuple[int, list[str], list[str]]:
    """Return the exit code, what is wrong and what deserves a look."""
    done = run("check", "--deploy", **surroundings)
    assert "Traceback" not in done.stderr, done.stderr
    lines = done.stdout.splitlines()
    assert lines[-1] == ("Not ready." if done.returncode else "Ready.")
    return (
        done.returncode,
        [line.removeprefix("wrong   ") for line in lines if line.startswith("wrong")],
        [line.removeprefix("look    ") for line in lines if line.startswith("look")],
    )


def test_an_installation_in_order_is_called_ready(home: dict[str, str]) -> None:
    code, wrong, _ = asked(home)
    assert (code, wrong) == (0, [])


# Each start costs seconds, so what does not exclude each other is wrong at the same time.
WRONG: list[tuple[dict[str, str], list[str]]] = [
    (
        {
            "SMILECITY_DEBUG": "1",
            "SMILECITY_DEMO": "1",
            "SMILECITY_BASE_URL": "http://mitreden.invalid",
            "SMILECITY_HOSTS": "*",
            "SMILECITY_MAIL_FROM": "",
            "EMAIL_URL": "smtp://127.0.0.1:9",
            "SMILECITY_OIDC_URL": "http://anmeldung.invalid",
            "SMILECITY_DISK_LEAST": "1000000",
            "SMILECITY_WORKERS": "64",
            "SMILECITY_BACKUP_ELSEWHERE": "1",
        },
        [
            "SMILECITY_DEBUG is on",
            "SMILECITY_DEMO is on",
            "SMILECITY_BASE_URL begins with http://",
            "SMILECITY_HOSTS is *",
            "SMILECITY_OIDC_URL begins with http://",
            "SMILECITY_MAIL_FROM is not set",
            "The mail server of EMAIL_URL takes nothing from us",
            "Lower SMILECITY_WORKERS",
            "MB are free",
        ],
    ),
    (
        {"SMILECITY_BASE_URL": "https://localhost", "SMILECITY_HOSTS": "www.invalid", "SMILECITY_PROXIES": "0"},
        ["which only this machine knows", "SMILECITY_HOSTS does not name localhost", "SMILECITY_PROXIES is 0"],
    ),
]


@pytest.mark.parametrize(("changes", "expected"), WRONG, ids=["in the open", "for nobody"])
def test_whatever_is_wrong_is_named_and_nothing_else(
    home: dict[str, str], changes: dict[str, str], expected: list[str]
) -> None:
    code, wrong, _ = asked(home | changes)
    assert code == 1
    missed = [part for part in expected if not any(part in sentence for sentence in wrong)]
    assert (missed, len(wrong)) == ([], len(expected)), wrong


def test_what_deserves_a_look_is_named_and_does_not_hold_anybody_up(home: dict[str, str]) -> None:
    changes = {"METRICS_HOST": "0.0.0.0", "HOST": "0.0.0.0", "SMILECITY_TIME_ZONE": "UTC"}  # noqa: S104 -- nobody listens
    code, _, looks = asked(home | changes)
    assert code == 0
    for said in (
        "METRICS_HOST is 0.0.0.0",
        "past the proxy",
        "SMILECITY_TIME_ZONE is UTC",
        "does not answer from here",
        "Legal pages still have gaps",
    ):
        assert [sentence for sentence in looks if said in sentence], (said, looks)


def test_what_has_happened_meanwhile_is_found(home: dict[str, str], tmp_path: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 day'")
        cursor.execute("INSERT INTO procrastinate_jobs (queue_name, task_name, status) VALUES ('mail', 'x', 'failed')")
    remembered.remember(at=clock.now() - timedelta(days=9), size=1)
    make_colleague("team@smile-city.example", Role.EDITOR)
    (tmp_path / "secret-key").write_text("x" * 60)
    (tmp_path / "secret-key").chmod(0o644)
    code, wrong, looks = asked(home | {"SMILECITY_SECRET_KEY": "", "METRICS_PORT": "0"})
    assert code == 1
    for said in ("The worker does not run", "The last backup is 9 days old", "made-up addresses", "chmod 600"):
        assert [sentence for sentence in wrong if said in sentence], (said, wrong)
    for said in ("1 jobs have failed", "METRICS_PORT is 0"):
        assert [sentence for sentence in looks if said in sentence], (said, looks)


def test_a_backup_made_elsewhere_is_not_missed(home: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "last-backup.json").unlink()
    assert asked(home)[0] == 1
    assert asked(home | {"SMILECITY_BACKUP_ELSEWHERE": "1"})[0] == 0
