"""One's own data in words: what a value of the document means to who reads it on the page."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from smilecity.collect.contributions.rules import Publicity
from smilecity.doors.web import words
from smilecity.doors.web.contribution_words import CATEGORY_LABELS, STATUS_LABELS
from smilecity.ground.text import pick
from smilecity.people.owndata.rules import Field, Kind

_PUBLICITY = {
    Publicity.WAITING: gettext_lazy("wird gelesen"),
    Publicity.SHOWN: gettext_lazy("zu sehen"),
    Publicity.HIDDEN: gettext_lazy("verborgen"),
    Publicity.WITHDRAWN: gettext_lazy("zurückgezogen"),
    Publicity.REMOVED: gettext_lazy("gelöscht"),
}
_PURPOSES = {
    "participation": gettext_lazy("Teilnahme"),
    "idea": gettext_lazy("Idee"),
    "place": gettext_lazy("Ort"),
    "report": gettext_lazy("Meldung"),
    "support": gettext_lazy("Unterstützung"),
    "comment": gettext_lazy("Kommentar"),
    "subscription": gettext_lazy("Abo"),
    "event": gettext_lazy("Anmeldung zu einer Veranstaltung"),
}
# What a field says, by its name; a value without words is shown as it is.
_VALUES: Mapping[str, Mapping[str, Any]] = {
    "category": CATEGORY_LABELS,
    "publicity": {key.value: text for key, text in _PUBLICITY.items()},
    "status": {key.value: text for key, text in STATUS_LABELS.items()},
    "purpose": _PURPOSES,
    "kind": {
        **_PURPOSES,
        "totp": gettext_lazy("Codes aus einer App"),
        "recovery_codes": gettext_lazy("Ersatzcodes"),
    },
    "act": {**_PURPOSES, "contribute": gettext_lazy("Beitrag")},
    "way": {"guest": gettext_lazy("als Gast"), "member": gettext_lazy("mit Konto")},
    "rhythm": {
        "single": gettext_lazy("gleich"),
        "daily": gettext_lazy("täglich"),
        "weekly": gettext_lazy("wöchentlich"),
        "never": gettext_lazy("gar nicht"),
    },
    "language": {"de": "Deutsch", "en": "English", "de-simple": "Leichte Sprache"},
}


def shown(field: Field, value: Any) -> str:
    """Return a value as the page says it; empty for none."""
    if value is None or value in ("", [], {}):
        return ""
    if field.kind is Kind.YES_NO:
        return _("ja") if value else _("nein")
    if field.kind is Kind.DAY:
        return words.on_day(date.fromisoformat(value))
    if field.kind is Kind.MOMENT:
        return words.moment(timezone.localtime(datetime.fromisoformat(value)))
    return _plain(field.name, value)


def _plain(name: str, value: Any) -> str:
    if isinstance(value, dict):
        # A text that staff wrote in several languages, or anything else with names.
        return pick(value, get_language() or "de") if "de" in value else _pairs(value)
    if isinstance(value, list):
        return ", ".join(_plain(name, one) for one in value)
    return str(_VALUES.get(name, {}).get(value, value))


def _pairs(value: Mapping[str, Any]) -> str:
    return "\n".join(f"{key}: {_plain(key, one)}" for key, one in value.items() if one not in (None, "", [], {}))
