"""The audit log as a page: acts in words, newest first, page by page, nothing twice and nothing left out."""

import re
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import transaction

import smilecity
from smilecity.collect.surveys import actions
from smilecity.doors.desk import words
from smilecity.ground import audit
from smilecity.ground.models import AuditEntry
from smilecity.ground.queries import audit_entries
from smilecity.people.models import User
from smilecity.people.queries import names
from smilecity.people.rules import Role
from tests.factories import AT, LONG, closed, make_staff, make_survey, take_part_as_member
from tests.factories_reports import make_category
from tests.support.colleague import Colleague

pytestmark = pytest.mark.django_db
SOURCE = Path(smilecity.__file__).parent
# What an act is recorded of: a kind and a key after a colon, or a kind alone.
RECORDED = re.compile(r'(?:subject=|record\(\s*"[a-z_.]+", )f?"([a-z]+[:"])')


@pytest.fixture
def administrator() -> Colleague:
    return Colleague(Role.ADMINISTRATOR)


def test_every_act_stands_there_in_words_with_who_and_what(administrator: Colleague) -> None:
    survey = make_survey(open=True)
    actions.extend(survey=survey.id, closes_at=AT + timedelta(days=20), by=survey.staff, at=AT + timedelta(hours=1))
    actions.close(survey=survey.id, by=None, at=AT + timedelta(hours=2))
    page = administrator.opens("protokoll/")
    page.says(
        "2. März 2026",
        "15:00 Umfrage geschlossen Gut leben hier · Programm",
        "14:00 Ende der Umfrage verschoben : neues Ende: Sonntag, 22. März 2026, 13:00 Uhr Gut leben hier · Kim Amt",
        "Umfrage geöffnet",
        "Frage hinzugefügt",
        "Rollen eines Kontos geändert : Administration Kim Amt · Programm",
    )


def test_every_verb_that_is_recorded_has_words() -> None:
    survey = make_survey(open=True, questions=[LONG])
    take_part_as_member(survey, "a@example.org")
    closed(survey)
    recorded = set(AuditEntry.objects.values_list("verb", flat=True))
    assert recorded
    assert recorded <= set(words.DEEDS)


def test_every_kind_of_thing_that_acts_are_recorded_of_has_words(administrator: Colleague) -> None:
    """Shown without a name, as a thing that is gone: the log never shows the key under which it was recorded."""
    subjects = sorted({key for path in SOURCE.rglob("*.py") for key in RECORDED.findall(path.read_text("utf-8"))})
    assert {"date:", "event:", "office:", "page:", "city"} <= {subject.strip('"') for subject in subjects}
    for number, subject in enumerate(subjects):
        thing = f"{subject}7" if subject.endswith(":") else subject.strip('"')
        audit.record(actor=None, verb="calendar.move", subject=thing, at=AT + timedelta(minutes=number))
    page = administrator.opens("protokoll/")
    assert [subject for subject in subjects if re.search(rf"\b{subject.strip(chr(34))}\b", page.words)] == []


def test_a_category_is_named_and_leads_to_its_page_also_when_it_is_retired(administrator: Colleague) -> None:
    make_category("loch", title={"de": "Schlagloch"})
    make_category("sofa", title={"de": "Sperrmüll"})
    make_category("sofa", title={"de": "Sperrmüll"}, active=False)
    contribution = uuid4()
    audit.record(
        actor=None, verb="reports.file_under", subject=f"contribution:{contribution}", at=AT,
        details={"category": "sofa"},
    )  # fmt: skip
    page = administrator.opens("protokoll/")
    page.says(
        "Rubrik für Meldungen gespeichert Schlagloch",
        "Rubrik für Meldungen gespeichert Sperrmüll",
        "Meldung in eine andere Rubrik geordnet : Sperrmüll",
    )
    assert "/meldungen/kategorien/loch/" in page.html


def test_pages_follow_each_other_even_within_one_moment(administrator: Colleague) -> None:
    with transaction.atomic():
        for number in range(120):
            audit.record(actor=None, verb=f"step-{number:03}", subject="test", at=AT + timedelta(minutes=number // 60))
    seen: list[str] = []
    path = "protokoll/"
    while path:
        page = administrator.opens(path)
        seen += [word for word in page.words.split() if word.startswith("step-")]
        path = next((link for link in page.html.split('href="/desk/') if link.startswith("protokoll/?nach=")), "")
        path = path.split('"')[0].replace("&amp;", "&")
    assert len(seen) == 120
    assert sorted(seen) == [f"step-{number:03}" for number in range(120)]
    assert all(step >= "step-060" for step in seen[:60])


@pytest.mark.parametrize("query", ["?nach=x", "?nach=2026-01-01_x", "?nach=2026-01-01T00:00:00_", "?umfrage=x"])
def test_an_address_that_makes_no_sense_begins_at_the_top(administrator: Colleague, query: str) -> None:
    assert administrator.opens(f"protokoll/{query}").says("Rollen eines Kontos geändert")


def test_the_log_of_one_survey(administrator: Colleague) -> None:
    one, other = make_survey(), make_survey(open=True)
    page = administrator.opens(f"protokoll/?umfrage={one.id}")
    page.says("Umfrage angelegt", "Alles zeigen")
    assert "Umfrage geöffnet" not in page.words
    assert f"/desk/umfragen/{other.id}/" not in page.html


def test_an_account_that_is_gone_leaves_its_acts(administrator: Colleague) -> None:
    survey = make_survey()
    User.objects.filter(pk=survey.staff.pk).delete()
    administrator.opens("protokoll/").says("Umfrage angelegt Gut leben hier · gelöschtes Konto")


def test_entries_are_read_newest_first_and_by_subject() -> None:
    with transaction.atomic():
        for number, subject in enumerate(["a", "b", "a"]):
            audit.record(actor=None, verb=str(number), subject=subject, at=AT + timedelta(minutes=number))
    assert [row.verb for row in audit_entries()] == ["2", "1", "0"]
    assert [row.verb for row in audit_entries(subject="a")] == ["2", "0"]
    newest = audit_entries(most=1)[0]
    assert [row.verb for row in audit_entries(after=(newest.at, newest.id))] == ["1", "0"]


def test_accounts_have_a_name_or_their_address() -> None:
    named, gone = make_staff(), uuid4()
    assert names([named.pk, gone]) == {named.pk: "Kim Amt"}
    User.objects.update(name="")
    assert names([named.pk]) == {named.pk: named.email}
