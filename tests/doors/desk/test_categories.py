"""The categories of reports at the desk: the tree, its texts, its questions, exceptions by place, another office."""

import re

import pytest

from smilecity.collect.contributions.models import Contribution
from smilecity.collect.contributions.rules import Kind, Publicity, Status
from smilecity.collect.reports import actions, queries
from smilecity.collect.reports.actions import delegate
from smilecity.collect.reports.models import Responsibility
from smilecity.collect.reports.rules import AttributeKind, Where
from smilecity.deliver.answers import actions as answers
from smilecity.deliver.answers import reading
from smilecity.ground.models import AuditEntry
from smilecity.people.rules import DESK_ROLES, Role
from tests.factories import AT
from tests.factories_answers import make_answering_office
from tests.factories_contributions import make_call, make_contribution, make_district, make_office
from tests.factories_reports import WET, a_city, make_category, make_report, report_call
from tests.support.colleague import Colleague

pytestmark = pytest.mark.django_db
ALL = "meldungen/kategorien/"
SENT = {"title_de": "Schlagloch", "title_en": "Pothole", "position": "3", "handled": "on", "active": "on"}


@pytest.fixture
def admin() -> Colleague:
    return Colleague(Role.ADMINISTRATOR)


def row_of(code: str) -> queries.CategoryRow:
    row = queries.category(code)
    assert row is not None
    return row


@pytest.mark.parametrize("role", sorted(DESK_ROLES))
def test_only_the_administration_gets_in(role: Role) -> None:
    make_category("loch")
    colleague, office = Colleague(role), make_office()
    lets_in = role is Role.ADMINISTRATOR
    for path in (ALL, f"{ALL}_neu/", f"{ALL}loch/", f"{ALL}loch/angaben/", f"{ALL}loch/fragen/"):
        assert ("Das darf nur die Administration." in colleague.opens(path).html) != lets_in, path
    colleague.sends(f"{ALL}loch/angaben/", **SENT)
    colleague.sends(f"{ALL}loch/stelle/", office=office)
    colleague.sends(f"{ALL}loch/regeln/", ground="water", office=office)
    row = row_of("loch")
    assert (row.title["de"] == "Schlagloch", row.office == office, bool(queries.rules_of(row.id))) == (lets_in,) * 3


def test_a_category_is_made_below_another_and_stands_in_the_tree(admin: Colleague) -> None:
    make_category("strasse", title={"de": "Straßen"})
    office = make_office(name={"de": "Tiefbau"})
    admin.sends(f"{ALL}_neu/", **SENT, code="loch", parent="strasse", office=office, answer_days=5, radius_metres=30,
                keywords="Loch, Fahrbahn ,Loch")  # fmt: skip
    row = row_of("loch")
    assert (row.parent, row.title, row.office, row.answer_days, row.radius_metres, row.keywords) == (
        "strasse", {"de": "Schlagloch", "en": "Pothole"}, office, 5, 30, ("Loch", "Fahrbahn"),
    )  # fmt: skip
    page = admin.opens(ALL).html
    assert page.index("Straßen") < page.index("Schlagloch")
    assert "Tiefbau · 5 Arbeitstage" in page
    assert "Rubrik für Meldungen gespeichert" in admin.opens("protokoll/").html


def test_a_sign_that_the_one_above_lends_is_not_taken_over_by_saving(admin: Colleague) -> None:
    make_category("strasse", icon="road")
    make_category("loch", parent="strasse")
    page = admin.opens(f"{ALL}loch/angaben/").html
    assert '<option value="road" selected>' not in page
    admin.sends(f"{ALL}loch/angaben/", **SENT, parent="strasse", icon="")
    make_category("strasse", icon="car")
    assert (row_of("loch").own_icon, row_of("loch").icon) == ("", "car")


def test_changing_what_stands_below_a_retired_category_leaves_it_there_and_active(admin: Colleague) -> None:
    make_category("winter", title={"de": "Winterdienst"}, active=False)
    make_category("strasse", title={"de": "Straße"})
    make_category("loch", parent="strasse")
    make_category("strasse", title={"de": "Straße"}, active=False)
    page = admin.opens(f"{ALL}loch/angaben/")
    assert '<option value="strasse" selected>Straße (kann nicht mehr ausgewählt werden)' in page.html
    assert "Winterdienst" not in page.html
    assert re.search(r'name="active"[^>]* checked', page.html)
    admin.sends(f"{ALL}loch/angaben/", **SENT, parent="strasse")
    row = row_of("loch")
    assert (row.parent, row.own_active, row.active) == ("strasse", True, False)
    make_category("strasse", title={"de": "Straße"})
    assert row_of("loch").active


def test_what_is_wrong_stays_in_the_form_with_its_reason(admin: Colleague) -> None:
    page = admin.sends(f"{ALL}_neu/", **SENT | {"code": "Schlag Loch", "radius_metres": "9"}).html
    assert "Bitte geben Sie ein Kürzel an" in page
    assert "Schlag Loch" in page
    page = admin.sends(f"{ALL}_neu/", title_de="Bahn", code="bahn", position="1", active="on").html
    assert "wer sich stattdessen darum kümmert" in page
    assert queries.categories(retired=True) == []


def test_questions_are_written_and_keep_their_words_for_programs(admin: Colleague) -> None:
    make_category("rad")
    path = f"{ALL}rad/fragen/"
    given = {
        "code": ["", ""], "de_0": "Wie groß?", "en_0": "How big?", "kind_0": "singlevaluelist", "required_0": "1",
        "options_0": "klein | small\ngroß | big | sehr groß", "de_1": "", "kind_1": "string",
    }  # fmt: skip
    admin.sends(path, **given)
    [asked] = row_of("rad").attributes
    assert (asked.code, asked.kind, asked.required) == ("wie-gross", AttributeKind.ONE, True)
    assert [(one.key, one.label) for one in asked.options] == [
        ("klein", {"de": "klein", "en": "small"}),
        ("gross", {"de": "groß", "en": "big", "de-simple": "sehr groß"}),
    ]
    page = admin.opens(path).html
    assert "klein | small" in page
    changed = given | {"code": ["wie-gross", ""], "de_0": "Welche Größe?", "options_0": "riesig\ngroß\nklein"}
    admin.sends(path, **changed)
    [again] = row_of("rad").attributes
    assert (again.code, [one.key for one in again.options]) == ("wie-gross", ["riesig", "gross", "klein"])
    assert "2 bis 20" in admin.sends(path, **given | {"options_0": "nur eine"}).html
    hint = "Wer meldet, liest nur die Fragen der genaueren."
    assert hint not in admin.opens(path).words
    make_category("staender", parent="rad")
    assert hint in admin.opens(path).words
    assert "Wie groß?" in admin.sends(path, **given | {"options_0": "nur eine"}).html
    admin.sends(path, **given | {"de_0": ""})
    assert row_of("rad").attributes == ()


def test_exceptions_by_place_are_said_and_taken_away(admin: Colleague) -> None:
    category, office, district = make_category("muell"), make_office(name={"de": "Hafenamt"}), make_district("Mitte")
    path = f"{ALL}muell/"
    assert "Bitte wählen Sie einen Ortsteil" in admin.sends(f"{path}regeln/", ground="any", office=office).html
    admin.sends(f"{path}regeln/", ground="water", office=office)
    page = admin.sends(f"{path}regeln/", ground="any", district=district, office=office).html
    assert "alle Ortsteile, auf dem Wasser" in page
    assert "Mitte, überall" in page
    for rule in Responsibility.objects.filter(category=category):
        admin.sends(f"{path}regeln/{rule.pk}/entfernen/")
    assert not Responsibility.objects.exists()


def test_a_category_goes_to_another_office_with_its_open_reports_and_says_how_many(admin: Colleague) -> None:
    make_district()
    old, new = make_office(), make_office(name={"de": "Neues Amt"})
    make_category("loch", office=old)
    call = report_call()
    for _ in range(2):
        make_report(call, "loch")
    Contribution.objects.update(office=old)
    assert "2 offene Meldungen" in admin.opens(f"{ALL}loch/").html
    page = admin.sends(f"{ALL}loch/stelle/", office=new).html
    assert "2 offene Meldungen sind mitgegangen." in page
    assert set(Contribution.objects.values_list("office", flat=True)) == {new}
    assert "Diese Stelle gibt es nicht mehr" in admin.sends(f"{ALL}loch/stelle/", office="").html
    assert AuditEntry.objects.filter(verb="reports.move_office").count() == 1


def test_as_many_reports_as_the_page_says_go_along_to_another_office(admin: Colleague) -> None:
    a_city()
    old, own, wet, new = (make_office() for _ in range(4))
    strasse = make_category("strasse", office=old)
    make_category("loch", parent="strasse")
    make_category("laterne", parent="strasse", office=own)
    make_category("baum", office=old)
    call = report_call()
    made = {code: [make_report(call, code).pk for _ in range(9)] for code in ("loch", "laterne", "baum")}
    Contribution.objects.update(office=old)
    Contribution.objects.filter(pk__in=made["laterne"]).update(office=own)
    accepted, done, withdrawn, merged, by_hand, *_rest = made["loch"]
    Contribution.objects.filter(pk=accepted).update(status=Status.ACCEPTED)
    Contribution.objects.filter(pk=done).update(status=Status.DONE)
    Contribution.objects.filter(pk=withdrawn).update(publicity=Publicity.WITHDRAWN, visible=False)
    Contribution.objects.filter(pk=merged).update(merged_into=accepted, visible=False)
    Contribution.objects.filter(pk=by_hand).update(office=own)
    actions.set_responsibility(category=strasse, district=None, ground=Where.WATER, office=wet, by=None, at=AT)
    at_sea = make_report(call, "loch", lon=WET[0], lat=WET[1]).pk
    Contribution.objects.filter(pk=at_sea).update(office=wet)
    assert "6 offene Meldungen" in admin.opens(f"{ALL}strasse/").html
    assert "6 offene Meldungen sind mitgegangen." in admin.sends(f"{ALL}strasse/stelle/", office=new).html


def test_staff_write_down_a_report_with_its_category_and_without_a_title(admin: Colleague) -> None:
    make_category("strasse", title={"de": "Straßen"})
    make_category("loch", parent="strasse", title={"de": "Schlagloch"})
    make_category("bahn", handled=False, instead={"de": "Die Bahn."}, title={"de": "Gleise"})
    call = report_call()
    page = admin.opens("beitrag-eintragen/").html
    assert "Straßen: Schlagloch" in page
    assert "Gleise" not in page
    said = {"channel": "phone", "call": call, "title": "", "text": "Tief.", "place": "Am Markt", "language": "de"}
    assert "was Sie melden möchten" in admin.sends("beitrag-eintragen/", **said).html
    admin.sends("beitrag-eintragen/", **said, rubric="loch")
    row = Contribution.objects.get()
    assert (row.kind, row.category, row.title) == (Kind.REPORT, "loch", "Schlagloch")


def test_a_clerk_files_a_report_elsewhere_or_names_who_does_it() -> None:
    make_district()
    roads, lamps = make_answering_office(name={"de": "Tiefbau"}), make_office(name={"de": "Licht"})
    make_category("loch", office=roads, title={"de": "Schlagloch"})
    make_category("laterne", office=lamps, title={"de": "Laterne aus"})
    row = make_report(report_call(), "loch")
    answers.assign(contribution=row.pk, at=AT)
    clerk = Colleague(Role.CLERK)
    answers.add_clerk(office=roads, email=clerk.user.email, by=None, at=AT)
    path = f"eingang/{row.number}/meldung/"
    assert "Laterne aus" in clerk.opens(path).html
    seen = reading.decisive_steps(row.pk)
    assert "Bitte nennen Sie" in clerk.sends(path, seen=seen, uebergeben="1", to="!!").html
    clerk.sends(path, seen=seen, uebergeben="1", to="Tiefbau Nord GmbH")
    assert "Tiefbau Nord GmbH" in clerk.opens(path).html
    assert "inzwischen etwas geändert" in clerk.sends(path, seen=seen, zurueck="1").html
    clerk.sends(path, seen=reading.decisive_steps(row.pk), zurueck="1")
    clerk.sends(path, seen=reading.decisive_steps(row.pk), ordnen="1", rubric="laterne")
    row.refresh_from_db()
    assert (row.category, row.office_id) == ("laterne", lamps)
    assert "andere Stelle zuständig" in clerk.opens(path).html  # it is theirs no more


def test_a_report_has_a_category_and_a_place_has_a_feeling(admin: Colleague) -> None:
    make_district()
    make_category("loch", title={"de": "Schlagloch"})
    row = make_report(report_call(), "loch")
    delegate(contribution=row.pk, to="Wasserwerke", by=admin.user, at=AT)
    page = admin.opens(f"eingang/{row.number}/")
    page.says("Rubrik Schlagloch, liegt bei: Wasserwerke")
    assert "Gefühl" not in page.words
    place = make_contribution(make_call(Kind.PLACE), shown=True, category="happy")
    admin.opens(f"eingang/{place.number}/").says("Gefühl macht mich glücklich")
