"""What else there is to see, made in a town for those who look at it: dates, pages, offices, own data, secret links."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.account.utils import user_pk_to_url_str

from smilecity.collect.calendar.rules import Access
from smilecity.collect.contributions.models import Call, Contribution
from smilecity.collect.contributions.rules import Kind
from smilecity.deliver.notices.models import Reader, Subscription
from smilecity.deliver.notices.rules import TOKEN_PURPOSE
from smilecity.ground import clock, hashes
from smilecity.people.owndata import actions as own_data
from smilecity.people.owndata import queries as own_data_queries
from smilecity.people.privacy import actions as privacy
from smilecity.people.privacy.rules import Notice, Sort, subject_of
from smilecity.understand.moderation import actions as moderation
from smilecity.understand.moderation.models import Decision
from smilecity.understand.moderation.reading import decision_token
from smilecity.understand.moderation.rules import UNDO_WITHIN
from tests.factories import make_resident, make_staff
from tests.factories_calendar import book_guest, make_date, make_event, span
from tests.factories_contributions import make_call, make_contribution, make_office
from tests.factories_editorial import THREE, body, make_image, make_news, make_page, reviewed, text
from tests.factories_moderation import hidden, make_comment, make_flag
from tests.factories_notices import make_follower

Pages = dict[str, str]


@dataclass(frozen=True)
class Site:
    """`pages`: the address of each kind of page by its name. `date`, `idea`: numbers of what can be answered."""

    pages: Pages
    date: int
    idea: int


# Several journeys may walk through the same town.
@cache
def show() -> Site:
    """Make one of everything."""
    at, staff = clock.now(), make_staff()
    calls = [make_call(kind, at=at, opens_at=at - timedelta(days=9), by=staff) for kind in (*Kind, *Kind)]
    idea = make_contribution(calls[0], by=staff, at=at, shown=True, title="Eine Bank am Fluss")
    place = make_contribution(calls[1], by=staff, at=at, shown=True, title="Der Leuchtturm", category="happy")
    dates, date = _dates(at)
    pages = dates | _editorial() | _offices() | _words(idea.number, place.number) | _asked_before(calls, at)
    pages |= _moderated(calls[0], at) | _subscribed(idea, at) | _own_data(at) | _by_mail(at)
    return Site(pages, date, idea.number)


def _dates(at: datetime) -> tuple[Pages, int]:
    place: dict[str, Any] = {"place": "Rathaus", "address": "Neuer Markt 1", "access": list(Access)[:2]}
    date = make_date(at=at, starts_at=at + timedelta(days=9), capacity=40, title="Werkstatt am Hafen", **place)
    past = make_event(span(at - timedelta(days=9)), at=at - timedelta(days=20), title="Rundgang am Kai")
    booked = book_guest(date, at=at)
    paths = {
        "calendar": "/kalender/",
        "calendar of a month": "/kalender/?ansicht=monat",
        "calendar of the past": "/kalender/?zeit=vergangen",
        "calendar with nothing": "/kalender/?suche=seilbahn",
        "event": f"/kalender/{date.pk}/",
        "event that is over": f"/kalender/{_first_date(past)}/",
        "book": f"/kalender/{date.pk}/anmelden/",
        "booking": f"/kalender/anmeldung/{booked.token}/",
    }
    return paths, date.pk


def _first_date(event: UUID) -> int:
    from smilecity.collect.calendar.models import Occurrence

    return Occurrence.objects.filter(event=event).values_list("pk", flat=True)[0]


def _editorial() -> Pages:
    picture = {"image": make_image().pk, "alt": "Ein Kran am Kai", "decorative": False, "caption": "Der alte Kran"}
    folds = {"title": "Fragen", "folds": [{"title": "Wer liest das?", "text": "<p>Das Amt.</p>"}]}
    blocks = (text("<h2>Am Wasser</h2><p>Hier wird gebaut.</p>"), ("image", picture), ("accordion", folds))
    page = make_page(
        "hafen-schauen", **THREE, body=body(*blocks), body_simple=body(text("<p>Wir bauen am Wasser.</p>"))
    )
    reviewed(page)
    make_news("kran-schauen", lead="Er steht jetzt am Kai.")
    return {
        "taking part": "/mitmachen/",
        "news": "/neues/",
        "information": "/hafen-schauen/",
        "piece of news": "/neues/kran-schauen/",
    }


def _offices() -> Pages:
    make_office("gruenamt-schauen", name={"de": "Amt für Stadtgrün"})
    return {
        "offices": "/zustaendig/",
        "offices by a word": "/zustaendig/?suche=stadtgrün",
        "office": "/zustaendig/gruenamt-schauen/",
        "search": "/suche/",
        "found": "/suche/?suche=bank",
        "nothing found": "/suche/?suche=einhorn",
    }


def _words(idea: int, place: int) -> Pages:
    return {
        "comment on an idea": f"/ideen/{idea}/kommentieren/",
        "support a place": f"/orte/{place}/unterstuetzen/",
        "comment on a place": f"/orte/{place}/kommentieren/",
        "report a place": f"/orte/{place}/melden/",
        "choose a call for ideas": "/ideen/neu/",
        "choose a call for places": "/orte/neu/",
        "barrier": "/barriere-melden/?seite=/kalender/",
        "barrier reported": "/barriere-melden/danke/",
        "contact": "/kontakt/",
        "subscriptions of a stranger": "/abos/",
    }


def _asked_before(calls: list[UUID], at: datetime) -> Pages:
    """Have one call of each kind ask for age and consent first."""
    consent = {"de": "Ich bin einverstanden, dass mein Text gezeigt wird."}
    paths = {}
    for call in calls[-len(Kind) :]:
        subject = subject_of(Sort.CALL, call)
        privacy.word(subject=subject, notice=Notice(minimum_age=14, consent=consent), by=make_staff(), at=at)
        row = Call.objects.get(pk=call)
        word = {Kind.IDEA: "ideen", Kind.PLACE: "orte", Kind.REPORT: "meldungen"}[Kind(row.kind)]
        paths[f"before writing {word}"] = f"/{word}/neu/{row.slug}/vorher/"
    return paths


def _moderated(call: UUID, at: datetime) -> Pages:
    row = make_contribution(call, at=at, shown=True, title="Wird gemeldet")
    comment = make_comment(row, "Das gehört hier nicht her.", at=at)
    flag = make_flag(row.pk, address="meldet@example.org", at=at)
    decision = Decision.objects.get(pk=hidden(comment.pk, at=at))
    moderation.settle_due(at=at + UNDO_WITHIN)
    return {
        "state of a report": f"/meldung/{flag.token}/",
        "reasons of a decision": f"/entscheidung/{decision_token(decision.salt)}/",
    }


def _subscribed(idea: Contribution, at: datetime) -> Pages:
    contact = make_follower(idea, at=at)
    reader, one = Reader.objects.get(pk=contact), Subscription.objects.get(contact=contact)
    token = hashes.derived_token(TOKEN_PURPOSE, bytes(reader.salt))
    return {
        "subscriptions by link": f"/abos/{token}/",
        "end a subscription by link": f"/abos/{token}/ende/{one.pk}/",
        "end everything by link": f"/abos/{token}/alles/",
    }


def _own_data(at: datetime) -> Pages:
    link = own_data_queries.link_to_send(own_data.ask(address="gast-schaut@example.org", language="de", at=at))
    assert link
    return {
        "ask for own data": "/meine-daten/",
        "own data on their way": "/meine-daten/unterwegs/",
        "own data by link": f"/meine-daten/link/{link.token}/",
        "erase by link": f"/meine-daten/link/{link.token}/loeschen/",
    }


def _by_mail(at: datetime) -> Pages:
    """Addresses that mails of accounts lead to."""
    user = make_resident(at=at)
    user.set_password("drei Möwen auf dem Kai")
    user.save()
    address = EmailAddress.objects.create(user=user, email=user.email, verified=False, primary=True)
    key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    return {
        "confirm an address": f"/konto/confirm-email/{EmailConfirmationHMAC(address).key}/",
        "address to be confirmed": "/konto/confirm-email/",
        "new password": f"/konto/password/reset/key/{key}/",
        "new password on its way": "/konto/password/reset/done/",
        "new password kept": "/konto/password/reset/key/done/",
        "account that sleeps": "/konto/inactive/",
    }
