"""What only its owner sees, made in a town for those who look at it: accounts, signed in, with contributions."""

from dataclasses import dataclass

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY, record_authentication
from allauth.account.models import EmailAddress
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.http import HttpRequest
from django.test import Client

from smilecity.collect.contributions import actions
from smilecity.collect.contributions.models import Contribution
from smilecity.collect.contributions.rules import Kind
from smilecity.collect.reports.models import Category
from smilecity.deliver.notices import actions as notices
from smilecity.deliver.notices.models import Subscription
from smilecity.deliver.notices.rules import Target
from smilecity.ground import clock
from smilecity.people.contacts import actions as contacts
from smilecity.people.models import User
from tests.factories import make_resident
from tests.factories_contributions import make_call
from tests.support.reporter import make_tree

Pages = dict[str, str]
_A_DAY = 86_400
PASSWORD = "drei Möwen auf dem Kai"


@dataclass(frozen=True)
class Own:
    """`session`: the cookie of somebody who has just proved who they are. `pages`: what they see by its name."""

    session: str
    pages: Pages
    email: str


def with_password() -> Own:
    """Make somebody with a password and contributions, but without a second factor."""
    user = _member()
    idea, place, report = (_written(user, kind) for kind in Kind)
    one = _follow(user, idea)
    pages = {
        "mine": "/mein-bereich/",
        "own data": "/mein-bereich/daten/",
        "own name": "/mein-bereich/daten/name/",
        "erase everything": "/mein-bereich/daten/loeschen/",
        "subscriptions": "/abos/",
        "end a subscription": f"/abos/ende/{one.pk}/",
        "end everything": "/abos/alles/",
        "own idea": f"/ideen/{idea}/",
        "change an idea": f"/ideen/{idea}/aendern/",
        "withdraw an idea": f"/ideen/{idea}/zurueckziehen/",
        "change a place": f"/orte/{place}/aendern/",
        "withdraw a place": f"/orte/{place}/zurueckziehen/",
        "change a report": f"/meldungen/{report}/aendern/",
        "withdraw a report": f"/meldungen/{report}/zurueckziehen/",
        "account": "/konto/email/",
        "change the password": "/konto/password/change/",
        "sign out": "/konto/logout/",
        "is it you": "/konto/reauthenticate/",
        "second factor": "/konto/2fa/",
        "set up the second factor": "/konto/2fa/totp/activate/",
    }
    return Own(_session(user), pages, user.email)


def with_second_factor() -> Own:
    """Make somebody with a password and a second factor."""
    user = _member()
    TOTP.activate(user, generate_totp_secret())
    RecoveryCodes.activate(user)
    pages = {
        "second factor set up": "/konto/2fa/",
        "recovery codes": "/konto/2fa/recovery-codes/",
        "new recovery codes": "/konto/2fa/recovery-codes/generate/",
        "take the second factor away": "/konto/2fa/totp/deactivate/",
        "is it you, by code": "/konto/2fa/reauthenticate/",
    }
    return Own(_session(user), pages, user.email)


def without_password() -> Own:
    """Make somebody who signs in elsewhere."""
    user = make_resident(at=clock.now())
    return Own(_session(user), {"set a password": "/konto/password/set/"}, user.email)


def _member() -> User:
    user = make_resident(at=clock.now())
    user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def _written(user: User, kind: Kind) -> int:
    """Have somebody hand in an idea, a place or a report, and be told what becomes of it; return its number."""
    at = clock.now()
    words = {"title": f"Von mir: {kind}", "text": "Für alle."}
    category = {Kind.PLACE: "happy", Kind.REPORT: "schlagloch"}.get(kind, "")
    if kind is Kind.REPORT and not Category.objects.exists():
        make_tree()
    spot = {"category": category, "lon": 12.14, "lat": 54.09} if category else {}
    draft = actions.begin(call=make_call(kind, at=at, opens_at=at), language="de", at=at)
    actions.write(draft=draft, content=words | spot, at=at)
    made = actions.submit_as_member(draft=draft, user=user, informed=True, at=at)
    return Contribution.objects.values_list("number", flat=True).get(pk=made)


def _follow(user: User, idea: int) -> Subscription:
    at = clock.now()
    contact = contacts.of_member(user=user, language="de", at=at)
    notices.subscribe(contact=contact, target=Target(contribution=Contribution.objects.get(number=idea).pk), at=at)
    return Subscription.objects.filter(contact=contact)[0]


def _session(user: User) -> str:
    client = Client()
    client.force_login(user, backend="smilecity.doors.web.backends.SignInBackend")
    request = HttpRequest()
    request.session = client.session
    record_authentication(request, user, method="password", reauthenticated=True)
    # However slowly the pages are walked, it counts as just now.
    request.session[AUTHENTICATION_METHODS_SESSION_KEY][-1]["at"] += _A_DAY
    request.session.save()
    return client.cookies["sessionid"].value
