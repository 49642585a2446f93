"""Role x act x state, through the pages: what a button offers, and what a form sent without any button does."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings

from smilecity.collect.surveys import actions, queries
from smilecity.collect.surveys.models import FreeText, Question, Survey
from smilecity.collect.surveys.rules import State
from smilecity.ground.models import AuditEntry
from smilecity.people.rules import DESK_ROLES, Role
from smilecity.understand.results import actions as results
from smilecity.understand.results import queries as result_queries
from tests.factories import AT, LONG, ONE, Made, closed, make_staff, make_survey, take_part_as_member
from tests.support.colleague import Colleague
from tests.support.pictures import photo
from tests.support.visitor import Page

pytestmark = pytest.mark.django_db

EDITING, MODERATING = {Role.EDITOR, Role.ADMINISTRATOR}, {Role.MODERATOR, Role.ADMINISTRATOR}
DRAFT, OPEN, CLOSED = State.DRAFT, State.OPEN, State.CLOSED
QUESTION = {"kind": "short", "text_de": "Warum?", "text_en": "", "text_de-simple": ""}


def survey_in(state: State) -> Made:
    made = make_survey(open=state is not DRAFT, questions=[ONE, LONG], by=make_staff())
    if state is not DRAFT:
        take_part_as_member(made, "a@example.org")
    if state is CLOSED:
        closed(made)
    return made


def kept(made: Made) -> dict[str, object]:
    """Everything that an act of staff could change."""
    return {
        "survey": Survey.objects.values().get(pk=made.id),
        "questions": list(Question.objects.filter(survey=made.id).order_by("position").values()),
        "texts": list(FreeText.objects.filter(survey=made.id).order_by("pk").values()),
        "published": result_queries.is_published(made.id),
        "acts": AuditEntry.objects.count(),
    }


@pytest.fixture(autouse=True)
def media(tmp_path: Path) -> Iterator[None]:
    with override_settings(MEDIA_ROOT=tmp_path):
        yield


Send = Callable[[Colleague, Made], Page]


def at(made: Made, step: str) -> str:
    return f"umfragen/{made.id}/{step}"


def _review(who: Colleague, made: Made) -> Page:
    text = FreeText.objects.filter(survey=made.id).first()
    known = text.pk if text else made.id
    return who.sends(at(made, f"texte/{known}/"), entscheidung="freigeben")


def _question(made: Made, step: str = "") -> str:
    return at(made, f"fragen/{made.questions[0]}/{step}")


def _set_picture(who: Colleague, made: Made) -> Page:
    return who.sends(_question(made, "bild/"), picture=SimpleUploadedFile("a.png", photo("PNG")), alt_de="Linden")


# Act: who may do it, in which state, and the form that does it.
ACTS: dict[str, tuple[set[Role], State, Send]] = {
    "edit": (EDITING, DRAFT, lambda who, made: who.sends(at(made, "angaben/"), title_de="Neu")),
    "add question": (EDITING, DRAFT, lambda who, made: who.sends(at(made, "fragen/neu/"), **QUESTION)),
    "edit question": (EDITING, DRAFT, lambda who, made: who.sends(_question(made), **QUESTION)),
    "move question": (EDITING, DRAFT, lambda who, made: who.sends(_question(made, "verschieben/"), places="1")),
    "remove question": (EDITING, DRAFT, lambda who, made: who.sends(_question(made, "loeschen/"))),
    "set picture": (EDITING, DRAFT, _set_picture),
    "open": (EDITING, DRAFT, lambda who, made: who.sends(at(made, "oeffnen/"))),
    "extend": (EDITING, OPEN, lambda who, made: who.sends(at(made, "verschieben/"), ends_on="2026-12-24")),
    "close": (EDITING, OPEN, lambda who, made: who.sends(at(made, "schliessen/"))),
    "review": (MODERATING, CLOSED, _review),
    "publish": (EDITING, CLOSED, lambda who, made: who.sends(at(made, "ergebnis/veroeffentlichen/"))),
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("role", sorted(DESK_ROLES))
def test_a_form_changes_something_exactly_where_role_and_state_allow_it(role: Role, state: State, act: str) -> None:
    roles, when, send = ACTS[act]
    made, who = survey_in(state), Colleague(role)
    before = kept(made)
    page = send(who, made)
    assert page.status in {200, 404}
    if role in roles and state is when:
        assert kept(made) != before
        assert AuditEntry.objects.filter(actor=who.user.pk).exists()
    else:
        assert kept(made) == before
        assert page.status == 404 or 'class="error"' in page.html


# Act: the address its button leads to, and in which state it is offered.
BUTTONS = {
    "open": ("oeffnen/", EDITING, DRAFT, "Umfrage öffnen"),
    "extend": ("verschieben/", EDITING, OPEN, "Ende verschieben"),
    "close": ("schliessen/", EDITING, OPEN, "Umfrage schließen"),
    "review": ("texte/", MODERATING, CLOSED, "Freie Texte prüfen"),
    "publish": ("ergebnis/", EDITING, CLOSED, "Ergebnis ansehen und veröffentlichen"),
}


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("role", sorted(DESK_ROLES))
def test_a_button_is_there_to_press_disabled_with_the_reason_or_absent(role: Role, state: State) -> None:
    made, who = survey_in(state), Colleague(role)
    page = who.opens(f"umfragen/{made.id}/")
    for step, roles, when, label in BUTTONS.values():
        link = f'<a class="button" href="/desk/umfragen/{made.id}/{step}"'
        offered = link in page.html or link.replace("button", "button button-secondary", 1) in page.html
        assert offered == (role in roles and state is when), label
        if state is when and role not in roles:
            assert f"{label} Dafür fehlt Ihrem Konto die Berechtigung." in page.words
        if state is not when:
            assert label not in page.words
    edits = f"/desk/umfragen/{made.id}/angaben/" in page.html and f"/desk/umfragen/{made.id}/fragen/neu/" in page.html
    assert edits == (role in EDITING and state is DRAFT)


@pytest.mark.parametrize("role", sorted(DESK_ROLES))
@pytest.mark.parametrize("state", State)
def test_everybody_at_the_desk_sees_surveys_and_previews_and_the_numbers(role: Role, state: State) -> None:
    made, who = survey_in(state), Colleague(role)
    for path in ("", "umfragen/", f"umfragen/{made.id}/", f"umfragen/{made.id}/vorschau/"):
        assert who.opens(path).status == 200
    numbers = "Teilnahmen" in who.opens(f"umfragen/{made.id}/").words
    assert numbers == (state is not DRAFT)


@pytest.mark.parametrize("role", sorted(DESK_ROLES))
def test_a_published_result_is_taken_back_by_those_who_may_publish(role: Role) -> None:
    made, who = survey_in(CLOSED), Colleague(role)
    results.publish(survey=made.id, by=made.staff, at=AT)
    page = who.opens(f"umfragen/{made.id}/ergebnis/")
    assert ("/ergebnis/zuruecknehmen/" in page.html) == (role in EDITING)
    who.sends(f"umfragen/{made.id}/ergebnis/zuruecknehmen/")
    assert result_queries.is_published(made.id) == (role not in EDITING)


@pytest.mark.parametrize("role", sorted(DESK_ROLES))
def test_new_surveys_are_made_by_editors_and_others_read_who_does_it(role: Role) -> None:
    who = Colleague(role)
    assert ("Erste Umfrage anlegen" in who.opens("umfragen/").words) == (role in EDITING)
    page = who.sends("umfragen/neu/", title_de="Neu")
    assert Survey.objects.exists() == (role in EDITING)
    assert ("Dafür fehlt Ihrem Konto die Berechtigung." in page.words) == (role not in EDITING)


@pytest.mark.parametrize("role", sorted(DESK_ROLES))
def test_the_audit_log_is_for_administrators(role: Role) -> None:
    who = Colleague(role)
    assert ("Jede Handlung" in who.opens("protokoll/").words) == (role is Role.ADMINISTRATOR)
    assert ("/desk/protokoll/" in who.opens().html) == (role is Role.ADMINISTRATOR)


def test_whoever_loses_a_role_while_working_can_do_nothing_more() -> None:
    made, who = survey_in(OPEN), Colleague(Role.EDITOR)
    who.user.roles = [Role.ANALYST]
    who.user.save()
    page = who.sends(f"umfragen/{made.id}/schliessen/")
    page.says("Dafür fehlt Ihrem Konto die Berechtigung.")
    row = queries.by_id(made.id)
    assert row
    assert row.state is OPEN


@pytest.mark.parametrize("path", ["umfragen/", "umfragen/neu/", "protokoll/", ""])
def test_residents_and_strangers_stay_outside(path: str) -> None:
    from tests.factories import make_resident
    from tests.support.visitor import Visitor

    stranger, resident = Visitor(), Visitor()
    resident.client.force_login(make_resident())
    for somebody in (stranger, resident):
        assert somebody.client.get(f"/desk/{path}").status_code == 302
        assert "/desk/" not in somebody.get(f"/desk/{path}").path.split("?")[0]


@pytest.mark.parametrize("step", ["oeffnen/", "schliessen/", "verschieben/"])
def test_a_page_alone_does_nothing(step: str) -> None:
    made, who = survey_in(DRAFT if step == "oeffnen/" else OPEN), Colleague(Role.ADMINISTRATOR)
    before = kept(made)
    assert who.opens(at(made, step)).status == 200
    assert kept(made) == before


def test_a_form_from_elsewhere_is_turned_away() -> None:
    made, who = survey_in(OPEN), Colleague(Role.ADMINISTRATOR)
    who.client.handler.enforce_csrf_checks = True
    assert who.client.post(f"/desk/umfragen/{made.id}/schliessen/").status_code == 403
    row = queries.by_id(made.id)
    assert row
    assert row.state is OPEN


def test_two_clicks_on_open_say_that_it_is_open_already() -> None:
    made, who = survey_in(DRAFT), Colleague(Role.EDITOR)
    who.sends(at(made, "oeffnen/")).says("Die Umfrage ist jetzt offen.")
    who.sends(at(made, "oeffnen/")).says("Diese Umfrage wurde schon geöffnet.")
    with pytest.raises(Exception, match="schon geöffnet"):
        actions.open_now(survey=made.id, by=who.user, at=AT)
