"""The disk of the database is full: visitors are told so in words, what was confirmed stays, and it goes on alone."""

import random
import re
import shutil
import string
import tempfile
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Generator, Iterator
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode

import psycopg
import pytest

from smilecity.ground import postgres
from tests.support.keeping import Installation, fill, small_disk
from tests.support.processes import until
from tests.support.programs import run, share_static
from tests.support.served import Served, served

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]
MEGABYTES = 400
PATIENCE = 60.0


class Reader:
    """Somebody with a browser of their own who reports barriers, and remembers which were taken."""

    def __init__(self, server: Served) -> None:
        self._base = f"http://127.0.0.1:{server.port}"
        self._asking = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        self.taken: set[str] = set()

    def see(self, path: str, **form: str) -> tuple[int, str]:
        """Open a page, or send off its form."""
        try:
            with self._asking.open(self._base + path, urlencode(form).encode() if form else None, timeout=60) as page:
                return page.status, page.read().decode()
        except urllib.error.HTTPError as refused:
            return refused.code, refused.read().decode()

    def report(self) -> tuple[int, str]:
        """Report a barrier, at length; return what was answered."""
        status, page = self.see("/barriere-melden/")
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        if status != 200 or token is None:
            return status, page
        # Nothing that PostgreSQL could press together.
        text = "".join(random.choices(string.ascii_letters, k=3000))
        answer = self.see("/barriere-melden/", csrfmiddlewaretoken=token[1], was=text)
        self.taken |= {text} if answer[0] == 200 else set()
        return answer

    def look(self) -> int:
        """Read a page, a moment later; return its status, and make sure that it says what is the matter."""
        time.sleep(0.2)
        status, page = self.see("/impressum/")
        assert status == 200 or "Wir sind gleich wieder da." in page
        return status

    def reports(self, *, most: int = 2000) -> Iterator[tuple[int, str]]:
        """Report one barrier after the other; ends with the first that is not taken."""
        for _ in range(most):
            answer = self.report()
            yield answer
            if answer[0] != 200:
                return


@pytest.fixture
def home() -> Generator[Path]:
    """A home on a disk of its own, which PostgreSQL's own user can enter."""
    above = Path(tempfile.mkdtemp(prefix="smilecity-full-"))
    above.chmod(0o711)
    try:
        with small_disk(above / "disk", MEGABYTES * 1024, mode="0755") as disk:
            yield disk
    finally:
        shutil.rmtree(above)


@pytest.fixture
def server(home: Path, tmp_path: Path) -> Generator[Served]:
    """A server with a PostgreSQL of its own on that disk: this program's tables, without much in them."""
    source = Installation(tmp_path / "site")
    source.media.mkdir(parents=True)
    kept = source.keep(tmp_path / "kept.zip")
    ours = {"DATABASE_URL": "", "SMILECITY_HOME": str(home)}
    done = run("restore", str(kept), **ours)
    assert done.returncode == 0, done.stderr
    assert (home / "postgres").is_dir(), "the data lies on the small disk"
    share_static(home)
    ours |= {"SMILECITY_DISK_LEAST": "5", "SMILECITY_LIMIT_EXEMPT": "127.0.0.0/8"}
    with served(tmp_path, log=None, **ours) as running:
        yield running


def stored(home: Path) -> set[str]:
    """Return every report that the database holds."""
    with postgres.running(home) as url, psycopg.connect(url) as database:
        return {str(text) for (text,) in database.execute("SELECT text FROM barriers_barrier").fetchall()}


def goes_on(server: Served, reader: Reader) -> None:
    """Wait until everything works again, by itself."""
    until(lambda: server.get("/readyz").status == 200, PATIENCE)
    until(lambda: reader.report()[0] == 200, PATIENCE)


def test_a_report_that_finds_no_room_is_answered_in_words_and_earlier_ones_stay(home: Path, server: Served) -> None:
    anna = Reader(server)
    assert anna.report()[0] == 200
    fill(home)
    until(lambda: server.get("/readyz").status == 503, 10)
    status, page = list(anna.reports())[-1]
    assert status in {503, 507}
    assert "Es liegt nicht an Ihnen." in page
    assert server.get("/impressum/").status == 200, "reading goes on"
    (home / "filling").unlink()
    goes_on(server, anna)
    assert stored(home) == anna.taken


def test_a_database_that_has_died_of_it_comes_back_with_everything_that_was_confirmed(
    home: Path, server: Served
) -> None:
    anna = Reader(server)
    assert [anna.report()[0] for _ in range(5)] == [200] * 5
    fill(home)
    with postgres.running(home) as url, pytest.raises(psycopg.OperationalError):
        exhaust_log(url)
    seen = Counter(anna.look() for _ in range(30))
    assert set(seen) <= {200, 503}, "until it has died pages are read, then they say that it will be back"
    assert "PANIC" in (home / "postgres.log").read_text()
    assert server.process.poll() is None
    assert server.get("/readyz").status == 503
    (home / "filling").unlink()
    goes_on(server, anna)
    assert stored(home) == anna.taken


def exhaust_log(url: str) -> None:
    """Write into PostgreSQL's log of changes until there is no room for its next file, which it does not survive."""
    with psycopg.connect(url, autocommit=True) as database:
        for _ in range(MEGABYTES):
            database.execute("SELECT pg_logical_emit_message(true, 'full', repeat('x', 1000000))")
