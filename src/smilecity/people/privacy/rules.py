"""The law of notices: what is said before the first question of each sort of process, and what a city may change of it.

Articles are those of the GDPR (DSGVO). Texts are German message ids; `{placeholders}` are filled by the pages.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from smilecity.ground.text import Texts, sentence
from smilecity.people.rules import Role

KEY_PURPOSE = "privacy.consent"
# Civil claims lapse after three years, counted from the end of the year (§§ 195, 199 BGB).
CONSENT_KEPT = timedelta(days=4 * 365 + 1)
# Children under 16 agree with their parents only (Art. 8); nobody above it needs to be asked for their age.
OLDEST_LIMIT = 18
TEXT_MOST = 2_000

NOT_YOURS = sentence("Datenschutzhinweise ändern nur die Redaktion und die Administration.")
WRONG_AGE = sentence("Bitte geben Sie ein Alter von 0 bis {most} an.")
TOO_LONG = sentence("Bitte kürzen Sie auf höchstens {most} Zeichen.")


class Sort(StrEnum):
    """A sort of process; each has a notice that comes with the program."""

    SURVEY = "survey"
    CALL = "call"
    SUBSCRIPTION = "subscription"
    EVENT = "event"


class Point(StrEnum):
    """What a notice says (Art. 13), in the order of the page."""

    PURPOSE = "purpose"
    BASIS = "basis"
    RESPONSIBLE = "responsible"
    OFFICER = "officer"
    AUTHORITY = "authority"
    RETENTION = "retention"
    RECIPIENTS = "recipients"


LABELS: Mapping[Point, str] = {
    Point.PURPOSE: sentence("Wofür"),
    Point.BASIS: sentence("Rechtsgrundlage"),
    Point.RESPONSIBLE: sentence("Verantwortlich"),
    Point.OFFICER: sentence("Datenschutzbeauftragte"),
    Point.AUTHORITY: sentence("Beschwerde bei"),
    Point.RETENTION: sentence("Wie lange"),
    Point.RECIPIENTS: sentence("Wer es bekommt"),
}
# Said by the profile of the city.
FROM_PROFILE = {
    Point.RESPONSIBLE: "responsible",
    Point.OFFICER: "data_protection_officer",
    Point.AUTHORITY: "supervisory_authority",
}
_TASK = sentence(
    "Öffentliche Aufgabe der Stadt: Beteiligung der Menschen, die hier leben (Artikel 6 Absatz 1 Buchstabe e DSGVO mit "
    "dem Datenschutzgesetz des Landes). Was freiwillig ist, mit Ihrer Einwilligung (Buchstabe a)."
)
_NOBODY = sentence("Nur Menschen in der Stadtverwaltung, die damit arbeiten. Wir geben nichts an Firmen weiter.")
DEFAULTS: Mapping[Sort, Mapping[Point, str]] = {
    Sort.SURVEY: {
        Point.PURPOSE: sentence("Wir werten die Antworten aus und veröffentlichen Zahlen. Niemand wird dabei genannt."),
        Point.BASIS: _TASK,
        Point.RETENTION: sentence(
            "Antworten ohne Bestätigung: 48 Stunden. Der Abdruck Ihrer Adresse: 30 Tage nach dem Ende. Die Antworten "
            "selbst tragen weder Namen noch Adresse."
        ),
        Point.RECIPIENTS: _NOBODY,
    },
    Sort.CALL: {
        Point.PURPOSE: sentence(
            "Wir veröffentlichen Ihren Beitrag, prüfen ihn und antworten öffentlich. Ihre Adresse sieht niemand."
        ),
        Point.BASIS: _TASK,
        Point.RETENTION: sentence(
            "Beiträge bleiben öffentlich. Ihre Adresse löschen wir, sobald niemand sie mehr braucht, oder wenn Sie es "
            "sagen. Den Abdruck Ihrer Adresse vernichten wir 30 Tage nach dem Ende."
        ),
        Point.RECIPIENTS: sentence("Die Stelle im Rathaus, die zuständig ist. Den Text lesen alle."),
    },
    Sort.SUBSCRIPTION: {
        Point.PURPOSE: sentence("Wir schreiben Ihnen, wenn es zu dem, was Sie ausgesucht haben, etwas Neues gibt."),
        Point.BASIS: sentence(
            "Ihre Einwilligung (Artikel 6 Absatz 1 Buchstabe a DSGVO). Sie können sie jederzeit beenden: In jeder "
            "E-Mail steht ein Link dafür."
        ),
        Point.RETENTION: sentence(
            "Ihre Adresse, bis Sie abbestellen. Den Nachweis, dass Sie zugestimmt haben, noch vier Jahre danach, ohne "
            "Ihre Adresse."
        ),
        Point.RECIPIENTS: _NOBODY,
    },
    Sort.EVENT: {
        Point.PURPOSE: sentence("Wir planen die Veranstaltung und schreiben Ihnen, wenn sich etwas ändert."),
        Point.BASIS: _TASK,
        Point.RETENTION: sentence("Ihre Anmeldung, bis die Veranstaltung vorbei ist und niemand sie mehr braucht."),
        Point.RECIPIENTS: _NOBODY,
    },
}
CONSENT_TO_SUBSCRIPTION = sentence("Die Stadt darf mir an diese Adresse schreiben, bis ich abbestelle.")
CONSENT_TO_BE_TOLD = sentence(
    "Wenn Sie informiert werden möchten, darf die Stadt Ihnen an Ihre Adresse schreiben, was aus dem Beitrag wird, bis "
    "Sie abbestellen. Das geht jederzeit."
)
CONSENT_TO_PROFILE = sentence(
    "Wer hier etwas angibt, willigt ein, dass die Stadt die Angaben zusammen mit den Antworten auswertet und als "
    "Zahlen veröffentlicht. Alle Angaben sind freiwillig."
)


@dataclass(frozen=True)
class Notice:
    """What a city says of a process by itself. A point without words says what comes with the program."""

    points: Mapping[Point, Texts] = field(default_factory=dict)
    minimum_age: int = 0
    consent: Texts = field(default_factory=dict)


def may_change(roles: Collection[Role]) -> bool:
    """Say whether somebody with these roles words notices."""
    return bool(frozenset({Role.EDITOR, Role.ADMINISTRATOR}).intersection(roles))


def subject_of(sort: Sort, key: object = "") -> str:
    """Return the name under which the notice of a process is kept: survey:<id>, subscription."""
    return f"{sort.value}:{key}" if key else sort.value


# Hearing what becomes of what one took part in, agreed to beside that act, and not as a wish of its own.
TOLD = subject_of(Sort.SUBSCRIPTION, "told")
# What is agreed to for as long as it runs, and not for a single act that is done at once.
RUNNING = frozenset({subject_of(Sort.SUBSCRIPTION), TOLD})


def to_the_hour(at: datetime) -> datetime:
    """Return the hour in which something happened.

    Finer than that, the order of consents could be laid beside the order in which answers came in.
    """
    return at.replace(minute=0, second=0, microsecond=0)


def consent_dies_on(ended_on: date) -> date:
    """Return the day on which the proof of a consent is destroyed.

    `ended_on`: when it was used for the last time. To a single act that is the day on which it was given; what runs has
    to be proved as long as it runs, and afterwards as long as anybody may ask.
    """
    return ended_on + CONSENT_KEPT
