"""Photos: checked, small, few, their files gone with them; boxes over faces that can be taken off for two weeks."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import override_settings
from PIL import Image
from pytest_django import DjangoCaptureOnCommitCallbacks

from smilecity.collect.contributions import actions, queries
from smilecity.collect.contributions.models import Photo, Step
from smilecity.collect.contributions.rules import PHOTOS_MOST, Publicity, Verb
from smilecity.ground.models import AuditEntry
from smilecity.ground.pictures import Box
from smilecity.ground.refusals import Refused
from smilecity.people.rules import Role
from tests.factories import AT, make_resident, make_staff
from tests.factories_contributions import make_call
from tests.factories_taking import confirm, make_draft, send_off
from tests.support.pictures import photo as picture

pytestmark = pytest.mark.django_db
FORTNIGHT = timedelta(days=14)
LEFT_HALF = Box(0, 0, 0.5, 1)


@pytest.fixture(autouse=True)
def media(tmp_path: Path) -> Iterator[Path]:
    """A folder of files for this test only."""
    with override_settings(MEDIA_ROOT=tmp_path):
        yield tmp_path


def _files(folder: Path) -> set[str]:
    return {str(file.relative_to(folder)) for file in folder.rglob("*.webp")}


def _colour(name: str) -> tuple[int, ...]:
    with default_storage.open(name) as file:
        pixel = Image.open(file).convert("RGB").getpixel((10, 10))
    assert isinstance(pixel, tuple)
    return tuple(int(value) for value in pixel)


def _shown() -> UUID:
    """Return the photo of an idea that everybody may see."""
    draft = make_draft()
    made = actions.add_photo(draft=draft, picture=picture(), at=AT)
    actions.submit_as_member(draft=draft, user=make_resident(), informed=False, at=AT)
    return made


def test_a_photo_becomes_two_files_and_comes_along_with_its_idea(media: Path) -> None:
    draft = make_draft()
    made = actions.add_photo(draft=draft, picture=picture(size=(2000, 1000)), at=AT)
    found = queries.photo(made)
    assert found
    assert (found.visible, found.draft) == (False, draft)
    assert _files(media) == {found.large, found.small}
    assert str(made) not in found.large
    contribution = actions.submit_as_member(draft=draft, user=make_resident(), informed=False, at=AT)
    found, row = queries.photo(made), queries.by_id(contribution)
    assert found
    assert row
    assert (found.visible, found.draft, found.contribution) == (True, None, contribution)
    assert [(one.id, one.width, one.height) for one in row.photos] == [(made, 1600, 800)]
    assert queries.page(queries.ListFilter()).cards[0].photo == made


@pytest.mark.parametrize("data", [b"", b"kein Foto", picture()[:200]])
def test_what_is_no_photo_is_refused_and_leaves_nothing(media: Path, data: bytes) -> None:
    draft = make_draft()
    with pytest.raises(Refused):
        actions.add_photo(draft=draft, picture=data, at=AT)
    assert (queries.photos(draft), _files(media)) == ([], set())


def test_only_so_many_and_only_where_photos_are_asked_for(media: Path) -> None:
    draft = make_draft()
    for _ in range(PHOTOS_MOST):
        actions.add_photo(draft=draft, picture=picture(), at=AT)
    with pytest.raises(Refused, match="nicht möglich"):
        actions.add_photo(draft=draft, picture=picture(), at=AT)
    assert [row.position for row in Photo.objects.order_by("position")] == list(range(1, PHOTOS_MOST + 1))
    with pytest.raises(Refused, match="keine Fotos"):
        actions.add_photo(draft=make_draft(make_call(photos=False)), picture=picture(), at=AT)
    with pytest.raises(Refused, match="neu beginnen"):
        actions.add_photo(draft=uuid4(), picture=picture(), at=AT)
    assert len(_files(media)) == 2 * PHOTOS_MOST


def test_described_and_removed_only_by_the_own_draft_while_it_is_written(
    media: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    draft, other = make_draft(), make_draft()
    made = actions.add_photo(draft=draft, picture=picture(), at=AT)
    actions.describe_photo(photo=made, draft=draft, description=" Ein\nBaum ", at=AT)
    assert queries.photos(draft)[0].description == "Ein Baum"
    with pytest.raises(Refused, match="nicht mehr"):
        actions.describe_photo(photo=made, draft=other, description="x", at=AT)
    actions.remove_photo(photo=made, draft=other)
    assert queries.photo(made)
    with django_capture_on_commit_callbacks(execute=True):
        actions.remove_photo(photo=made, draft=draft)
    assert (queries.photo(made), _files(media)) == (None, set())


def test_with_a_draft_nobody_came_back_to_its_photos_go(
    media: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    actions.add_photo(draft=make_draft(), picture=picture(), at=AT)
    late = send_off()
    with django_capture_on_commit_callbacks(execute=True):
        confirm(late, at=AT + timedelta(days=3))
        actions.drop_expired(at=AT + timedelta(days=8))
    assert (Photo.objects.count(), _files(media)) == (0, set())


def test_a_box_is_painted_over_in_new_files_and_the_old_one_waits_two_weeks(
    media: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    made, staff = _shown(), make_staff(Role.MODERATOR)
    before = queries.photo(made)
    with django_capture_on_commit_callbacks(execute=True):
        actions.cover_photo(photo=made, boxes=[LEFT_HALF], by=staff, reason="Ein Gesicht", at=AT)
    after = queries.photo(made)
    assert before
    assert after
    assert _colour(after.large) == pytest.approx((40, 40, 40), abs=4)
    assert after.original == before.large
    assert _files(media) == {after.large, after.small, before.large}
    step = Step.objects.filter(verb=Verb.EDITED).get()
    assert (step.text, step.by) == ("Ein Gesicht", staff)
    assert AuditEntry.objects.filter(verb="contributions.cover_photo").exists()
    assert actions.erase_originals(at=AT + FORTNIGHT - timedelta(seconds=1)) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert actions.erase_originals(at=AT + FORTNIGHT) == 1
    assert _files(media) == {after.large, after.small}
    with pytest.raises(Refused, match="gibt es nicht mehr"):
        actions.uncover_photo(photo=made, by=staff, reason="Irrtum", at=AT + FORTNIGHT)


def test_covered_twice_and_uncovered_it_is_what_it_was(
    media: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    made, staff = _shown(), make_staff()
    first = queries.photo(made)
    assert first
    colour = _colour(first.large)
    with django_capture_on_commit_callbacks(execute=True):
        for box in (Box(0.5, 0, 1, 1), LEFT_HALF):
            actions.cover_photo(photo=made, boxes=[box], by=staff, reason="Gesichter", at=AT)
        covered = queries.photo(made)
        actions.uncover_photo(photo=made, by=staff, reason="Doch nicht", at=AT)
    found = queries.photo(made)
    assert covered
    assert found
    assert covered.original == first.large
    assert _colour(found.large) == pytest.approx(colour, abs=6)
    assert _files(media) == {found.large, found.small}


def test_hidden_it_is_nowhere_and_shown_again_it_is_back() -> None:
    made, staff = _shown(), make_staff()
    assert actions.hide_photo(photo=made, hidden=True, by=staff, reason="Werbung", at=AT)
    assert not actions.hide_photo(photo=made, hidden=True, by=staff, reason="Werbung", at=AT)
    found = queries.photo(made)
    assert found
    assert not found.visible
    assert queries.page(queries.ListFilter()).cards[0].photo is None
    assert actions.hide_photo(photo=made, hidden=False, by=staff, reason="Irrtum", at=AT)
    assert queries.page(queries.ListFilter()).cards[0].photo == made


@pytest.mark.parametrize("role", [Role.EDITOR, Role.CLERK, Role.ANALYST])
def test_only_moderators_touch_what_others_sent_and_a_refusal_leaves_no_files(media: Path, role: Role) -> None:
    made, by = _shown(), make_staff(role)
    before = _files(media)
    with pytest.raises(Refused, match="Moderation"):
        actions.cover_photo(photo=made, boxes=[LEFT_HALF], by=by, reason="x", at=AT)
    with pytest.raises(Refused, match="Moderation"):
        actions.hide_photo(photo=made, hidden=True, by=by, reason="x", at=AT)
    with pytest.raises(Refused, match="Fläche"):
        actions.cover_photo(photo=made, boxes=[], by=by, reason="x", at=AT)
    assert _files(media) == before


def test_with_what_is_removed_its_photos_go(
    media: Path, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    made, staff = _shown(), make_staff()
    found = queries.photo(made)
    assert found
    assert found.contribution
    with django_capture_on_commit_callbacks(execute=True):
        actions.cover_photo(photo=made, boxes=[LEFT_HALF], by=staff, reason="Gesicht", at=AT)
        actions.remove(contribution=found.contribution, by=staff, reason="Beleidigung", at=AT)
    row = queries.by_id(found.contribution)
    assert row
    assert (row.publicity, list(row.photos), _files(media)) == (Publicity.REMOVED, [], set())


def test_files_that_nothing_names_are_swept_a_day_later(media: Path) -> None:
    _shown()
    named = _files(media)
    default_storage.save("photos/ab/orphan-large.webp", ContentFile(b"left by an act that failed"))
    today = datetime.now(UTC)  # noqa: TID251 -- the files bear the real time
    assert actions.sweep_files(at=today) == 0
    assert actions.sweep_files(at=today + timedelta(days=2)) == 1
    assert _files(media) == named


def test_without_any_photo_there_is_nothing_to_sweep() -> None:
    assert actions.sweep_files(at=AT) == 0
