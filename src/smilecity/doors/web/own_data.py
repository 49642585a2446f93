"""What is held of people here: with what they sign in. Secrets are never handed out, not even to their owner."""

from collections.abc import Mapping
from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db.models import F

from smilecity.ground.text import sentence
from smilecity.people.owndata.registry import Holding, Rows
from smilecity.people.owndata.rules import Field, Kind, Person, Section


def _export(person: Person) -> Mapping[str, Rows]:
    addresses = EmailAddress.objects.filter(user=person.user).order_by("id")
    factors = Authenticator.objects.filter(user=person.user).order_by("id")
    servers = SocialAccount.objects.filter(user=person.user).order_by("id")
    return {
        "addresses": list(addresses.values("email", "verified", "primary")),
        "second_factor": list(factors.values("created_at", "last_used_at", kind=F("type"))),
        "servers": list(servers.values("provider", "uid", "extra_data", "date_joined", "last_login")),
    }


def _erase(person: Person, at: datetime) -> None:
    """Erase what somebody signs in with, and their address where somebody else has typed it as a new one of theirs."""
    EmailAddress.objects.filter(user=person.user).delete()
    EmailAddress.objects.filter(email__iexact=person.address, verified=False).delete()
    Authenticator.objects.filter(user=person.user).delete()
    SocialAccount.objects.filter(user=person.user).delete()


HOLDING = Holding(
    name="sign_in",
    sections=[
        Section(
            "addresses",
            sentence("E-Mail-Adressen Ihres Kontos"),
            [
                Field("email", sentence("E-Mail-Adresse")),
                Field("verified", sentence("bestätigt"), Kind.YES_NO),
                Field("primary", sentence("damit melden Sie sich an"), Kind.YES_NO),
            ],
        ),
        Section(
            "second_factor",
            sentence("Zweiter Schlüssel"),
            [
                Field("kind", sentence("Art")),
                Field("created_at", sentence("eingerichtet"), Kind.MOMENT),
                Field("last_used_at", sentence("zuletzt benutzt"), Kind.MOMENT),
            ],
        ),
        Section(
            "servers",
            sentence("Anmeldung über einen anderen Dienst"),
            [
                Field("provider", sentence("Dienst")),
                Field("uid", sentence("Ihre Kennung dort")),
                Field("extra_data", sentence("was der Dienst uns gesagt hat"), Kind.OBJECT),
                Field("date_joined", sentence("verbunden"), Kind.MOMENT),
                Field("last_login", sentence("zuletzt benutzt"), Kind.MOMENT),
            ],
        ),
    ],
    export=_export,
    erase=_erase,
    covers={
        "account.EmailAddress.user",
        "account.EmailAddress.email",
        "account.EmailConfirmation.key",
        "mfa.Authenticator.user",
        "socialaccount.SocialAccount.user",
    },
)
