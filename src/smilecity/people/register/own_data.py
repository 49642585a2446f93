"""What the register holds of people: where an address has taken part, and what of it waits for its confirmation."""

from collections.abc import Mapping
from datetime import datetime

from smilecity.ground.text import FALLBACK, pick, sentence
from smilecity.people.owndata.registry import Holding, Rows
from smilecity.people.owndata.rules import Field, Kind, Person, Section
from smilecity.people.register import actions, queries


def _export(person: Person) -> Mapping[str, Rows]:
    entries, waiting = queries.own(person.address)
    return {
        "entries": [
            {"process": pick(row.title, FALLBACK), "way": row.way.value, "on": row.on, "forget_on": row.forget_on}
            for row in entries
        ],
        "waiting": [
            {
                "about": pick(row.title, FALLBACK),
                "purpose": row.purpose.value,
                "address": row.address,
                "expires_at": row.expires_at,
            }
            for row in waiting
        ],
    }


def _erase(person: Person, at: datetime) -> None:
    _entries, waiting = queries.own(person.address)
    for row in waiting:
        actions.withdraw(reference=row.reference)


HOLDING = Holding(
    name="register",
    sections=[
        Section(
            "entries",
            sentence("Teilnahmen"),
            [
                Field("process", sentence("Beteiligung")),
                Field("way", sentence("auf welchem Weg")),
                Field("on", sentence("am"), Kind.DAY),
                Field("forget_on", sentence("wird vernichtet am"), Kind.DAY),
            ],
        ),
        Section(
            "waiting",
            sentence("Wartet auf Ihre Bestätigung"),
            [
                Field("about", sentence("worum es geht")),
                Field("purpose", sentence("was bestätigt wird")),
                Field("address", sentence("E-Mail-Adresse")),
                Field("expires_at", sentence("gültig bis"), Kind.MOMENT),
            ],
        ),
    ],
    export=_export,
    erase=_erase,
    covers={"register.Entry.key", "register.Pending.address", "register.Pending.key"},
    stays=[
        sentence(
            "Dass Sie an einer Umfrage oder einem Aufruf teilgenommen haben: als verschlüsselter Abdruck Ihrer "
            "Adresse, aus dem niemand sie ablesen kann. Er sorgt dafür, dass jede Adresse nur einmal zählt. 30 Tage "
            "nach dem Ende der Beteiligung vernichten wir ihn."
        ),
        sentence(
            "Ihre Antworten in Umfragen. Niemand weiß, welche von Ihnen sind, auch wir nicht. Ändern können Sie sie "
            "mit dem Link, den Sie nach dem Absenden gesehen haben."
        ),
    ],
)
