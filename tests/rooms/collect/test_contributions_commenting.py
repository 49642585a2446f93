"""People comment on what others have said, and the town hall speaks among them under its own name."""

from uuid import uuid4

import pytest

from smilecity.collect.contributions import actions, queries
from smilecity.collect.contributions.models import Comment, Contribution
from smilecity.collect.contributions.rules import Act, End, Moderation, Publicity, Settled
from smilecity.ground.models import AuditEntry
from smilecity.ground.refusals import Refused
from tests.factories import AT, make_resident, make_staff
from tests.factories_contributions import make_call, make_contribution, make_office
from tests.factories_taking import ask_comment, confirm
from tests.support.statements import statements

pytestmark = pytest.mark.django_db


def _by_member(row: Contribution, text: str = "Ja!", **more: object) -> object:
    said = {"user": make_resident(), "author_name": "", "informed": False, "language": "de", "at": AT} | more
    return actions.comment_as_member(contribution=row.pk, text=text, **said)  # type: ignore[arg-type] # mixed values


def test_a_guests_comment_is_stored_only_when_the_mail_is_confirmed() -> None:
    row = make_contribution()
    mailed = ask_comment(row.pk, text="Gute Idee.\r\n\r\nBitte bald!")
    assert not Comment.objects.exists()
    assert confirm(mailed) == Settled(End.DONE, Act.COMMENT, row.pk)
    comment = queries.comments(row.pk)[0]
    assert (comment.text, comment.author_name, comment.office) == ("Gute Idee.\n\nBitte bald!", "Max", None)
    row.refresh_from_db()
    assert row.comments == 1


def test_a_comment_that_is_read_first_is_not_counted_before() -> None:
    row = make_contribution(make_call(moderation=Moderation.BEFORE), shown=True)
    confirm(ask_comment(row.pk))
    row.refresh_from_db()
    assert (row.comments, queries.comments(row.pk)) == (0, [])
    comment = Comment.objects.get()
    actions.set_comment_publicity(comment=comment.pk, publicity=Publicity.SHOWN, by=make_staff(), at=AT)
    row.refresh_from_db()
    assert (row.comments, len(queries.comments(row.pk))) == (1, 1)


def test_who_is_suspected_of_spam_is_read_first() -> None:
    row = make_contribution()
    _by_member(row, before=True)
    assert Comment.objects.get().publicity == Publicity.WAITING


def test_a_double_click_says_it_once() -> None:
    row, once, user = make_contribution(), uuid4(), make_resident()
    assert {_by_member(row, user=user, once=once) for _ in range(2)} == {once}
    assert Comment.objects.count() == 1


def test_nobody_says_something_under_the_id_of_what_somebody_else_has_said() -> None:
    row, once = make_contribution(), uuid4()
    _by_member(row, once=once)
    with pytest.raises(Refused, match="neu beginnen"):
        _by_member(row, once=once)
    with pytest.raises(Refused, match="neu beginnen"):
        actions.comment_as_guest(
            contribution=row.pk,
            text="Ja!",
            author_name="",
            address="a@example.org",
            informed=False,
            language="de",
            at=AT,
            once=once,
        )


@pytest.mark.parametrize(("text", "reason"), [("  \u200b ", "sagen möchten"), ("x" * 2001, "zu lang")])
def test_what_says_nothing_or_too_much_is_refused(text: str, reason: str) -> None:
    row = make_contribution()
    with pytest.raises(Refused, match=reason):
        _by_member(row, text)
    with pytest.raises(Refused, match=reason):
        ask_comment(row.pk, text=text)


def test_the_office_speaks_at_once_even_where_others_are_read_first() -> None:
    row, staff = make_contribution(make_call(moderation=Moderation.BEFORE), shown=True), make_staff()
    office = make_office()
    actions.comment_for_office(contribution=row.pk, office=office, text="Wir prüfen das.", by=staff, at=AT)
    comment = queries.comments(row.pk)[0]
    assert (comment.office, comment.author, comment.text) == (office, None, "Wir prüfen das.")
    assert AuditEntry.objects.filter(verb="contributions.comment", actor=staff.pk).count() == 1


def test_comments_come_page_by_page_in_their_order_with_few_statements() -> None:
    row = make_contribution()
    for number in range(7):
        _by_member(row, f"Nr. {number}")
    walked: list[str] = []
    after = None
    while found := queries.comments(row.pk, after=after, most=3):
        walked += [comment.text for comment in found]
        after = found[-1].id
    assert sorted(walked) == [f"Nr. {number}" for number in range(7)]
    with statements() as sql:
        queries.comments(row.pk, after=after, most=3)
    assert len(sql) <= 3


def test_one_sees_ones_own_comments() -> None:
    row, user = make_contribution(), make_resident()
    _by_member(row, "Meins", user=user)
    contact = Comment.objects.get().author_id
    assert contact
    assert [(number, text) for _, number, text in queries.comments_of(contact)] == [(row.number, "Meins")]
