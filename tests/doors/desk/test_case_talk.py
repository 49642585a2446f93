"""The talk below a contribution at the desk: everything that was said, and the office's own word among it."""

from datetime import date, timedelta

import pytest

from smilecity.collect.contributions.models import Comment, Contribution
from smilecity.collect.contributions.rules import Publicity, Status
from smilecity.deliver.answers import actions
from smilecity.people.rules import Role
from tests.factories import AT
from tests.factories_answers import make_answering_office, make_case, make_clerk
from tests.factories_contributions import make_contribution
from tests.support.colleague import Colleague
from tests.support.statements import statements
from tests.support.visitor import Visitor

pytestmark = pytest.mark.django_db


def clerk_of(office: int | None) -> Colleague:
    """Somebody signed in at the desk who answers for an office."""
    who = Colleague(Role.CLERK)
    actions.add_clerk(office=office or 0, email=who.user.email, by=None, at=AT)
    return who


def say(row: Contribution, text: str, publicity: Publicity = Publicity.SHOWN, minutes: int = 0) -> None:
    """Let a resident have said something."""
    at = AT + timedelta(minutes=minutes)
    Comment.objects.create(contribution=row, author_name="Mia", text=text, publicity=publicity, posted_at=at)


def test_what_people_said_stands_there_and_what_nobody_else_sees_says_so() -> None:
    row = make_case()
    say(row, "Das finde ich gut.")
    say(row, "Das ist unhöflich.", Publicity.HIDDEN, minutes=1)
    say(row, "Noch nicht gelesen.", Publicity.WAITING, minutes=2)
    say(row, "Gelöschtes", Publicity.REMOVED, minutes=3)
    page = clerk_of(row.office_id).opens(f"eingang/{row.number}/")
    page.says("Kommentare Mia Das finde ich gut.", "Mia ist nicht öffentlich Das ist unhöflich.", "wartet auf Freigabe")
    assert "Gelöschtes" not in page.words


def test_an_office_comments_in_its_own_name_for_everybody_to_read() -> None:
    row = make_case(make_answering_office(name={"de": "Grünamt"}))
    who, path = clerk_of(row.office_id), f"eingang/{row.number}/"
    opened = who.opens(path)
    opened.says("Als Stelle kommentieren", "Sie schreiben als: Grünamt.", "Noch hat niemand etwas dazu gesagt.")
    sent = {"kommentieren": "1", "comment": "Welche Bank meinen Sie?", "once": opened.fields["once"]}
    who.sends(path, **sent).says("Der Kommentar ist öffentlich.", "Grünamt Stadtverwaltung Welche Bank meinen Sie?")
    who.sends(path, **sent)  # a double click
    assert Comment.objects.filter(contribution=row, office=row.office_id).count() == 1
    public = Visitor().get(f"/ideen/{row.number}/")
    public.says("Welche Bank meinen Sie?", "Grünamt")
    row.refresh_from_db()
    assert (row.status, row.due_on, row.answered_at) == (Status.RECEIVED, date(2026, 3, 30), None)


@pytest.mark.parametrize(
    ("text", "reason"),
    [("  ", "Bitte schreiben Sie, was Sie dazu sagen möchten."), ("a" * 2_100, "Bitte kürzen Sie")],
)
def test_what_cannot_be_said_stays_in_its_field_with_the_reason(text: str, reason: str) -> None:
    row = make_case()
    page = clerk_of(row.office_id).sends(f"eingang/{row.number}/", kommentieren="1", comment=text)
    page.says(reason)
    assert page.title.startswith("Fehler:")
    assert text.strip() in page.html
    assert not Comment.objects.exists()


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("clerk", True),
        ("head", True),
        ("substitute", True),
        ("administrator", True),
        ("other", False),
        ("editor", False),
    ],
)
def test_who_may_comment_for_an_office(who: str, may: bool) -> None:
    head, other = Colleague(Role.CLERK), clerk_of(make_answering_office(fallback=False))
    row = make_case(make_answering_office(head=head.user))
    people = {
        "head": head,
        "other": other,
        "clerk": clerk_of(row.office_id),
        "substitute": Colleague(Role.CLERK),
        "administrator": Colleague(Role.ADMINISTRATOR),
        "editor": Colleague(Role.EDITOR),
    }
    clerk = people["clerk"].user
    day = AT.date()
    actions.note_absence(
        user=clerk.pk, substitute=people["substitute"].user.pk, first_on=day, last_on=day, by=clerk, at=AT
    )
    path = f"eingang/{row.number}/"
    assert ("Als Stelle kommentieren" in people[who].opens(path).words) == may
    page = people[who].sends(path, kommentieren="1", comment="Im Namen der Stelle.")
    assert Comment.objects.exists() == may
    assert ("Der Kommentar ist öffentlich." in page.words) == may


def test_nobody_comments_where_nobody_reads_or_nobody_is_responsible() -> None:
    hidden, lost = make_case(), make_contribution()
    Contribution.objects.filter(pk=hidden.pk).update(publicity=Publicity.HIDDEN, visible=False)
    Contribution.objects.filter(pk=lost.pk).update(office=None)
    who = Colleague(Role.ADMINISTRATOR)
    for row, reason in (
        (hidden, "Dieser Beitrag ist nicht veröffentlicht."),
        (lost, "Noch ist keine Stelle zuständig."),
    ):
        path = f"eingang/{row.number}/"
        assert "Als Stelle kommentieren" not in who.opens(path).words
        who.sends(path, kommentieren="1", comment="Hallo?").says(reason)
    assert not Comment.objects.exists()


def test_the_newest_come_first_older_ones_a_page_at_a_time_and_many_take_as_many_statements() -> None:
    row, path = make_case(), ""
    who, path = clerk_of(row.office_id), f"eingang/{row.number}/"
    say(row, "Nummer 0.")
    who.opens(path)
    with statements() as few:
        who.opens(path)
    for number in range(1, 25):
        say(row, f"Nummer {number}.", minutes=number)
    with statements() as many:
        page = who.opens(path)
    assert len(many) == len(few)
    page.says("Nummer 5. ", "Nummer 24.")
    assert "Nummer 4." not in page.words
    older = who.opens(path + page.html.split('href="?vor=')[1].split("#")[0].join(["?vor=", ""]))
    older.says("Nummer 0.", "Nummer 4.", "Zu den neuesten Kommentaren")
    assert "Nummer 5." not in older.words
    assert who.opens(f"{path}?vor=quatsch").says("Nummer 24.")


def test_the_act_itself_asks_for_the_right() -> None:
    from smilecity.deliver.answers.rules import rights
    from smilecity.ground.refusals import Refused

    row, other = make_case(), make_clerk(make_answering_office(fallback=False))
    with pytest.raises(Refused, match=rights.NOT_YOUR_OFFICE):
        actions.comment(contribution=row.pk, text="Im Namen der Stelle.", by=other, at=AT)
