"""What this room holds of people: the links they asked for, until those run out."""

from collections.abc import Mapping
from datetime import datetime

from smilecity.ground.text import sentence
from smilecity.people.owndata.models import OwnLink
from smilecity.people.owndata.reading import of_address
from smilecity.people.owndata.registry import Holding, Rows
from smilecity.people.owndata.rules import Field, Kind, Person, Section


def _export(person: Person) -> Mapping[str, Rows]:
    links = of_address(OwnLink.objects.order_by("asked_at", "id"), "address", person.address)
    return {"links": list(links.values("address", "asked_at", "expires_at"))}


def _erase(person: Person, at: datetime) -> None:
    of_address(OwnLink.objects.all(), "address", person.address).delete()


HOLDING = Holding(
    name="owndata",
    sections=[
        Section(
            "links",
            sentence("Links zu Ihren Daten"),
            [
                Field("address", sentence("E-Mail-Adresse")),
                Field("asked_at", sentence("angefordert"), Kind.MOMENT),
                Field("expires_at", sentence("gültig bis"), Kind.MOMENT),
            ],
        )
    ],
    export=_export,
    erase=_erase,
    covers={"owndata.OwnLink.address", "owndata.OwnLink.user"},
)
