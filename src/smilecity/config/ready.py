"""Is everything there that the server needs? Migrations applied, static files collected, translations compiled.

Each question answers with a sentence for the person who can do something about it, or with nothing.
"""

import fcntl
import hashlib
import importlib.metadata
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.storage import ManifestFilesMixin, staticfiles_storage
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

_STAMP = "collected.stamp"


def missing_migrations() -> str | None:
    """Say how many migrations wait to be applied."""
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not waiting:
        return None
    missing = "1 migration is" if len(waiting) == 1 else f"{len(waiting)} migrations are"
    return f"The database is not up to date: {missing} missing. Run: smilecity migrate"


def missing_translations() -> str | None:
    """Name the languages whose texts are not compiled."""
    sources = Path(settings.LOCALE_PATHS[0]).glob("*/LC_MESSAGES/django.po")
    missing = [po.parent.parent.name for po in sources if not po.with_suffix(".mo").exists()]
    if not missing:
        return None
    return f"Translations are not compiled ({', '.join(sorted(missing))}). Run: make setup"


def missing_assets() -> str | None:
    """Say whether the files from npm have been built."""
    vendor = Path(__file__).parent.parent / "doors" / "web" / "static" / "vendor"
    return None if any(vendor.glob("*.css")) else "The files for the browser are not built. Run: make setup"


def stale_static() -> bool:
    """Say whether anything about the static files has changed since they were collected."""
    root = Path(settings.STATIC_ROOT)
    stamp = root / _STAMP
    return not (stamp.exists() and (root / "staticfiles.json").exists() and stamp.read_text() == _fingerprint())


def collect_static() -> None:
    """Collect the static files, if anything about them has changed."""
    root = Path(settings.STATIC_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    with _alone(root.resolve()):
        if stale_static():
            call_command("collectstatic", interactive=False, clear=True, verbosity=0)
            (root / _STAMP).write_text(_fingerprint())
        else:
            _read_manifest()


def _read_manifest() -> None:
    """Read anew what the collected files are called: another process may have collected since we read it."""
    storage: object = staticfiles_storage
    if isinstance(storage, ManifestFilesMixin):
        names, storage.manifest_hash = storage.load_manifest()
        storage.hashed_files = names  # type: ignore[assignment] # the stubs know an older Django, which returned names only


@contextmanager
def _alone(folder: Path) -> Generator[None]:
    """Let servers that start at the same time wait for the first: collecting begins with clearing the folder."""
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _fingerprint() -> str:
    digest = hashlib.sha256(importlib.metadata.version("whitenoise").encode())
    for line in sorted(_files()):
        digest.update(line.encode())
    return digest.hexdigest()


def _files() -> Iterator[str]:
    for finder in get_finders():
        for path, storage in finder.list([]):
            file = Path(storage.path(path)).stat()
            yield f"{path}:{file.st_size}:{file.st_mtime_ns}\n"
