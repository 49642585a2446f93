"""What staff did not translate is marked as German on the English page, so that it is spoken as German (WCAG 3.1.2)."""

from datetime import timedelta
from html.parser import HTMLParser

import pytest

from smilecity.city.models import City
from smilecity.city.rules import LEGAL_TEXTS
from smilecity.collect.contributions.rules import Kind
from smilecity.deliver.answers import actions as answers
from smilecity.ground.text import Borrowed, pick
from smilecity.understand.results import actions as results
from tests.factories import AT, CLOSES_AT, Made, closed, make_survey
from tests.factories_answers import make_answering_office, make_case
from tests.factories_calendar import make_date
from tests.factories_contributions import make_call, make_office
from tests.support.clock import Clock
from tests.support.visitor import Visitor

pytestmark = pytest.mark.django_db
_EMPTY = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr", "path", "use", "rect"}


class _Languages(HTMLParser):
    """Collects each piece of text within the body with the language that stands nearest around it."""

    def __init__(self) -> None:
        super().__init__()
        self.within: list[tuple[str, str]] = [("", "")]
        self.found: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _EMPTY:
            self.within.append((tag, dict(attrs).get("lang") or self.within[-1][1]))

    def handle_endtag(self, tag: str) -> None:
        if tag in {one for one, _language in self.within}:
            while self.within.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        if not {"title", "script", "option"} & {tag for tag, _language in self.within}:
            self.found.append((data.strip(), self.within[-1][1]))


def languages(html: str, words: str) -> set[str]:
    """Return in which languages a text stands on a page."""
    reader = _Languages()
    reader.feed(html)
    return {language for text, language in reader.found if words in text}


@pytest.fixture(autouse=True)
def time(monkeypatch: pytest.MonkeyPatch) -> Clock:
    standing = Clock(AT)
    monkeypatch.setattr("smilecity.ground.clock.now", standing.now)
    return standing


@pytest.fixture
def survey() -> Made:
    return make_survey(open=True)


def test_only_what_was_borrowed_from_german_is_marked() -> None:
    texts = {"de": "Hafen", "en": "Harbour"}
    assert isinstance(pick({"de": "Hafen"}, "en"), Borrowed)
    assert not isinstance(pick(texts, "en"), Borrowed)
    assert not isinstance(pick({"de": "Hafen"}, "de-simple"), Borrowed)  # Leichte Sprache is German
    assert not isinstance(pick({}, "en"), Borrowed)


def test_a_survey_is_german_from_its_first_page_to_the_check(survey: Made) -> None:
    anna = Visitor(survey, language="en")
    assert languages(anna.get(anna.path()).html, "Gut leben hier") == {"de"}
    anna.begin()
    pages = [anna.get(anna.path(f"frage/{number}/")).html for number in (1, 2, 3)]
    assert languages(pages[0], "How do you mostly get into town?") == {"en"}
    assert languages(pages[0], "Mit dem Bus") == {"de"}
    assert languages(pages[1], "Was fehlt Ihnen?") == {"de"}
    assert languages(pages[2], "ungern") == {"de"}
    check = anna.fill_in("anna@example.org").html
    assert languages(check, "Was fehlt Ihnen?") == {"de"}


def test_its_own_languages_are_not_marked(survey: Made) -> None:
    for language in ("", "de-simple"):
        anna = Visitor(survey, language=language)
        assert '<span lang="de">' not in anna.get(anna.path()).html


def test_a_result_is_german_too(survey: Made, time: Clock) -> None:
    closed(survey)
    results.publish(survey=survey.id, by=survey.staff, at=CLOSES_AT + timedelta(days=1))
    time.at = CLOSES_AT + timedelta(days=2)
    anna = Visitor(survey, language="en")
    page = anna.get(anna.path("ergebnis/")).html
    for words in ("Gut leben hier", "Was fehlt Ihnen?"):
        assert languages(page, words) == {"de"}


def test_calls_events_and_offices_are_german_wherever_they_are_shown(survey: Made) -> None:
    make_call(Kind.IDEA)
    make_office("tiefbau", name={"de": "Tiefbauamt"}, responsibilities={"de": "Straßen und Wege"})
    date = make_date(title="Werkstatt", lead={"de": "Kommen Sie."}, description={"de": "Wir bauen."})
    shown = {
        "": ["Gut leben hier", "Ideen für die Stadt", "Werkstatt"],
        "mitmachen/": ["Gut leben hier", "Ideen für die Stadt"],
        "kalender/": ["Werkstatt", "Kommen Sie."],
        "kalender/?ansicht=monat": ["Werkstatt"],
        f"kalender/{date.pk}/": ["Werkstatt", "Kommen Sie.", "Wir bauen."],
        f"kalender/{date.pk}/anmelden/": ["Werkstatt"],
        "zustaendig/": ["Tiefbauamt", "Straßen und Wege"],
        "zustaendig/tiefbau/": ["Tiefbauamt", "Straßen und Wege"],
    }
    anna = Visitor(language="en")
    for path, texts in shown.items():
        page = anna.get(f"/en/{path}")
        assert page.status == 200, path
        assert {words: languages(page.html, words) for words in texts} == {words: {"de"} for words in texts}, path


def test_what_a_city_says_of_itself_is_there_in_german_only(survey: Made) -> None:
    """All but the number for taxes, which reads alike in every language, and the day of a declaration."""
    names = [name for name in LEGAL_TEXTS if name not in {"vat_id", "accessibility_stated_on"}]
    texts = {name: f"Auskunft {number:02}" for number, name in enumerate(names)}
    City.objects.update_or_create(id=1, defaults={"name": "Musterstadt", "official_name": "Musterstadt", **texts})
    paths = ("/impressum/", "/datenschutz/", "/barrierefreiheit/", "/kontakt/", Visitor(survey).path())
    english = "".join(Visitor().get(f"/en{path}").html for path in paths)
    assert {words: languages(english, words) for words in texts.values()} == {words: {"de"} for words in texts.values()}
    german = "".join(Visitor().get(path).html for path in paths)
    assert '<span lang="de">' not in german


def test_overdue_contributions_keep_their_language(time: Clock) -> None:
    office = make_answering_office()
    make_case(office, title="Bänke am Hafen", language="de")
    make_case(office, title="Benches at the harbour", language="en")
    time.at = AT + timedelta(days=40)
    answers.count(at=time.at)
    page = Visitor().get("/en/was-wurde-daraus/").html
    assert languages(page, "Bänke am Hafen") == {"de"}
    assert languages(page, "Benches at the harbour") == {"en"}
