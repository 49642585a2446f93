"""allauth's forms in the words of this site: labels, hints and what to do when something is missing. Nothing else."""

# allauth ships no types, so what we build on it is Any to mypy.
# mypy: allow-subclassing-any

from typing import Any, NamedTuple

from allauth.account import forms as account
from allauth.mfa import app_settings as mfa_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.socialaccount import forms as social
from django.core.cache import cache
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from smilecity.ground import hashes

Text = str | Promise


class Words(NamedTuple):
    """What is said about a field."""

    label: Text
    missing: Text
    hint: Text = ""


_EMAIL = Words(_("E-Mail-Adresse"), _("Bitte geben Sie Ihre E-Mail-Adresse ein."))
_PASSWORD = Words(_("Passwort"), _("Bitte geben Sie Ihr Passwort ein."))
_NEW_PASSWORD = Words(
    _("Neues Passwort"),
    _("Bitte denken Sie sich ein Passwort aus."),
    _("Mindestens 12 Zeichen. Mehrere Wörter hintereinander sind sicher und leicht zu merken."),
)
_CODE = Words(
    _("Code"),
    _("Bitte geben Sie den Code ein."),
    _("Sechs Ziffern aus Ihrer Authentifizierungs-App oder einer Ihrer Ersatzcodes."),
)
_APP_CODE = Words(_("Code aus der App"), _("Bitte geben Sie den Code ein, den die App zeigt."), _("Sechs Ziffern."))


class _Worded:
    """Puts our words on the fields of the form it is mixed into."""

    words: dict[str, Words]
    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # One field is enough: who mistypes can ask for a new password, and managers of passwords fill in one.
        self.fields.pop("password2", None)
        for name, words in self.words.items():
            field = self.fields[name]
            field.label, field.help_text = words.label, words.hint
            field.error_messages = {**field.error_messages, "required": words.missing}
            field.widget.attrs.pop("placeholder", None)
            if name in ("email", "login"):
                field.error_messages["invalid"] = _("Bitte prüfen Sie die E-Mail-Adresse, etwa name@beispiel.de.")


class LoginForm(_Worded, account.LoginForm):
    """Sign in."""

    words = {"login": _EMAIL, "password": _PASSWORD}


class SignupForm(_Worded, account.SignupForm):
    """Make an account."""

    words = {"email": _EMAIL, "password1": _NEW_PASSWORD._replace(label=_("Passwort"))}


class AddEmailForm(_Worded, account.AddEmailForm):
    """Change the address."""

    words = {"email": _EMAIL._replace(label=_("Neue E-Mail-Adresse"))}


class ChangePasswordForm(_Worded, account.ChangePasswordForm):
    """Change the password, knowing the one in use."""

    words = {"oldpassword": _PASSWORD._replace(label=_("Jetziges Passwort")), "password1": _NEW_PASSWORD}


class SetPasswordForm(_Worded, account.SetPasswordForm):
    """Give a password to an account that had none."""

    words = {"password1": _NEW_PASSWORD}


class ResetPasswordForm(_Worded, account.ResetPasswordForm):
    """Ask for the mail with which to set a new password."""

    words = {"email": _EMAIL}


class ResetPasswordKeyForm(_Worded, account.ResetPasswordKeyForm):
    """Set a new password after that mail."""

    words = {"password1": _NEW_PASSWORD}


class ReauthenticateForm(_Worded, account.ReauthenticateForm):
    """Say the password once more."""

    words = {"password": _PASSWORD}


class SocialSignupForm(_Worded, social.SignupForm):
    """Complete what the city's sign-in server did not say."""

    words = {"email": _EMAIL}


class _OnceOnly:
    """Takes each code once for as long as it is valid (RFC 6238, 5.2): allauth forgets it after one period."""

    user: Any

    def clean_code(self) -> str:
        code: str = super().clean_code()  # type: ignore[misc]  # of the form it is mixed into
        periods = 2 * mfa_settings.TOTP_TOLERANCE + 1
        spent = hashes.keyed("second factor", f"{self.user.pk} {code}".encode()).hex()
        if not cache.add(spent, "", timeout=periods * mfa_settings.TOTP_PERIOD):
            raise get_adapter().validation_error("incorrect_code")
        return code


class CodeForm(_OnceOnly, _Worded, mfa.AuthenticateForm):
    """The second factor at sign-in."""

    words = {"code": _CODE}


class CodeAgainForm(_OnceOnly, _Worded, mfa.ReauthenticateForm):
    """The second factor once more."""

    words = {"code": _CODE}


class ActivateForm(_Worded, totp.ActivateTOTPForm):
    """Set up the second factor."""

    words = {"code": _APP_CODE}
