"""What a crew has entered, as a form or a device sends it. In: fields and files. Out: an Entry, or Refused."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.http import HttpRequest
from django.utils.dateparse import parse_datetime

from smilecity.ground.pictures import MOST_BYTES
from smilecity.ground.refusals import Refused
from smilecity.ground.text import sentence

NO_PHOTO = sentence("Bitte wählen Sie ein Foto aus.")
NO_WORDS = sentence("Bitte schreiben Sie, warum es nicht geht.")
NOT_UNDERSTOOD = sentence("Das konnten wir nicht lesen. Bitte öffnen Sie den Auftrag noch einmal.")


class Kind(StrEnum):
    """What is entered about an order, as its form names it."""

    PHOTOS = "photos"
    DONE = "done"
    RETURNED = "returned"


@dataclass(frozen=True)
class Entry:
    """What was entered. `token`: of the form or the device; `made_at`: by the clock of the device."""

    token: UUID
    kind: Kind
    said: str
    photos: tuple[bytes, ...]
    made_at: datetime | None

    @property
    def field(self) -> str:
        """The id of the field that an error of this form leads to."""
        return f"photos-{self.kind}" if self.kind is Kind.PHOTOS else f"said-{self.kind}"


def entry(request: HttpRequest) -> Entry:
    """Return what was entered. Raises Refused where that is nothing we have a form for."""
    try:
        token, kind = UUID(request.POST.get("token", "")), Kind(request.POST.get("kind", ""))
    except ValueError:
        raise Refused(NOT_UNDERSTOOD) from None
    files = request.FILES.getlist("photos")
    return Entry(
        token=token,
        kind=kind,
        said=request.POST.get("said", "").strip(),
        photos=tuple(file.read(MOST_BYTES + 1) for file in files),
        made_at=_moment(request.POST.get("made_at", "")),
    )


def order(request: HttpRequest) -> UUID:
    """Return the order that a device names. Raises Refused where it names none."""
    try:
        return UUID(request.POST.get("order", ""))
    except ValueError:
        raise Refused(NOT_UNDERSTOOD) from None


def _moment(raw: str) -> datetime | None:
    """Return the moment that a device names; one without its zone says nothing."""
    try:
        found = parse_datetime(raw)
    except ValueError:
        return None
    return found if found is not None and found.tzinfo else None


def check(entry: Entry) -> None:
    """Raise Refused for what can be seen without looking at the order."""
    if entry.kind is Kind.PHOTOS and not entry.photos:
        raise Refused(NO_PHOTO)
    if entry.kind is Kind.RETURNED and not entry.said:
        raise Refused(NO_WORDS)
