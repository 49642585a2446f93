"""What the law wants said: gaps are marked where nobody is misled, barriers are reported without e-mail, forms help."""

import re
from pathlib import Path

import pytest
from django.test import override_settings
from django.urls import reverse

from smilecity.city.models import City
from smilecity.people.barriers.models import Barrier
from tests.factories_pages import Town
from tests.support.clock import Clock
from tests.support.visitor import Visitor

pytestmark = pytest.mark.django_db
TEMPLATES = Path(__file__).resolve().parents[3] / "src/smilecity/doors/web/templates"
REPORT = "/barriere-melden/"


@pytest.fixture
def town(time: Clock) -> Town:
    return Town()


def filled() -> None:
    City.objects.update_or_create(
        id=1,
        defaults={
            "name": "Musterstadt",
            "official_name": "Stadt Musterstadt",
            "phone": "0123 4567",
            "represented_by": "die Bürgermeisterin",
            "enforcement_body": "Stelle im Land",
            "accessibility_stated_on": "2026-11-22",
            "accessibility_limits": "Alte Pläne sind Bilder.\nDas Wappen zuckt.",
            "without_mail": "Rathaus, Zimmer 12",
            "data_protection_officer": "Frau Schutz",
        },
    )


@override_settings(DEMO=True)
def test_gaps_are_marked_in_a_demo(town: Town) -> None:
    filled()
    assert Visitor().get("/impressum/").says("Vertreten durch die Bürgermeisterin.", "Hier fehlt noch: Rechtsform.")
    assert Visitor().get("/datenschutz/").says("Frau Schutz", "Hier fehlt noch: Aufsichtsbehörde für den Datenschutz.")
    assert Visitor().get("/barrierefreiheit/").says("Hier fehlt noch: wer bei Barrieren hilft.")


@override_settings(DEMO=False, DEBUG=False)
def test_the_public_reads_no_gap_of_a_city_that_is_live(town: Town) -> None:
    filled()
    for path in ("/impressum/", "/datenschutz/", "/barrierefreiheit/", "/kontakt/"):
        assert "Hier fehlt noch" not in Visitor().get(path).words


def test_the_declaration_names_day_limits_way_to_complain_and_enforcement_body(town: Town) -> None:
    filled()
    assert (
        Visitor()
        .get("/barrierefreiheit/")
        .says(
            "22. November 2026",
            "Alte Pläne sind Bilder.",
            "Das Wappen zuckt.",
            "Barriere melden",
            "Stelle im Land",
            "0123 4567",
        )
    )


def test_the_contact_page_names_the_ways_without_e_mail(town: Town) -> None:
    filled()
    assert (
        Visitor().get("/kontakt/").says("0123 4567", "Ohne E-Mail mitmachen", "Rathaus, Zimmer 12", "Barriere melden")
    )


@pytest.mark.parametrize("name", ["home", "imprint", "ideas", "measured", "own_data_ask", "contact_us"])
def test_every_page_leads_to_the_report_of_a_barrier_and_names_itself(town: Town, name: str) -> None:
    path = reverse(f"web:{name}")
    assert f'href="{REPORT}?seite={path}"' in Visitor().get(path).html


def test_a_barrier_is_reported_with_nothing_but_words(town: Town) -> None:
    page = Visitor().get(f"{REPORT}?seite=/ideen/")
    assert page.fields["seite"] == "/ideen/"
    thanks = Visitor().post(REPORT, {"was": "Die Schrift ist zu klein.", "seite": "/ideen/"})
    assert thanks.says("Danke für Ihre Meldung")
    assert [(row.text, row.page, row.address) for row in Barrier.objects.all()] == [
        ("Die Schrift ist zu klein.", "/ideen/", "")
    ]


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"was": " "}, "Bitte beschreiben Sie kurz, was nicht geht."),
        ({"was": "x" * 3001}, "Bitte kürzen Sie auf höchstens 3000 Zeichen."),
        ({"was": "Hm", "email": "mia"}, "Bitte geben Sie eine vollständige E-Mail-Adresse an"),
    ],
)
def test_what_is_wrong_with_a_report_is_said_and_nothing_is_lost(
    town: Town, sent: dict[str, object], sentence: str
) -> None:
    page = Visitor().post(REPORT, {"telefon": "0381 1", **sent})
    assert (page.status, page.fields["telefon"]) == (422, "0381 1")
    assert page.says(sentence)
    assert not Barrier.objects.exists()


def test_a_program_that_fills_in_everything_is_thanked_and_not_kept(town: Town) -> None:
    assert Visitor().post(REPORT, {"was": "Kaufen!", "homepage": "https://spam.example"}).says("Danke")
    assert not Barrier.objects.exists()


def test_a_report_keeps_no_secret_of_the_page_it_came_from(town: Town) -> None:
    secret = "a1B2" * 11
    page = Visitor().get(f"{REPORT}?seite=/abos/{secret}/?x=1")
    assert page.fields["seite"] == "/abos/…/"
    Visitor().post(REPORT, {"was": "Hm", "seite": f"/abos/{secret}/"})
    assert Barrier.objects.get().page == "/abos/…/"


# --- forms ------------------------------------------------------------------------------------------------------------


def _source(name: str) -> str:
    return (TEMPLATES / name).read_text()


def _chain(name: str) -> list[str]:
    """Return a template and what it extends, as far as it is ours."""
    parent = re.search(r'{% extends "([^"]+)"', _source(name))
    return [name, *(_chain(parent[1]) if parent and (TEMPLATES / parent[1]).exists() else [])]


# Forms that are a part of other pages: a page that includes one has the line in its foot, as every page has.
_FORMS = sorted(
    str(path.relative_to(TEMPLATES))
    for path in TEMPLATES.rglob("*.html")
    if 'method="post"' in path.read_text() and "{% extends" in path.read_text() and "/desk/" not in str(path)
)


@pytest.mark.parametrize("name", _FORMS)
def test_beside_every_form_stand_the_telephone_and_the_way_without_e_mail(name: str) -> None:
    assert any("web/components/help.html" in _source(one) for one in _chain(name)), name


@pytest.mark.parametrize("path", ["/konto/login/", "/konto/signup/", "/abos/neu/?thema=alle", "/meine-daten/", REPORT])
def test_the_line_of_help_names_the_telephone(town: Town, path: str) -> None:
    filled()
    assert Visitor().get(path).says("Lieber am Telefon?", "0123 4567", "So geht es ohne E-Mail")
