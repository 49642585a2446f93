"""What is held of people here: their account, and what the audit log says of it."""

from collections.abc import Mapping
from typing import Any

from smilecity.ground.queries import audit_entries_of
from smilecity.ground.text import sentence
from smilecity.people.models import User
from smilecity.people.owndata.registry import Holding, Rows
from smilecity.people.owndata.rules import Field, Kind, Person, Section


def _export(person: Person) -> Mapping[str, Rows]:
    theirs = User.objects.filter(pk=person.user) if person.user else User.objects.none()
    accounts = theirs.values("email", "name", "roles", "is_active", "joined_at")
    return {"account": list(accounts), "audit": _audit(person)}


def _audit(person: Person) -> list[dict[str, Any]]:
    if person.user is None:
        return []
    found = audit_entries_of(actor=person.user, subject=f"user:{person.user}")
    return [{"at": row.at, "verb": row.verb, "subject": row.subject, "details": row.details} for row in found]


# The account itself is erased last, by owndata.actions.
HOLDING = Holding(
    name="people",
    sections=[
        Section(
            "account",
            sentence("Konto"),
            [
                Field("email", sentence("E-Mail-Adresse")),
                Field("name", sentence("Name")),
                Field("roles", sentence("Rollen im Rathaus"), Kind.LIST),
                Field("is_active", sentence("darf sich anmelden"), Kind.YES_NO),
                Field("joined_at", sentence("angelegt"), Kind.MOMENT),
            ],
        ),
        Section(
            "audit",
            sentence("Einträge im Protokoll"),
            [
                Field("at", sentence("wann"), Kind.MOMENT),
                Field("verb", sentence("was")),
                Field("subject", sentence("woran")),
                Field("details", sentence("Einzelheiten"), Kind.OBJECT),
            ],
        ),
    ],
    export=_export,
    covers={"people.User.email", "people.User.name", "ground.AuditEntry.actor"},
    stays=[
        sentence(
            "Einträge im Protokoll der Stadtverwaltung. Darin steht statt Ihres Namens nur eine Nummer, zu der es dann "
            "kein Konto mehr gibt."
        )
    ],
)
