"""The queue at the desk: the oldest first, read and decided on one after the other, without any script."""

from datetime import timedelta

import pytest

from smilecity.collect.contributions.models import Contribution
from smilecity.collect.contributions.rules import Publicity
from smilecity.people.rules import Role
from smilecity.understand.moderation import actions
from smilecity.understand.moderation.models import Decision, ReasonTemplate
from smilecity.understand.moderation.rules import Ground, Target
from tests.factories import AT
from tests.factories_contributions import make_contribution
from tests.factories_moderation import make_comment, make_flag, make_waiting
from tests.factories_reports import a_city, make_category, make_report, report_call
from tests.support.clock import Clock
from tests.support.colleague import Colleague
from tests.support.statements import statements
from tests.support.visitor import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def moderator() -> Colleague:
    return Colleague(Role.MODERATOR)


@pytest.fixture
def waiting() -> Contribution:
    return make_waiting(title="Mehr <b>Bänke</b>")


def decide(who: Colleague, page: Page, act: str, **fields: object) -> Page:
    key = page.fields["zeigen"]
    bound = {name: page.fields[name] for name in ("stand", "fassung", "zeigen", "danach")}
    return who.sends(f"moderation/{key}/{act}/", **bound | fields)


def state(row: Contribution) -> str:
    return Contribution.objects.values_list("publicity", flat=True).get(pk=row.pk)


def test_what_waits_is_read_and_released(moderator: Colleague, waiting: Contribution) -> None:
    page = moderator.opens("moderation/")
    page.says("Wartet auf Freigabe 1", "Mehr <b>Bänke</b>", "Zum Ausruhen.", "Freigeben", "Ablehnen")
    assert "<b>Bänke</b>" not in page.html
    decide(moderator, page, "freigeben").says("Freigegeben: Mehr", "Alles gelesen", "Zurücknehmen")
    assert state(waiting) == Publicity.SHOWN


def test_what_was_reported_waits_among_the_others_and_is_released(moderator: Colleague, waiting: Contribution) -> None:
    a_city()
    make_category("loch")
    report = make_report(report_call(), "loch", text="Tief und breit.", shown=False)
    moderator.opens("moderation/").says("Wartet auf Freigabe 2", "Meldung", "Idee")
    page = moderator.opens("moderation/?art=report")
    page.says("Tief und breit.")
    decide(moderator, page, "freigeben").says("Freigegeben:")
    assert (state(report), state(waiting)) == (Publicity.SHOWN, Publicity.WAITING)


def test_who_turns_something_down_gives_a_reason(moderator: Colleague, waiting: Contribution) -> None:
    page = moderator.opens("moderation/")
    decide(moderator, page, "verbergen", anlass="insult").says("Bitte wählen Sie eine Vorlage")
    decide(moderator, page, "verbergen", worte="So nicht.").says("Bitte wählen Sie den Grund aus.")
    assert state(waiting) == Publicity.WAITING
    decide(moderator, page, "verbergen", anlass="insult", worte="Das beleidigt.").says("Nicht gezeigt: Mehr")
    assert state(waiting) == Publicity.HIDDEN


@pytest.mark.parametrize(("language", "words"), [("de", "Das beleidigt jemanden."), ("en", "This insults somebody.")])
def test_a_template_speaks_the_language_of_the_author(moderator: Colleague, language: str, words: str) -> None:
    make_waiting(language=language)
    text = {"de": "Das beleidigt jemanden.", "en": "This insults somebody."}
    template = actions.save_template(name="Beleidigung", ground=Ground.INSULT, text=text, by=moderator.user, at=AT)
    page = moderator.opens("moderation/")
    page.says("Beleidigung")
    decide(moderator, page, "verbergen", vorlage=template, worte="Bitte ohne „Dummkopf“.")
    decision = Decision.objects.get()
    assert (decision.ground, decision.reason) == (Ground.INSULT, f"{words}\n\nBitte ohne „Dummkopf“.")


def test_after_a_decision_comes_the_next(moderator: Colleague, waiting: Contribution) -> None:
    after = make_waiting(title="Die zweite Idee", text="Und ihr Text.", at=AT + timedelta(minutes=1))
    page = moderator.opens("moderation/")
    assert page.fields["zeigen"] == str(waiting.pk)
    assert page.fields["danach"] == str(after.pk)
    decide(moderator, page, "freigeben").says("Und ihr Text.")


def test_a_filter_stays_while_one_works(moderator: Colleague, waiting: Contribution) -> None:
    make_flag(make_contribution(title="Gemeldete Idee").pk)
    page = moderator.opens("moderation/?grund=flagged&art=idea")
    page.says("Gemeldete Idee", "Das beleidigt mich.", "So lassen, Meldung beantworten")
    assert "Mehr <b>" not in page.words
    page = decide(moderator, page, "so-lassen", grund="flagged", art="idea")
    assert "grund=flagged" in page.path
    page.says("Hier ist gerade nichts")


def test_a_decision_is_taken_back_where_it_was_made(moderator: Colleague, waiting: Contribution, time: Clock) -> None:
    decide(moderator, moderator.opens("moderation/"), "freigeben")
    time.at += timedelta(minutes=3)
    moderator.opens("moderation/").says("Zuletzt: Freigegeben", "noch 7 Minuten")
    moderator.sends(f"moderation/entscheidungen/{Decision.objects.get().pk}/zuruecknehmen/").says(
        "Die Entscheidung ist zurückgenommen.", "Mehr <b>Bänke</b>"
    )
    assert state(waiting) == Publicity.WAITING


def test_after_ten_minutes_nothing_is_offered_to_take_back(
    moderator: Colleague, waiting: Contribution, time: Clock
) -> None:
    decide(moderator, moderator.opens("moderation/"), "freigeben")
    time.at += timedelta(minutes=10)
    assert "Zurücknehmen" not in moderator.opens("moderation/").words
    moderator.sends(f"moderation/entscheidungen/{Decision.objects.get().pk}/zuruecknehmen/").says("schon mitgeteilt")


def test_who_comes_second_sees_what_was_decided(moderator: Colleague, waiting: Contribution) -> None:
    page = moderator.opens("moderation/")
    other = Colleague(Role.MODERATOR)
    decide(other, other.opens("moderation/"), "verbergen", anlass="other", worte="Doppelt.")
    decide(moderator, page, "freigeben").says("Inzwischen wurde hierüber schon entschieden.", "ist nicht öffentlich")
    assert state(waiting) == Publicity.HIDDEN


def test_a_form_without_what_was_seen_decides_nothing(moderator: Colleague, waiting: Contribution) -> None:
    moderator.sends(f"moderation/{waiting.pk}/freigeben/").says("Bitte lesen Sie ihn noch einmal")
    moderator.sends(f"moderation/{waiting.pk}/freigeben/", stand="x", fassung="9" * 20)
    assert state(waiting) == Publicity.WAITING


def test_editors_read_along_but_decide_nothing(waiting: Contribution) -> None:
    editor = Colleague(Role.EDITOR)
    page = editor.opens("moderation/")
    page.says("Mehr <b>Bänke</b>")
    assert "Freigeben" not in page.words
    editor.sends(f"moderation/{waiting.pk}/freigeben/", stand="waiting", fassung="1").says("Berechtigung")
    assert state(waiting) == Publicity.WAITING


@pytest.mark.parametrize("path", ["", "vorlagen/", "vorlagen/neu/", "beschwerden/"])
def test_who_analyses_sees_only_the_figures(waiting: Contribution, path: str) -> None:
    analyst = Colleague(Role.ANALYST)
    page = analyst.opens(f"moderation/{path}")
    page.says("Dafür fehlt Ihrem Konto die Berechtigung.")
    assert "Bänke" not in page.words
    report = analyst.opens("moderation/bericht/")
    report.says("Jahresbericht zur Moderation 2026")
    assert "/desk/moderation/bericht/" in page.html
    assert 'href="/desk/moderation/"' not in page.html + report.html


def test_a_comment_is_read_with_the_way_to_what_it_is_about(moderator: Colleague) -> None:
    comment = make_comment(make_contribution(title="Ein Brunnen"), "Gute Sache!", before=True)
    page = moderator.opens("moderation/?art=comment")
    page.says("Kommentar zu", "Ein Brunnen", "Gute Sache!", "Den Beitrag dazu lesen")
    assert page.fields["zeigen"] == str(comment.pk)
    decide(moderator, page, "freigeben")
    comment.refresh_from_db()
    assert comment.publicity == Publicity.SHOWN


@pytest.mark.parametrize("query", ["?art=x", "?grund=x", "?aufruf=x", "?nach=x", "?nach=2026-01-01_x", "?zeigen=x"])
def test_an_address_that_makes_no_sense_shows_the_queue(
    moderator: Colleague, waiting: Contribution, query: str
) -> None:
    moderator.opens(f"moderation/{query}").says("Mehr <b>Bänke</b>")


def test_what_is_not_there_is_said_so(moderator: Colleague) -> None:
    gone = "00000000-0000-4000-8000-000000000000"
    assert moderator.opens(f"moderation/{gone}/").status == 404
    assert moderator.sends(f"moderation/{gone}/freigeben/").status == 404
    moderator.sends(f"moderation/entscheidungen/{gone}/zuruecknehmen/").says("gibt es nicht mehr")


def test_the_queue_goes_on_where_it_was(moderator: Colleague) -> None:
    for _n in range(27):
        make_waiting()
    page = moderator.opens("moderation/")
    assert page.html.count("desk-item__head") == 25
    page.says("Weitere zeigen", "Nächster")
    after = page.html.split("nach=")[1].split('"')[0].replace("&amp;", "&")
    second = moderator.opens(f"moderation/?nach={after}")
    assert second.html.count("desk-item__head") == 2
    second.says("Zum Anfang")


def test_the_keys_are_listed(moderator: Colleague, waiting: Contribution) -> None:
    moderator.opens("moderation/").says("Mit der Tastatur arbeiten", "nächster Beitrag", "letzte Entscheidung")


def test_twice_as_much_takes_as_many_statements(moderator: Colleague) -> None:
    def fill() -> None:
        for _n in range(4):
            make_waiting()
            row = make_contribution()
            make_flag(row.pk)
            actions.notice(target=Target(make_contribution().pk), at=AT)

    fill()
    moderator.opens("moderation/?grund=waiting")
    with statements() as few:
        moderator.opens("moderation/?grund=waiting")
    fill()
    with statements() as many:
        moderator.opens("moderation/?grund=waiting")
    assert len(many) == len(few) <= 26


class TestTemplates:
    def test_are_written_changed_and_removed(self, moderator: Colleague) -> None:
        moderator.opens("moderation/vorlagen/").says("Noch keine Vorlage")
        fields = {"name": "Werbung", "ground": "advertising", "text_de": "Das ist Werbung.", "law": ""}
        moderator.sends("moderation/vorlagen/neu/", **fields).says("Die Vorlage ist gespeichert.", "Das ist Werbung.")
        template = ReasonTemplate.objects.get()
        path = f"moderation/vorlagen/{template.pk}/"
        moderator.opens(path).says("Vorlage ändern")
        moderator.sends(path, **fields | {"text_en": "This is advertising."}).says("gespeichert")
        template.refresh_from_db()
        assert template.text["en"] == "This is advertising."
        moderator.sends(f"{path}loeschen/").says("Die Vorlage ist gelöscht.")
        assert not ReasonTemplate.objects.exists()

    def test_what_is_missing_is_said(self, moderator: Colleague) -> None:
        page = moderator.sends("moderation/vorlagen/neu/", name="", ground="other", text_de="")
        page.says("Bitte geben Sie der Vorlage einen Namen.", "Bitte schreiben Sie den Text auf Deutsch.")
        assert "Fehler:" in page.title

    def test_two_do_not_share_a_name(self, moderator: Colleague) -> None:
        fields = {"name": "Werbung", "ground": "advertising", "text_de": "Das ist Werbung."}
        moderator.sends("moderation/vorlagen/neu/", **fields)
        moderator.sends("moderation/vorlagen/neu/", **fields).says("schon eine Vorlage mit diesem Namen")


def test_the_first_page_says_what_waits(moderator: Colleague, waiting: Contribution) -> None:
    make_flag(make_contribution().pk)
    moderator.opens().says("1 Meldung und 1 Text freizugeben")
    assert "freizugeben" not in Colleague(Role.EDITOR).opens().words


def test_the_audit_log_names_what_was_decided_on(moderator: Colleague, waiting: Contribution) -> None:
    decide(moderator, moderator.opens("moderation/"), "freigeben")
    page = Colleague(Role.ADMINISTRATOR).opens("protokoll/")
    page.says("Freigegeben", "Mehr <b>Bänke</b>")
    assert f'href="/desk/moderation/{waiting.pk}/"' in page.html
