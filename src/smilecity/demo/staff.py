"""The demo's member of staff: an account with every role, a password and a second factor made for this run."""

import time
from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.db import transaction

from smilecity.people import actions
from smilecity.people.models import User
from smilecity.people.rules import Role

NAME = "Team Smile City"


@transaction.atomic
def make_staff(*, email: str, password: str, at: datetime) -> str:
    """Make the account or renew its password; return the fresh TOTP secret (base32)."""
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        user = actions.make_account(email=email, name=NAME, password=password, at=at)
    user.set_password(password)
    user.save(update_fields=["password"])
    actions.give_roles(user=user.pk, roles=Role, by=None, at=at)
    EmailAddress.objects.update_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})
    Authenticator.objects.filter(user=user).delete()
    secret: str = totp.generate_totp_secret()
    totp.TOTP.activate(user, secret)
    return secret


def kept_secret(*, email: str) -> str:
    """Return the TOTP secret of this run. Raises Authenticator.DoesNotExist."""
    kept = Authenticator.objects.get(user__email__iexact=email, type=Authenticator.Type.TOTP)
    secret: str = get_adapter().decrypt(kept.data["secret"])
    return secret


def current_code(secret: str) -> str:
    """Return the six digits of this half minute (RFC 6238)."""
    code: str = totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))
    return code
