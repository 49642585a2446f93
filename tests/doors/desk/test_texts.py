"""Free texts at the desk: a queue that gets shorter, page by page, with and without the script."""

import json

import pytest

from smilecity.collect.surveys.models import FreeText
from smilecity.people.rules import DESK_ROLES, Role
from tests.factories import LONG, SHORT, Made, closed, make_staff, make_survey, take_part_as_member
from tests.support.colleague import Colleague
from tests.support.statements import statements

pytestmark = pytest.mark.django_db


@pytest.fixture
def survey() -> Made:
    made = make_survey(open=True, questions=[LONG, SHORT], by=make_staff())
    take_part_as_member(made, "a@example.org", answers={made.questions[0]: "Mehr <b>Bäume</b> 🌳"})
    closed(made)
    return made


@pytest.fixture
def moderator() -> Colleague:
    return Colleague(Role.MODERATOR)


def more(survey: Made, number: int) -> None:
    FreeText.objects.bulk_create(
        FreeText(survey_id=survey.id, question_id=survey.questions[0], text=f"Text {n}") for n in range(number)
    )


def path(survey: Made) -> str:
    return f"umfragen/{survey.id}/texte/"


def test_a_text_is_read_as_it_was_written_under_its_question(moderator: Colleague, survey: Made) -> None:
    page = moderator.opens(path(survey))
    page.says("Zu prüfen 1", "Was möchten Sie uns noch sagen?", "Mehr <b>Bäume</b> 🌳", "Freigeben", "Zurückhalten")
    assert "<b>Bäume</b>" not in page.html


@pytest.mark.parametrize(
    ("decision", "status", "said"),
    [
        ("freigeben", "released", "Der Text ist freigegeben."),
        ("insult", "withheld", "Der Text wird zurückgehalten."),
        ("topic", "withheld", "Der Text wird zurückgehalten."),
    ],
)
def test_a_decision_is_kept_and_may_be_taken_anew(
    moderator: Colleague, survey: Made, decision: str, status: str, said: str
) -> None:
    text = FreeText.objects.get()
    moderator.sends(f"{path(survey)}{text.pk}/", entscheidung=decision).says(said, "Alle Texte sind geprüft.")
    text.refresh_from_db()
    assert text.status == status
    page = moderator.opens(f"{path(survey)}?stand={status}")
    page.says("Bäume")
    assert ("Freigeben" in page.html.split("data-text")[1]) == (status == "withheld")


def test_the_queue_goes_on_where_it_was(moderator: Colleague, survey: Made) -> None:
    more(survey, 99)
    ids = [str(pk) for pk in FreeText.objects.order_by("pk").values_list("pk", flat=True)]
    first = moderator.opens(path(survey))
    first.says("Zu prüfen 100", "Weitere zeigen")
    assert first.html.count("data-text") == 50
    second = moderator.opens(f"{path(survey)}?stand=waiting&nach={ids[49]}")
    assert [key in second.html for key in ids] == [False] * 49 + [key == ids[49] for key in ids[49:50]] + [True] * 50
    assert "Weitere zeigen" not in second.words
    after = moderator.sends(f"{path(survey)}{ids[50]}/", entscheidung="freigeben", stand="waiting", nach=ids[49])
    assert f"nach={ids[49]}" in after.path
    assert after.html.count("data-text") == 49


def test_the_script_hears_what_was_done_and_the_new_counts(moderator: Colleague, survey: Made) -> None:
    text = FreeText.objects.get()
    answer = moderator.client.post(
        f"/desk/{path(survey)}{text.pk}/", {"entscheidung": "freigeben"}, headers={"Accept": "application/json"}
    )
    assert json.loads(answer.content) == {
        "said": "Der Text ist freigegeben.",
        "counts": {"waiting": "0", "released": "1", "withheld": "0"},
    }


def test_the_script_hears_a_refusal_in_words(survey: Made) -> None:
    text = FreeText.objects.get()
    answer = Colleague(Role.EDITOR).client.post(
        f"/desk/{path(survey)}{text.pk}/", {"entscheidung": "freigeben"}, headers={"Accept": "application/json"}
    )
    assert answer.status_code == 409
    assert json.loads(answer.content) == {"said": "Dafür fehlt Ihrem Konto die Berechtigung."}


def test_a_text_that_is_gone_is_said_so(moderator: Colleague, survey: Made) -> None:
    moderator.sends(f"{path(survey)}{survey.id}/", entscheidung="freigeben").says("gibt es nicht mehr")


@pytest.mark.parametrize("query", ["?stand=alle", "?nach=x", "?stand=waiting&nach=", "?stand[]=x"])
def test_an_address_that_makes_no_sense_shows_the_queue(moderator: Colleague, survey: Made, query: str) -> None:
    moderator.opens(path(survey) + query).says("Bäume")


def test_a_survey_without_free_texts_says_there_is_nothing_to_do(moderator: Colleague) -> None:
    made = make_survey(open=True, questions=[LONG], by=make_staff())
    closed(made)
    moderator.opens(path(made)).says("Keine freien Texte", "Weiter zum Ergebnis")


def test_twice_as_many_texts_take_as_many_statements(moderator: Colleague, survey: Made) -> None:
    more(survey, 20)
    moderator.opens(path(survey))
    with statements() as few:
        moderator.opens(path(survey))
    more(survey, 20)
    with statements() as many:
        moderator.opens(path(survey))
    assert len(many) == len(few)


# --- reasons, and words taken out ----------------------------------------------------------------------------------


@pytest.mark.parametrize("decision", ["", "zurueckhalten", "weil"])
def test_nothing_is_withheld_without_a_reason(moderator: Colleague, survey: Made, decision: str) -> None:
    text = FreeText.objects.get()
    moderator.sends(f"{path(survey)}{text.pk}/", entscheidung=decision).says("Bitte sagen Sie, warum")
    text.refresh_from_db()
    assert text.status == "waiting"


def test_why_a_text_is_withheld_stands_beside_it(moderator: Colleague, survey: Made) -> None:
    text = FreeText.objects.get()
    moderator.sends(f"{path(survey)}{text.pk}/", entscheidung="advert")
    moderator.opens(f"{path(survey)}?stand=withheld").says("Zurückgehalten: Werbung")


def test_a_text_that_somebody_has_changed_meanwhile_is_read_again(moderator: Colleague, survey: Made) -> None:
    text = FreeText.objects.get()
    moderator.sends(f"{path(survey)}{text.pk}/", entscheidung="freigeben", fassung="alt").says("inzwischen geändert")
    text.refresh_from_db()
    assert text.status == "waiting"


def test_words_are_taken_out_and_the_rest_is_released(moderator: Colleague, survey: Made) -> None:
    text = FreeText.objects.get()
    here = f"{path(survey)}{text.pk}/entfernen/"
    page = moderator.opens(f"{here}?stand=waiting")
    page.says("Stellen entfernen", "Mehr <b>Bäume</b> 🌳", "Angaben zu einem Menschen", "Rest freigeben")
    cut = {"text": "Mehr [entfernt] 🌳", "grund": "insult"}
    moderator.sends(here, **cut).says("der Rest ist freigegeben", "Alle Texte sind geprüft.")
    moderator.opens(f"{path(survey)}?stand=released").says("Mehr [entfernt: Beleidigung] 🌳")
    moderator.opens(here).says("Bis zum", "lässt sich das zurücknehmen")
    moderator.sends(f"{path(survey)}{text.pk}/zurueckholen/").says("entscheiden Sie neu", "Mehr <b>Bäume</b> 🌳")


@pytest.mark.parametrize(
    ("written", "reason", "sentence"),
    [
        ("Weniger [entfernt] 🌳", "person", "Bitte entfernen Sie nur Stellen."),
        ("Mehr <b>Bäume</b> 🌳", "person", "noch nichts entfernt"),
        ("[entfernt]", "person", "nichts übrig"),
        ("Mehr [entfernt] 🌳", "", "Bitte sagen Sie, warum"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_typed_is_lost(
    moderator: Colleague, survey: Made, written: str, reason: str, sentence: str
) -> None:
    text = FreeText.objects.get()
    page = moderator.sends(f"{path(survey)}{text.pk}/entfernen/", text=written, grund=reason)
    page.says(sentence, written)
    text.refresh_from_db()
    assert (text.text, text.status) == ("Mehr <b>Bäume</b> 🌳", "waiting")


@pytest.mark.parametrize("role", sorted(DESK_ROLES))
def test_only_moderators_take_words_out(survey: Made, role: Role) -> None:
    text, who = FreeText.objects.get(), Colleague(role)
    may = role in {Role.MODERATOR, Role.ADMINISTRATOR}
    here = f"/desk/{path(survey)}{text.pk}/entfernen/"
    assert (who.client.get(here).status_code == 200) == may
    who.client.post(here, {"text": "Mehr [entfernt] 🌳", "grund": "person"})
    text.refresh_from_db()
    assert (text.text == "Mehr [entfernt: Angaben zu einem Menschen] 🌳") == may
    text.original, text.text = text.text, "x"
    text.save()
    who.client.post(f"/desk/{path(survey)}{text.pk}/zurueckholen/")
    text.refresh_from_db()
    assert (text.text != "x") == may


def test_a_text_of_another_survey_is_not_here(moderator: Colleague, survey: Made) -> None:
    other = make_survey(open=True, questions=[LONG], by=make_staff())
    closed(other)
    here = f"/desk/{path(other)}{FreeText.objects.get().pk}/"
    assert moderator.client.get(f"{here}entfernen/").status_code == 404
    assert moderator.client.post(f"{here}zurueckholen/").status_code == 404
    assert moderator.client.post(here, {"entscheidung": "freigeben"}).status_code == 404


def test_each_reason_has_a_key_of_its_own(moderator: Colleague, survey: Made) -> None:
    html = moderator.opens(path(survey)).html
    assert [f'data-key="{key}"' in html for key in "fe12345"] == [True] * 7
    assert 'data-key="6"' not in html
