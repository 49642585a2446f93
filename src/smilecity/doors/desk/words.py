"""Names, times and numbers in the words of the town hall. In: values of the rooms. Out: text for templates."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.dates import MONTHS, WEEKDAYS
from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from smilecity.collect.surveys.rules import Act, Feature, Kind, State
from smilecity.ground.refusals import Refused
from smilecity.people.rules import Role

STATES = {State.DRAFT: _("Entwurf"), State.OPEN: _("Offen"), State.CLOSED: _("Beendet")}
KINDS = {
    Kind.ONE: _("Eine Antwort auswählen"),
    Kind.SEVERAL: _("Mehrere Antworten auswählen"),
    Kind.SCALE: _("Skala von 1 bis 5"),
    Kind.SHORT: _("Kurzer Text"),
    Kind.LONG: _("Langer Text"),
}
FEATURES = {Feature.AGE_GROUP: _("Alter"), Feature.SEX: _("Geschlecht"), Feature.DISTRICT: _("Ortsteil")}
LANGUAGES = {"de": _("Deutsch"), "en": _("Englisch"), "de-simple": _("Leichte Sprache")}
ROLES = {
    Role.EDITOR: _("Redaktion"),
    Role.MODERATOR: _("Moderation"),
    Role.CLERK: _("Sachbearbeitung"),
    Role.ANALYST: _("Auswertung"),
    Role.STEWARD: _("Datenbetreuung"),
    Role.ADMINISTRATOR: _("Administration"),
}
TEXT_STATUSES = {"waiting": _("Zu prüfen"), "released": _("Freigegeben"), "withheld": _("Zurückgehalten")}
# What each act is for, beside its button.
ACTS = {
    Act.OPEN: _("Umfrage öffnen"),
    Act.EXTEND: _("Ende verschieben"),
    Act.CLOSE: _("Umfrage schließen"),
    Act.RELEASE: _("Freie Texte prüfen"),
    Act.PUBLISH: _("Ergebnis ansehen und veröffentlichen"),
}
DEEDS = {
    "surveys.make": _("Umfrage angelegt"),
    "surveys.edit": _("Angaben zur Umfrage geändert"),
    "surveys.add_question": _("Frage hinzugefügt"),
    "surveys.edit_question": _("Frage geändert"),
    "surveys.move_question": _("Frage verschoben"),
    "surveys.remove_question": _("Frage gelöscht"),
    "surveys.open": _("Umfrage geöffnet"),
    "surveys.extend": _("Ende der Umfrage verschoben"),
    "surveys.close": _("Umfrage geschlossen"),
    "surveys.review_text": _("Freien Text geprüft"),
    "results.publish": _("Ergebnis veröffentlicht"),
    "results.withdraw": _("Veröffentlichung zurückgenommen"),
    "moderation.released": _("Freigegeben"),
    "moderation.hidden": _("Nicht gezeigt"),
    "moderation.kept": _("Gelesen und so gelassen"),
    "moderation.edited": _("Text oder Foto geändert"),
    "moderation.restored": _("Änderung zurückgenommen"),
    "moderation.removed": _("Endgültig gelöscht"),
    "moderation.undo": _("Entscheidung zurückgenommen"),
    "moderation.settle_appeal": _("Beschwerde beantwortet"),
    "moderation.save_template": _("Vorlage gespeichert"),
    "moderation.remove_template": _("Vorlage gelöscht"),
    "moderation.take_samples": _("Muster übernommen"),
    "answers.answer": _("Öffentlich geantwortet"),
    "answers.hand_over": _("An eine andere Stelle gegeben"),
    "answers.extend": _("Antwort verschoben"),
    "answers.merge": _("Beiträge zusammengeführt"),
    "answers.part": _("Beiträge wieder getrennt"),
    "answers.make_block": _("Textbaustein geschrieben"),
    "answers.edit_block": _("Textbaustein geändert"),
    "answers.remove_block": _("Textbaustein gelöscht"),
    "answers.set_office_rule": _("Regel einer Stelle geändert"),
    "answers.add_duty": _("Zuständigkeit hinzugefügt"),
    "answers.remove_duty": _("Zuständigkeit entfernt"),
    "answers.add_clerk": _("Sachbearbeitung hinzugefügt"),
    "answers.remove_clerk": _("Sachbearbeitung entfernt"),
    "answers.note_absence": _("Vertretung eingetragen"),
    "answers.end_absence": _("Vertretung beendet"),
    "contributions.make_call": _("Aufruf angelegt"),
    "contributions.edit_call": _("Aufruf geändert"),
    "contributions.enter": _("Beitrag für jemanden eingetragen"),
    "contributions.import": _("Beiträge eingelesen"),
    "contributions.edit": _("Text eines Beitrags geändert"),
    "contributions.edit_comment": _("Kommentar geändert"),
    "contributions.comment": _("Im Namen einer Stelle kommentiert"),
    "contributions.merge": _("Beiträge zusammengeführt"),
    "contributions.part": _("Beiträge wieder getrennt"),
    "contributions.remove": _("Beitrag gelöscht"),
    "contributions.remove_comment": _("Kommentar gelöscht"),
    "contributions.cover_photo": _("Fläche auf einem Foto verdeckt"),
    "contributions.uncover_photo": _("Verdeckte Fläche wieder gezeigt"),
    "contributions.hide_photo": _("Foto nicht gezeigt"),
    "contributions.show_photo": _("Foto wieder gezeigt"),
    "notices.undeliverable": _("Eine Adresse nimmt keine E-Mails an"),
    "contacts.show_proofs": _("Nachweise einer Zustimmung angesehen"),
    "people.give_roles": _("Rollen eines Kontos geändert"),
    "people.set_active": _("Konto gesperrt oder freigegeben"),
    "keys.make_party": _("Partner eingetragen"),
    "keys.rename_party": _("Angaben eines Partners geändert"),
    "keys.end_party": _("Zusammenarbeit mit einem Partner beendet"),
    "keys.make_key": _("Schlüssel erstellt"),
    "keys.revoke_key": _("Schlüssel widerrufen"),
    "things.enter": _("Messstelle angelegt"),
    "things.add_series": _("Messreihe angelegt"),
    "things.describe": _("Angaben zu einer Messreihe geändert"),
    "things.rename": _("Angaben zu einer Messstelle geändert"),
    "things.move": _("Ort einer Messstelle geändert"),
    "things.remove_thing": _("Messstelle gelöscht"),
    "things.remove_datastream": _("Messreihe gelöscht"),
    "things.create": _("Über die Schnittstelle angelegt"),
    "things.update": _("Über die Schnittstelle geändert"),
    "things.delete": _("Über die Schnittstelle gelöscht"),
    "things.link": _("Über die Schnittstelle verknüpft"),
    "things.unlink": _("Über die Schnittstelle getrennt"),
    "things.import": _("Messwerte eingelesen"),
    "city.set_profile": _("Stadtprofil eingelesen"),
    "city.import_districts": _("Ortsteile eingelesen"),
    "city.import_population": _("Bevölkerungszahlen eingelesen"),
    "city.import_themes": _("Themen eingelesen"),
    "city.import_offices": _("Stellen eingelesen"),
    "city.import_outline": _("Stadtgrenze eingelesen"),
    "city.import_water": _("Gewässer eingelesen"),
    "city.import_park": _("Parks eingelesen"),
    "city.import_street": _("Straßen eingelesen"),
}


def city_zone() -> ZoneInfo:
    """Return the time zone of the city: deadlines mean the clock on the town hall, whatever the reader's own zone."""
    return ZoneInfo(settings.TIME_ZONE)


def said(refusal: Refused) -> str:
    """Return the reason of a refusal in the reader's language."""
    return gettext(refusal.sentence).format(**refusal.values)


def number(value: int) -> str:
    """Return a whole number with the separators of the language: 1.284."""
    return number_format(value, use_l10n=True, force_grouping=True)


def day(instant: datetime) -> str:
    """Return the day in the city: 3. Oktober 2026."""
    local = instant.astimezone(city_zone())
    return gettext("{day}. {month} {year}").format(day=local.day, month=MONTHS[local.month], year=local.year)


def moment(instant: datetime) -> str:
    """Return day and time in the city: Samstag, 3. Oktober 2026, 14:00 Uhr."""
    local = instant.astimezone(city_zone())
    return gettext("{weekday}, {day}, {time} Uhr").format(
        weekday=WEEKDAYS[local.weekday()], day=day(instant), time=f"{local:%H:%M}"
    )


def time_left(ends_at: datetime, at: datetime) -> str:
    """Return what is left: noch 12 Tage."""
    left = ends_at - at
    if left >= timedelta(days=1):
        return ngettext("noch {n} Tag", "noch {n} Tage", left.days).format(n=left.days)
    hours = left // timedelta(hours=1)
    if hours >= 1:
        return ngettext("noch {n} Stunde", "noch {n} Stunden", hours).format(n=hours)
    return gettext("weniger als eine Stunde") if left > timedelta(0) else gettext("Zeit abgelaufen")


def participations(count: int) -> str:
    """Return how many have taken part."""
    if count == 0:
        return gettext("noch keine Teilnahme")
    return ngettext("{n} Teilnahme", "{n} Teilnahmen", count).format(n=number(count))


def texts(count: int) -> str:
    """Return how many free texts."""
    return ngettext("{n} Text", "{n} Texte", count).format(n=number(count))


def listed(words: list[Any]) -> str:
    """Return words as a list in a sentence: A, B und C."""
    said_words = [str(word) for word in words]
    if len(said_words) < 2:
        return "".join(said_words)
    return gettext("{most} und {last}").format(most=", ".join(said_words[:-1]), last=said_words[-1])
