"""Photos of programs: kept as they came, seen by nobody, made into photos of ours by a job; none is lost or doubled."""

import io
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from smilecity.collect.contributions import actions as trunk
from smilecity.collect.contributions.actions import Content
from smilecity.collect.contributions.models import Contribution, Photo
from smilecity.collect.contributions.rules import PHOTOS_MOST, Moderation, Publicity, Stage
from smilecity.collect.reports import actions, jobs, queries
from smilecity.collect.reports.actions.developing import keep_photo
from smilecity.collect.reports.models import WaitingPhoto
from smilecity.ground.models import AuditEntry
from smilecity.ground.refusals import Refused
from smilecity.people.keys import actions as keys
from smilecity.people.keys.rules import Scope
from smilecity.understand.moderation.queries import queue
from smilecity.understand.moderation.queries.queue import Filter
from smilecity.understand.moderation.rules import Why
from tests.factories import AT, make_staff
from tests.factories_contributions import LAT, LON
from tests.factories_reports import a_city, make_category, report_call
from tests.factories_sense import make_party
from tests.jobs import run_jobs, waiting_jobs
from tests.support.clock import Clock
from tests.support.pictures import photo, png

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(minutes=5)


def sent(picture: bytes | None = None, *, moderation: Moderation = Moderation.BEFORE, **more: Any) -> UUID:
    """Have a program send a report with a photo."""
    a_city()
    make_category("loch")
    key = keys.make_key(party=make_party().pk, label="App", scopes=[Scope.REPORT], by=None, at=AT).id
    here = Content(title="", text="Tief.", lon=LON, lat=LAT)
    given: dict[str, Any] = {"attributes": {}, "key": key, "at": AT} | more
    return actions.submit_by_program(
        call=report_call(moderation=moderation), category="loch", content=here, photo=picture or photo(), **given
    )


def waiting() -> WaitingPhoto:
    """Return the one photo that waits."""
    return WaitingPhoto.objects.get()


def test_a_photo_waits_as_it_came_and_nobody_sees_it() -> None:
    made = sent()
    with default_storage.open(waiting().file) as file:
        assert file.read() == photo()
    assert not Photo.objects.exists()
    row = queries.report(made)
    assert row is not None
    assert row.photo is None
    assert "smilecity.collect.reports.jobs.develop_photo" in waiting_jobs()


def test_its_job_makes_a_photo_of_ours_and_erases_what_was_sent() -> None:
    made = sent(photo(exif=b"Exif\0\0II*\0\x08\0\0\0\0\0"))
    run_jobs()
    row = Photo.objects.get()
    assert (row.contribution_id, row.stage, row.hidden) == (made, Stage.BEFORE, False)
    with default_storage.open(row.large) as ours:
        picture = Image.open(io.BytesIO(ours.read()))
        assert (picture.format, dict(picture.getexif())) == ("WEBP", {})
    assert not WaitingPhoto.objects.exists()
    assert Contribution.objects.get().changed_at > AT


@pytest.mark.django_db(transaction=True)
def test_what_was_sent_is_erased_with_the_commit_and_stays_where_the_job_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    sent()
    row = waiting()

    def away(*_: object) -> None:
        raise OSError("no space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(default_storage, "save", away)
        with pytest.raises(OSError, match="no space"):
            actions.develop_photo(photo=row.pk, at=LATER)
    assert default_storage.exists(waiting().file)
    assert actions.develop_photo(photo=row.pk, at=LATER)
    assert not default_storage.exists(row.file)


def test_a_job_that_runs_twice_makes_one_photo() -> None:
    sent()
    row = waiting().pk
    assert actions.develop_photo(photo=row, at=LATER)
    assert actions.develop_photo(photo=row, at=LATER) is None
    assert actions.develop_photo(photo=uuid4(), at=LATER) is None
    assert Photo.objects.count() == 1


def test_two_jobs_at_the_same_moment_make_one_photo(monkeypatch: pytest.MonkeyPatch) -> None:
    sent()
    row, add = waiting().pk, trunk.add_prepared_photo

    def overtaken(**given: Any) -> UUID:
        WaitingPhoto.objects.all().delete()
        return add(**given)

    monkeypatch.setattr(trunk, "add_prepared_photo", overtaken)
    assert actions.develop_photo(photo=row, at=LATER) is None
    assert not Photo.objects.exists()


def test_what_was_accepted_is_kept_though_others_have_sent_as_many_photos_as_there_may_be() -> None:
    made = sent()
    for _ in range(PHOTOS_MOST):
        trunk.add_photo_to(contribution=made, picture=photo(), stage=Stage.BEFORE, at=LATER)
    run_jobs()
    assert (Photo.objects.count(), WaitingPhoto.objects.count()) == (PHOTOS_MOST + 1, 0)
    assert not AuditEntry.objects.filter(verb="reports.lose_photo").exists()


@pytest.mark.parametrize("picture", [b"no picture", photo("PNG")[:20], b"GIF89a"])
def test_what_is_no_picture_refuses_the_whole_report_at_once(picture: bytes) -> None:
    with pytest.raises(Refused):
        sent(picture)
    assert not Contribution.objects.exists()
    assert not WaitingPhoto.objects.exists()


def test_a_photo_that_breaks_off_in_the_middle_is_given_up_and_the_report_stays() -> None:
    made = sent(png(90, 90, idat=b"nothing packed"))
    run_jobs()
    assert not Photo.objects.exists()
    assert not WaitingPhoto.objects.exists()
    assert Contribution.objects.get().pk == made
    entry = AuditEntry.objects.get(verb="reports.lose_photo")
    assert "beschädigt" in entry.details["why"]


def test_a_photo_that_comes_after_somebody_has_decided_is_hidden_until_it_was_looked_at() -> None:
    made = sent()
    trunk.set_publicity(contribution=made, publicity=Publicity.SHOWN, by=make_staff(), at=AT + timedelta(seconds=9))
    run_jobs()
    assert Photo.objects.get().hidden
    # Somebody is to look at it, once.
    assert [(item.id, item.why) for item in queue.page(Filter())] == [(made, Why.UNSEEN)]


def test_a_photo_of_a_report_that_nobody_reads_first_is_shown_with_it() -> None:
    sent(moderation=Moderation.AFTER, before=False)
    run_jobs()
    assert not Photo.objects.get().hidden


def test_what_is_removed_takes_along_the_photo_that_waits() -> None:
    made = sent()
    trunk.remove(contribution=made, by=make_staff(), reason="Persönliche Daten.", at=LATER)
    assert not WaitingPhoto.objects.exists()
    run_jobs()
    assert not Photo.objects.exists()


def test_a_photo_whose_job_was_lost_is_found_again() -> None:
    sent()
    row = waiting()
    assert actions.stranded_photos(before=AT) == []
    assert actions.stranded_photos(before=LATER) == [row.pk]


def test_a_file_that_is_away_is_waited_for_and_given_up_after_days() -> None:
    sent()
    row = waiting()
    default_storage.delete(row.file)
    with pytest.raises(FileNotFoundError):
        actions.develop_photo(photo=row.pk, at=LATER)
    assert waiting() == row
    assert actions.develop_photo(photo=row.pk, at=LATER + timedelta(days=3)) is None
    assert not WaitingPhoto.objects.exists()


def test_one_that_is_away_holds_up_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    made = sent()
    default_storage.delete(waiting().file)
    keep_photo(contribution=made, picture=photo(), at=AT)
    monkeypatch.setattr("smilecity.ground.clock.now", Clock(AT + timedelta(hours=2)).now)
    jobs.develop_stranded(0)
    assert Photo.objects.count() == 1
    assert WaitingPhoto.objects.count() == 1


def test_a_file_that_nothing_names_is_swept_after_a_day_and_no_other() -> None:
    actions.sweep_waiting(at=AT + timedelta(days=4000))  # what other tests have left
    sent()
    lost = default_storage.save("waiting/ab/lost", ContentFile(b"lost"))
    soon = default_storage.get_modified_time(lost) + timedelta(hours=23)
    assert actions.sweep_waiting(at=soon) == 0
    assert actions.sweep_waiting(at=soon + timedelta(hours=2)) == 1
    assert not default_storage.exists(lost)
    assert default_storage.exists(waiting().file)
