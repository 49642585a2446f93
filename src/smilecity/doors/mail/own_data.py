"""What is held of people here: mails to them that no mail server has taken yet."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Q, QuerySet

from smilecity.doors.mail.models import Outbox
from smilecity.ground.text import sentence
from smilecity.people.owndata.reading import of_address
from smilecity.people.owndata.registry import Holding, Rows
from smilecity.people.owndata.rules import Field, Kind, Person, Section


def _mails(person: Person) -> QuerySet[Outbox]:
    to = of_address(Outbox.objects.all(), "to", person.address).values_list("pk", flat=True)
    return Outbox.objects.filter(Q(pk__in=list(to)) | Q(contact__in=person.contacts))


def _export(person: Person) -> Mapping[str, Rows]:
    return {"mails": list(_mails(person).order_by("queued_at", "id").values("to", "subject", "body", "queued_at"))}


def _erase(person: Person, at: datetime) -> None:
    _mails(person).delete()


HOLDING = Holding(
    name="mail",
    sections=[
        Section(
            "mails",
            sentence("E-Mails an Sie, die noch nicht verschickt sind"),
            [
                Field("to", sentence("E-Mail-Adresse")),
                Field("subject", sentence("Betreff")),
                Field("body", sentence("Text")),
                Field("queued_at", sentence("wann"), Kind.MOMENT),
            ],
        )
    ],
    export=_export,
    erase=_erase,
    covers={"mail.Outbox.to", "mail.Outbox.contact"},
)
