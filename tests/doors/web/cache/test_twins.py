"""What members are shown from the store is, once their account is fetched, what Django would show them."""

import re
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import translation

from smilecity.collect.contributions import actions as contributions
from smilecity.collect.contributions.models import Contribution
from smilecity.doors.web.cache.recording import ADDRESS
from smilecity.doors.web.cache.store import STORE, Address, Page
from smilecity.ground import clock
from smilecity.people.models import User
from tests.factories import make_resident, make_survey
from tests.support.kinds import NO_PAGE, kind_of, public
from tests.support.shown_site import show
from tests.support.visitor import Visitor

pytestmark = pytest.mark.django_db
PREFIXES = {"de": "", "en": "/en", "de-simple": "/de-simple"}
_SLOT = re.compile(r'<div class="site-account" id="account" hx-get="([^"]+)".*?</div>', re.DOTALL)
_SCRIPTS = re.compile(r'\s*<meta name="htmx-config".*?</script>\s*(?=</head>)', re.DOTALL)
_CHANGING = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')
# Pages without a form that nobody should have to wait for: each has a twin.
SHARED = {"web:home", "web:ideas", "web:places", "web:news", "web:calendar", "web:outcomes", "web:taking_part"}
# Pages without the frame of the site: in a frame on somebody else's page nobody is signed in, so there is no account.
WITHOUT_ACCOUNT = {"web:map_embedded"}


@pytest.fixture(autouse=True)
def _kept() -> Iterator[None]:
    STORE.listen()
    yield
    STORE.deafen()


def stored(path: str) -> Page | None:
    """Return what is kept after somebody without a session has looked at a page."""
    way, _, query = path.partition("?")
    address = Address("http", b"testserver", way, query.encode(), fragment=False)
    token = ADDRESS.set(address)
    try:
        Client().get(path)
    finally:
        ADDRESS.reset(token)
    return STORE.find(address)


def same(html: str) -> list[str]:
    """Return the words of a page without white space between them, and without what is new in each answer."""
    return _CHANGING.sub("", html).split()


def _paths() -> list[str]:
    with translation.override(settings.LANGUAGE_CODE):
        found = []
        for name in sorted(public() - set(NO_PAGE)):
            try:
                found.append(reverse(name))
            except NoReverseMatch:
                continue
    return found


@pytest.fixture
def member() -> User:
    return make_resident()


@pytest.fixture
def signed_in(member: User) -> Client:
    client = Client()
    client.force_login(member, backend="smilecity.doors.web.backends.SignInBackend")
    return client


@pytest.fixture
def paths(member: User) -> list[str]:
    """Return the address of every kind of page in a town where the member has taken part."""
    site, survey = show.__wrapped__(), make_survey(open=True)
    idea = Contribution.objects.get(number=site.idea).pk
    contributions.support_as_member(contribution=idea, user=member, informed=True, at=clock.now())
    return [*_paths(), *site.pages.values(), Visitor(survey).path("")]


@pytest.mark.parametrize("language", PREFIXES)
def test_a_member_sees_from_the_store_what_django_would_show_them(
    paths: list[str], signed_in: Client, language: str
) -> None:
    shared = set()
    for path in (PREFIXES[language] + path for path in paths):
        kept = stored(path)
        if kept is None or kept.twin is None:
            continue
        kind, page = kind_of(path.partition("?")[0]), kept.twin.body.decode()
        shared.add(kind)
        slot = _SLOT.search(page)
        assert (slot is None) == (kind in WITHOUT_ACCOUNT), path
        if slot:
            part = signed_in.get(slot[1], headers={"HX-Request": "true"}).content.decode()
            page = page.replace(slot[0], part)
        assembled = _SCRIPTS.sub("\n", page)
        assert same(assembled) == same(signed_in.get(path).content.decode()), path
    assert shared >= SHARED, shared
