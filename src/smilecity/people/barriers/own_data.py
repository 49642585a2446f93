"""What is held of people here: the barriers they told us of with their address, and those that staff settled."""

from collections.abc import Mapping
from datetime import datetime

from smilecity.ground.text import sentence
from smilecity.people.barriers.models import Barrier
from smilecity.people.owndata.reading import of_address
from smilecity.people.owndata.registry import Holding, Rows
from smilecity.people.owndata.rules import Field, Kind, Person, Section


def _export(person: Person) -> Mapping[str, Rows]:
    told = of_address(Barrier.objects.exclude(address=""), "address", person.address).order_by("received_at", "id")
    settled = Barrier.objects.filter(by=person.user).order_by("settled_at", "id") if person.user else []
    return {
        "barriers": list(told.values("page", "text", "name", "address", "phone", "received_at", "settled_at")),
        "acts": [{"page": row.page, "settled_at": row.settled_at} for row in settled],
    }


def _erase(person: Person, at: datetime) -> None:
    told = of_address(Barrier.objects.exclude(address=""), "address", person.address)
    told.update(name="", address="", phone="")


HOLDING = Holding(
    name="barriers",
    sections=[
        Section(
            "barriers",
            sentence("Barrieren, die Sie gemeldet haben"),
            [
                Field("page", sentence("Seite")),
                Field("text", sentence("Text")),
                Field("name", sentence("Name")),
                Field("address", sentence("E-Mail-Adresse")),
                Field("phone", sentence("Telefon")),
                Field("received_at", sentence("eingegangen"), Kind.MOMENT),
                Field("settled_at", sentence("erledigt"), Kind.MOMENT),
            ],
        ),
        Section(
            "acts",
            sentence("Barrieren, die Sie bearbeitet haben"),
            [Field("page", sentence("Seite")), Field("settled_at", sentence("wann"), Kind.MOMENT)],
        ),
    ],
    export=_export,
    erase=_erase,
    covers={"barriers.Barrier.address", "barriers.Barrier.phone", "barriers.Barrier.by"},
)
