"""Before the first question: the notice of each sort of process, how old people must be, and what they agree to."""

import pytest

from smilecity.collect.contributions.models import Draft as Writing
from smilecity.collect.surveys.models import Participation
from smilecity.people.privacy import actions, queries
from smilecity.people.privacy.models import Consent, ConsentText
from smilecity.people.privacy.rules import CONSENT_TO_PROFILE, CONSENT_TO_SUBSCRIPTION, Notice, Point, Sort, subject_of
from tests.factories import AT, Made, make_staff, make_survey
from tests.factories_pages import Town
from tests.support.clock import Clock
from tests.support.visitor import Visitor, link_of

pytestmark = pytest.mark.django_db
MIA = "mia@example.org"
TOO_YOUNG = "Mitmachen können Menschen ab 14 Jahren. Bitte kreuzen Sie an, dass Sie so alt sind."


@pytest.fixture
def town(time: Clock) -> Town:
    return Town()


@pytest.fixture
def survey(town: Town) -> Made:
    return make_survey(open=True)


def word(subject: str, **notice: object) -> None:
    actions.word(subject=subject, notice=Notice(**notice), by=make_staff(), at=AT)  # type: ignore[arg-type] # as each test says


def confirmed(visitor: Visitor, address: str) -> None:
    path = link_of(address)
    page = visitor.get(path)
    visitor.post(path, {"secret": page.fields["secret"]})


# --- the notice -------------------------------------------------------------------------------------------------------


def test_a_survey_says_before_its_first_question_what_it_does_with_data(survey: Made) -> None:
    visitor = Visitor(survey)
    said = visitor.get(visitor.path())
    assert said.says("Datenschutz bei dieser Beteiligung", "Artikel 6 Absatz 1 Buchstabe e DSGVO", "Wie lange")


def test_a_call_and_a_subscription_say_it_too(town: Town) -> None:
    for path in ("/ideen/neu/", "/abos/neu/?suche=rad"):
        assert Visitor().get(path).says("Datenschutz bei dieser Beteiligung", "Rechtsgrundlage"), path


def test_the_words_of_the_city_stand_where_it_has_some(survey: Made) -> None:
    word(subject_of(Sort.SURVEY, survey.id), points={Point.PURPOSE: {"de": "Für den neuen Hafen.", "en": "The port."}})
    visitor, english = Visitor(survey), Visitor(survey, language="en")
    assert visitor.get(visitor.path()).says("Für den neuen Hafen.", "Rechtsgrundlage")
    assert english.get(english.path()).says("The port.")


# --- how old ----------------------------------------------------------------------------------------------------------


def test_nobody_is_asked_for_their_age_unless_the_city_wants_it(survey: Made) -> None:
    visitor = Visitor(survey)
    assert "alter" not in visitor.get(visitor.path()).fields
    assert visitor.begin().path.endswith("/frage/1/")


def test_a_survey_with_a_minimum_age_begins_only_when_it_is_ticked(survey: Made) -> None:
    word(subject_of(Sort.SURVEY, survey.id), minimum_age=14)
    visitor = Visitor(survey)
    assert visitor.get(visitor.path()).says("Ich bin mindestens 14 Jahre alt.")
    refused = visitor.begin()
    assert (refused.status, refused.says(TOO_YOUNG)) == (422, True)
    assert refused.title.startswith("Fehler:")
    assert visitor.get(visitor.path("frage/1/")).path == visitor.path()
    assert visitor.post(visitor.path(), {"alter": "ja"}).path.endswith("/frage/1/")


def test_a_call_with_a_minimum_age_asks_on_a_page_of_its_own_once(town: Town) -> None:
    word(subject_of(Sort.CALL, town.ideas), minimum_age=14)
    visitor = Visitor()
    asked = visitor.get("/ideen/neu/")
    assert asked.says("Bevor Sie schreiben", "Ich bin mindestens 14 Jahre alt.")
    text = asked.path.replace("vorher", "text")
    assert visitor.post(text, {"title": "Bänke", "text": "Viele."}).path == asked.path
    assert not Writing.objects.exists()
    assert visitor.post(asked.path).says(TOO_YOUNG)
    assert visitor.post(asked.path, {"alter": "ja"}).path == text
    assert visitor.get(asked.path).path == text


def test_a_subscription_with_a_minimum_age_asks_beside_the_address(town: Town) -> None:
    word(subject_of(Sort.SUBSCRIPTION), minimum_age=14)
    path, visitor = "/abos/neu/?suche=rad", Visitor()
    refused = visitor.post(path, {"email": MIA})
    assert (refused.status, refused.fields["email"], refused.says(TOO_YOUNG)) == (422, MIA, True)
    assert "/abos/postfach/" in visitor.post(path, {"email": MIA, "alter": "ja"}).path


# --- consent ----------------------------------------------------------------------------------------------------------


def test_a_consent_is_kept_with_its_version_apart_from_the_answers(survey: Made) -> None:
    subject = subject_of(Sort.SURVEY, survey.id)
    word(subject, consent={"de": "Ich bin einverstanden."})
    visitor = Visitor(survey)
    assert visitor.begin().says("Ohne Ihre Einwilligung geht es nicht weiter.")
    visitor.post(visitor.path(), {"einwilligung": "ja"})
    visitor.send_off(MIA)
    assert not Consent.objects.exists()
    confirmed(visitor, MIA)
    kept = {(row.subject, row.version, row.text["de"]) for row in queries.consents_of("MIA@example.org")}
    assert kept == {(subject, 1, "Ich bin einverstanden."), (f"{subject}:profile", 1, CONSENT_TO_PROFILE)}
    assert {field.name for field in Participation._meta.concrete_fields} == {
        "id",
        "survey",
        "answers",
        "profile",
        "change_hash",
    }
    consent, counted = Consent.objects.all()[0], Participation.objects.get()
    assert (consent.given_at.minute, consent.given_at.second) == (0, 0)
    assert str(consent.pk) not in str(vars(counted))


def test_another_wording_is_another_version_and_the_old_one_stays(survey: Made) -> None:
    first = actions.version_of(subject="survey:1", text={"de": "Ja."}, at=AT)
    assert actions.version_of(subject="survey:1", text={"de": "Ja."}, at=AT) == first
    second = actions.version_of(subject="survey:1", text={"de": "Ja, gern."}, at=AT)
    assert [(row.pk, row.version) for row in ConsentText.objects.order_by("version")] == [(first, 1), (second, 2)]


def test_who_says_nothing_about_themselves_has_agreed_to_nothing(survey: Made) -> None:
    visitor = Visitor(survey)
    visitor.fill_in(MIA)
    visitor.post(visitor.path("angaben/"), {})
    checked = visitor.get(visitor.path("pruefen/"))
    visitor.post(visitor.path("pruefen/"), {"secret": checked.fields["secret"]})
    confirmed(visitor, MIA)
    assert Participation.objects.exists()
    assert not Consent.objects.exists()


def test_a_confirmed_subscription_is_a_consent(town: Town) -> None:
    visitor = Visitor()
    visitor.post("/abos/neu/?suche=rad", {"email": MIA})
    visitor.post(link_of(MIA))
    assert [(row.subject, row.text) for row in queries.consents_of(MIA)] == [
        ("subscription", {"de": CONSENT_TO_SUBSCRIPTION})
    ]


def test_consents_are_destroyed_in_time(town: Town) -> None:
    text = actions.version_of(subject="survey:1", text={"de": "Ja."}, at=AT)
    actions.note(texts=[text], address=MIA, at=AT)
    actions.note(texts=[text], address=MIA, at=AT)
    dies_on = Consent.objects.get().forget_on
    assert dies_on
    assert actions.forget_due(at=AT) == 0
    assert actions.forget_due(at=AT.replace(year=dies_on.year + 1)) == 1
