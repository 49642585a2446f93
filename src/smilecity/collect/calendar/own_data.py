"""What is held of people here: the events they registered for, and registrations that wait for their mail."""

from collections.abc import Mapping
from datetime import datetime

from smilecity.collect.calendar import actions
from smilecity.collect.calendar.models import Booking, Request
from smilecity.ground.text import FALLBACK, pick, sentence
from smilecity.people.owndata.registry import Holding, Rows
from smilecity.people.owndata.rules import Field, Kind, Person, Section
from smilecity.people.register import queries as register


def _export(person: Person) -> Mapping[str, Rows]:
    rows = Booking.objects.select_related("occurrence__event").filter(contact__in=person.contacts)
    return {
        "registrations": [
            {
                "event": pick(row.occurrence.event.title, FALLBACK),
                "starts_at": row.occurrence.starts_at,
                "seats": row.seats,
                "standing": row.standing,
                "made_at": row.made_at,
            }
            for row in rows.order_by("made_at", "id")
        ]
    }


def _erase(person: Person, at: datetime) -> None:
    _entries, waiting = register.own(person.address)
    Request.objects.filter(pk__in=[row.reference for row in waiting]).delete()
    for contact in person.contacts:
        actions.erase_person(contact=contact)


HOLDING = Holding(
    name="calendar",
    sections=[
        Section(
            "registrations",
            sentence("Anmeldungen zu Veranstaltungen"),
            [
                Field("event", sentence("Veranstaltung")),
                Field("starts_at", sentence("beginnt"), Kind.MOMENT),
                Field("seats", sentence("Plätze"), Kind.NUMBER),
                Field("standing", sentence("Stand")),
                Field("made_at", sentence("angemeldet"), Kind.MOMENT),
            ],
        )
    ],
    export=_export,
    erase=_erase,
    covers={"calendar.Booking.contact"},
)
