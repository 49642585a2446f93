"""What is held of people here: where we may write to them, and the proof that they agreed."""

from collections.abc import Mapping

from smilecity.ground.text import sentence
from smilecity.people.contacts import queries
from smilecity.people.owndata.registry import Holding, Rows
from smilecity.people.owndata.rules import Field, Kind, Person, Section


def _export(person: Person) -> Mapping[str, Rows]:
    proofs = queries.proofs_for(person.address)
    return {
        "contacts": queries.export_person(person.contacts),
        "proofs": [
            {
                "purpose": row.purpose,
                "language": row.language,
                "confirmed_at": row.confirmed_at,
                "forget_on": row.forget_on,
            }
            for row in proofs
        ],
    }


# The contact itself is forgotten after all rooms that point at it, by owndata.actions.
HOLDING = Holding(
    name="contacts",
    sections=[
        Section(
            "contacts",
            sentence("Kontakt"),
            [
                Field("address", sentence("E-Mail-Adresse")),
                Field("language", sentence("Sprache der E-Mails")),
                Field("made_at", sentence("seit"), Kind.MOMENT),
            ],
        ),
        Section(
            "proofs",
            sentence("Nachweise, dass Sie Ihre Adresse bestätigt haben"),
            [
                Field("purpose", sentence("wofür")),
                Field("language", sentence("Sprache")),
                Field("confirmed_at", sentence("bestätigt"), Kind.MOMENT),
                Field("forget_on", sentence("wird vernichtet am"), Kind.DAY),
            ],
        ),
    ],
    export=_export,
    covers={"contacts.Contact.user", "contacts.Contact.address", "contacts.Contact.key", "contacts.OptIn.key"},
    stays=[
        sentence(
            "Der Nachweis, dass Sie Ihre Adresse bestätigt haben. Er nennt keine Adresse. Wir brauchen ihn, falls "
            "jemand fragt, warum wir geschrieben haben, und vernichten ihn nach vier Jahren."
        )
    ],
)
