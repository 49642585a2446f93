"""How allauth fits this house: accounts are made by actions, links begin with our own address, texts are ours.

Three adapters, named in the settings, and the functions with which an account of the staff is made ready to sign in.
"""

# allauth ships no types, so what we build on it is Any to mypy.
# mypy: allow-subclassing-any

import base64
import logging
import re
from typing import Any
from uuid import UUID

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.base import AuthError, Provider
from cryptography.fernet import Fernet
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms import Form
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from smilecity.city import queries as city
from smilecity.deliver.notices import actions as notices
from smilecity.doors.visitor.client import client_address
from smilecity.ground import clock, hashes
from smilecity.people.actions import AddressTaken, make_account
from smilecity.people.contacts import actions as contacts
from smilecity.people.contacts.queries import of_user as contact_of
from smilecity.people.models import User
from smilecity.people.rules import Role

log = logging.getLogger(__name__)

# What Django has against a password, by its code.
_WEAK_PASSWORD = {
    "password_entirely_numeric": _("Bitte nehmen Sie auch Buchstaben, nicht nur Ziffern."),
    "password_too_common": _("Dieses Passwort benutzen viele. Bitte denken Sie sich ein anderes aus."),
    "password_too_short": _("Dieses Passwort ist zu kurz. Bitte nehmen Sie mindestens 12 Zeichen."),
    "password_too_similar": _("Dieses Passwort ähnelt Ihrer E-Mail-Adresse. Bitte denken Sie sich ein anderes aus."),
}


class AccountAdapter(DefaultAccountAdapter):
    """Accounts with an e-mail address and a password."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("Dieses Konto ist gesperrt. Bitte schreiben Sie uns."),
        "cannot_remove_primary_email": _("Ihr Konto braucht eine E-Mail-Adresse."),
        "duplicate_email": _("Diese E-Mail-Adresse gehört schon zu Ihrem Konto."),
        "email_taken": _("Diese E-Mail-Adresse gehört schon zu einem anderen Konto."),
        "email_password_mismatch": _("E-Mail-Adresse und Passwort passen nicht zusammen. Bitte prüfen Sie beides."),
        "enter_current_password": _("Das ist nicht Ihr jetziges Passwort. Bitte prüfen Sie es."),
        "incorrect_code": _("Dieser Code passt nicht. Bitte nehmen Sie den Code, den die App gerade zeigt."),
        "incorrect_password": _("Dieses Passwort passt nicht. Bitte prüfen Sie es."),
        "invalid_or_expired_key": _("Dieser Link gilt nicht mehr. Bitte fordern Sie einen neuen an."),
        "invalid_password_reset": _("Dieser Link gilt nicht mehr. Bitte fordern Sie einen neuen an."),
        "rate_limited": _("Das waren viele Versuche. Bitte warten Sie ein paar Minuten."),
        "same_as_current": _("Das ist schon Ihre E-Mail-Adresse."),
        "too_many_login_attempts": _("Das waren viele Versuche. Bitte warten Sie ein paar Minuten."),
        "unverified_primary_email": _("Bitte bestätigen Sie zuerst Ihre E-Mail-Adresse."),
    }

    def save_user(self, request: HttpRequest, user: User, form: Form, commit: bool = True) -> User:
        """Make the account that the form asks for."""
        data = form.cleaned_data
        try:
            return make_account(email=data["email"], password=data.get("password1"), at=clock.now())
        except AddressTaken:
            # Two tabs, or a double click: the other one was faster, and the answer is the same for both.
            raise ImmediateHttpResponse(self.respond_email_verification_sent(request, None)) from None

    def clean_password(self, password: str, user: User | None = None) -> str:
        """Check a new password; the first thing wrong with it is said in our words."""
        try:
            return str(super().clean_password(password, user))
        except ValidationError as error:
            first = error.error_list[0]
            raise ValidationError(_WEAK_PASSWORD.get(first.code or "", first)) from None

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Staff go to their desk, who works outside to the orders of the day, everybody else to the home page."""
        if isinstance(request.user, User) and request.user.role_set == {Role.CREW}:
            return reverse("web:crew")
        return reverse("wagtailadmin_home") if _is_staff(request) else super().get_login_redirect_url(request)

    def post_login(self, request: HttpRequest, user: User, **how: Any) -> HttpResponseBase:
        """Sign somebody in; what they did here as a guest of the same address is theirs from now on."""
        contacts.claim(user=user)
        answer: HttpResponseBase = super().post_login(request, user, **how)
        return answer

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the address by which allauth limits its forms."""
        return str(client_address(request))

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        """Return the link of the mail; never built from the Host header, which the visitor writes."""
        return settings.BASE_URL + reverse("account_confirm_email", args=[emailconfirmation.key])

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Return the link of the mail; `key` is user and secret in one."""
        user, _dash, secret = key.partition("-")
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": user, "key": secret})
        return settings.BASE_URL + path

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write a mail in the name of the city; allauth would name the site after the Host header."""
        ours = {
            "email": email,
            "city": city.profile(),
            "base_url": settings.BASE_URL,
            "sign_in_server": settings.OIDC_SERVER and settings.OIDC_NAME,
        }
        self.render_mail(template_prefix, email, {**context, **ours}).send()


def _is_staff(request: HttpRequest) -> bool:
    """Say whether somebody works at the desk: who only works outside does not."""
    return isinstance(request.user, User) and request.user.has_perm("wagtailadmin.access_admin")


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Sign-in at the city's own server (OpenID Connect)."""

    error_messages = DefaultSocialAccountAdapter.error_messages | {
        "connected_other": _("Dieser Anmeldedienst gehört schon zu einem anderen Konto."),
        "disconnect_last": _("Ohne diesen Anmeldedienst könnten Sie sich nicht mehr anmelden."),
        "email_taken": _(
            "Mit dieser E-Mail-Adresse gibt es schon ein Konto. Melden Sie sich dort an und verbinden Sie es mit: %s"
        ),
        "invalid_token": _("Die Anmeldung hat nicht geklappt."),
        "no_password": _("Bitte legen Sie zuerst ein Passwort für Ihr Konto fest."),
        "no_verified_email": _("Bitte bestätigen Sie zuerst Ihre E-Mail-Adresse."),
    }

    def on_authentication_error(
        self, request: HttpRequest, provider: Provider, error: object = None, exception: object = None, **_: object
    ) -> None:
        """Note for the operator why that server let nobody in: the visitor's page cannot say."""
        if error == AuthError.CANCELLED:
            return
        said = re.sub(r"[^\w-]", "", request.GET.get("error", ""))[:40]
        cause = getattr(exception, "__cause__", None)
        log.warning(
            "signing in at the city's server failed: %s", said or cause or exception or "nobody had asked for it"
        )

    def list_providers(self, request: HttpRequest) -> list[Provider]:
        """Return that server; where the settings name none, allauth need not look for it in the database."""
        return super().list_providers(request) if settings.OIDC_SERVER else []

    def save_user(self, request: HttpRequest, sociallogin: SocialLogin, form: Form | None = None) -> User:
        """Make the account of somebody who comes from there for the first time. It has no password."""
        suggested = sociallogin.user
        email = form.cleaned_data["email"] if form else suggested.email
        account = make_account(email=email, name=_name_of(sociallogin), password=None, at=clock.now())
        sociallogin.user = account
        sociallogin.save(request)
        return account


def _name_of(sociallogin: SocialLogin) -> str:
    claims = sociallogin.account.extra_data
    return str((claims.get("userinfo") or claims).get("name") or "")[:120]


class MFAAdapter(DefaultMFAAdapter):
    """The second factor: its secrets are stored encrypted, and staff cannot take it off."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_generate_recovery_codes": _("Bitte richten Sie zuerst den zweiten Schlüssel ein."),
        "cannot_delete_authenticator": _("Wer im Arbeitsbereich arbeitet, braucht den zweiten Schlüssel."),
        "incorrect_code": AccountAdapter.error_messages["incorrect_code"],
        "add_email_blocked": _(
            "Ihr Konto hat einen zweiten Schlüssel. Schalten Sie ihn zuerst aus, um die E-Mail-Adresse zu ändern."
        ),
        "unverified_email": _("Bitte bestätigen Sie zuerst Ihre E-Mail-Adresse."),
    }

    def get_totp_issuer(self) -> str:
        """Return the name under which the app on the phone lists this site."""
        return f"{settings.MFA_TOTP_ISSUER} {city.profile().name}".strip()

    def encrypt(self, text: str) -> str:
        """Encrypt a secret for the database, so that a copy of it opens no account."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return the secret."""
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Residents may switch the second factor off, staff may not."""
        return not (authenticator.type == Authenticator.Type.TOTP and authenticator.user.is_staff)


def _cipher() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashes.keyed("mfa", b"authenticator")))


@transaction.atomic
def bind_contact(*, user: User, from_email_address: EmailAddress | None = None, **_signal: object) -> None:
    """Bind what an account does to its new address, once that is confirmed: the old one may be somebody else's."""
    user.refresh_from_db()
    contacts.claim(user=user)
    contact = contact_of(user.pk)
    if contact and from_email_address:
        notices.write_elsewhere(contact=contact, instead_of=from_email_address.email, at=clock.now())


@transaction.atomic
def verify_address(*, user: UUID) -> None:
    """Take the address of an account as confirmed: for accounts that staff or the program made, not their owner."""
    account = User.objects.get(pk=user)
    EmailAddress.objects.update_or_create(
        user=account, email=account.email.lower(), defaults={"verified": True, "primary": True}
    )


@transaction.atomic
def enrol(*, user: UUID, secret: str) -> None:
    """Give an account a second factor with a known secret (base32), replacing the one it has."""
    account = User.objects.get(pk=user)
    Authenticator.objects.filter(user=account, type=Authenticator.Type.TOTP).delete()
    TOTP.activate(account, secret)
