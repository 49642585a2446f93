"""What the city says of itself: its whole profile from a file, parts of it from the desk. Each act is audited."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from django.db import transaction

from smilecity.city import entries
from smilecity.city.models import City
from smilecity.city.rules import LEGAL_TEXTS
from smilecity.ground import audit
from smilecity.ground.refusals import Refused
from smilecity.ground.text import sentence

NO_CITY = sentence("Bitte geben Sie zuerst unter „Stadt einrichten“ an, wie Ihre Stadt heißt.")
_SIDES = ("west", "south", "east", "north")


@transaction.atomic
def set_profile(*, data: Mapping[str, object], by: UUID | None, at: datetime) -> None:
    """Set the whole profile of the city; fields that are not given become empty. Raises BadFile."""
    profile = entries.profile(data)
    City.objects.update_or_create(id=1, defaults=asdict(profile))
    audit.record(actor=by, verb="city.set_profile", subject="city", at=at, details={"name": profile.name})


@transaction.atomic
def change_profile(*, data: Mapping[str, object], by: UUID | None, at: datetime) -> None:
    """Change these fields of the profile, named as in its file; all others stay. Raises BadFile."""
    profile = entries.profile({**_kept(), **data})
    City.objects.update_or_create(id=1, defaults=asdict(profile))
    audit.record(actor=by, verb="city.change_profile", subject="city", at=at, details={"name": profile.name})


def _kept() -> dict[str, object]:
    """Return the profile as its file would say it; empty before there is a city."""
    found = City.objects.select_for_update().filter(id=1).values().first()
    if found is None:
        return {}
    row: dict[str, object] = dict(found)
    box = [row[side] for side in _SIDES]
    known = {name: value for name, value in row.items() if name not in {"id", *_SIDES}}
    return known | ({} if None in box else {"bbox": box})


@transaction.atomic
def set_legal(*, texts: Mapping[str, str], by: UUID | None, at: datetime) -> None:
    """Change what the legal pages say of the city; all else of the profile stays. Raises Refused without a city."""
    found = City.objects.filter(id=1).update(**{name: texts[name] for name in LEGAL_TEXTS if name in texts})
    if not found:
        raise Refused(NO_CITY)
    audit.record(actor=by, verb="city.set_legal", subject="city", at=at)


@transaction.atomic
def note_mail(*, arrived: bool, by: UUID, at: datetime) -> None:
    """Note that a mail was sent for a trial, or that it arrived: whoever sets up the city can see that it works."""
    audit.record(actor=by, verb="city.mail_arrived" if arrived else "city.try_mail", subject="city", at=at)
