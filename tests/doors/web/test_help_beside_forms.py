"""Beside every form of the public pages stands the telephone, and how to do the same without e-mail.

No form can be forgotten: every template that sends something is looked through; each public address without a variable
part is opened, and each way of taking part.
"""

import re
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import translation

from smilecity.city.models import City
from smilecity.doors.web import views
from tests.factories import make_resident, make_survey
from tests.factories_calendar import make_date
from tests.factories_pages import Town
from tests.support.clock import Clock
from tests.support.kinds import NO_PAGE, public
from tests.support.visitor import Page, Visitor

TEMPLATES = Path(views.__file__).parent.parent / "templates"
HELP, SENDS = "web/components/help.html", re.compile(r"<form\b[^>]*\bmethod=\"post\"", re.IGNORECASE)
_PARTS = re.compile(r'{%\s*(include|extends)\s+"([^"]+)"')
# The forms of every page: out of one's account, and on a tablet on site to its end. They ask nothing.
_FRAME = frozenset({"web/components/account.html", "web/survey/kiosk_bar.html"})
PHONE = "0381 5550"


def _names() -> list[str]:
    found = (path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html"))
    # Crews and clerks are the town hall: they know whom to call.
    return sorted(name for name in found if "/email/" not in name and not name.startswith(("web/desk/", "web/crew/")))


@cache
def _made_of(name: str) -> frozenset[str]:
    """Return the template with all that it is made of, as far as it says so by name."""
    path = TEMPLATES / name
    if name in _FRAME or not path.exists():
        return frozenset()
    parts = (part for _how, part in _PARTS.findall(path.read_text()))
    return frozenset({name}).union(*map(_made_of, parts))


def _sends(name: str) -> bool:
    return any(SENDS.search((TEMPLATES / part).read_text()) for part in _made_of(name))


PAGES = [name for name in _names() if "{% extends" in (TEMPLATES / name).read_text() and _sends(name)]


@pytest.mark.parametrize("name", PAGES)
def test_every_page_that_sends_something_has_it(name: str) -> None:
    assert HELP in _made_of(name), f"{name}: add {{% block help %}} with {HELP}"


def test_no_template_sends_something_from_outside_of_a_page() -> None:
    within = frozenset().union(*map(_made_of, PAGES))
    parts = {name for name in _names() if SENDS.search((TEMPLATES / name).read_text())} - _FRAME
    # Included under a name that the page chooses (the rows of the dashboard), or built by another door.
    assert parts - within <= {"account/form.html"}, parts - within


# --- as people read it ------------------------------------------------------------------------------------------------


@pytest.fixture
def town(db: None, time: Clock) -> Town:
    City.objects.update_or_create(id=1, defaults={"name": "Musterstadt", "phone": PHONE})
    return Town()


def helps(page: Page) -> bool:
    """Whether a page with a form says how to do without; the foot of the page is not beside the form."""
    main = page.html[page.html.index("<main") : page.html.index("</main>")]
    if not SENDS.search(main):
        return True
    return 'class="help-line"' in main and PHONE in main and "kontakt/#ohne-e-mail" in main


def _plain() -> list[str]:
    """Return the public addresses without a variable part."""
    found = []
    with translation.override(settings.LANGUAGE_CODE):
        for name in sorted(public() - set(NO_PAGE)):
            try:
                found.append(reverse(name))
            except NoReverseMatch:
                continue
    return found


@pytest.mark.parametrize("path", _plain())
@pytest.mark.parametrize("member", [False, True])
def test_each_public_address_without_a_variable_part(town: Town, path: str, member: bool) -> None:
    visitor = Visitor()
    if member:
        visitor.client.force_login(make_resident(), backend="smilecity.doors.web.backends.SignInBackend")
    assert helps(visitor.get(path)), path


@pytest.mark.parametrize("language", ["", "en", "de-simple"])
def test_each_form_of_taking_part(town: Town, language: str) -> None:
    survey, idea, place, date = make_survey(open=True), town.idea(), town.place(), make_date().pk
    visitor = Visitor(survey, language=language)
    visitor.begin()
    voices = [
        f"/{word}/{row.number}/{act}/"
        for word, row in (("ideen", idea), ("orte", place))
        for act in ("unterstuetzen", "kommentieren", "melden")
    ]
    forms = ["/ideen/neu/", "/orte/neu/", f"/kalender/{date}/anmelden/", "/abos/neu/?suche=rad", "/barriere-melden/"]
    steps = [visitor.path(step) for step in ("", "frage/1/", "angaben/", "kontakt/")]
    for path in [*steps, *(visitor.prefix + path for path in (*forms, *voices, "/meine-daten/", "/konto/signup/"))]:
        page = visitor.get(path)
        assert (page.status, SENDS.search(page.html[page.html.index("<main") :]) is not None) == (200, True), path
        assert helps(page), path


def test_the_way_without_mail_that_every_form_names_is_there(town: Town) -> None:
    said = Client().get("/kontakt/").content.decode()
    assert 'id="ohne-e-mail"' in said
    assert PHONE in said
