"""Names, times and numbers in the words of the town hall. In: values of the rooms. Out: text for templates."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.dates import MONTHS, WEEKDAYS
from django.utils.formats import number_format
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from smilecity.collect.surveys.rules import Act, Feature, Kind, State, Why
from smilecity.ground.refusals import Refused
from smilecity.people.register.rules import Way
from smilecity.people.rules import Role

STATES = {State.DRAFT: _("Entwurf"), State.OPEN: _("Offen"), State.CLOSED: _("Beendet")}
KINDS = {
    Kind.ONE: _("Eine Antwort auswählen"),
    Kind.SEVERAL: _("Mehrere Antworten auswählen"),
    Kind.SCALE: _("Skala von 1 bis 5"),
    Kind.MATRIX: _("Mehrere Aussagen auf einer Skala von 1 bis 5"),
    Kind.RANKING: _("Rangfolge"),
    Kind.NUMBER: _("Zahl"),
    Kind.DATE: _("Datum"),
    Kind.PLACE: _("Ort auf der Karte"),
    Kind.SHORT: _("Kurzer Text"),
    Kind.LONG: _("Langer Text"),
}
FEATURES = {Feature.AGE_GROUP: _("Alter"), Feature.SEX: _("Geschlecht"), Feature.DISTRICT: _("Ortsteil")}
SEXES = {"female": _("weiblich"), "male": _("männlich"), "diverse": _("divers")}
LANGUAGES = {"de": _("Deutsch"), "en": _("Englisch"), "de-simple": _("Leichte Sprache")}
ROLES = {
    Role.EDITOR: _("Redaktion"),
    Role.MODERATOR: _("Moderation"),
    Role.CLERK: _("Sachbearbeitung"),
    Role.CREW: _("Außendienst"),
    Role.ANALYST: _("Auswertung"),
    Role.STEWARD: _("Datenbetreuung"),
    Role.ADMINISTRATOR: _("Administration"),
}
WAYS = {
    Way.MEMBER: _("mit Konto"),
    Way.GUEST: _("als Gast mit E-Mail-Adresse"),
    Way.CODE: _("mit einem Code aus einem Brief oder von einer Karte"),
    Way.PAPER: _("auf Papier"),
    Way.KIOSK: _("am Tablet vor Ort"),
}
TEXT_STATUSES = {"waiting": _("Zu prüfen"), "released": _("Freigegeben"), "withheld": _("Zurückgehalten")}
WHY = {
    Why.PERSON: _("Angaben zu einem Menschen"),
    Why.INSULT: _("Beleidigung"),
    Why.LAW: _("verbotener Inhalt"),
    Why.ADVERT: _("Werbung"),
    Why.TOPIC: _("gehört nicht zur Frage"),
}
TEXT_REASONS = {why.value: label for why, label in WHY.items()}
# What each act is for, beside its button.
ACTS = {
    Act.OPEN: _("Umfrage öffnen"),
    Act.PLAN_OPENING: _("Zeitpunkt zum Öffnen wählen"),
    Act.EXTEND: _("Ende verschieben"),
    Act.CLOSE: _("Umfrage schließen"),
    Act.RELEASE: _("Freie Texte prüfen"),
    Act.PUBLISH: _("Ergebnis ansehen und veröffentlichen"),
    Act.PLAN_PUBLISHING: _("Zeitpunkt für das Ergebnis wählen"),
}
DEEDS = {
    "reports.save_category": _("Rubrik für Meldungen gespeichert"),
    "reports.move_office": _("Rubrik mit ihren Meldungen an eine andere Stelle gegeben"),
    "reports.set_responsibility": _("Zuständigkeit für Meldungen an einem Ort festgelegt"),
    "reports.remove_responsibility": _("Zuständigkeit für Meldungen an einem Ort entfernt"),
    "reports.file_under": _("Meldung in eine andere Rubrik geordnet"),
    "reports.delegate": _("Meldung an Dritte übergeben"),
    "reports.lose_photo": _("Foto einer Meldung war beschädigt und ist nicht dabei"),
    "reports.take_back": _("Meldung von Dritten zurückgeholt"),
    "surveys.make": _("Umfrage angelegt"),
    "surveys.edit": _("Angaben zur Umfrage geändert"),
    "surveys.add_question": _("Frage hinzugefügt"),
    "surveys.adopt": _("Fragebogen übernommen"),
    "surveys.edit_question": _("Frage geändert"),
    "surveys.move_question": _("Frage verschoben"),
    "surveys.set_picture": _("Bild zu einer Frage gespeichert"),
    "surveys.remove_picture": _("Bild zu einer Frage gelöscht"),
    "surveys.remove_question": _("Frage gelöscht"),
    "surveys.translate": _("Umfrage übersetzt"),
    "surveys.open": _("Umfrage geöffnet"),
    "surveys.plan_opening": _("Zeitpunkt für das Öffnen gewählt"),
    "surveys.unplan_opening": _("Zeitpunkt für das Öffnen zurückgenommen"),
    "surveys.hold_opening": _("Umfrage nicht wie geplant geöffnet"),
    "surveys.extend": _("Ende der Umfrage verschoben"),
    "surveys.close": _("Umfrage geschlossen"),
    "surveys.choose_ways": _("Wege zum Mitmachen gewählt"),
    "surveys.make_codes": _("Codes angelegt"),
    "surveys.print_codes": _("Codes gedruckt"),
    "surveys.void_codes": _("Codes für ungültig erklärt"),
    "surveys.enter_paper": _("Bogen eingetragen"),
    "surveys.start_kiosk": _("Tablet eingerichtet"),
    "surveys.end_kiosk": _("Tablet beendet"),
    "surveys.review_text": _("Freien Text geprüft"),
    "surveys.redact_text": _("Stellen aus einem freien Text entfernt"),
    "surveys.restore_text": _("Ursprünglichen freien Text zurückgeholt"),
    "surveys.erase_sooner": _("Löschen der einzelnen Antworten vorgezogen"),
    "surveys.erase_answers": _("Einzelne Antworten gelöscht"),
    "library.put": _("Frage in die Sammlung gelegt"),
    "library.edit": _("Frage der Sammlung geändert"),
    "library.remove": _("Frage aus der Sammlung gelöscht"),
    "results.publish": _("Ergebnis veröffentlicht"),
    "results.withdraw": _("Veröffentlichung zurückgenommen"),
    "results.plan": _("Zeitpunkt für die Veröffentlichung gewählt"),
    "results.unplan": _("Zeitpunkt für die Veröffentlichung zurückgenommen"),
    "results.hold": _("Ergebnis nicht wie geplant veröffentlicht"),
    "exports.ask": _("Datei zum Auswerten bestellt"),
    "exports.fetch": _("Datei zum Auswerten heruntergeladen"),
    "exports.remove": _("Datei zum Auswerten gelöscht"),
    "exports.forget": _("Datei zum Auswerten nach ihrer Frist gelöscht"),
    "privacy.word": _("Datenschutzhinweis geändert"),
    "barriers.settle": _("Gemeldete Barriere erledigt"),
    "owndata.erase": _("Eine Person hat ihre Daten gelöscht"),
    "city.set_legal": _("Angaben für Impressum, Datenschutz und Barrierefreiheit geändert"),
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
    "fieldwork.make_crew": _("Team im Außendienst angelegt"),
    "fieldwork.rename_crew": _("Team umbenannt"),
    "fieldwork.close_crew": _("Team geschlossen"),
    "fieldwork.open_crew": _("Team wieder geöffnet"),
    "fieldwork.add_to_crew": _("Person in ein Team aufgenommen"),
    "fieldwork.remove_from_crew": _("Person aus einem Team genommen"),
    "fieldwork.order_work": _("Team beauftragt"),
    "fieldwork.change_crew": _("Auftrag an ein anderes Team gegeben"),
    "fieldwork.withdraw_order": _("Auftrag zurückgezogen"),
    "fieldwork.done": _("Auftrag erledigt"),
    "fieldwork.returned": _("Auftrag an die Stelle zurückgegeben"),
    "calendar.make": _("Veranstaltung angelegt"),
    "calendar.edit": _("Veranstaltung geändert"),
    "calendar.publish": _("Veranstaltung in den Kalender gestellt"),
    "calendar.hide": _("Veranstaltung verborgen"),
    "calendar.remove": _("Veranstaltung gelöscht"),
    "calendar.add_dates": _("Termine hinzugefügt"),
    "calendar.move": _("Termin verlegt"),
    "calendar.cancel": _("Termin abgesagt"),
    "calendar.revive": _("Absage zurückgenommen"),
    "calendar.remove_date": _("Termin gelöscht"),
    "calendar.document": _("Rückblick geschrieben"),
    "calendar.add_photo": _("Bild zum Rückblick hinzugefügt"),
    "calendar.remove_photo": _("Bild zum Rückblick gelöscht"),
    "calendar.enter": _("Anmeldung eingetragen"),
    "calendar.remove_booking": _("Anmeldung gelöscht"),
    "calendar.import": _("iCal-Datei eingelesen"),
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
    "city.change_profile": _("Stadtprofil geändert"),
    "city.try_mail": _("E-Mail zur Probe verschickt"),
    "city.mail_arrived": _("E-Mail zur Probe ist angekommen"),
    "city.set_profile": _("Stadtprofil eingelesen"),
    "city.import_districts": _("Ortsteile eingelesen"),
    "city.import_population": _("Bevölkerungszahlen eingelesen"),
    "city.import_themes": _("Themen eingelesen"),
    "city.import_offices": _("Stellen eingelesen"),
    "city.import_outline": _("Stadtgrenze eingelesen"),
    "city.import_water": _("Gewässer eingelesen"),
    "city.import_park": _("Parks eingelesen"),
    "city.import_street": _("Straßen eingelesen"),
    "city.import_address": _("Hausnummern eingelesen"),
}


def city_zone() -> ZoneInfo:
    """Return the time zone of the city: deadlines mean the clock on the town hall, whatever the reader's own zone."""
    return ZoneInfo(settings.TIME_ZONE)


def said(refusal: Refused) -> str:
    """Return the reason of a refusal in the reader's language."""
    return refusal.filled(gettext(refusal.sentence), get_language() or "de")


def number(value: int) -> str:
    """Return a whole number with the separators of the language: 1.284."""
    return number_format(value, use_l10n=True, force_grouping=True)


def day(instant: datetime) -> str:
    """Return the day in the city: 3. Oktober 2026."""
    return date_text(instant.astimezone(city_zone()).date())


def date_text(on: date) -> str:
    """Return a day: 3. Oktober 2026."""
    return gettext("{day}. {month} {year}").format(day=on.day, month=MONTHS[on.month], year=on.year)


def on_day(instant: datetime) -> str:
    """Return the day in the city with its weekday: Samstag, 3. Oktober 2026."""
    local = instant.astimezone(city_zone())
    return gettext("{weekday}, {day}").format(weekday=WEEKDAYS[local.weekday()], day=day(instant))


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
