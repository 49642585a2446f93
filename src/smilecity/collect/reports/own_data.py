"""What is held of people here: what they answered to the questions of a category. It stays with their report."""

from collections.abc import Mapping
from datetime import datetime

from smilecity.collect.reports.models import Report
from smilecity.ground.text import sentence
from smilecity.people.owndata.registry import Holding, Rows
from smilecity.people.owndata.rules import Field, Kind, Person, Section


def _export(person: Person) -> Mapping[str, Rows]:
    theirs = Report.objects.filter(contribution__author__in=person.contacts).exclude(attributes={})
    rows = theirs.order_by("contribution__number").values("contribution__number", "attributes")
    return {"reports": [{"number": row["contribution__number"], "attributes": row["attributes"]} for row in rows]}


def _erase(_person: Person, _at: datetime) -> None:
    """Leave the answers with their report, which the room of contributions cuts loose from the person."""


HOLDING = Holding(
    name="reports",
    sections=[
        Section(
            "reports",
            sentence("Ihre Angaben zu Meldungen"),
            [
                Field("number", sentence("Nummer"), Kind.NUMBER),
                Field("attributes", sentence("Antworten auf Fragen der Rubrik"), Kind.OBJECT),
            ],
        )
    ],
    export=_export,
    erase=_erase,
    covers=frozenset(),
    stays=[sentence("Ihre Angaben zu Meldungen, ohne Verbindung zu Ihnen.")],
)
