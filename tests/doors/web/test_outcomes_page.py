"""„Was wurde daraus?“: the numbers in sentences, what is overdue by name, the same few statements for any number."""

import re
from datetime import timedelta

import pytest

from smilecity.collect.contributions.rules import Status
from smilecity.deliver.answers import actions
from tests.factories import AT
from tests.factories_answers import answered, make_answering_office, make_case, make_clerk
from tests.factories_contributions import make_theme
from tests.support.clock import Clock
from tests.support.statements import statements
from tests.support.visitor import Visitor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("time")]
PAGE = "/was-wurde-daraus/"


def test_before_anything_is_there_the_page_says_what_it_will_show() -> None:
    page = Visitor().get(PAGE)
    page.says("Noch ist kein Beitrag gezählt.", "Nichts ist überfällig", "Kein Beitrag wird ohne Worte abgeschlossen.")


def test_it_says_who_kept_their_word_and_names_what_is_overdue(time: Clock) -> None:
    office, theme = make_answering_office(name={"de": "Grünamt"}), make_theme(name={"de": "Natur"}, slug="natur")
    clerk = make_clerk(office)
    answered(make_case(office, theme_ids=[theme]), Status.ACCEPTED, by=clerk, at=AT)
    make_case(office, title="Bänke am Hafen", theme_ids=[theme])
    time.at = AT + timedelta(days=40)
    actions.count(at=time.at)
    page = Visitor().get(PAGE)
    page.says(
        "Die Stadt hat 1 von 2 Beiträgen beantwortet.",
        "1 Antwort hatte ein zugesagtes Datum; rechtzeitig kam: 1.",
        "Bei 1 Beitrag ist der zugesagte Tag vorbei",
        "Bänke am Hafen",
        "Grünamt · zugesagt bis 30. März 2026",
        "1 von 1 Antworten rechtzeitig, 1 offen, davon 1 überfällig",
    )
    assert {"/ideen/?thema=natur", "/orte/?thema=natur"} <= set(re.findall(r'href="([^"]+)"', page.html))
    chosen = Visitor().get(f"{PAGE}?art=ideen").html
    assert "/ideen/?thema=natur" in chosen
    assert "/orte/?thema=natur" not in chosen
    assert "<a" not in page.html.split('id="stellen"')[1].split("</section>")[0]  # no list can be narrowed to an office
    assert "/ideen/?status=wird-umgesetzt" in page.html
    assert "<svg" not in page.html.split('id="stellen"')[1].split("</section>")[0]  # too few for a bar


def test_bars_are_drawn_where_there_is_enough_to_draw(time: Clock) -> None:
    office = make_answering_office()
    clerk = make_clerk(office)
    for _ in range(5):
        answered(make_case(office), Status.DONE, by=clerk, at=AT)
    actions.count(at=AT)
    page = Visitor().get(PAGE)
    assert 'class="bars__fill" width="100.0"' in page.html
    page.says("5 von 5 Antworten rechtzeitig")


def test_ideas_and_places_can_be_told_apart_and_nonsense_shows_all() -> None:
    make_case()
    actions.count(at=AT)
    Visitor().get(f"{PAGE}?art=orte").says("Noch ist kein Beitrag gezählt.")
    Visitor().get(f"{PAGE}?art=quatsch&ab=x_y").says("0 von 1 Beitrag")


def test_twice_as_many_contributions_take_as_many_statements(time: Clock) -> None:
    office = make_answering_office()
    make_case(office)
    time.at = AT + timedelta(days=40)
    actions.count(at=time.at)
    Visitor().get(PAGE)
    with statements() as few:
        Visitor().get(PAGE)
    for _ in range(6):
        make_case(office)
    actions.count(at=time.at)
    with statements() as many:
        Visitor().get(PAGE)
    assert len(many) == len(few) <= 10


def test_new_answers_can_be_followed_as_a_feed() -> None:
    page = Visitor().get(PAGE)
    page.says("Neue Antworten als Atom-Feed lesen")
    assert page.html.count('href="/feeds/antworten.atom"') == 2
    assert '<link rel="alternate" type="application/atom+xml" title="Antworten der Stadt"' in page.html
    assert Visitor().get("/feeds/antworten.atom").status == 200
