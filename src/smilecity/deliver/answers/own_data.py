"""What is held of people here: only of those who answer for the town hall. Residents are not named."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import F, Q

from smilecity.deliver.answers.models import Absence, Batch, Clerk, Note, OfficeRule, Taken
from smilecity.ground.text import sentence
from smilecity.people.owndata.registry import Holding, Rows
from smilecity.people.owndata.rules import Field, Kind, Person, Section


def _export(person: Person) -> Mapping[str, Rows]:
    user = person.user
    if user is None:
        return {}
    number = {"number": F("contribution__number")}
    clerks = Clerk.objects.filter(user=user).order_by("id").values(of=F("office__slug"))
    heads = OfficeRule.objects.filter(head=user).order_by("office").values(of=F("office__slug"))
    absences = Absence.objects.filter(Q(user=user) | Q(substitute=user)).order_by("first_on", "id")
    return {
        "offices": [*({**row, "head": False} for row in clerks), *({**row, "head": True} for row in heads)],
        "absences": list(absences.values("first_on", "last_on")),
        "notes": list(Note.objects.filter(by=user).order_by("at", "id").values("text", "at", **number)),
        "taken": list(Taken.objects.filter(user=user).order_by("contribution").values(**number)),
        "batches": list(Batch.objects.filter(by=user).order_by("made_at", "id").values("act", "text", "made_at")),
    }


def _erase(person: Person, at: datetime) -> None:
    """Take who has left the town hall out of its offices; notes stay, without a name."""
    if person.user is None:
        return
    Clerk.objects.filter(user=person.user).delete()
    Absence.objects.filter(Q(user=person.user) | Q(substitute=person.user)).delete()
    Taken.objects.filter(user=person.user).delete()
    OfficeRule.objects.filter(head=person.user).update(head=None)
    Note.objects.filter(by=person.user).update(by=None)


_NUMBER = Field("number", sentence("Nummer des Beitrags"), Kind.NUMBER)
HOLDING = Holding(
    name="answers",
    sections=[
        Section(
            "offices",
            sentence("Stellen, für die Sie antworten"),
            [Field("of", sentence("Stelle")), Field("head", sentence("als Leitung"), Kind.YES_NO)],
        ),
        Section(
            "absences",
            sentence("Vertretungen"),
            [Field("first_on", sentence("vom"), Kind.DAY), Field("last_on", sentence("bis"), Kind.DAY)],
        ),
        Section(
            "notes",
            sentence("Ihre internen Notizen"),
            [_NUMBER, Field("text", sentence("Text")), Field("at", sentence("wann"), Kind.MOMENT)],
        ),
        Section("taken", sentence("Was Sie übernommen haben"), [_NUMBER]),
        Section(
            "batches",
            sentence("Was Sie für mehrere auf einmal getan haben"),
            [
                Field("act", sentence("was")),
                Field("text", sentence("Text")),
                Field("made_at", sentence("wann"), Kind.MOMENT),
            ],
        ),
    ],
    export=_export,
    erase=_erase,
    covers={
        "answers.OfficeRule.head",
        "answers.Clerk.user",
        "answers.Absence.user",
        "answers.Absence.substitute",
        "answers.Note.by",
        "answers.Taken.user",
        "answers.Batch.by",
    },
)
