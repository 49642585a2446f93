"""What is held of people here: only of those who work outside or give orders. Residents are not named."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import F, Q

from smilecity.deliver.fieldwork.models import CrewMember, Entry, WorkOrder
from smilecity.ground.text import sentence
from smilecity.people.owndata.registry import Holding, Rows
from smilecity.people.owndata.rules import Field, Kind, Person, Section


def _export(person: Person) -> Mapping[str, Rows]:
    user = person.user
    if user is None:
        return {}
    number = {"number": F("contribution__number")}
    orders = WorkOrder.objects.filter(Q(ordered_by=user) | Q(settled_by=user)).order_by("ordered_at", "id")
    entries = Entry.objects.filter(by=user).order_by("received_at", "token")
    return {
        "crews": list(CrewMember.objects.filter(user=user).order_by("id").values("left_at", of=F("crew__name"))),
        "orders": list(orders.values("note", "said", "ordered_at", "settled_at", **number)),
        "entries": list(entries.values("made_at", "received_at", number=F("order__contribution__number"))),
    }


def _erase(person: Person, at: datetime) -> None:
    """Take who has left out of their crews; orders and entries stay, without a name."""
    if person.user is None:
        return
    CrewMember.objects.filter(user=person.user).delete()
    WorkOrder.objects.filter(ordered_by=person.user).update(ordered_by=None)
    WorkOrder.objects.filter(settled_by=person.user).update(settled_by=None)
    Entry.objects.filter(by=person.user).update(by=None)


_NUMBER = Field("number", sentence("Nummer des Beitrags"), Kind.NUMBER)
HOLDING = Holding(
    name="fieldwork",
    sections=[
        Section(
            "crews",
            sentence("Teams, zu denen Sie gehören"),
            [Field("of", sentence("Team")), Field("left_at", sentence("bis"), Kind.MOMENT)],
        ),
        Section(
            "orders",
            sentence("Aufträge, die Sie gegeben oder abgeschlossen haben"),
            [
                _NUMBER,
                Field("note", sentence("Hinweis an das Team")),
                Field("said", sentence("Worte des Teams")),
                Field("ordered_at", sentence("beauftragt"), Kind.MOMENT),
                Field("settled_at", sentence("abgeschlossen"), Kind.MOMENT),
            ],
        ),
        Section(
            "entries",
            sentence("Was Sie von unterwegs geschickt haben"),
            [
                _NUMBER,
                Field("made_at", sentence("auf dem Gerät geschrieben"), Kind.MOMENT),
                Field("received_at", sentence("angekommen"), Kind.MOMENT),
            ],
        ),
    ],
    export=_export,
    erase=_erase,
    covers={
        "fieldwork.CrewMember.user",
        "fieldwork.WorkOrder.ordered_by",
        "fieldwork.WorkOrder.settled_by",
        "fieldwork.Entry.by",
    },
)
