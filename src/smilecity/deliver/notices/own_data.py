"""What is held of people here: what they subscribed to, what we told them, and how they want to be written to."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import F

from smilecity.deliver.notices import actions
from smilecity.deliver.notices.models import Notice, Reader, Subscription, Wish
from smilecity.ground.text import sentence
from smilecity.people.owndata.registry import Holding, Rows
from smilecity.people.owndata.rules import Field, Kind, Person, Section
from smilecity.people.register import queries as register


def _export(person: Person) -> Mapping[str, Rows]:
    readers = Reader.objects.filter(pk__in=person.contacts).order_by("pk")
    return {
        "settings": list(readers.values("rhythm", "failures")),
        "subscriptions": _subscriptions(person),
        "notices": _notices(person),
    }


def _subscriptions(person: Person) -> list[Mapping[str, Any]]:
    rows = Subscription.objects.filter(contact__in=person.contacts).order_by("made_at", "id")
    asked = ("contribution__number", "theme__slug", "district__name", "search", "reason", "made_at", "ended_at")
    said = ("number", "theme", "district", *asked[3:])
    return [dict(zip(said, row, strict=True)) for row in rows.values_list(*asked)]


def _notices(person: Person) -> list[Mapping[str, Any]]:
    rows = Notice.objects.filter(contact__in=person.contacts).order_by("made_at", "id")
    named = {"number": F("contribution__number"), "title": F("contribution__title"), "what": F("step__verb")}
    return list(rows.values("made_at", "sent_at", "seen_at", **named))


def _erase(person: Person, at: datetime) -> None:
    _entries, waiting = register.own(person.address)
    Wish.objects.filter(pk__in=[row.reference for row in waiting]).delete()
    actions.erase_everywhere(contacts=person.contacts, address=person.address, at=at)


HOLDING = Holding(
    name="notices",
    sections=[
        Section(
            "settings",
            sentence("Wie wir Ihnen schreiben"),
            [
                Field("rhythm", sentence("wie oft")),
                Field("failures", sentence("E-Mails, die zuletzt nicht ankamen"), Kind.NUMBER),
            ],
        ),
        Section(
            "subscriptions",
            sentence("Ihre Abos"),
            [
                Field("number", sentence("Nummer des Beitrags"), Kind.NUMBER),
                Field("theme", sentence("Thema")),
                Field("district", sentence("Ortsteil")),
                Field("search", sentence("Suche"), Kind.OBJECT),
                Field("reason", sentence("warum")),
                Field("made_at", sentence("seit"), Kind.MOMENT),
                Field("ended_at", sentence("beendet"), Kind.MOMENT),
            ],
        ),
        Section(
            "notices",
            sentence("Was wir Ihnen mitgeteilt haben"),
            [
                Field("number", sentence("Nummer des Beitrags"), Kind.NUMBER),
                Field("title", sentence("Titel")),
                Field("what", sentence("was")),
                Field("made_at", sentence("wann"), Kind.MOMENT),
                Field("sent_at", sentence("per E-Mail"), Kind.MOMENT),
                Field("seen_at", sentence("gelesen"), Kind.MOMENT),
            ],
        ),
    ],
    export=_export,
    erase=_erase,
    covers={"notices.Reader.contact", "notices.Subscription.contact", "notices.Notice.contact"},
)
