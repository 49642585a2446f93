"""How old somebody has to be is asked on every way of taking part: each way x what is asked and ticked, no scripts."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from smilecity.collect.calendar.models import Booking, Request
from smilecity.collect.contributions.models import Comment, Contribution, Support
from smilecity.collect.contributions.models import Draft as Writing
from smilecity.collect.surveys.models import Draft
from smilecity.deliver.notices.models import Subscription, Wish
from smilecity.people.privacy import actions, queries
from smilecity.people.privacy.models import Consent
from smilecity.people.privacy.rules import CONSENT_TO_BE_TOLD, Notice, Sort, subject_of
from tests.factories import AT, Made, make_resident, make_staff, make_survey
from tests.factories_calendar import make_date
from tests.factories_pages import Town
from tests.support.clock import Clock
from tests.support.visitor import Page, Visitor, link_of

pytestmark = pytest.mark.django_db
MIA = "mia@example.org"
AGE, TOO_YOUNG = "Ich bin mindestens 14 Jahre alt.", "Mitmachen können Menschen ab 14 Jahren."
_TAKEN = (Draft, Writing, Support, Comment, Request, Booking, Wish, Subscription)


@dataclass
class Place:
    """A town with one of everything in which people take part."""

    town: Town
    idea: Contribution = field(init=False)
    date: int = field(init=False)
    survey: Made = field(init=False)

    def __post_init__(self) -> None:
        self.idea, self.date, self.survey = self.town.idea(), make_date().pk, make_survey(open=True)

    def subjects(self) -> list[str]:
        """Return the names of all notices."""
        call, survey = subject_of(Sort.CALL, self.town.ideas), subject_of(Sort.SURVEY, self.survey.id)
        return [call, survey, subject_of(Sort.EVENT), subject_of(Sort.SUBSCRIPTION)]


@dataclass(frozen=True)
class Way:
    """One way of taking part: its form, and what is typed there. `asked_at`: where it asks, if that is elsewhere."""

    url: Callable[[Place], str]
    fields: dict[str, object] = field(default_factory=dict)
    member: bool = False
    asked_at: str = ""


_GUEST: dict[str, object] = {"email": MIA}
_IDEA: dict[str, object] = {"title": "Bänke", "text": "Viele."}
_SAID: dict[str, object] = {"text": "Gute Idee!"}
WAYS = {
    "survey": Way(lambda here: Visitor(here.survey).path()),
    "idea": Way(lambda here: "/ideen/neu/"),
    "support, guest": Way(lambda here: f"/ideen/{here.idea.number}/unterstuetzen/", _GUEST | {"informed": "no"}),
    "support, member": Way(lambda here: f"/ideen/{here.idea.number}/unterstuetzen/", {"informed": "no"}, member=True),
    "support where one reads": Way(
        lambda here: f"/ideen/{here.idea.number}/", {"act": "support"}, member=True, asked_at="unterstuetzen/"
    ),
    "comment, guest": Way(lambda here: f"/ideen/{here.idea.number}/kommentieren/", _GUEST | _SAID),
    "comment, member": Way(lambda here: f"/ideen/{here.idea.number}/kommentieren/", _SAID, member=True),
    "comment where one reads": Way(
        lambda here: f"/ideen/{here.idea.number}/", {"act": "comment"} | _SAID, member=True, asked_at="kommentieren/"
    ),
    "event, guest": Way(lambda here: f"/kalender/{here.date}/anmelden/", _GUEST | {"seats": "2"}),
    "event, member": Way(lambda here: f"/kalender/{here.date}/anmelden/", {"seats": "2"}, member=True),
    "subscription, guest": Way(lambda here: "/abos/neu/?suche=rad", _GUEST),
    "subscription, member": Way(lambda here: "/abos/neu/?suche=rad", member=True),
}


@pytest.fixture
def here(time: Clock) -> Place:
    return Place(Town())


def word(here: Place, **notice: object) -> None:
    staff = make_staff()
    for subject in here.subjects():
        actions.word(subject=subject, notice=Notice(**notice), by=staff, at=AT)  # type: ignore[arg-type] # as each test says


def someone(way: Way) -> Visitor:
    visitor = Visitor()
    if way.member:
        visitor.client.force_login(make_resident(), backend="smilecity.doors.web.backends.SignInBackend")
    return visitor


def form_of(visitor: Visitor, way: Way, here: Place) -> Page:
    """Open the page that asks."""
    begins = visitor.get(way.url(here))
    return visitor.get(begins.path + way.asked_at) if way.asked_at else begins


def send(visitor: Visitor, way: Way, here: Place, form: Page, **ticked: str) -> Page:
    """Send the form as a person does; writing an idea goes on to its first screen."""
    if form.path.endswith("vorher/"):
        sent = visitor.post(form.path, dict(ticked))
        return visitor.post(sent.path, _IDEA) if sent.path.endswith("text/") else sent
    path = way.url(here) if "?" in way.url(here) or not ticked else form.path
    return visitor.post(path, {**way.fields, **ticked})


def taken() -> int:
    """Return how often somebody has taken part."""
    return sum(model._default_manager.count() for model in _TAKEN)


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_where_the_city_wants_no_age_nobody_is_asked(here: Place, way: Way) -> None:
    visitor = someone(way)
    form = visitor.get(way.url(here))
    assert (AGE in form.words, "alter" in form.fields) == (False, False)
    if form.path.endswith("text/"):
        visitor.post(form.path, _IDEA)
    else:
        visitor.post(way.url(here), way.fields)
    assert taken() == 1


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_where_it_wants_one_it_is_asked_and_who_does_not_tick_it_is_refused_with_everything_kept(
    here: Place, way: Way
) -> None:
    word(here, minimum_age=14)
    visitor = someone(way)
    form = form_of(visitor, way, here)
    assert form.says(AGE, "Datenschutz bei dieser Beteiligung")
    refused = send(visitor, way, here, form)
    assert (refused.status, refused.title.startswith("Fehler:"), refused.says(TOO_YOUNG)) == (422, True, True)
    assert all(str(value) in refused.html for name, value in way.fields.items() if name != "act")
    assert taken() == 0


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_who_ticks_it_takes_part_and_a_member_is_not_asked_again_for_the_same(here: Place, way: Way) -> None:
    word(here, minimum_age=14)
    visitor = someone(way)
    send(visitor, way, here, form_of(visitor, way, here), alter="ja")
    assert taken() == 1
    if way.member:
        assert AGE not in visitor.get(way.url(here)).words


def test_a_guest_cannot_slip_past_the_question(here: Place) -> None:
    word(here, minimum_age=14)
    sent = Visitor().post(f"/ideen/{here.idea.number}/unterstuetzen/", {"email": MIA, "withdraw": "yes"})
    assert (sent.status, taken()) == (422, 0)


def test_taking_a_support_back_asks_nothing(here: Place) -> None:
    way = WAYS["support, member"]
    visitor = someone(way)
    visitor.post(way.url(here), way.fields)
    word(here, minimum_age=14)
    visitor.post(way.url(here), {"withdraw": "yes"})
    assert taken() == 0


@pytest.mark.parametrize("name", ["support", "comment"])
def test_a_consent_is_asked_there_too_and_noted_once_it_counts(here: Place, name: str) -> None:
    subject = subject_of(Sort.CALL, here.town.ideas)
    actions.word(subject=subject, notice=Notice(consent={"de": "Ich willige ein."}), by=make_staff(), at=AT)
    guest, member = WAYS[f"{name}, guest"], WAYS[f"{name}, member"]
    visitor = Visitor()
    assert visitor.post(guest.url(here), guest.fields).says("Ohne Ihre Einwilligung geht es nicht weiter.")
    visitor.post(guest.url(here), {**guest.fields, "einwilligung": "ja"})
    assert not Consent.objects.exists()
    visitor.post(link_of(MIA))
    assert [row.text for row in queries.consents_of(MIA)] == [{"de": "Ich willige ein."}]
    someone(member).post(member.url(here), {**member.fields, "einwilligung": "ja"})
    assert Consent.objects.count() == 2


@pytest.mark.parametrize("member", [False, True])
def test_whoever_may_choose_to_be_informed_reads_the_words_that_are_proved(here: Place, member: bool) -> None:
    visitor = someone(WAYS["support, member"] if member else WAYS["support, guest"])
    visitor.post(visitor.get("/ideen/neu/").path, _IDEA)
    contact = visitor.get("/ideen/neu/").path.replace("text/", "kontakt/")
    paths = [contact, *(f"/ideen/{here.idea.number}/{page}" for page in ("unterstuetzen/", "kommentieren/"))]
    for path in paths:
        assert visitor.get(path).says(CONSENT_TO_BE_TOLD), path
    where_one_reads = visitor.get(f"/ideen/{here.idea.number}/").words
    assert where_one_reads.count(CONSENT_TO_BE_TOLD) == (2 if member else 0)
