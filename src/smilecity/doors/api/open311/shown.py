"""Rows of the reports' room as the specification names their fields. In: rows and the city's words. Out: plain values.

What is empty is null in JSON and an empty element in XML. `group` is what stands above a category.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse

from smilecity.collect.contributions.rules import OPEN, Publicity, Status
from smilecity.collect.reports.queries import Attribute, AttributeKind, CategoryRow, ReportRow
from smilecity.doors.api.open311.wire import end_of, w3
from smilecity.ground.text import pick

TEXT_MOST = 4000
# Open is what somebody still has to do something about; what the five words of the city say is in the notes.
STATUSES = {
    "open": frozenset({Status.RECEIVED, Status.IN_REVIEW, Status.ACCEPTED}),
    "closed": frozenset({Status.DONE, Status.DECLINED}),
}
# As CitySDK says it in more detail.
DETAILED = {
    Status.RECEIVED: "RECEIVED",
    Status.IN_REVIEW: "IN_PROCESS",
    Status.ACCEPTED: "IN_PROCESS",
    Status.DONE: "PROCESSED",
    Status.DECLINED: "REJECTED",
}
Fields = dict[str, Any]
Tree = Mapping[str, CategoryRow]


def services(tree: Tree, language: str) -> list[Fields]:
    """Return what can be reported here; what others care for is none of our services."""
    return [_service(row, tree, language) for row in tree.values() if is_service(row)]


def is_service(row: CategoryRow) -> bool:
    """Say whether reports of this category are taken."""
    return row.leaf and row.active and row.handled


def _service(row: CategoryRow, tree: Tree, language: str) -> Fields:
    above = tree.get(row.parent)
    return {
        "service_code": row.code,
        "service_name": pick(row.title, language),
        "description": pick(row.hint, language) or None,
        "metadata": bool(row.attributes),
        "type": "realtime",
        "keywords": ", ".join(row.keywords) or None,
        "group": pick(above.title, language) if above else None,
    }


def definition(row: CategoryRow, language: str) -> Fields:
    """Return what a service asks for beyond the text."""
    asked = [_attribute(each, number, language) for number, each in enumerate(row.attributes, 1)]
    return {"service_code": row.code, "attributes": asked}


def _attribute(asked: Attribute, order: int, language: str) -> Fields:
    shown: Fields = {
        "variable": True,
        "code": asked.code,
        "datatype": asked.kind.value,
        "required": asked.required,
        "datatype_description": pick(asked.hint, language) or None,
        "order": order,
        "description": pick(asked.label, language),
    }
    if asked.kind in {AttributeKind.ONE, AttributeKind.SEVERAL}:
        shown["values"] = [{"key": one.key, "name": pick(one.label, language)} for one in asked.options]
    return shown


@dataclass(frozen=True)
class Words:
    """What requests need of the city: names of offices and districts by id, its zone, the language of the answer.

    `waiting`: what is said of a report that nobody has read yet.
    """

    offices: Mapping[int, str]
    districts: Mapping[int, str]
    zone: ZoneInfo
    language: str
    waiting: str


class Requests:
    """Writes requests; addresses are worked out once, since there may be a thousand."""

    def __init__(self, words: Words, *, extensions: bool = False) -> None:
        self._words, self._extensions = words, extensions
        photo = reverse("web:photo", args=[UUID(int=0), "large"])
        self._photo = settings.BASE_URL + photo.replace(str(UUID(int=0)), "{}")

    def all(self, rows: Sequence[ReportRow]) -> list[Fields]:
        """Return requests in the order of their rows."""
        return [self.one(row) for row in rows]

    def one(self, row: ReportRow) -> Fields:
        """Return a request with the fields of the specification, in its order."""
        if not row.visible:
            return self._waiting(row)
        words, zone = self._words, self._words.zone
        still_open = row.status in STATUSES["open"]
        shown: Fields = {
            "service_request_id": str(row.number),
            "status": "open" if still_open else "closed",
            "status_notes": row.reply[:TEXT_MOST] or None,
            "service_name": pick(row.category_title, words.language),
            "service_code": row.category,
            "description": row.text[:TEXT_MOST] or None,
            "agency_responsible": self._agency(row),
            "service_notice": None,
            "requested_datetime": w3(row.submitted_at, zone),
            "updated_datetime": w3(row.changed_at, zone),
            # What is promised is an answer; afterwards nobody knows a day.
            "expected_datetime": end_of(row.due_on, zone) if row.status in OPEN else None,
            "address": self._address(row),
            "address_id": None,
            "zipcode": None,
            "lat": row.lat,
            "long": row.lon,
            "media_url": self._photo.format(row.photo) if row.photo else None,
        }
        return shown | {"extended_attributes": self._extended(row)} if self._extensions else shown

    def _agency(self, row: ReportRow) -> str | None:
        office = self._words.offices.get(row.office or 0)
        if not row.delegated_to:
            return office
        return f"{office or ''} [delegiert an: {row.delegated_to}]".strip()

    def _address(self, row: ReportRow) -> str | None:
        """Return the place in words, from most to least specific as the specification wants it."""
        district = self._words.districts.get(row.district or 0)
        return ", ".join(part for part in (row.place, district) if part) or None

    def _extended(self, row: ReportRow) -> Fields:
        return {
            "detailed_status": DETAILED[row.status],
            "media_urls": [self._photo.format(row.photo)] if row.photo else [],
            "votes": row.supports,
        }

    def _waiting(self, row: ReportRow) -> Fields:
        """Return what may be said of a report that nobody has read yet: that it is here."""
        return {
            "service_request_id": str(row.number),
            "status": "open",
            "status_notes": self._words.waiting,
            "service_name": pick(row.category_title, self._words.language),
            "service_code": row.category,
            "requested_datetime": w3(row.submitted_at, self._words.zone),
            "updated_datetime": w3(row.submitted_at, self._words.zone),
        }


def as_id(given: str) -> UUID | None:
    """Return a token as the id it is; None where it is none."""
    try:
        return UUID(given)
    except ValueError:
        return None


def may_be_told(row: ReportRow) -> bool:
    """Say whether there is anything to tell about a report: it is shown, or waits to be read."""
    return row.visible or row.publicity == Publicity.WAITING
