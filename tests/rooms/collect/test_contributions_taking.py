"""Somebody contributes: nothing is stored before the mail is confirmed, nothing is lost, nothing is stored twice."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from smilecity.collect.contributions import actions, queries
from smilecity.collect.contributions.actions.calls import CallFields
from smilecity.collect.contributions.models import Contribution, ContributionTheme, Draft, Step
from smilecity.collect.contributions.rules import Act, Channel, End, Kind, Moderation, Publicity, Settled, Verb
from smilecity.ground.refusals import Refused
from smilecity.people.contacts.models import Contact, OptIn
from smilecity.people.register.models import Entry, Pending
from smilecity.people.register.rules import Purpose
from tests.factories import AT, make_resident, make_staff
from tests.factories_contributions import LAT, LON, make_call, make_district, make_theme
from tests.factories_taking import confirm, contribute, mail_of, make_draft, new_address, send_off

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(hours=1)


def _closed(call: UUID) -> None:
    """Staff let the call end earlier than it said."""
    fields = CallFields(title={"de": "Ideen"}, opens_at=AT - timedelta(days=2), closes_at=AT - timedelta(days=1))
    actions.edit_call(call=call, fields=fields, by=make_staff(), at=AT)


def test_a_guests_idea_is_stored_only_when_the_mail_is_confirmed() -> None:
    call, address = make_call(), new_address()
    mailed = send_off(call, address, author_name="Max")
    assert not Contribution.objects.exists()
    assert not Contact.objects.exists()
    settled = confirm(mailed)
    row = Contribution.objects.get()
    assert settled == Settled(End.DONE, Act.CONTRIBUTE, row.pk)
    assert (row.author_name, row.channel, row.visible, row.informed) == ("Max", Channel.WEB, True, True)
    assert row.author
    assert (row.author.address, row.author.language) == (address, "de")
    assert OptIn.objects.get().purpose == Purpose.IDEA
    assert Entry.objects.count() == 1
    assert not Draft.objects.exists()
    assert not Pending.objects.exists()


def test_the_code_does_what_the_link_does_and_a_second_click_says_the_same() -> None:
    mailed = send_off()
    settled = actions.confirm_by_code(draft=mailed.draft, code=mailed.code.lower(), at=AT)
    assert settled == Settled(End.DONE, Act.CONTRIBUTE, mailed.draft)
    assert actions.confirm_by_code(draft=mailed.draft, code=mailed.code, at=AT) == settled
    assert confirm(mailed) == Settled(End.USED, Act.CONTRIBUTE)
    assert Contribution.objects.count() == 1


def test_a_wrong_code_is_counted_and_says_why() -> None:
    mailed = send_off()
    assert "passt nicht" in str(actions.confirm_by_code(draft=mailed.draft, code="FALSCH", at=AT))
    assert Pending.objects.get(reference=mailed.draft).tries == 1
    assert (
        actions.confirm_by_code(draft=uuid4(), code="FALSCH", at=AT)
        == "Diese Teilnahme wartet nicht mehr auf eine Bestätigung."
    )


def test_a_link_that_was_never_ours_is_unknown_and_one_that_is_late_has_expired() -> None:
    assert actions.confirm_by_link(token="nie verschickt", at=AT).end is End.UNKNOWN
    mailed, late = send_off(), AT + timedelta(hours=48)
    assert confirm(mailed, at=late) == Settled(End.EXPIRED, Act.CONTRIBUTE)
    assert confirm(mailed, at=late) == Settled(End.EXPIRED, Act.CONTRIBUTE)
    assert not Draft.objects.exists()


def test_a_members_idea_is_stored_at_once_and_a_double_click_stores_it_once() -> None:
    user, draft = make_resident(), make_draft()
    made = actions.submit_as_member(draft=draft, user=user, informed=True, at=AT)
    assert actions.submit_as_member(draft=draft, user=user, informed=True, at=AT) == made
    row = Contribution.objects.get()
    assert row.author
    assert row.author.user == user
    assert Entry.objects.count() == 1


def test_a_guest_who_opens_an_account_is_the_same_person() -> None:
    call, user = make_call(), make_resident(email="lena@example.org")
    as_guest = contribute(call, "Lena@Example.org")
    as_member = actions.submit_as_member(draft=make_draft(call), user=user, informed=False, at=AT)
    assert len(set(Contribution.objects.filter(pk__in=[as_guest, as_member]).values_list("author", flat=True))) == 1
    assert Entry.objects.count() == 1


def test_sending_off_twice_asks_once_and_another_address_kills_the_old_link() -> None:
    draft = make_draft()
    for _ in range(2):
        actions.submit_as_guest(draft=draft, address="a@example.org", informed=False, language="de", at=AT)
    old = mail_of(draft)
    actions.take_back(draft=draft, at=AT)
    row = queries.draft(draft)
    assert row
    assert (row.address, row.submitted) == ("a@example.org", False)
    actions.submit_as_guest(draft=draft, address="b@example.org", informed=False, language="de", at=AT)
    assert confirm(old).end is End.UNKNOWN
    assert confirm(mail_of(draft)).end is End.DONE


def test_what_is_sent_off_can_be_changed_only_after_it_was_taken_back() -> None:
    mailed = send_off()
    with pytest.raises(Refused, match="neu beginnen"):
        actions.write(draft=mailed.draft, content={"title": "Anders"}, at=AT)
    actions.take_back(draft=mailed.draft, at=AT)
    actions.write(draft=mailed.draft, content={"title": "Anders"}, at=AT)
    with pytest.raises(Refused, match="neu beginnen"):
        actions.take_back(draft=mailed.draft, at=AT)


def test_two_tabs_that_write_different_fields_keep_both() -> None:
    draft = make_draft()
    actions.write(draft=draft, content={"title": "  Ein\tTitel "}, at=AT)
    actions.write(draft=draft, content={"text": "Zeile\r\n\r\n\r\n\r\nZeile", "theme_ids": [3, 3, 1]}, at=AT)
    row = queries.draft(draft)
    assert row
    assert (row.content["title"], row.content["text"]) == ("Ein Titel", "Zeile\n\nZeile")
    assert row.content["theme_ids"] == [1, 3]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ({"title": "x" * 121}, "zu lang"),
        ({"text": "x" * 5001}, "zu lang"),
        ({"lon": float("nan"), "lat": 54.0}, "auf der Karte nicht"),
        ({"lon": 12.0, "lat": 400.0}, "auf der Karte nicht"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_a_reason(content: dict[str, object], reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        actions.write(draft=make_draft(), content=content, at=AT)


def test_without_a_title_or_in_africa_nothing_is_sent_off_and_the_draft_stays() -> None:
    make_district()
    nameless, far = make_draft(title=""), make_draft(lon=15.0, lat=-10.0)
    for draft, reason in ((nameless, "Titel"), (far, "nicht in unserer Stadt")):
        with pytest.raises(Refused, match=reason):
            actions.submit_as_guest(draft=draft, address=new_address(), informed=False, language="de", at=AT)
        assert queries.draft(draft)
    assert not Pending.objects.exists()


def test_place_and_themes_come_along_and_a_theme_that_is_gone_is_left_out() -> None:
    district, theme = make_district(), make_theme()
    made = contribute(lon=LON, lat=LAT, place="Am Hafen", theme_ids=[theme, 999_999])
    row = Contribution.objects.get(pk=made)
    assert (row.district_id, row.theme_ids, row.place) == (district, [theme], "Am Hafen")
    assert list(ContributionTheme.objects.filter(contribution=made).values_list("theme", flat=True)) == [theme]


@pytest.mark.parametrize(
    ("moderation", "before", "publicity"),
    [
        (Moderation.AFTER, False, Publicity.SHOWN),
        (Moderation.AFTER, True, Publicity.WAITING),
        (Moderation.BEFORE, False, Publicity.WAITING),
        (Moderation.BEFORE, True, Publicity.WAITING),
    ],
)
def test_it_is_shown_at_once_unless_it_is_to_be_read_first(
    moderation: Moderation, before: bool, publicity: Publicity
) -> None:
    call = make_call(moderation=moderation)
    confirm(send_off(call, before=before))
    actions.submit_as_member(draft=make_draft(call), user=make_resident(), informed=False, at=AT, before=before)
    assert set(Contribution.objects.values_list("publicity", flat=True)) == {publicity}


def test_a_call_that_is_closed_takes_nothing_more_but_keeps_what_waits() -> None:
    call = make_call()
    draft, mailed = make_draft(call), send_off(call)
    _closed(call)
    with pytest.raises(Refused, match="beendet"):
        actions.begin(call=call, language="de", at=AT)
    with pytest.raises(Refused, match="beendet"):
        actions.submit_as_guest(draft=draft, address=new_address(), informed=False, language="de", at=AT)
    with pytest.raises(Refused, match="beendet"):
        actions.submit_as_member(draft=draft, user=make_resident(), informed=False, at=AT)
    assert confirm(mailed) == Settled(End.CLOSED, Act.CONTRIBUTE)
    # Opened again in time, the link still works.
    fields = CallFields(title={"de": "Ideen"}, opens_at=AT - timedelta(days=2))
    actions.edit_call(call=call, fields=fields, by=make_staff(), at=AT)
    assert confirm(mailed).end is End.DONE


def test_no_link_lives_longer_than_its_call() -> None:
    call = make_call(closes_at=LATER)
    mailed = send_off(call)
    assert confirm(mailed, at=LATER) == Settled(End.EXPIRED, Act.CONTRIBUTE)
    assert not Contribution.objects.exists()


def test_what_nobody_came_back_to_is_erased_in_time() -> None:
    kept, waiting = make_draft(), send_off()
    assert actions.drop_expired(at=AT + timedelta(days=1)) == 0
    assert actions.drop_expired(at=AT + timedelta(days=2)) == 1
    assert queries.draft(waiting.draft) is None
    assert confirm(waiting, at=AT + timedelta(days=3)).end is End.EXPIRED
    assert actions.drop_expired(at=AT + timedelta(days=7)) == 1
    assert queries.draft(kept) is None


def test_the_history_begins_with_what_was_handed_in() -> None:
    made = contribute()
    step = Step.objects.get(contribution=made)
    assert (step.verb, step.at, step.by) == (Verb.SUBMITTED, AT, None)
    row = queries.by_id(made)
    assert row
    assert queries.contribution(row.number, Kind.IDEA) == row
    assert queries.contribution(row.number, Kind.PLACE) is None
