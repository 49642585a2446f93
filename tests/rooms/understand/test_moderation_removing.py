"""What must not stay is erased for good: by administrators only, with a reason, told to those it concerns."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from smilecity.collect.contributions import queries as contributions
from smilecity.collect.contributions.models import Contribution, Revision, Step
from smilecity.collect.contributions.queries.export import Gone, changes, stream
from smilecity.collect.contributions.queries.filters import ListFilter
from smilecity.collect.contributions.rules import Publicity, Verb
from smilecity.ground.models import AuditEntry
from smilecity.ground.refusals import Refused
from smilecity.people.contacts.actions import of_member
from smilecity.people.models import User
from smilecity.people.rules import Role
from smilecity.understand.moderation import actions
from smilecity.understand.moderation.actions import Reason, ToAuthor
from smilecity.understand.moderation.models import Appeal, Decision, Flag
from smilecity.understand.moderation.queries import decisions
from smilecity.understand.moderation.rules import UNDO_WITHIN, Ground, Outcome, Seen
from tests.factories import AT, make_resident, make_staff
from tests.factories_contributions import make_contribution
from tests.factories_moderation import corrected, make_comment, make_flag, make_photo, seen, target

pytestmark = pytest.mark.django_db

UNLAWFUL = Reason(Ground.HATE, "Der Text hetzt gegen Menschen.", law="§ 130 StGB")
MAY = {Role.ADMINISTRATOR}


def remove(row: Contribution, by: User, **changed: object) -> None:
    said: dict[str, object] = {"reason": UNLAWFUL, "sure": True, "seen": seen(row.pk)}
    actions.remove(target=target(row.pk), by=by, at=AT, **said | changed)  # type: ignore[arg-type] # given by name


@pytest.fixture
def row() -> Contribution:
    return make_contribution(title="Hetze", text="Hetze", author_name="Max", place="Markt")


@pytest.mark.parametrize("role", [*Role, None])
def test_who_erases(role: Role | None, row: Contribution) -> None:
    by = make_staff(role) if role else make_resident()
    if role in MAY:
        remove(row, by)
        return
    with pytest.raises(Refused, match="Berechtigung"):
        remove(row, by)
    row.refresh_from_db()
    assert row.text == "Hetze"


def test_text_name_place_photos_and_former_texts_go(
    row: Contribution,
    settings: Settings,
    tmp_path: Path,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    settings.MEDIA_ROOT = tmp_path
    picture = make_photo(row)
    corrected(row.pk, "Fast Hetze")
    with django_capture_on_commit_callbacks(execute=True):
        remove(row, make_staff())
    row.refresh_from_db()
    assert (row.title, row.text, row.author_name, row.place) == ("Gelöschter Beitrag", "", "", "")
    assert (row.publicity, row.visible) == (Publicity.REMOVED, False)
    assert not Revision.objects.exists()
    assert contributions.photo(picture.pk) is None
    assert not default_storage.exists(picture.large)
    assert not default_storage.exists(picture.small)


def test_the_history_the_decision_and_the_log_say_that_and_why(row: Contribution) -> None:
    admin = make_staff(Role.ADMINISTRATOR)
    remove(row, admin)
    decision = Decision.objects.get()
    assert Step.objects.get(contribution=row, verb=Verb.REMOVED).text == UNLAWFUL.text
    assert (decision.outcome, decision.before, decision.after) == (Outcome.REMOVED, "shown", "removed")
    assert (decision.reason, decision.law) == (UNLAWFUL.text, "§ 130 StGB")
    assert AuditEntry.objects.filter(verb="moderation.removed", actor=admin.pk).exists()


def test_open_data_forgets_it_and_tells_who_keeps_a_copy(row: Contribution) -> None:
    remove(row, make_staff())
    assert list(stream(ListFilter())) == []
    [gone] = changes(ListFilter(), AT - timedelta(days=1)).rows
    assert isinstance(gone, Gone)
    assert gone.number == row.number


def test_a_comment_is_erased_by_itself(row: Contribution) -> None:
    comment = make_comment(row, "Hetze")
    actions.remove(target=target(comment.pk), reason=UNLAWFUL, sure=True, seen=seen(comment.pk), by=make_staff(), at=AT)
    comment.refresh_from_db()
    row.refresh_from_db()
    assert (comment.text, comment.author_name, comment.publicity) == ("", "", Publicity.REMOVED)
    assert (row.text, row.comments) == ("Hetze", 0)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"reason": Reason(None, "So nicht.")}, "Grund aus"),
        ({"reason": Reason(Ground.HATE, " ")}, "warum Sie so entscheiden"),
        ({"sure": False}, "Bitte bestätigen Sie"),
        ({"seen": Seen(Publicity.SHOWN, 7)}, "gerade geändert"),
        ({"seen": Seen(Publicity.WAITING, 1)}, "schon entschieden"),
    ],
)
def test_nothing_is_erased_by_mistake(row: Contribution, changed: dict[str, object], sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        remove(row, make_staff(), **changed)
    row.refresh_from_db()
    assert row.text == "Hetze"


def test_what_is_erased_is_erased_once_and_nobody_takes_it_back(row: Contribution) -> None:
    admin = make_staff()
    remove(row, admin)
    assert decisions.last_of(admin.pk, AT) is None
    with pytest.raises(Refused, match="nicht zurücknehmen"):
        actions.undo(decision=Decision.objects.get().pk, by=admin, at=AT)
    with pytest.raises(Refused, match="schon entschieden"):
        remove(row, make_staff())


def test_both_sides_hear_why_and_the_author_may_complain(row: Contribution) -> None:
    author = of_member(user=make_resident(), language="de", at=AT)
    Contribution.objects.filter(pk=row.pk).update(author=author)
    make_flag(row.pk, address="anna@example.org")
    remove(row, make_staff())
    decision = Decision.objects.get()
    assert Flag.objects.get().decision == decision
    actions.settle_due(at=AT + UNDO_WITHIN)
    letters = actions.take_decision(decision=decision.pk, at=AT + UNDO_WITHIN)
    assert {letter.address for letter in letters} >= {"anna@example.org"}
    [statement] = [letter.statement for letter in letters if isinstance(letter, ToAuthor)]
    assert (statement.outcome, statement.reason, statement.law) == (Outcome.REMOVED, UNLAWFUL.text, "§ 130 StGB")
    actions.appeal(decision=decision.pk, text="Das war ein Zitat.", at=AT + UNDO_WITHIN)
    assert Appeal.objects.get().decision == decision
