"""What people, and others, type: far too much, emoji, right-to-left, script, control characters, nothing at all."""

import pytest

from smilecity.collect.surveys import actions, queries
from smilecity.collect.surveys.models import Draft, Participation
from smilecity.ground import hashes
from smilecity.understand.results import actions as results
from tests.factories import CLOSES_AT, Made, closed
from tests.support.visitor import Visitor, link_of

SHORT, LONG = "frage/4/", "frage/5/"


@pytest.fixture
def anna(survey: Made) -> Visitor:
    visitor = Visitor(survey)
    visitor.begin()
    return visitor


def test_a_required_question_left_empty_says_what_is_missing_where(anna: Visitor) -> None:
    page = anna.post(anna.path("frage/1/"))
    assert page.status == 422
    assert page.title.startswith("Fehler: Wie kommen Sie meist in die Stadt?")
    assert page.says("Bitte prüfen Sie Ihre Angaben", "Bitte wählen Sie eine Antwort aus.")
    assert page.words.count("Bitte wählen Sie eine Antwort aus.") == 2
    assert 'href="#answer"' in page.html


def test_sending_off_without_a_required_answer_names_the_question_and_keeps_the_rest(survey: Made) -> None:
    anna = Visitor(survey)
    anna.fill_in("anna@example.org", one="")
    page = anna.post(anna.path("pruefen/"), {"secret": hashes.new_secret()})
    assert page.status == 422
    assert page.says("Bitte beantworten Sie noch diese Frage: Wie kommen Sie meist in die Stadt?", "Der Hafen")


def test_a_hundred_thousand_characters_are_refused_with_the_number_and_are_still_in_the_form(anna: Visitor) -> None:
    text = "Ä" * 99_999 + "Z"
    page = anna.post(anna.path(LONG), {"answer": text})
    assert page.status == 422
    assert page.says("Ihr Text hat 100.000 Zeichen. Bitte kürzen Sie ihn auf höchstens 5.000 Zeichen.")
    assert text in page.html
    assert Draft.objects.get().answers == {}


def test_a_line_has_a_limit_of_its_own_and_keeps_what_was_typed(anna: Visitor) -> None:
    page = anna.post(anna.path(SHORT), {"answer": "a" * 201})
    assert page.says("Ihr Text hat 201 Zeichen. Bitte kürzen Sie ihn auf höchstens 200 Zeichen.")
    assert page.fields["answer"] == "a" * 201


def test_exactly_the_limit_is_kept(anna: Visitor) -> None:
    assert anna.post(anna.path(LONG), {"answer": "🌳" * 5_000}).path == anna.path("angaben/")


def test_more_than_the_site_takes_at_all_gets_a_page_that_says_where_the_text_still_is(anna: Visitor) -> None:
    page = anna.post(anna.path(LONG), {"answer": "a" * 3_000_000})
    assert page.status == 413
    assert page.says(
        "Das war zu viel auf einmal.", "Gehen Sie im Browser einen Schritt zurück: Dort steht Ihr Text noch."
    )


@pytest.mark.parametrize(
    "text",
    [
        "Grüße 👩‍👩‍👧‍👦 aus Warnemünde 🌊🏳️‍🌈",
        "شكرا جزيلا على السؤال",
        "\u202everkehrt herum\u202c und wieder richtig",
        "a\u0301 e\u0308 ẞ ﬁ",
        "5 < 6 & 7 > 2 \"so\" 'so'",
        "{{ settings.SECRET_KEY }} {% debug %} %s %(x)s {0}",
        "'; DROP TABLE surveys_participation; --",
    ],
)
def test_whatever_is_written_comes_back_as_it_was_written(survey: Made, text: str) -> None:
    anna = Visitor(survey)
    checked = anna.fill_in("anna@example.org", long=text, short=text)
    kept = "á ë ẞ ﬁ" if text.startswith("a\u0301") else text
    assert checked.says(kept)
    assert anna.get(anna.path(SHORT)).fields["answer"] == kept
    anna.post(anna.path("pruefen/"), {"secret": checked.fields["secret"]})
    Visitor(survey).post(link_of("anna@example.org"), {"secret": hashes.new_secret()})
    assert kept in Participation.objects.get().answers.values()


EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'><b>fett</b></textarea></title>"


def test_script_is_text_on_every_page_it_reaches(survey: Made) -> None:
    anna = Visitor(survey)
    pages = [anna.fill_in("anna@example.org", long=EVIL, short=EVIL)]
    pages += [anna.get(anna.path(step)) for step in (SHORT, LONG)]
    pages.append(anna.post(anna.path(SHORT), {"answer": EVIL * 3}))
    pages.append(anna.post(anna.path("kontakt/"), {"email": EVIL}))
    pages.append(anna.post(anna.path("pruefen/"), {"secret": EVIL}))
    pages.append(anna.post(anna.path("postfach/"), {"secret": EVIL, "code": EVIL}))
    pages.append(anna.post(anna.path("postfach/"), {"secret": hashes.new_secret(), "code": EVIL}))
    Visitor(survey).post(link_of("anna@example.org"), {"secret": hashes.new_secret()})
    closed(survey)
    for text in queries.texts(survey.id):
        actions.review_text(text=text.id, release=True, by=survey.staff, at=CLOSES_AT)
    results.publish(survey=survey.id, by=survey.staff, at=CLOSES_AT)
    pages.append(Visitor(survey).get(anna.path("ergebnis/")))
    for page in pages:
        for markup in ("<script>alert", "<img src=x", "<b>fett", "</textarea></title>"):
            assert markup not in page.html
    for shown in (pages[0], pages[1], pages[2], pages[-1]):
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown.html


def test_null_bytes_and_other_control_characters_are_left_out(survey: Made) -> None:
    anna = Visitor(survey)
    checked = anna.fill_in("anna@example.org", long="Ha\x00fen\x1b[31m\x7f", short="\x00")
    assert checked.says("Hafen[31m")
    assert str(survey.questions[3]) not in Draft.objects.get().answers


@pytest.mark.parametrize("step", ["frage/1/", "frage/2/", "frage/3/", "angaben/", "kontakt/", "postfach/"])
def test_null_bytes_break_no_form(survey: Made, step: str) -> None:
    anna = Visitor(survey)
    anna.begin()
    names = ("answer", "answers", "age_group", "sex", "district", "email", "code", "secret")
    page = anna.post(anna.path(step), dict.fromkeys(names, "a\x00b"))
    assert page.status in {200, 422, 409}


@pytest.mark.parametrize(
    ("step", "field"), [("frage/1/", "answer"), ("frage/2/", "answers"), ("frage/3/", "answer"), ("angaben/", "sex")]
)
def test_what_nobody_offered_is_refused(anna: Visitor, step: str, field: str) -> None:
    page = anna.post(anna.path(step), {field: "erfunden"})
    assert page.status == 422
    assert page.says("Diese Antwort steht nicht zur Auswahl. Bitte wählen Sie noch einmal.")


@pytest.mark.parametrize(
    "address", ["", "anna", "anna@", "@example.org", "a b@example.org", "anna@example", "a@b@c", "x" * 9_999]
)
def test_what_is_no_address_is_refused_with_an_example_and_still_stands_in_the_form(
    anna: Visitor, address: str
) -> None:
    page = anna.post(anna.path("kontakt/"), {"email": address})
    assert page.status == 422
    assert page.says("Bitte geben Sie eine vollständige E-Mail-Adresse an, zum Beispiel name@beispiel.de.")
    assert page.fields["email"] == address


@pytest.mark.parametrize("address", [" anna@Example.ORG ", "Anna <anna@example.org>", "mailto:anna@example.org"])
def test_an_address_is_taken_as_people_paste_it(anna: Visitor, address: str) -> None:
    page = anna.post(anna.path("kontakt/"), {"email": address})
    assert page.path == anna.path("pruefen/")
    assert page.says("anna@example.org")


@pytest.mark.parametrize(("step", "field", "given"), [("frage/3/", "answer", "4"), ("angaben/", "sex", "female")])
def test_an_answer_given_freely_can_be_taken_back_without_a_script(
    anna: Visitor, step: str, field: str, given: str
) -> None:
    none = "Keine Angabe" if step == "angaben/" else "Keine Antwort"
    assert none not in anna.get(anna.path(step)).words
    anna.post(anna.path(step), {field: given})
    assert anna.get(anna.path(step)).says(none)
    anna.post(anna.path(step), {field: ""})
    assert (Draft.objects.get().answers, Draft.objects.get().profile) == ({}, {})


def test_an_answer_that_must_be_given_cannot_be_taken_back(anna: Visitor) -> None:
    anna.post(anna.path("frage/1/"), {"answer": "bus"})
    assert "Keine Antwort" not in anna.get(anna.path("frage/1/")).words
