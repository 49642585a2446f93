"""What moderation hides between a change and its mail is not mailed; what is left of the mail arrives all the same."""

from uuid import UUID

import pytest

from smilecity.collect.contributions import actions as trunk
from smilecity.collect.contributions.models import Comment, Contribution
from smilecity.collect.contributions.rules import Publicity
from smilecity.deliver.notices import actions, queries
from smilecity.deliver.notices.models import Notice
from smilecity.deliver.notices.rules import Post, Rhythm, Target
from smilecity.doors.mail import jobs
from smilecity.ground import clock
from smilecity.people.models import User
from tests.factories import AT, make_resident, make_staff
from tests.factories_contributions import make_call, make_contribution, make_theme
from tests.factories_notices import make_contact, make_follower
from tests.jobs import run_jobs
from tests.smtp import Inbox
from tests.support.clock import Clock

pytestmark = pytest.mark.django_db
INSULT = "Ihr Dummkopf"
HIDDEN = (Publicity.WAITING, Publicity.HIDDEN, Publicity.WITHDRAWN, Publicity.REMOVED)


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A clock that stands at the hour of the factories until a test moves it."""
    standing = Clock(AT)
    monkeypatch.setattr(clock, "now", standing.now)
    return standing


@pytest.fixture
def staff() -> User:
    return make_staff()


def _said(row: Contribution, text: str = INSULT) -> UUID:
    comment = trunk.comment_as_member(
        contribution=row.pk,
        text=text,
        author_name="Maren",
        user=make_resident(),
        informed=False,
        language="de",
        at=clock.now(),
    )
    run_jobs()
    return comment


def _hide(row: Contribution, staff: User, publicity: Publicity = Publicity.HIDDEN) -> None:
    trunk.set_publicity(contribution=row.pk, publicity=publicity, by=staff, at=AT)
    run_jobs()


def _next_morning(time: Clock) -> None:
    time.at = AT.replace(day=time.at.day + 1, hour=8)
    jobs.send_single(0)
    jobs.send_digests(0)
    run_jobs()


def _author_of(row: Contribution) -> UUID:
    contact = make_contact("author@example.org")
    Contribution.objects.filter(pk=row.pk).update(author=contact, informed=True)
    actions.welcome_author(contribution=row.pk, at=AT)
    return contact


@pytest.mark.parametrize("publicity", HIDDEN)
@pytest.mark.parametrize("rhythm", [Rhythm.SINGLE, Rhythm.DAILY])
def test_a_comment_that_was_hidden_is_not_mailed_and_what_else_is_new_arrives(
    smtp: Inbox, time: Clock, staff: User, publicity: Publicity, rhythm: Rhythm
) -> None:
    row = make_contribution()
    reader = make_follower(row, rhythm=rhythm)
    insult = _said(row)
    _said(row, "Gute Idee!")
    Comment.objects.filter(pk=insult).update(publicity=publicity)
    assert [notice.news.text for notice in queries.newest(reader)] == ["Gute Idee!"]
    _next_morning(time)
    [mail] = smtp.messages
    assert "Gute Idee!" in mail.text
    assert INSULT not in mail.text
    assert mail.text.count("hat einen Kommentar geschrieben") == 1


@pytest.mark.parametrize("rhythm", [Rhythm.SINGLE, Rhythm.DAILY])
def test_a_mail_with_nothing_left_is_none_and_stands_in_nobodys_way(
    smtp: Inbox, time: Clock, staff: User, rhythm: Rhythm
) -> None:
    row = make_contribution()
    reader = make_follower(row, rhythm=rhythm)
    insult = _said(row)
    trunk.set_comment_publicity(comment=insult, publicity=Publicity.HIDDEN, by=staff, at=AT)
    assert queries.unseen(reader) == 0
    _next_morning(time)
    assert smtp.messages == []
    assert not Notice.objects.filter(post=Post.WAITING).exists()
    _said(row, "Gute Idee!")
    _next_morning(time)
    [mail] = smtp.messages
    assert INSULT not in mail.text


@pytest.mark.parametrize("publicity", HIDDEN)
def test_a_new_contribution_that_was_hidden_is_not_mailed(
    smtp: Inbox, time: Clock, staff: User, publicity: Publicity
) -> None:
    theme = make_theme()
    reader = make_follower(Target(theme=theme), rhythm=Rhythm.DAILY)
    row = make_contribution(title=INSULT, theme_ids=[theme], by=staff)
    run_jobs()
    assert len(queries.newest(reader)) == 1
    _hide(row, staff, publicity)
    assert queries.newest(reader) == []
    _next_morning(time)
    assert smtp.messages == []


def test_the_author_still_hears_what_becomes_of_their_own(smtp: Inbox, time: Clock, staff: User) -> None:
    row = make_contribution(title="Mehr Bänke")
    author, reader = _author_of(row), make_follower(row)
    trunk.set_publicity(contribution=row.pk, publicity=Publicity.HIDDEN, by=staff, at=AT)
    trunk.reply(contribution=row.pk, text="Wir prüfen es.", status=None, by=staff, at=AT)
    run_jobs()
    assert [notice.news.about.title for notice in queries.newest(author)] == ["Mehr Bänke"]
    assert queries.newest(reader) == []
    _next_morning(time)
    assert [(mail.to[0], mail.subject) for mail in smtp.messages] == [("author@example.org", "Antwort zu „Mehr Bänke“")]


def test_what_was_merged_is_told_to_the_followers_of_both(smtp: Inbox, time: Clock, staff: User) -> None:
    call = make_call()
    one, other = make_contribution(call, title="Bänke"), make_contribution(call, title="Sitze")
    make_follower(one)
    make_follower(other)
    trunk.merge(contribution=one.pk, into=other.pk, by=staff, at=AT)
    run_jobs()
    _next_morning(time)
    assert len(smtp.messages) == 2
    assert all("Der Beitrag wurde mit „Sitze“ zusammengeführt. Dort" in mail.text for mail in smtp.messages)


def test_of_what_it_was_merged_with_and_is_hidden_by_now_only_the_number_is_told(
    smtp: Inbox, time: Clock, staff: User
) -> None:
    call = make_call()
    one, other = make_contribution(call, title="Bänke"), make_contribution(call, title=INSULT)
    reader = make_follower(one)
    trunk.merge(contribution=one.pk, into=other.pk, by=staff, at=AT)
    run_jobs()
    _hide(other, staff)
    [subscription] = queries.subscriptions(reader)
    assert subscription.about
    assert (subscription.about.number, subscription.about.title) == (other.number, "")
    _next_morning(time)
    [mail] = smtp.messages
    assert f"Der Beitrag wurde mit Nr. {other.number} zusammengeführt.\n" in mail.text
    assert INSULT not in f"{mail.subject}{mail.text}"


def test_who_wrote_a_part_of_what_is_hidden_hears_where_it_goes_on_by_its_number(
    smtp: Inbox, time: Clock, staff: User
) -> None:
    call = make_call()
    part, hidden, shown = (make_contribution(call, title=title) for title in ("Bänke", INSULT, "Sitze"))
    author = _author_of(part)
    trunk.merge(contribution=part.pk, into=hidden.pk, by=staff, at=AT)
    run_jobs()
    Notice.objects.all().delete()
    _hide(hidden, staff)
    trunk.merge(contribution=hidden.pk, into=shown.pk, by=staff, at=AT)
    run_jobs()
    [notice] = queries.newest(author)
    assert (notice.news.about.number, notice.news.about.title) == (hidden.number, "")
    _next_morning(time)
    [mail] = smtp.messages
    assert mail.subject == f"Neues zu „Beitrag Nr. {hidden.number}“"
    assert "Der Beitrag wurde mit „Sitze“ zusammengeführt. Dort" in mail.text
    assert INSULT not in mail.text
