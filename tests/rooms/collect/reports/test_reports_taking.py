"""Reports come in: from guests, members, nobody in particular, staff and programs; each with category and ground."""

from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest

from smilecity.collect.contributions import actions as trunk
from smilecity.collect.contributions.actions import Content
from smilecity.collect.contributions.actions.editing import reworded
from smilecity.collect.contributions.models import Contribution, Draft, Photo
from smilecity.collect.contributions.rules import Channel, Kind, Moderation, Publicity, Stage
from smilecity.collect.reports import actions
from smilecity.collect.reports.models import Report
from smilecity.collect.reports.rules import Attribute, AttributeKind, Ground
from smilecity.ground.refusals import Refused
from smilecity.people.keys import actions as keys
from smilecity.people.keys.rules import Scope
from smilecity.people.register.models import Pending
from smilecity.people.register.rules import Purpose
from smilecity.people.rules import Role
from tests.factories import AT, make_resident, make_staff
from tests.factories_contributions import LAT, LON, make_call, make_contribution
from tests.factories_reports import WET, a_city, make_category, make_report, report_call
from tests.factories_sense import make_party
from tests.factories_taking import confirm, mail_of, make_draft, new_address
from tests.jobs import run_jobs
from tests.support.pictures import photo

pytestmark = pytest.mark.django_db
HERE: dict[str, Any] = {"lon": LON, "lat": LAT}
DEPTH = Attribute("tiefe", AttributeKind.NUMBER, {"de": "Wie tief?"}, required=True)


def draft_of(category: str = "loch", **content: Any) -> UUID:
    return make_draft(report_call(), **{"title": "", "text": "", "category": category, **HERE, **content})


def test_a_guests_report_without_a_title_is_called_after_its_category_and_counts_once_confirmed() -> None:
    a_city()
    make_category("loch", title={"de": "Schlagloch"}, attributes=[DEPTH])
    draft = draft_of(attributes={"tiefe": "4"}, place_source="gps")
    for _ in range(2):  # a double click
        actions.submit_as_guest(draft=draft, address=new_address(), informed=True, language="de", at=AT)
    assert Pending.objects.get().purpose == Purpose.REPORT
    assert not Contribution.objects.exists()
    confirm(mail_of(draft))
    row, report = Contribution.objects.get(), Report.objects.get()
    assert (row.kind, row.category, row.title, row.text) == (Kind.REPORT, "loch", "Schlagloch", "")
    assert (report.attributes, report.ground, report.place_source) == ({"tiefe": "4"}, Ground.LAND, "gps")
    assert not report.anonymous


def test_a_title_of_ones_own_stays() -> None:
    a_city()
    make_category("loch")
    made = actions.submit_as_member(draft=draft_of(title="Loch vor Nr. 4"), user=make_resident(), informed=False, at=AT)
    assert Contribution.objects.get(pk=made).title == "Loch vor Nr. 4"
    assert not Report.objects.get().anonymous


def test_what_comes_without_an_address_is_always_read_first_and_knows_nobody() -> None:
    a_city()
    make_category("loch")
    call = report_call(moderation=Moderation.AFTER)
    draft = make_draft(call, title="", text="", category="loch", **HERE)
    made = actions.submit_anonymously(draft=draft, at=AT)
    assert actions.submit_anonymously(draft=draft, at=AT) == made  # a double click
    row = Contribution.objects.get()
    assert (row.publicity, row.visible, row.author, row.informed) == (Publicity.WAITING, False, None, False)
    assert Report.objects.get().anonymous
    assert not Draft.objects.exists()
    assert not Pending.objects.exists()


def test_staff_write_down_what_somebody_tells() -> None:
    a_city()
    make_category("loch", title={"de": "Schlagloch"})
    row = make_report(report_call(), "loch", text="Vor der Schule.")
    assert (row.title, row.channel) == ("Schlagloch", Channel.PHONE)
    assert not Report.objects.get().anonymous


@pytest.mark.parametrize(
    ("category", "content", "reason"),
    [
        ("nichts", {}, "was Sie melden möchten"),
        ("strasse", {}, "was Sie melden möchten"),  # not a leaf
        ("bahn", {}, "nicht die Stadt"),
        ("alt", {}, "was Sie melden möchten"),
        ("loch", {"lon": 13.4, "lat": 52.5}, "außerhalb von"),
        ("loch", {"lon": None, "lat": None}, "wo er liegt"),
        ("loch", {"text": "…!"}, "Wörter"),
    ],
)
def test_what_is_no_report_is_refused_and_nothing_is_kept(category: str, content: dict[str, Any], reason: str) -> None:
    a_city()
    make_category("strasse")
    make_category("loch", parent="strasse")
    make_category("bahn", handled=False, instead={"de": "Die Bahn."})
    make_category("alt", active=False)
    draft = draft_of(category, **content)
    with pytest.raises(Refused, match=reason):
        actions.submit_as_guest(draft=draft, address=new_address(), informed=False, language="de", at=AT)
    with pytest.raises(Refused, match=reason):
        actions.submit_anonymously(draft=draft, at=AT)
    assert not Contribution.objects.exists()
    assert not Pending.objects.exists()


def test_a_pin_in_the_river_is_taken_and_known_as_water() -> None:
    a_city()
    make_category("muell")
    make_report(report_call(), "muell", lon=WET[0], lat=WET[1])
    assert Report.objects.get().ground == Ground.WATER


def test_a_category_retired_while_a_mail_waited_still_takes_what_was_sent_off() -> None:
    a_city()
    make_category("loch", attributes=[DEPTH])
    draft = draft_of(attributes={"tiefe": "4"})
    actions.submit_as_guest(draft=draft, address=new_address(), informed=False, language="de", at=AT)
    make_category("loch", active=False)
    confirm(mail_of(draft))
    assert Contribution.objects.get().category == "loch"
    assert Report.objects.get().attributes == {}  # what nobody asks any more


def _key() -> UUID:
    return keys.make_key(party=make_party().pk, label="App", scopes=[Scope.READ], by=None, at=AT).id


def _sent(call: UUID, key: UUID, **more: Any) -> UUID:
    given: dict[str, Any] = {
        "call": call, "category": "loch", "content": Content(title="", text="Tief.", **HERE), "attributes": {},
        "photo": None, "key": key, "at": AT,
    }  # fmt: skip
    return actions.submit_by_program(**given | more)


def test_a_program_sends_a_report_once_however_often_it_repeats_it() -> None:
    a_city()
    make_category("loch")
    key, other, call = _key(), _key(), report_call(moderation=Moderation.AFTER)
    made = _sent(call, key, token="a1", photo=photo())
    assert _sent(call, key, token="a1") == made
    assert _sent(call, other, token="a1") != made  # another party's word
    assert _sent(call, key) != _sent(call, key)
    row = Contribution.objects.get(pk=made)
    assert (row.channel, row.visible, row.author, row.source_id) == (Channel.PROGRAM, False, None, "a1")
    run_jobs()
    assert Photo.objects.get().stage == Stage.BEFORE
    assert Report.objects.get(pk=made).anonymous
    with pytest.raises(Refused, match="Schlüssel"):
        _sent(call, uuid4())


def test_a_broken_photo_refuses_the_whole_report() -> None:
    a_city()
    make_category("loch")
    with pytest.raises(Refused):
        _sent(report_call(), _key(), photo=b"no picture")
    assert not Contribution.objects.exists()


def test_whoever_moves_the_pin_into_the_river_has_a_report_on_water() -> None:
    a_city()
    make_category("loch")
    row = make_report(report_call(), "loch")
    content = replace(reworded(row, row.title, row.text), lon=WET[0], lat=WET[1])
    trunk.edit(contribution=row.pk, content=content, revision=1, by=make_staff(), reason="Verrutscht.", at=AT)
    assert Report.objects.get().ground == Ground.WATER


def test_what_is_removed_leaves_no_answers_behind() -> None:
    a_city()
    make_category("loch", attributes=[DEPTH])
    row = make_report(report_call(), "loch", attributes={"tiefe": "4"})
    assert Report.objects.get().attributes == {"tiefe": "4"}
    trunk.remove(contribution=row.pk, by=make_staff(Role.MODERATOR), reason="Name darin.", at=AT)
    assert Report.objects.get().attributes == {}


def test_a_call_for_ideas_keeps_no_report() -> None:
    make_contribution(make_call())
    assert not Report.objects.exists()
