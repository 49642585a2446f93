"""A whole town for journeys: server, worker and mailbox as processes of their own, on a database of their own."""

import json
import sys
import urllib.request
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote

from django.db import connection, connections
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from smilecity.collect.surveys import queries
from smilecity.config import settings as in_production
from smilecity.demo import surveys as demo
from smilecity.demo.load import load_city
from smilecity.doors.web.accounts import verify_address
from smilecity.ground import clock
from smilecity.people.actions import give_roles, make_account
from smilecity.people.rules import Role
from smilecity.understand.results import actions as results
from tests.factories import Made, closed, make_staff, make_survey, take_part
from tests.support.database import one_more_database
from tests.support.processes import until
from tests.support.programs import answer, database_url, free_port, running, share_static
from tests.support.visitor import code_in, link_in

T = TypeVar("T")
DAYS = timedelta(days=20)


@dataclass
class Town:
    """What runs, and what tests may do there besides looking at its pages."""

    database: str
    blocker: DjangoDbBlocker
    home: Path
    ports: dict[str, int] = field(default_factory=lambda: {name: free_port() for name in ("site", "smtp", "mailbox")})
    _asked: str = ""
    _thread: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1))

    @property
    def address(self) -> str:
        """Where the site is."""
        return f"http://127.0.0.1:{self.ports['site']}"

    def do(self, act: Callable[[], T]) -> T:
        """Do something in the town's database and files, in a thread of its own: the browser holds this one."""
        return self._thread.submit(self._in_its_database, act).result(120)

    def _in_its_database(self, act: Callable[[], T]) -> T:
        connections["default"] = type(connections["default"])(
            connection.settings_dict | {"NAME": self.database}, "default"
        )
        settings = {"PASSWORD_HASHERS": in_production.PASSWORD_HASHERS, "MEDIA_ROOT": self.home / "media"}
        with self.blocker.unblock(), override_settings(**settings):
            try:
                return act()
            finally:
                connection.close()

    def survey(self) -> str:
        """Make and open a small survey with a question of every kind; return its slug."""

        def make() -> str:
            at = clock.now()
            return _slug(make_survey(open=True, at=at, closes_at=at + DAYS))

        return self.do(make)

    def published(self) -> str:
        """Make a survey whose result is published; return its slug."""

        def make() -> str:
            at = clock.now()
            made = make_survey(open=True, at=at - DAYS, closes_at=at + DAYS)
            for number in range(12):
                take_part(made, f"teilnahme-{number}@example.org", at=at - DAYS)
            closed(made, at=at)
            results.publish(survey=made.id, by=made.staff, at=at)
            return _slug(made)

        return self.do(make)

    def demo_survey(self) -> str:
        """Open the demo's survey of 13 questions, translated in full, if nobody has; return its slug."""

        def make() -> str:
            row = queries.by_id(demo.open_survey(by=make_staff(), at=clock.now()))
            assert row
            return row.slug

        self._asked = self._asked or self.do(make)
        return self._asked

    def staff(self, email: str, password: str) -> None:
        """Make an administrator who can sign in, without a second factor yet."""

        def make() -> None:
            user = make_account(email=email, name="Kim Amt", password=password, at=clock.now())
            give_roles(user=user.pk, roles=[Role.ADMINISTRATOR], by=None, at=clock.now())
            verify_address(user=user.pk)

        self.do(make)

    def mail(self, to: str, number: int = 1) -> str:
        """Wait until so many mails have come for an address; return the text of the newest."""
        until(lambda: len(self.mails(to)) >= number, 60)
        return self.mails(to)[0]

    def mails(self, to: str) -> list[str]:
        """Return the texts of the mails to an address (in any case), the newest first."""
        address = f"http://127.0.0.1:{self.ports['mailbox']}/mails.json?to={quote(to)}"
        with urllib.request.urlopen(address, timeout=5) as reply:
            return [mail["text"] for mail in json.load(reply)]

    def link(self, to: str) -> str:
        """Return the address of the confirmation link in the newest mail."""
        with override_settings(BASE_URL=self.address):
            return self.address + link_in(self.mail(to))

    def code(self, to: str) -> str:
        """Return the short code in the newest mail."""
        return code_in(self.mail(to))


def _slug(made: Made) -> str:
    row = queries.by_id(made.id)
    assert row
    return row.slug


@contextmanager
def town(home: Path, worker: str, blocker: DjangoDbBlocker) -> Generator[Town]:
    """Start everything, with Rostock's districts; ends it afterwards."""
    with ExitStack() as stack:
        stack.enter_context(blocker.unblock())
        place = Town(stack.enter_context(one_more_database("town", worker)), blocker, home)
        stack.callback(place._thread.shutdown)
        place.do(lambda: load_city(at=clock.now()))
        share_static(home)
        for name, argv in _programs(place, home).items():
            stack.enter_context(running(argv, output=home / f"{name}.log", **environment(place, home)))
        until(lambda: answer(place.address) == 200, 300)
        yield place


def _programs(place: Town, home: Path) -> dict[str, list[str]]:
    python = [sys.executable, "-m"]
    ports = ["--smtp-port", str(place.ports["smtp"]), "--http-port", str(place.ports["mailbox"])]
    return {
        "mailbox": [*python, "smilecity.demo.mailbox", *ports, "--home", str(home)],
        "serve": [*python, "smilecity", "serve"],
        "worker": [*python, "smilecity", "worker"],
    }


def environment(place: Town, home: Path) -> dict[str, str]:
    """Return the settings of every program of a town."""
    return {
        "DATABASE_URL": database_url(place.database),
        "SMILECITY_HOME": str(home),
        "SMILECITY_BASE_URL": place.address,
        "SMILECITY_LIMIT_EXEMPT": "127.0.0.0/8",
        "SMILECITY_WORKERS": "1",
        "SMILECITY_DIE_WITH_PARENT": "1",
        "EMAIL_URL": f"smtp://127.0.0.1:{place.ports['smtp']}",
        "PORT": str(place.ports["site"]),
    }
