"""Texts are changed in sight of all: by authors until they are answered, by moderators with a reason, never unseen."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from smilecity.collect.contributions import actions, queries
from smilecity.collect.contributions.actions import Content
from smilecity.collect.contributions.models import Comment, Contribution, ContributionTheme, Revision, Step
from smilecity.collect.contributions.rules import Moderation, Publicity, Verb
from smilecity.ground.models import AuditEntry
from smilecity.ground.refusals import Refused
from smilecity.people.contacts.models import Contact
from smilecity.people.rules import Role
from tests.factories import AT, make_resident, make_staff
from tests.factories_contributions import LAT, LON, make_call, make_contribution, make_district, make_theme
from tests.factories_taking import ask_comment, confirm, contribute, new_address, support

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(hours=1)
WANTED = Content(title="Mehr Bäume am Markt", text="Damit es kühler wird. Und schöner.")


def _by_author(made: UUID, content: Content = WANTED, revision: int = 1, author: UUID | None = None) -> bool:
    own = Contribution.objects.get(pk=made).author_id
    return actions.edit(contribution=made, content=content, revision=revision, by=None, author=author or own, at=LATER)


def _by_moderator(made: UUID, content: Content = WANTED, revision: int = 1, **more: object) -> bool:
    said = {"by": make_staff(Role.MODERATOR), "reason": "Name entfernt", "at": LATER} | more
    return actions.edit(contribution=made, content=content, revision=revision, **said)  # type: ignore[arg-type] # mixed values


def test_the_author_changes_the_text_and_how_it_read_is_kept() -> None:
    made = contribute(title="Bäume")
    assert _by_author(made)
    assert not _by_author(made, revision=2)
    row = Contribution.objects.get(pk=made)
    assert (row.title, row.text, row.revision, row.changed_at) == (WANTED.title, WANTED.text, 2, LATER)
    kept = Revision.objects.get()
    assert (kept.title, kept.revision, kept.by, kept.erase_at) == ("Bäume", 1, None, None)
    step = Step.objects.get(verb=Verb.EDITED)
    assert (step.by, step.text) == (None, "")


def test_place_and_themes_change_with_it() -> None:
    district, old, new = make_district(), make_theme(), make_theme()
    made = contribute(theme_ids=[old])
    _by_author(made, replace(WANTED, theme_ids=[new], lon=LON, lat=LAT))
    row = Contribution.objects.get(pk=made)
    assert (row.theme_ids, row.district_id) == ([new], district)
    assert list(ContributionTheme.objects.filter(contribution=made).values_list("theme", flat=True)) == [new]
    with pytest.raises(Refused, match="nicht in unserer Stadt"):
        _by_author(made, replace(WANTED, lon=15.0, lat=-10.0), revision=2)


def test_once_the_town_hall_has_answered_the_author_changes_nothing_more() -> None:
    made, staff = contribute(), make_staff()
    actions.reply(contribution=made, text="Wir pflanzen sie.", status=None, by=staff, at=AT)
    with pytest.raises(Refused, match="schon geantwortet"):
        _by_author(made)
    assert _by_moderator(made)


def test_nobody_changes_what_somebody_else_has_written() -> None:
    made = contribute()
    other = contribute()
    stranger = Contribution.objects.get(pk=other).author_id
    with pytest.raises(Refused, match="wer es geschrieben hat"):
        _by_author(made, author=stranger)
    unsigned = make_contribution().pk
    with pytest.raises(Refused, match="wer es geschrieben hat"):
        actions.edit(contribution=unsigned, content=WANTED, revision=1, by=None, author=None, at=AT)


@pytest.mark.parametrize("role", [Role.EDITOR, Role.CLERK, Role.ANALYST])
def test_of_the_staff_only_moderators_change_texts(role: Role) -> None:
    made = contribute()
    with pytest.raises(Refused, match="Moderation"):
        _by_moderator(made, by=make_staff(role))


def test_moderators_give_a_reason_that_all_can_read() -> None:
    made = contribute()
    with pytest.raises(Refused, match="Grund"):
        _by_moderator(made, reason="  ")
    _by_moderator(made)
    told = queries.steps(made, public=True)[-1]
    assert (told.verb, told.text, told.by is not None) == (Verb.EDITED, "Name entfernt", True)
    assert AuditEntry.objects.filter(verb="contributions.edit", subject=f"contribution:{made}").exists()


def test_who_writes_on_an_old_version_is_refused_and_nothing_is_lost() -> None:
    made = contribute()
    _by_moderator(made)
    with pytest.raises(Refused, match="inzwischen geändert"):
        _by_author(made, replace(WANTED, text="Anders"))
    assert Contribution.objects.get(pk=made).text == WANTED.text
    assert _by_author(made, replace(WANTED, text="Anders"), revision=2)


def test_a_change_by_its_author_is_read_first_where_the_call_is_read_first() -> None:
    made = contribute(make_call(moderation=Moderation.BEFORE))
    staff = make_staff()
    actions.set_publicity(contribution=made, publicity=Publicity.SHOWN, by=staff, at=AT)
    _by_author(made)
    row = Contribution.objects.get(pk=made)
    assert (row.publicity, row.visible, row.published_at) == (Publicity.WAITING, False, AT)
    actions.set_publicity(contribution=made, publicity=Publicity.SHOWN, by=staff, at=AT)
    _by_moderator(made, replace(WANTED, title="Bäume"), revision=2)
    assert Contribution.objects.get(pk=made).visible


def test_what_was_redacted_is_erased_after_two_weeks_and_nothing_else() -> None:
    made, other = contribute(text="Ruft mich an: 0381 1234"), contribute(text="Kein Geheimnis")
    _by_moderator(made, redacts=True)
    _by_moderator(other, reason="Lesbarer")
    assert actions.erase_revisions(at=LATER + timedelta(days=14, seconds=-1)) == 0
    assert actions.erase_revisions(at=LATER + timedelta(days=14)) == 1
    texts = dict(Revision.objects.values_list("contribution", "text"))
    assert texts == {made: "", other: "Kein Geheimnis"}


def test_a_comment_is_changed_by_moderators_and_says_so() -> None:
    made = contribute()
    confirm(ask_comment(made, text="Ruf an: 1234"))
    comment, staff = queries.comments(made)[0], make_staff()

    def change(text: str, revision: int) -> bool:
        return actions.edit_comment(
            comment=comment.id, text=text, revision=revision, by=staff, reason="Nummer entfernt", redacts=True, at=LATER
        )

    assert change("Ruf an: …", 1)
    assert not change("Ruf an: …", 2)
    with pytest.raises(Refused, match="inzwischen geändert"):
        change("x", 1)
    after = queries.comments(made)[0]
    assert (after.text, after.edited_at, after.edited_why, after.revision) == (
        "Ruf an: …",
        LATER,
        "Nummer entfernt",
        2,
    )
    assert Revision.objects.get().text == "Ruf an: 1234"
    with pytest.raises(Refused, match="nicht mehr"):
        actions.edit_comment(comment=uuid4(), text="x", revision=1, by=staff, reason="x", at=AT)


def test_authors_withdraw_what_is_theirs() -> None:
    made = contribute()
    author = Contribution.objects.get(pk=made).author_id
    assert author
    with pytest.raises(Refused, match="wer es geschrieben hat"):
        actions.withdraw_by_author(contribution=made, author=uuid4(), at=AT)
    actions.withdraw_by_author(contribution=made, author=author, at=AT)
    assert Contribution.objects.get(pk=made).publicity == Publicity.WITHDRAWN
    with pytest.raises(Refused, match="gelöscht oder zurückgezogen"):
        _by_author(made)


def test_what_is_removed_says_nothing_any_more_but_that_and_why() -> None:
    make_district()
    made, staff = contribute(author_name="Max", lon=LON, lat=LAT, place="Markt", text="Beleidigung"), make_staff()
    _by_moderator(made)
    assert actions.remove(contribution=made, by=staff, reason="Beleidigung einer Person", at=LATER)
    assert actions.remove(contribution=made, by=staff, reason="noch einmal", at=LATER) is None
    row = Contribution.objects.get(pk=made)
    assert (row.title, row.text, row.author_name, row.place) == ("Gelöschter Beitrag", "", "", "")
    assert (row.lon, row.lat, row.district_id, row.visible) == (None, None, None, False)
    assert not Revision.objects.exists()
    assert Step.objects.get(verb=Verb.REMOVED).text == "Beleidigung einer Person"
    with pytest.raises(Refused, match="nicht wieder gezeigt"):
        actions.set_publicity(contribution=made, publicity=Publicity.SHOWN, by=staff, at=AT)


def test_a_removed_comment_is_empty_and_no_longer_counted() -> None:
    made, staff = contribute(), make_staff()
    confirm(ask_comment(made))
    comment = Comment.objects.get()
    assert actions.remove_comment(comment=comment.pk, by=staff, reason="Beleidigung", at=LATER)
    assert not actions.remove_comment(comment=comment.pk, by=staff, reason="Beleidigung", at=LATER)
    comment.refresh_from_db()
    assert (comment.text, comment.author_name, comment.publicity) == ("", "", Publicity.REMOVED)
    assert Contribution.objects.get(pk=made).comments == 0


def test_a_person_gets_a_copy_of_all_that_is_theirs_and_can_be_taken_out_of_it() -> None:
    address, other = new_address(), contribute()
    made = contribute(None, address, author_name="Max")
    confirm(ask_comment(other, address, text="Ja!"))
    support(other, address, informed=True)
    contact = Contact.objects.get(address=address).pk
    copy = queries.export_person(contact)
    assert [len(copy[name]) for name in ("contributions", "comments", "supports")] == [1, 1, 1]
    assert copy["contributions"][0]["author_name"] == "Max"
    for _ in range(2):
        actions.erase_person(contact=contact, at=LATER)
    assert all(not rows for rows in queries.export_person(contact).values())
    row = Contribution.objects.get(pk=made)
    assert (row.author_name, row.author, row.informed, bool(row.title)) == ("", None, False, True)
    assert Contribution.objects.get(pk=other).supports == 1


def test_when_an_account_is_deleted_what_it_said_stays_without_it() -> None:
    user = make_resident()
    made = make_contribution().pk
    actions.support_as_member(contribution=made, user=user, informed=True, at=AT)
    user.delete()
    assert Contribution.objects.get(pk=made).supports == 1
