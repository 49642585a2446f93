"""What somebody sends to report something. In: the fields of a form and its files. Out: a Sent, or everything wrong.

What is not needed is not kept: names, telephone numbers and the id of a device are left out.
"""

import base64
import binascii
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from smilecity.doors.api.open311 import problems
from smilecity.doors.api.open311.asking import read_point
from smilecity.doors.api.open311.problems import Fault, Problem, quoted

TEXT_MOST = 4000
ADDRESS_MOST = 200
PHOTO_MEGABYTES = 20
_PHOTO_MOST = PHOTO_MEGABYTES * 1024 * 1024
_LINK_MOST = 2000
_ATTRIBUTE = re.compile(r"attribute\[([^\[\]]{1,60})\](?:\[\d*\])?")
_DATA_URL = re.compile(r"data:image/[\w.+-]+;base64,")
_MAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\"]+")
Fields = Mapping[str, Sequence[str]]


@dataclass(frozen=True, kw_only=True)
class Sent:
    """A request as it came in. `lon`, `lat`: degrees (WGS 84), both or none. `media_url` is never fetched or shown."""

    service: str
    text: str = ""
    lon: float | None = None
    lat: float | None = None
    place: str = ""
    email: str = ""
    media_url: str = ""
    attributes: Mapping[str, tuple[str, ...]]
    photo: bytes | None = None


def sent(fields: Fields, photos: Sequence[bytes] = ()) -> Sent:
    """Return what was sent. Raises Problem with everything that is wrong with it."""
    faults: list[Fault] = []
    first = {name: values[-1].strip() for name, values in fields.items() if values}
    service = first.get("service_code", "")
    if not service:
        faults.append(Fault(400, problems.NO_SERVICE))
    point = _point(first, faults)
    _check_texts(first, faults)
    photo = _photo(first.get("media", ""), photos, faults)
    if faults:
        raise Problem(*faults)
    return Sent(
        service=service,
        text=first.get("description", ""),
        lon=point[0] if point else None,
        lat=point[1] if point else None,
        place=" ".join(first.get("address_string", "").split()),
        email=first.get("email", ""),
        media_url=first.get("media_url", ""),
        attributes=_attributes(fields),
        photo=photo,
    )


def _point(first: Mapping[str, str], faults: list[Fault]) -> tuple[float, float] | None:
    try:
        point = read_point(first)
    except Problem as wrong:
        faults.extend(wrong.faults)
        return None
    if point is None and not first.get("address_string"):
        named = first.get("address_id", "")
        missing = Fault(400, problems.WRONG_ADDRESS_ID, {"given": quoted(named)})
        faults.append(missing if named else Fault(400, problems.NO_LOCATION))
    return point


def _check_texts(first: Mapping[str, str], faults: list[Fault]) -> None:
    most = {"description": TEXT_MOST, "address_string": ADDRESS_MOST, "media_url": _LINK_MOST}
    for name, limit in most.items():
        if len(first.get(name, "")) > limit:
            faults.append(Fault(400, problems.LONG_TEXT, {"name": name, "most": limit}))
    email = first.get("email", "")
    if email and not (_MAIL.fullmatch(email) and len(email) <= 254):
        faults.append(Fault(400, problems.WRONG_EMAIL, {"given": quoted(email)}))
    link = first.get("media_url", "")
    if link and not link.startswith(("http://", "https://")):
        faults.append(Fault(400, problems.WRONG_LINK))


def _attributes(fields: Fields) -> dict[str, tuple[str, ...]]:
    """Return the answers by the code of their attribute: attribute[code]=a, several as attribute[code][]=a."""
    found: dict[str, tuple[str, ...]] = {}
    for name, values in fields.items():
        named = _ATTRIBUTE.fullmatch(name)
        given = tuple(value.strip() for value in values if value.strip())
        if named and given:
            found[named[1]] = (*found.get(named[1], ()), *given)
    return found


def _photo(encoded: str, photos: Sequence[bytes], faults: list[Fault]) -> bytes | None:
    """Return the photo: a file of the form, or a field in Base64 as Klarschiff has it."""
    if len(photos) + bool(encoded) > 1:
        faults.append(Fault(400, problems.TOO_MANY_PHOTOS))
        return None
    try:
        photo = base64.b64decode(_DATA_URL.sub("", encoded, count=1), validate=True) if encoded else None
    except (binascii.Error, ValueError):
        faults.append(Fault(400, problems.WRONG_MEDIA))
        return None
    photo = photos[0] if photos else photo
    if photo is not None and len(photo) > _PHOTO_MOST:
        faults.append(Fault(400, problems.LARGE_MEDIA, {"most": PHOTO_MEGABYTES}))
        return None
    return photo
