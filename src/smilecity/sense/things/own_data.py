"""What is held of people here: which members of staff looked at values that are not public."""

from collections.abc import Mapping

from smilecity.ground.text import sentence
from smilecity.people.owndata.registry import Holding, Rows
from smilecity.people.owndata.rules import Field, Kind, Person, Section
from smilecity.sense.things.models import Look


def _export(person: Person) -> Mapping[str, Rows]:
    looks = Look.objects.filter(by=person.user).order_by("at", "id") if person.user else Look.objects.none()
    return {"looks": list(looks.values("at", "what"))}


HOLDING = Holding(
    name="measured",
    sections=[
        Section(
            "looks",
            sentence("Ihre Zugriffe auf Messwerte, die nicht öffentlich sind"),
            [Field("at", sentence("wann"), Kind.MOMENT), Field("what", sentence("was"))],
        )
    ],
    export=_export,
    covers={"things.Look.by"},
)
