"""Homes of tests that run a PostgreSQL of their own, and what root's PostgreSQL keeps elsewhere: all of it goes."""

import shutil
import tempfile
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path

from smilecity.ground import postgres_place

__all__ = ["forget_data", "new_home", "nothing_left_away"]


@contextmanager
def new_home(prefix: str = "smilecity-test-") -> Generator[Path]:
    """Make a folder that every user may pass through, unlike those of pytest, so that data of root can lie there."""
    folder = Path(tempfile.mkdtemp(prefix=prefix))
    folder.chmod(0o711)
    try:
        yield folder
    finally:
        # A killed server leaves the folder of its socket to the next start, which will not come.
        postgres_place.remove_socket_folder(postgres_place.find(folder))
        forget_data(folder)
        shutil.rmtree(folder)


def forget_data(home: Path) -> None:
    """Remove the data that lies away from a home because another user could not have entered it."""
    place = postgres_place.find(home)
    if place.folder != home and not (place.data / "postmaster.pid").exists():
        shutil.rmtree(place.folder)


@contextmanager
def nothing_left_away() -> Generator[None]:
    """Take away the copies of PostgreSQL's programs that were made meanwhile, unless somebody else runs them by now."""
    away = postgres_place.AWAY
    there, before = away.exists(), set(away.glob("programs-*"))
    yield
    for copy in set(away.glob("programs-*")) - before:
        if not _runs(copy):
            shutil.rmtree(copy, ignore_errors=True)
    if not there:
        with suppress(OSError):  # it is gone already, or somebody's data lies there
            away.rmdir()


def _runs(programs: Path) -> bool:
    return any(_program(process).is_relative_to(programs) for process in Path("/proc").glob("[0-9]*"))


def _program(process: Path) -> Path:
    with suppress(OSError):
        return (process / "exe").readlink()
    return Path("/")
