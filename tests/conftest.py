"""What every test stands on: a home of its own, a real PostgreSQL, reference data, and raised N+1 queries."""

import gc
import os
import shutil
import tempfile
from collections.abc import Generator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import django
import hypothesis
import pytest
from pytest_django import DjangoDbBlocker

from tests.smtp import smtp  # noqa: F401 -- a fixture for every test

if TYPE_CHECKING:
    from tests.support.sensorthings import Server

ROOT = Path(__file__).resolve().parent.parent
_WORLD = ExitStack()
# What we do not write and therefore do not mend; sessions are read twice by allauth's sign-in at another server.
LIBRARIES = ("wagtail*", "taggit", "account", "mfa", "socialaccount", "sessions", "contenttypes")
# Property tests fail for what they find, not because a machine is busy.
hypothesis.settings.register_profile("patient", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("patient")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Prepare the environment before Django reads its settings; workers of xdist inherit it."""
    if hasattr(config, "workerinput"):
        return
    os.environ["SMILECITY_TEST_RUN"] = str(os.getpid())
    from tests.support.homes import nothing_left_away

    _WORLD.enter_context(_home())
    _WORLD.enter_context(nothing_left_away())
    if not os.environ.get("DATABASE_URL"):
        _WORLD.enter_context(_database())
    os.environ["DJANGO_SETTINGS_MODULE"] = "smilecity.config.settings"
    # pytest-django would do it too early, before the environment stands. With xdist only the workers need it.
    if not getattr(config.option, "numprocesses", None):
        django.setup()


# Whole towns, real browsers, programs that are stopped and started: minutes a file.
_LONGEST = ("journeys", "law", "doors")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest: else one worker is left alone with it while the other has nothing to do."""
    folders = {item: item.path.relative_to(ROOT / "tests").parts[0] for item in items}
    items.sort(key=lambda item: _LONGEST.index(folders[item]) if folders[item] in _LONGEST else len(_LONGEST))


def pytest_collection_finish() -> None:
    """Keep what is loaded by now out of the search for circles among objects: a tenth of the time of all tests."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def pytest_unconfigure() -> None:
    """Stop the database and remove the home; nothing of a run stays but the data folder of the test database."""
    _WORLD.close()


class _home:  # noqa: N801 -- a context manager read like a function
    """A home folder of this run, so that no test touches the one of the developer."""

    def __enter__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="smilecity-test-"))
        for name in ("static", "programs"):
            (self.folder / name).mkdir()
        os.environ["SMILECITY_HOME"] = str(self.folder)

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)


class _database:  # noqa: N801 -- a context manager read like a function
    """PostgreSQL of this run. Its data folder stays in var/test, so that the next run finds its template.

    Where root's PostgreSQL cannot enter the clone, the data lies outside of it; there nothing may stay.
    """

    def __enter__(self) -> None:
        from smilecity.ground import postgres

        self.home = ROOT / "var" / "test"
        self.running = postgres.running(self.home, durable=False)
        os.environ["DATABASE_URL"] = self.running.__enter__()

    def __exit__(self, *_: object) -> None:
        from tests.support.homes import forget_data

        os.environ.pop("DATABASE_URL", None)
        self.running.__exit__(None, None, None)
        forget_data(self.home)


@pytest.fixture(scope="session", autouse=True)
def _settings_of_tests(django_test_environment: None) -> None:
    """What tests may change about the settings: pages without collected files, cheap passwords, N+1 as an error."""
    import zeal.constants
    import zeal.patch
    from django.conf import settings
    from django.test import override_settings

    plain_files = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    # As an override, so that storages which an app has already asked for are made anew.
    override_settings(
        STORAGES=settings.STORAGES | {"staticfiles": plain_files},
        # Workers share a home; who counts the photos of an act must not find those of another worker's.
        MEDIA_ROOT=Path(settings.MEDIA_ROOT) / os.environ.get("PYTEST_XDIST_WORKER", "one"),
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        MIDDLEWARE=["zeal.middleware.zeal_middleware", *settings.MIDDLEWARE],
        # Pages and pictures are ours, but it is Wagtail's desk that reads them one by one; ours are counted in tests.
        ZEAL_ALLOWLIST=[{"model": model} for model in (*(f"{app}.*" for app in LIBRARIES), "web.*")],
    ).enable()
    zeal.constants.initialize_app_registry()
    zeal.patch.patch()


@pytest.fixture(autouse=True)
def _german() -> None:
    """Begin each test in German: the language of a test's last request stays with its thread."""
    from django.utils import translation

    translation.activate("de")


@pytest.fixture(autouse=True)
def _menus_as_they_come() -> None:
    """Begin each test with the menus that come with the program, kept: no page of a test reads them by chance."""
    from smilecity.doors.web.pages import frame

    frame.hold(frame.Kept())


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: DjangoDbBlocker, worker_id: str
) -> Generator[None]:
    """Give this worker a database of its own: a copy of a template that was migrated once."""
    from tests.support.database import own_database

    with django_db_blocker.unblock(), own_database(worker_id):
        yield


@pytest.fixture(scope="session")
def reference_data() -> Path:
    """The folder of published reference data; tests that need it are skipped where it is absent, but not in CI."""
    folder = Path(os.environ.get("SMILECITY_REFERENCE_DATA") or ROOT.parent / "shared" / "data")
    if folder.is_dir():
        return folder
    reason = f"reference data is not at {folder} (SMILECITY_REFERENCE_DATA names its folder)"
    if os.environ.get("CI", "").lower() in {"1", "true"}:
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def sensorthings_server(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, worker_id: str, tmp_path_factory: pytest.TempPathFactory
) -> "Generator[Server]":
    """A running server of the sensors' interface with a database of its own, for all tests that leave it alive."""
    from tests.support.sensorthings import server_for_all

    with server_for_all(tmp_path_factory.mktemp("sensorthings") / "server.log", django_db_blocker, worker_id) as server:
        yield server
