"""What is held of people here: what they reported, what was decided about their texts, and what moderators decided."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import F, Q

from smilecity.ground.text import sentence
from smilecity.people.owndata.reading import of_address
from smilecity.people.owndata.registry import Holding, Rows
from smilecity.people.owndata.rules import Field, Kind, Person, Section
from smilecity.understand.moderation.models import Appeal, Decision, Flag

_NUMBER = {"number": F("contribution__number")}


def _export(person: Person) -> Mapping[str, Rows]:
    flags = of_address(Flag.objects.exclude(address=""), "address", person.address).order_by("received_at", "id")
    return {
        "reports": list(flags.values("ground", "text", "name", "address", "received_at", report=F("number"))),
        "decisions": _decisions(person),
        "acts": _acts(person),
    }


def _decisions(person: Person) -> list[Mapping[str, Any]]:
    """Return what was decided about their texts and told to them."""
    own = Q(comment=None, contribution__author__in=person.contacts) | Q(comment__author__in=person.contacts)
    rows = Decision.objects.filter(own, settled_at__isnull=False, undone_at=None).order_by("decided_at", "id")
    return list(rows.values("outcome", "ground", "reason", "decided_at", **_NUMBER))


def _acts(person: Person) -> list[Mapping[str, Any]]:
    """Return what a moderator decided, newest last."""
    if person.user is None:
        return []
    decided = Decision.objects.filter(Q(by=person.user) | Q(undone_by=person.user)).order_by("decided_at", "id")
    answered = Appeal.objects.filter(by=person.user).order_by("made_at", "id")
    return [
        *decided.values("decided_at", **_NUMBER, what=F("outcome")),
        *answered.values("decided_at", number=F("decision__contribution__number"), what=F("side")),
    ]


def _erase(person: Person, at: datetime) -> None:
    """Nobody knows any more who reported. What was reported is still read, for it may not be lawful."""
    of_address(Flag.objects.exclude(address=""), "address", person.address).update(name="", address="")


HOLDING = Holding(
    name="moderation",
    sections=[
        Section(
            "reports",
            sentence("Was Sie gemeldet haben"),
            [
                Field("report", sentence("Nummer der Meldung"), Kind.NUMBER),
                Field("ground", sentence("Grund")),
                Field("text", sentence("Text")),
                Field("name", sentence("Name")),
                Field("address", sentence("E-Mail-Adresse")),
                Field("received_at", sentence("eingegangen"), Kind.MOMENT),
            ],
        ),
        Section(
            "decisions",
            sentence("Entscheidungen über Ihre Texte"),
            [
                Field("number", sentence("Nummer des Beitrags"), Kind.NUMBER),
                Field("outcome", sentence("Entscheidung")),
                Field("ground", sentence("Grund")),
                Field("reason", sentence("Begründung")),
                Field("decided_at", sentence("wann"), Kind.MOMENT),
            ],
        ),
        Section(
            "acts",
            sentence("Was Sie in der Moderation entschieden haben"),
            [
                Field("number", sentence("Nummer des Beitrags"), Kind.NUMBER),
                Field("what", sentence("was")),
                Field("decided_at", sentence("wann"), Kind.MOMENT),
            ],
        ),
    ],
    export=_export,
    erase=_erase,
    covers={
        "moderation.Flag.address",
        "moderation.Flag.name",
        "moderation.Decision.by",
        "moderation.Decision.undone_by",
        "moderation.Appeal.by",
    },
    stays=[sentence("Was Sie gemeldet haben, aber ohne Ihren Namen und Ihre Adresse.")],
)
