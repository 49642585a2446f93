"""The form of a survey: what is wrong is said at its field, what was typed stays, times are the city's."""

import re
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from smilecity.collect.surveys import queries
from smilecity.collect.surveys.models import Survey
from smilecity.collect.surveys.queries import SurveyRow
from smilecity.collect.surveys.rules import Feature
from smilecity.doors.desk.fields import on_city_clock
from smilecity.doors.desk.survey_form import slug_of
from smilecity.people.rules import Role
from tests.factories import AT, CLOSES_AT, make_survey
from tests.support.colleague import Colleague
from tests.support.visitor import Page

NEW = "umfragen/neu/"
NOT_SAVED = "Noch nicht gespeichert. Bitte prüfen Sie die markierten Felder."


@pytest.fixture
def editor(db: None) -> Colleague:
    return Colleague(Role.EDITOR)


def made() -> SurveyRow:
    row = queries.by_id(Survey.objects.get().pk)
    assert row
    return row


def refused(page: Page, sentence: str) -> None:
    """The page says that nothing was saved, and what is wrong, at a field that is marked."""
    page.says(NOT_SAVED, sentence)
    assert page.title.startswith("Fehler:")
    assert page.html.count('class="error-message"') >= 1
    assert not Survey.objects.exists()


def test_a_survey_is_made_with_its_texts_in_every_language(editor: Colleague) -> None:
    page = editor.sends(
        NEW,
        **{"title_de": "Gehwege für alle!", "title_en": "Pavements", "title_de-simple": "Gehwege"},
        summary_de="Kurz.",
        what_happens_de="Das Amt plant.",
        ends_on="2026-04-01",
        ends_at="18:00",
        features=["age_group", "district"],
    )
    page.says("Die Umfrage ist angelegt. Jetzt fehlen noch die Fragen.", "Gehwege für alle!")
    row = made()
    assert row.slug == "gehwege-fuer-alle"
    assert row.title == {"de": "Gehwege für alle!", "en": "Pavements", "de-simple": "Gehwege"}
    assert row.summary == {"de": "Kurz."}
    assert row.what_happens == {"de": "Das Amt plant."}
    assert row.features == (Feature.AGE_GROUP, Feature.DISTRICT)
    assert row.closes_at == datetime(2026, 4, 1, 16, tzinfo=UTC)


def test_only_the_german_title_is_needed(editor: Colleague) -> None:
    refused(editor.sends(NEW, title_en="Only English"), "Bitte geben Sie einen Titel ein.")
    editor.sends(NEW, title_de="Nur Deutsch")
    assert made().closes_at is None


@pytest.mark.parametrize("blank", ["", "   ", "\u0000\u0007"])
def test_a_title_of_nothing_readable_is_no_title(editor: Colleague, blank: str) -> None:
    refused(editor.sends(NEW, title_de=blank), "Bitte geben Sie einen Titel ein.")


def test_nothing_typed_is_lost_when_something_is_wrong(editor: Colleague) -> None:
    page = editor.sends(
        NEW, title_en="Pavements", summary_de="Zwei <Sätze>.", ends_on="2026-04-01", ends_at="18:00", features=["sex"]
    )
    refused(page, "Bitte geben Sie einen Titel ein.")
    assert page.fields["title_en"] == "Pavements"
    assert page.fields["ends_on"] == "2026-04-01"
    assert page.fields["ends_at"] == "18:00"
    assert "Zwei &lt;Sätze&gt;." in page.html
    assert re.search(r'value="sex"[^>]* checked', page.html)


def test_too_much_text_is_kept_whole_to_be_shortened(editor: Colleague) -> None:
    long = "ä" * 100_000
    page = editor.sends(NEW, title_de=long)
    refused(page, "Bitte kürzen Sie auf höchstens 160 Zeichen. Jetzt sind es 100.000.")
    assert page.fields["title_de"] == long


@pytest.mark.parametrize(
    ("day", "clock", "sentence"),
    [
        ("2026-03-01", "", "Das Ende der Umfrage muss in der Zukunft liegen."),
        ("2026-03-02", "12:59", "Das Ende der Umfrage muss in der Zukunft liegen."),
        ("bald", "", "Bitte geben Sie einen Tag ein, zum Beispiel 31.12.2026."),
        ("2026-02-30", "", "Bitte geben Sie einen Tag ein, zum Beispiel 31.12.2026."),
        ("2026-04-01", "abends", "Bitte geben Sie eine Uhrzeit ein, zum Beispiel 18:00."),
        ("", "18:00", "Bitte geben Sie den letzten Tag ein."),
        ("2026-03-29", "02:30", "Diese Uhrzeit gibt es an diesem Tag nicht"),
        ("0001-01-01", "00:00", "Bitte geben Sie einen Tag in diesem Jahrhundert ein."),
    ],
)
def test_an_end_that_cannot_be(editor: Colleague, day: str, clock: str, sentence: str) -> None:
    refused(editor.sends(NEW, title_de="Gut", ends_on=day, ends_at=clock), sentence)


@pytest.mark.parametrize(
    ("day", "clock", "instant"),
    [
        ("2026-03-02", "13:01", datetime(2026, 3, 2, 12, 1, tzinfo=UTC)),
        ("1.4.2026", "18", datetime(2026, 4, 1, 16, tzinfo=UTC)),
        ("01.04.26", "18.30", datetime(2026, 4, 1, 16, 30, tzinfo=UTC)),
        ("2026-04-01", "", datetime(2026, 4, 1, 21, 59, tzinfo=UTC)),
        ("2026-12-01", "18:00", datetime(2026, 12, 1, 17, tzinfo=UTC)),
    ],
)
def test_an_end_is_understood_as_people_write_it(editor: Colleague, day: str, clock: str, instant: datetime) -> None:
    editor.sends(NEW, title_de="Gut", ends_on=day, ends_at=clock)
    assert made().closes_at == instant


def test_the_end_means_the_city_whatever_zone_a_colleague_has_chosen(editor: Colleague) -> None:
    from wagtail.users.models import UserProfile

    UserProfile.objects.create(user=editor.user, current_time_zone="Asia/Tokyo")
    editor.sends(NEW, title_de="Gut", ends_on="2026-04-01", ends_at="18:00")
    assert made().closes_at == datetime(2026, 4, 1, 16, tzinfo=UTC)
    page = editor.opens(f"umfragen/{made().id}/angaben/")
    assert (page.fields["ends_on"], page.fields["ends_at"]) == ("2026-04-01", "18:00")
    editor.opens(f"umfragen/{made().id}/").says("bis Mittwoch, 1. April 2026, 18:00 Uhr")


@override_settings(TIME_ZONE="Europe/Berlin")
@given(st.dates(date(2020, 1, 1), date(2100, 1, 1)), st.times())
def test_the_citys_clock_shows_what_was_entered_or_the_hour_is_skipped(day: date, clock: time) -> None:
    from smilecity.doors.desk.words import city_zone

    try:
        instant = on_city_clock(day, clock)
    except ValidationError:
        assert day.month == 3
        assert clock.hour == 2
    else:
        assert instant.astimezone(city_zone()).replace(tzinfo=None) == datetime.combine(day, clock)


@pytest.mark.parametrize(
    ("slug", "address"), [("", "gehwege"), ("Mein Weg!", "mein-weg"), ("Straßen & Wege", "strassen-wege"), ("🌳", "")]
)
def test_the_address_is_made_to_fit(editor: Colleague, slug: str, address: str) -> None:
    page = editor.sends(NEW, title_de="Gehwege", slug=slug)
    if address:
        assert made().slug == address
    else:
        refused(page, "Bitte geben Sie eine Adresse ein, zum Beispiel: gehwege-2026")


def test_an_address_that_is_taken_is_refused_at_its_field(editor: Colleague) -> None:
    taken = queries.by_id(make_survey().id)
    assert taken
    page = editor.sends(NEW, title_de="Noch eine", slug=taken.slug)
    page.says("Unter dieser Adresse gibt es schon eine Umfrage. Bitte wählen Sie eine andere.")
    assert page.fields["title_de"] == "Noch eine"
    assert Survey.objects.count() == 1


@given(st.text(max_size=300))
def test_an_address_has_only_letters_digits_and_dashes(title: str) -> None:
    slug = slug_of(title)
    assert len(slug) <= 80
    assert slug == "" or slug.strip("-_") == slug
    assert slug.isascii()
    assert slug.replace("-", "").replace("_", "").isalnum() or not slug
    assert slug_of(slug) == slug


def test_a_feature_that_is_not_there_is_refused(editor: Colleague) -> None:
    refused(editor.sends(NEW, title_de="Gut", features=["income"]), "Diese Angabe gibt es nicht.")


def test_what_is_written_can_be_changed_but_not_the_address(editor: Colleague) -> None:
    survey = make_survey()
    page = editor.opens(f"umfragen/{survey.id}/angaben/")
    assert page.fields["title_de"] == "Gut leben hier"
    assert "slug" not in page.fields
    before = made()
    editor.sends(f"umfragen/{survey.id}/angaben/", title_de="Besser leben hier", slug="anders").says(
        "Die Angaben sind gespeichert."
    )
    assert made().title == {"de": "Besser leben hier"}
    assert made().slug == before.slug
    assert made().closes_at is None


def test_the_new_end_of_an_open_survey_needs_a_day_in_the_future(editor: Colleague) -> None:
    survey = make_survey(open=True)
    path = f"umfragen/{survey.id}/verschieben/"
    assert editor.opens(path).fields["ends_on"] == "2026-03-16"
    editor.sends(path).says("Bitte geben Sie den letzten Tag ein.")
    editor.sends(path, ends_on="2026-03-01").says("Das Ende der Umfrage muss in der Zukunft liegen.")
    assert made().closes_at == CLOSES_AT
    editor.sends(path, ends_on="2026-03-20", ends_at="12:00").says(
        "Die Umfrage läuft jetzt bis Freitag, 20. März 2026, 12:00 Uhr."
    )
    assert made().closes_at == datetime(2026, 3, 20, 11, tzinfo=UTC)


@pytest.mark.parametrize("path", ["", "angaben/", "vorschau/", "oeffnen/", "fragen/neu/", "texte/", "ergebnis/"])
def test_a_survey_that_is_not_there_is_not_found(editor: Colleague, path: str) -> None:
    assert editor.opens(f"umfragen/6f2c1f3e-0000-4000-8000-000000000000/{path}").status == 404


def test_the_page_says_everything_that_is_missing_and_what_would_be_good(editor: Colleague) -> None:
    survey = make_survey(questions=[], closes_at=AT + timedelta(minutes=1))
    Survey.objects.update(closes_at=AT - timedelta(minutes=1))
    page = editor.opens(f"umfragen/{survey.id}/")
    page.says(
        "Was noch fehlt",
        "Die Umfrage hat noch keine Frage.",
        "Das Ende der Umfrage muss in der Zukunft liegen.",
        "Das geht, sobald nichts mehr fehlt.",
        "Es steht noch nirgends, was mit den Antworten passiert.",
        "Englisch: noch nicht übersetzt",
    )
    editor.opens(f"umfragen/{survey.id}/oeffnen/").says("Die Umfrage hat noch keine Frage.")


def test_the_page_names_the_places_where_a_translation_is_missing(editor: Colleague) -> None:
    survey = make_survey()
    editor.opens(f"umfragen/{survey.id}/").says(
        "Englisch: es fehlt noch: Titel, Frage 1, Frage 2, Frage 3, Frage 4, Frage 5",
        "Leichte Sprache: noch nicht übersetzt",
    )
