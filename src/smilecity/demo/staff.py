"""Signing in to the demo: one password and one second factor, made for each run, for everybody who works there.

The team has every role; the others show what moderation, an office and its head see. The resident needs no code.
"""

import time
from collections.abc import Iterable
from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.contrib.auth.hashers import make_password
from django.db import transaction

from smilecity.deliver.fieldwork.actions import add_to_crew
from smilecity.deliver.fieldwork.queries import crews
from smilecity.demo.contributions import RESIDENT
from smilecity.demo.town_hall import emails
from smilecity.people import actions
from smilecity.people.models import User
from smilecity.people.rules import Role

NAME = "Team Smile City"


@transaction.atomic
def make_staff(*, email: str, password: str, at: datetime) -> str:
    """Make the team's account where it is missing, let everybody in; return the fresh TOTP secret (base32)."""
    team = User.objects.filter(email__iexact=email).first()
    if team is None:
        team = actions.make_account(email=email, name=NAME, password=None, at=at)
    actions.give_roles(user=team.pk, roles=Role, by=None, at=at)
    secret: str = totp.generate_totp_secret()
    # Hashed once: it is the same password, and hashing is slow on purpose.
    hashed = make_password(password)
    for crew in crews():
        add_to_crew(crew=crew.id, email=team.email, by=None, at=at)
    outside = [member.email for crew in crews() for member in crew.members]
    for user in _accounts([email, *emails(), *outside, RESIDENT]):
        _let_in(user, hashed, secret if user.roles else "")
    return secret


def _accounts(addresses: Iterable[str]) -> Iterable[User]:
    return User.objects.filter(email__in=[address.lower() for address in addresses])


def _let_in(user: User, hashed: str, secret: str) -> None:
    user.password = hashed
    user.save(update_fields=["password"])
    EmailAddress.objects.update_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})
    Authenticator.objects.filter(user=user).delete()
    if secret:
        totp.TOTP.activate(user, secret)


def kept_secret(*, email: str) -> str:
    """Return the TOTP secret of this run. Raises Authenticator.DoesNotExist."""
    kept = Authenticator.objects.get(user__email__iexact=email, type=Authenticator.Type.TOTP)
    secret: str = get_adapter().decrypt(kept.data["secret"])
    return secret


def current_code(secret: str) -> str:
    """Return the six digits of this half minute (RFC 6238)."""
    code: str = totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))
    return code
