"""The processing activities of this program (Art. 30 GDPR) besides the single processes. Pure data, German message ids.

Who adds a room with people in it adds what it does here; tests/law compares the list with the holdings.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from smilecity.ground.text import sentence
from smilecity.people.privacy.rules import Sort

_TASK = sentence("Artikel 6 Absatz 1 Buchstabe e DSGVO mit dem Datenschutzgesetz des Landes")
_CONSENT = sentence("Einwilligung, Artikel 6 Absatz 1 Buchstabe a DSGVO")
_DUTY = sentence("Rechtliche Pflicht, Artikel 6 Absatz 1 Buchstabe c DSGVO")
_RESIDENTS = sentence("Menschen, die mitmachen")
_INSIDE = sentence("Zuständige in der Stadtverwaltung")


@dataclass(frozen=True, kw_only=True)
class Activity:
    """One line of the record. `sort`: each process of this sort is such a line. `holdings`: whose data it is about.

    Whoever gets it is named where that is not only who works with it in the town hall.
    """

    key: str
    name: str
    purpose: str
    basis: str
    people: str
    data: str
    retention: str
    recipients: str = _INSIDE
    sort: Sort | None = None
    holdings: Sequence[str] = ()


MEASURES = (
    sentence("Verschlüsselte Übertragung (TLS), strenge Regeln für Skripte, keine Dienste Dritter"),
    sentence("Adressen im Teilnahmeregister nur als Abdruck mit einem Schlüssel je Beteiligung, der vernichtet wird"),
    sentence("Antworten getrennt von Personen; am Ende in zufälliger Reihenfolge neu geschrieben"),
    sentence("Rollen mit festen Rechten, zweiter Schlüssel für alle Beschäftigten, Protokoll jeder Handlung"),
    sentence("Automatisches Löschen nach Fristen, geprüfte Sicherungen"),
)
TRANSFERS = sentence("Keine Übermittlung in Drittländer")

ACTIVITIES = (
    Activity(
        key="survey",
        name=sentence("Umfrage"),
        purpose=sentence("Meinungen erheben, auswerten und als Zahlen veröffentlichen"),
        basis=_TASK,
        people=_RESIDENTS,
        data=sentence(
            "E-Mail-Adresse bis zur Bestätigung, danach ihr Abdruck; Abdruck eines Codes; auf Papier und am Tablet "
            "keine von beiden; Antworten ohne Personenbezug"
        ),
        retention=sentence(
            "Unbestätigtes 48 Stunden, Abdruck 30 Tage nach dem Ende, einzelne Antworten und freie Texte, so lange es "
            "bei der Umfrage steht"
        ),
        sort=Sort.SURVEY,
        holdings=("register", "surveys", "privacy"),
    ),
    Activity(
        key="call",
        name=sentence("Ideen, Orte, Unterstützungen und Kommentare"),
        purpose=sentence("Beiträge veröffentlichen, prüfen und öffentlich beantworten"),
        basis=_TASK,
        people=_RESIDENTS,
        data=sentence("Text, Ort, Fotos ohne Metadaten, freiwilliger Name, E-Mail-Adresse oder Konto"),
        recipients=sentence("Zuständige Stelle; Texte sind öffentlich"),
        retention=sentence("Adresse, bis niemand sie mehr braucht; Abdruck 30 Tage nach dem Ende; Texte bleiben"),
        sort=Sort.CALL,
        holdings=("contributions", "reports", "contacts", "answers", "fieldwork"),
    ),
    Activity(
        key="subscription",
        name=sentence("Abos und Benachrichtigungen"),
        purpose=sentence("Über Neues zu ausgesuchten Beiträgen und Themen schreiben"),
        basis=_CONSENT,
        people=sentence("Menschen, die ein Abo bestätigt haben oder informiert werden wollen"),
        data=sentence("E-Mail-Adresse, Abos, Rhythmus, verschickte Benachrichtigungen"),
        retention=sentence(
            "Bis zum Abbestellen; Benachrichtigungen ein Jahr; Nachweis der Zustimmung noch vier Jahre nach dem "
            "Abbestellen"
        ),
        sort=Sort.SUBSCRIPTION,
        holdings=("notices", "mail"),
    ),
    Activity(
        key="event",
        name=sentence("Anmeldungen zu Veranstaltungen"),
        purpose=sentence("Veranstaltungen planen, Plätze vergeben, Änderungen mitteilen"),
        basis=_TASK,
        people=sentence("Angemeldete"),
        data=sentence("E-Mail-Adresse, Zahl der Plätze, Warteliste"),
        retention=sentence("Bis nach der Veranstaltung"),
        sort=Sort.EVENT,
        holdings=("calendar",),
    ),
    Activity(
        key="accounts",
        name=sentence("Konten"),
        purpose=sentence("Anmelden, eigene Beiträge finden und ändern; für Beschäftigte: arbeiten"),
        basis=_TASK,
        people=sentence("Menschen mit Konto, Beschäftigte"),
        data=sentence("E-Mail-Adresse, Name, Passwort unlesbar, zweiter Schlüssel, Rollen, Protokoll der Handlungen"),
        retention=sentence("Bis das Konto gelöscht wird; Protokoll bleibt ohne Namen"),
        holdings=("people", "sign_in", "desk", "measured"),
    ),
    Activity(
        key="moderation",
        name=sentence("Meldungen und Beschwerden"),
        purpose=sentence("Rechtswidrige Inhalte finden, entscheiden, begründen"),
        basis=_DUTY,
        people=sentence("Menschen, die melden oder geschrieben haben"),
        data=sentence("Meldung, freiwillig Name und E-Mail-Adresse, Entscheidung"),
        retention=sentence("Name, Adresse und Text sechs Monate nach der Entscheidung"),
        holdings=("moderation",),
    ),
    Activity(
        key="barriers",
        name=sentence("Gemeldete Barrieren"),
        purpose=sentence("Barrieren beheben und antworten"),
        basis=_DUTY,
        people=sentence("Menschen, die eine Barriere melden"),
        data=sentence("Beschreibung, Seite, freiwillig Name, Telefon, E-Mail-Adresse"),
        retention=sentence("Name und Kontakt ein halbes Jahr nach der Erledigung"),
        holdings=("barriers",),
    ),
    Activity(
        key="rights",
        name=sentence("Auskunft und Löschung"),
        purpose=sentence("Rechte nach Artikel 15 bis 20 DSGVO erfüllen"),
        basis=_DUTY,
        people=sentence("Menschen, die nach ihren Daten fragen"),
        data=sentence("E-Mail-Adresse, Zeitpunkt der Anfrage"),
        retention=sentence("24 Stunden"),
        holdings=("owndata",),
    ),
)
