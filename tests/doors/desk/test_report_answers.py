"""What people answered to the questions of a category: the town hall reads all of it, the public what it may."""

import pytest

from smilecity.collect.contributions.models import Contribution
from smilecity.collect.reports import actions
from smilecity.collect.reports.models import Report
from smilecity.collect.reports.rules import Attribute, AttributeKind, Option
from smilecity.people.rules import Role
from tests.factories import AT
from tests.factories_reports import a_city, make_category, make_report, report_call
from tests.support.clock import Clock
from tests.support.colleague import Colleague
from tests.support.reporter import mast
from tests.support.statements import statements
from tests.support.visitor import Visitor

pytestmark = pytest.mark.django_db
SORT = Attribute(
    "art",
    AttributeKind.ONE,
    {"de": "Welche Lampe ist es?"},
    options=(Option("hoch", {"de": "eine hohe"}), Option("niedrig", {"de": "eine niedrige"})),
)
SAID = {"mast": "A 17", "art": "hoch"}


@pytest.fixture
def lamp(time: Clock) -> Contribution:
    """A dark lamp that everybody can read of, with a number on its mast."""
    a_city()
    make_category("laterne", title={"de": "Laterne dunkel"}, attributes=[mast(), SORT])
    make_category("loch", title={"de": "Schlagloch"})
    return make_report(report_call(), "laterne", attributes=SAID)


@pytest.fixture
def kim() -> Colleague:
    return Colleague(Role.ADMINISTRATOR, Role.MODERATOR)


def test_the_case_says_all_that_was_answered_and_who_reads_it(kim: Colleague, lamp: Contribution) -> None:
    page = kim.opens(f"eingang/{lamp.number}/")
    page.says("Welche Nummer steht am Mast? (nur für die Verwaltung) A 17", "Welche Lampe ist es? eine hohe")
    told = Visitor().get(f"/meldungen/{lamp.number}/")
    told.says("Welche Lampe ist es? eine hohe")
    assert "A 17" not in told.html


def test_whoever_releases_a_report_reads_what_becomes_public_with_it(kim: Colleague, lamp: Contribution) -> None:
    waiting = make_report(lamp.call_id, "laterne", shown=False, attributes={"mast": "B 4", "art": "niedrig"})
    page = kim.opens("moderation/")
    assert str(waiting.pk) in page.html
    page.says("Welche Nummer steht am Mast? (nur für die Verwaltung) B 4", "Welche Lampe ist es? eine niedrige")


def test_answers_stay_when_the_report_moves_to_another_category(kim: Colleague, lamp: Contribution) -> None:
    actions.file_under(contribution=lamp.pk, category="loch", by=kim.user, at=AT)
    for path in (f"eingang/{lamp.number}/", f"moderation/{lamp.pk}/"):
        page = kim.opens(path)
        page.says("Welche Nummer steht am Mast? (nur für die Verwaltung) A 17")
        page.says("Welche Lampe ist es? (nur für die Verwaltung) eine hohe")
    assert "eine hohe" not in Visitor().get(f"/meldungen/{lamp.number}/").html


def test_answers_stay_when_nobody_asks_any_more(kim: Colleague, lamp: Contribution) -> None:
    actions.save_questions(code="laterne", attributes=[], by=None, at=AT)
    kim.opens(f"eingang/{lamp.number}/").says("mast (nur für die Verwaltung) A 17", "art (nur für die Verwaltung) hoch")


def test_free_words_stay_hidden_where_the_new_category_asks_something_else_by_the_same_code(
    kim: Colleague, lamp: Contribution
) -> None:
    make_category("pfahl", attributes=[Attribute("mast", AttributeKind.DATETIME, {"de": "Seit wann?"})])
    actions.file_under(contribution=lamp.pk, category="pfahl", by=kim.user, at=AT)
    told = Visitor().get(f"/meldungen/{lamp.number}/")
    assert (told.status, "A 17" in told.html) == (200, False)
    kim.opens(f"eingang/{lamp.number}/").says("Welche Nummer steht am Mast? (nur für die Verwaltung) A 17")


def test_a_text_is_no_code(kim: Colleague, lamp: Contribution) -> None:
    Report.objects.filter(contribution=lamp).update(attributes={"mast": "<b>A</b>"})
    assert "<b>A</b>" not in kim.opens(f"eingang/{lamp.number}/").html
    assert "<b>A</b>" not in kim.opens(f"moderation/{lamp.pk}/").html


def test_answers_cost_the_same_however_many_there_are(kim: Colleague, lamp: Contribution) -> None:
    paths = (f"eingang/{lamp.number}/", f"moderation/{lamp.pk}/")

    def costs() -> list[int]:
        found = []
        for path in paths:
            kim.opens(path)
            with statements() as sent:
                kim.opens(path)
            found.append(len(sent))
        return found

    few = costs()
    more = [Attribute(f"f-{n}", AttributeKind.TEXT, {"de": f"Frage {n}"}) for n in range(6)]
    for n in range(4):
        make_category(f"mehr-{n}", attributes=more)
    Report.objects.filter(contribution=lamp).update(attributes=SAID | {one.code: "Ja" for one in more})
    assert costs() == few
