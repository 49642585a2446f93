"""Static files are collected once, by whoever starts first."""

import fcntl
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles.storage import ManifestFilesMixin, staticfiles_storage
from django.templatetags.static import static
from django.test import override_settings

from smilecity.config import ready

IN_PRODUCTION = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}


@pytest.fixture
def root(tmp_path: Path) -> Generator[Path]:
    """An installation with one static file, whose name in the collected folder the file's content gives."""
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "page.css").write_text("p { color: red }")
    folder = tmp_path / "static"
    with override_settings(
        STATIC_ROOT=folder,
        STATICFILES_DIRS=[tmp_path / "source"],
        STATICFILES_FINDERS=["django.contrib.staticfiles.finders.FileSystemFinder"],
        STORAGES=settings.STORAGES | {"staticfiles": IN_PRODUCTION},
    ):
        yield folder


def test_files_are_collected_again_when_one_of_them_has_changed(root: Path, tmp_path: Path) -> None:
    ready.collect_static()
    before = static("page.css")
    assert (root / Path(before).name).exists()
    assert not ready.stale_static()
    (tmp_path / "source" / "page.css").write_text("p { color: blue }")
    assert ready.stale_static()
    ready.collect_static()
    assert static("page.css") != before
    assert (root / Path(static("page.css")).name).exists()


def test_who_waited_for_another_process_to_collect_knows_its_files(root: Path) -> None:
    ready.collect_static()
    collected = {file: file.read_bytes() for file in root.iterdir()}
    hashed = static("page.css")
    for file in collected:
        file.unlink()
    with root.with_suffix(".lock").open("w") as lock, ThreadPoolExecutor(1) as beside_us:
        fcntl.flock(lock, fcntl.LOCK_EX)
        _forget_names()
        waiting = beside_us.submit(ready.collect_static)
        for file, content in collected.items():
            file.write_bytes(content)
        fcntl.flock(lock, fcntl.LOCK_UN)
        waiting.result(60)
    assert static("page.css") == hashed


def _forget_names() -> None:
    """As a process that has read its files' names before they were collected."""
    storage: object = staticfiles_storage
    assert isinstance(storage, ManifestFilesMixin)
    storage.hashed_files = {}
