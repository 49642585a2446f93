"""Files are on the disk, under their names, before anybody hears that they are kept."""

import os
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from pytest_django import Settings


@pytest.fixture
def media(tmp_path: Path, settings: Settings) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


def test_a_file_and_its_name_and_a_new_folder_are_on_the_disk_before_anybody_is_told(
    media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there, fsync = dict[Path, int](), os.fsync

    def watched(descriptor: int) -> None:
        path = Path(f"/proc/self/fd/{descriptor}").readlink()
        there[path] = path.stat().st_size
        fsync(descriptor)

    monkeypatch.setattr("os.fsync", watched)
    name = default_storage.save("photos/ab/abc.webp", ContentFile(b"a photo"))
    file = media / name
    assert there[file] == len(b"a photo")
    assert {file.parent, file.parent.parent} <= set(there)


def test_a_disk_that_cannot_keep_a_file_is_heard_of(media: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_descriptor: int) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("os.fsync", broken)
    with pytest.raises(OSError, match="Input/output error"):
        default_storage.save("photos/ab/abc.webp", ContentFile(b"a photo"))
