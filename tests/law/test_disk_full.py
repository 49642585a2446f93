"""The disk is full: everybody is told in a sentence, nothing of before is lost, and with room all goes on by itself."""

import tempfile
from collections.abc import Generator
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from pytest_django import Settings

from smilecity.collect.contributions.models import Photo
from tests.factories_contributions import make_contribution, make_district
from tests.law.test_intake import Visit
from tests.support.keeping import Installation, fill, small_disk
from tests.support.pictures import photo
from tests.support.served import served
from tests.support.writer import IDEA, Writer, upload


@pytest.fixture
def disk(tmp_path: Path) -> Generator[Path]:
    """A disk of two megabytes."""
    with small_disk(tmp_path / "disk", 2048) as disk:
        yield disk


@pytest.mark.django_db(transaction=True)
def test_a_backup_that_finds_no_room_leaves_nothing_and_earlier_ones_alone(tmp_path: Path, disk: Path) -> None:
    site = Installation(tmp_path / "site")
    site.home.mkdir()
    make_contribution()
    site.put("photos/large.webp", bytes(3_000_000))
    (disk / "smilecity-2026-01-01T000000Z.zip").write_bytes(b"earlier")
    with pytest.raises(OSError, match="No space left"):
        site.keep(disk / "fresh.zip")
    assert [path.name for path in disk.iterdir()] == ["smilecity-2026-01-01T000000Z.zip"]
    (site.media / "photos/large.webp").unlink()
    assert site.do("backup", str(disk)).returncode == 0
    fill(disk)
    done = site.do("backup", "--keep", "1", str(disk))
    assert done.returncode == 1
    assert done.stderr.startswith("There is no room left")
    assert "Traceback" not in done.stderr
    assert (disk / "smilecity-2026-01-01T000000Z.zip").exists()


@pytest.mark.django_db
def test_a_photo_that_finds_no_room_costs_nobody_the_text(disk: Path, settings: Settings) -> None:
    settings.MEDIA_ROOT = disk / "media"
    make_district()
    anna = Writer()
    anna.say("text", **IDEA)
    fill(disk)
    page = anna.say("fotos", photos=[upload(photo(size=(1600, 1200)))])
    assert page.status == 507
    assert "Bei uns ist gerade kein Platz mehr." in page.words
    assert IDEA["title"] in anna.see("text").html
    assert Photo.objects.count() == 0
    assert not list(disk.rglob("*.webp")), "half a photo is none"
    (disk / "filling").unlink()
    assert anna.say("fotos", photos=[upload(photo())]).status in {200, 302}
    assert default_storage.listdir("photos")[0]


def test_a_form_that_finds_no_room_is_answered_in_words(disk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(disk))
    large = [bytes(500_000)] * 8
    refused = Visit(*large)
    assert refused.body is None
    assert refused.sent[0]["status"] == 507  # type: ignore[typeddict-item] # it is the beginning
    assert "kein Platz" in refused.sent[1]["body"].decode()  # type: ignore[typeddict-item] # and its body
    assert Visit(*large[:2]).body == bytes(1_000_000)


@pytest.mark.django_db(transaction=True)
def test_a_log_that_finds_no_room_stops_nobody(tmp_path: Path) -> None:
    with served(tmp_path, log=Path("/dev/full"), SMILECITY_LOG_REQUESTS="1") as server:
        assert [server.get("/").status for _ in range(6)] == [200] * 6
        assert server.get("/gibt-es-nicht").status in {301, 404}
        assert server.process.poll() is None
