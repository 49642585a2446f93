"""What was changed comes back: undone within ten minutes, shown again at any time, restored after a complaint."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from pytest_django import Settings

from smilecity.collect.contributions.actions.editing import erase_revisions
from smilecity.collect.contributions.actions.photos import erase_originals
from smilecity.collect.contributions.models import Contribution, Photo, Revision, Step
from smilecity.collect.contributions.rules import Verb
from smilecity.ground.models import AuditEntry
from smilecity.ground.refusals import Refused
from smilecity.people.rules import Role
from smilecity.understand.moderation import actions
from smilecity.understand.moderation.models import Appeal, Decision, Unseen
from smilecity.understand.moderation.queries import decisions, remedies
from smilecity.understand.moderation.rules import UNDO_WITHIN, Outcome, Remedy
from tests.factories import AT, make_resident, make_staff
from tests.factories_contributions import make_contribution
from tests.factories_moderation import (
    corrected,
    covered,
    hidden,
    make_comment,
    make_flag,
    make_photo,
    photo_hidden,
    seen,
    target,
)

pytestmark = pytest.mark.django_db

SOON, TOLD_AT = AT + timedelta(minutes=1), AT + UNDO_WITHIN
FORTNIGHT = AT + timedelta(days=15)
TEXT = "Meine Nummer: 0381 12345"


@pytest.fixture
def row() -> Contribution:
    return make_contribution(title="Rufen Sie mich an", text=TEXT)


@pytest.fixture
def picture(row: Contribution, settings: Settings, tmp_path: Path) -> Photo:
    settings.MEDIA_ROOT = tmp_path
    return make_photo(row)


class TestUndoing:
    def test_a_changed_text_reads_as_before_and_the_history_keeps_both(self, row: Contribution) -> None:
        moderator = make_staff(Role.MODERATOR)
        actions.undo(decision=corrected(row.pk), by=moderator, at=SOON)
        row.refresh_from_db()
        assert (row.text, row.revision) == (TEXT, 3)
        texts = Step.objects.filter(contribution=row, verb=Verb.EDITED).order_by("at").values_list("text", flat=True)
        assert list(texts) == ["Da stand eine Telefonnummer.", "Die Änderung am Text ist zurückgenommen."]
        assert Decision.objects.get().undone_by == moderator
        assert actions.settle_due(at=TOLD_AT) == 0

    def test_a_changed_comment_reads_as_before(self, row: Contribution) -> None:
        comment = make_comment(row, "0381 12345")
        actions.undo(decision=corrected(comment.pk, "████"), by=make_staff(), at=SOON)
        comment.refresh_from_db()
        assert comment.text == "0381 12345"

    def test_a_hidden_photo_is_back(self, picture: Photo) -> None:
        actions.undo(decision=photo_hidden(picture), by=make_staff(), at=SOON)
        picture.refresh_from_db()
        assert not picture.hidden

    def test_a_covered_photo_shows_all_again(self, picture: Photo) -> None:
        actions.undo(decision=covered(picture), by=make_staff(), at=SOON)
        picture.refresh_from_db()
        assert (picture.covered, picture.original) == (False, "")

    def test_of_what_was_covered_twice_the_second_time_is_not_undone(self, picture: Photo) -> None:
        moderator = make_staff(Role.MODERATOR)
        covered(picture, at=AT - timedelta(minutes=1))
        last = covered(picture, by=moderator)
        assert decisions.last_of(moderator.pk, SOON) is None
        with pytest.raises(Refused, match="noch etwas geändert"):
            actions.undo(decision=last, by=moderator, at=SOON)

    def test_what_was_changed_again_is_not_overwritten(self, row: Contribution) -> None:
        first = corrected(row.pk)
        Contribution.objects.filter(pk=row.pk).update(text="Vom Autor geändert", revision=3)
        assert not decisions.can_undo(first, SOON)
        with pytest.raises(Refused, match="noch etwas geändert"):
            actions.undo(decision=first, by=make_staff(), at=SOON)

    def test_nothing_is_put_into_the_queue_by_it(self, row: Contribution) -> None:
        make_flag(row.pk)
        actions.undo(decision=corrected(row.pk), by=make_staff(), at=SOON)
        assert not Unseen.objects.exists()

    def test_the_button_offers_the_edit_and_not_the_decision_before_it(self, row: Contribution) -> None:
        moderator = make_staff(Role.MODERATOR)
        actions.keep(target=target(row.pk), seen=seen(row.pk), by=moderator, at=AT - timedelta(minutes=1))
        edit = corrected(row.pk, by=moderator)
        last = decisions.last_of(moderator.pk, SOON)
        assert last
        assert (last.id, last.outcome) == (edit, Outcome.EDITED)

    def test_after_what_cannot_be_undone_nothing_older_is_offered(self, row: Contribution, picture: Photo) -> None:
        moderator = make_staff(Role.MODERATOR)
        photo_hidden(picture, by=moderator)
        actions.settle_due(at=TOLD_AT)
        other = make_contribution()
        actions.keep(target=target(other.pk), seen=seen(other.pk), by=moderator, at=TOLD_AT)
        actions.show_photo(photo=picture.pk, by=moderator, at=TOLD_AT + timedelta(minutes=1))
        assert decisions.last_of(moderator.pk, TOLD_AT + timedelta(minutes=2)) is None


class TestPhotos:
    def test_a_photo_hidden_by_mistake_is_shown_again_and_the_log_says_who(self, picture: Photo) -> None:
        moderator = make_staff(Role.MODERATOR)
        photo_hidden(picture)
        actions.settle_due(at=TOLD_AT)
        actions.show_photo(photo=picture.pk, by=moderator, at=TOLD_AT)
        picture.refresh_from_db()
        assert not picture.hidden
        assert Decision.objects.latest("decided_at").outcome == Outcome.RESTORED
        for verb in ("contributions.show_photo", "moderation.restored"):
            assert AuditEntry.objects.filter(verb=verb, actor=moderator.pk).exists()
        assert Step.objects.filter(verb=Verb.EDITED).latest("at").text == "Das Foto ist wieder zu sehen."

    def test_boxes_are_removed_while_the_original_is_there(self, picture: Photo) -> None:
        covered(picture)
        actions.settle_due(at=TOLD_AT)
        actions.uncover(photo=picture.pk, by=make_staff(Role.MODERATOR), at=TOLD_AT)
        picture.refresh_from_db()
        assert (picture.covered, picture.original) == (False, "")
        assert AuditEntry.objects.filter(verb="contributions.uncover_photo").exists()

    def test_afterwards_the_boxes_stay_and_that_is_said(self, picture: Photo) -> None:
        covered(picture)
        erase_originals(at=FORTNIGHT)
        with pytest.raises(Refused, match="ursprüngliche Foto gibt es nicht mehr"):
            actions.uncover(photo=picture.pk, by=make_staff(), at=FORTNIGHT)
        picture.refresh_from_db()
        assert picture.covered

    def test_of_what_is_given_back_before_it_was_told_nobody_is_told(self, picture: Photo) -> None:
        photo_hidden(picture)
        actions.show_photo(photo=picture.pk, by=make_staff(), at=SOON)
        assert Decision.objects.get().undone_at == SOON
        assert actions.settle_due(at=TOLD_AT) == 0

    def test_twice_is_refused(self, picture: Photo) -> None:
        with pytest.raises(Refused, match="schon wieder zu sehen"):
            actions.show_photo(photo=picture.pk, by=make_staff(), at=AT)

    @pytest.mark.parametrize("role", [Role.EDITOR, Role.CLERK, Role.ANALYST, None])
    def test_others_give_nothing_back(self, picture: Photo, role: Role | None) -> None:
        photo_hidden(picture)
        by = make_staff(role) if role else make_resident()
        for act in (actions.show_photo, actions.uncover):
            with pytest.raises(Refused, match="Berechtigung"):
                act(photo=picture.pk, by=by, at=AT)
        picture.refresh_from_db()
        assert picture.hidden


def complaint(decision: UUID) -> UUID:
    actions.settle_due(at=TOLD_AT)
    return actions.appeal(decision=decision, text="Das war meine Nummer.", at=TOLD_AT)


def uphold(appeal: UUID) -> Remedy | None:
    expected = remedies.remedy(appeal)
    followed = actions.settle_appeal(appeal=appeal, upheld=True, answer="Ja.", by=make_staff(), at=FORTNIGHT)
    assert followed == expected == Appeal.objects.get(pk=appeal).remedy
    return followed


class TestComplaintsAboutEdits:
    """The author complains about an edit, and is right."""

    def test_the_former_text_is_back(self, row: Contribution) -> None:
        assert uphold(complaint(corrected(row.pk))) is Remedy.RESTORED
        row.refresh_from_db()
        appeal = Appeal.objects.select_related("followed_by").get()
        assert row.text == TEXT
        assert appeal.followed_by
        assert appeal.followed_by.outcome == Outcome.RESTORED

    def test_a_former_comment_is_back(self, row: Contribution) -> None:
        comment = make_comment(row, "0381 12345")
        assert uphold(complaint(corrected(comment.pk, "████"))) is Remedy.RESTORED
        comment.refresh_from_db()
        assert comment.text == "0381 12345"

    @pytest.mark.parametrize("change", [photo_hidden, covered])
    def test_the_photo_is_back(self, picture: Photo, change: Callable[[Photo], UUID]) -> None:
        assert uphold(complaint(change(picture))) is Remedy.RESTORED
        picture.refresh_from_db()
        assert (picture.hidden, picture.covered) == (False, False)

    def test_what_was_redacted_and_erased_does_not_come_back(self, row: Contribution) -> None:
        appeal = complaint(corrected(row.pk, redacts=True))
        assert erase_revisions(at=FORTNIGHT) == 1
        assert uphold(appeal) is Remedy.ERASED
        row.refresh_from_db()
        assert (row.text, Revision.objects.count()) == ("Meine Nummer: ████", 1)

    def test_a_photo_whose_original_is_erased_does_not_come_back(self, picture: Photo) -> None:
        appeal = complaint(covered(picture))
        erase_originals(at=FORTNIGHT)
        assert uphold(appeal) is Remedy.ERASED

    def test_a_photo_that_is_erased_does_not_come_back(self, picture: Photo) -> None:
        appeal = complaint(photo_hidden(picture))
        Photo.objects.all().delete()
        assert uphold(appeal) is Remedy.ERASED

    def test_what_was_changed_again_is_changed_by_hand(self, row: Contribution) -> None:
        appeal = complaint(corrected(row.pk))
        corrected(row.pk, "Noch einmal anders", at=TOLD_AT)
        assert uphold(appeal) is Remedy.BY_HAND
        row.refresh_from_db()
        assert row.text == "Noch einmal anders"

    def test_what_was_covered_again_is_uncovered_by_hand(self, picture: Photo) -> None:
        appeal = complaint(covered(picture))
        covered(picture, at=TOLD_AT)
        assert uphold(appeal) is Remedy.BY_HAND

    def test_where_it_is_back_already_nothing_is_done(self, row: Contribution, picture: Photo) -> None:
        appeals = [complaint(decision) for decision in (covered(picture), corrected(row.pk))]
        actions.uncover(photo=picture.pk, by=make_staff(), at=TOLD_AT)
        corrected(row.pk, TEXT, at=TOLD_AT)
        assert [uphold(appeal) for appeal in appeals] == [Remedy.NOTHING] * 2

    def test_where_it_is_shown_again_already_nothing_is_done(self, row: Contribution) -> None:
        appeal = complaint(hidden(row.pk))
        actions.release(target=target(row.pk), seen=seen(row.pk), by=make_staff(), at=TOLD_AT)
        assert uphold(appeal) is Remedy.NOTHING
