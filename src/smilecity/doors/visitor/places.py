"""A place as an answer, for pages: what was chosen, what bears the name that was typed, the districts beside them.

In: what a form or an answer says. Out: prepared values, and the point or district that counts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from smilecity.city import queries as city
from smilecity.city.queries import NamedPlace, PlaceWords
from smilecity.collect.surveys import locating, rules
from smilecity.collect.surveys.rules import DISTRICT, LAT, LON, Question
from smilecity.ground.refusals import Refused
from smilecity.ground.text import sentence

MATCH, ADDRESS = "match", "address"
FIELDS = (MATCH, LON, LAT, DISTRICT, ADDRESS)
CHOOSE_FOUND = sentence("Bitte wählen Sie aus, welchen Ort Sie meinen.")
NOTHING_FOUND = sentence(
    "Dazu haben wir nichts gefunden. Versuchen Sie es mit dem Namen der Straße, oder wählen Sie den Ortsteil aus der "
    "Liste."
)
TWO_PLACES = sentence("Ihr Punkt liegt nicht in dem Ortsteil aus der Liste. Bitte wählen Sie aus, was gilt.")
_KEPT = {
    rules.DISTRICT_ONLY: sentence("Wir speichern nur den Ortsteil, nicht den Punkt."),
    rules.HUNDRED_METRES: sentence(
        "Wir speichern den Punkt nur auf etwa 100 Meter genau. Das Team der Umfrage kann ihn sehen."
    ),
    rules.EXACT: sentence(
        "Wir speichern den genauen Punkt. Das Team der Umfrage kann ihn sehen. Ist der Ort Ihre Wohnung? Dann wählen "
        "Sie besser nur den Ortsteil aus der Liste."
    ),
}


@dataclass(frozen=True)
class Typed:
    """The fields of a place as a form sent them, or as an answer fills them."""

    match: str = ""
    lon: str = ""
    lat: str = ""
    district: str = ""
    address: str = ""

    @property
    def point(self) -> tuple[str, str] | None:
        """The point in the hidden fields."""
        return (self.lon, self.lat) if self.lon and self.lat else None

    def without(self, kept: "Typed") -> "Typed":
        """Return what was added to an answer that filled the fields before."""
        stays = self.point == kept.point
        same = not kept.point and self.district == kept.district
        lon, lat = ("", "") if stays else (self.lon, self.lat)
        return Typed(self.match, lon, lat, "" if same else self.district, self.address)


def typed(raw: Sequence[str]) -> Typed:
    """Return the fields out of their raw values, "name=value"."""
    pairs = dict(value.partition("=")[::2] for value in raw)
    return Typed(**{name: pairs.get(name, "").strip() for name in FIELDS})


def located(raw: Sequence[str], kept: Sequence[str], *, abstains: bool) -> list[str]:
    """Return the place that is meant, as the rules check it. Raises Refused where it is not clear or not in the city.

    `kept`: the answer that filled the fields before; what was added to it is what is meant.
    """
    new = typed(raw).without(typed(kept))
    if new == Typed():
        return list(kept) if typed(raw) != Typed() and not abstains else []
    if new.match:
        return _chosen(new.match)
    if new.point is None and not new.district:
        raise Refused(CHOOSE_FOUND if found(new.address) else NOTHING_FOUND)
    return _point_or_district(new)


def _chosen(match: str) -> list[str]:
    lon, comma, lat = match.partition(",")
    return locating.of_point(lon, lat) if comma else locating.of_district(match)


def _point_or_district(new: Typed) -> list[str]:
    """Return the point, unless only a district was chosen. Raises Refused where they do not fit each other."""
    if new.point is None:
        return locating.of_district(new.district)
    place = locating.of_point(*new.point)
    if new.district and typed(place).district != new.district:
        raise Refused(TWO_PLACES)
    return place


def found(address: str) -> list[tuple[str, str]]:
    """Return what bears the name that was typed, as choices. At most 4 SQL."""
    return [(f"{one.lon:.6f},{one.lat:.6f}", label(one)) for one in city.places_named(address)]


def label(place: NamedPlace) -> str:
    """Return a place that was found, as a choice: with its district, and what of it is not known."""
    name = ", ".join(part for part in (place.name, place.district_name) if part)
    return f"{name} ({note(place)})" if place.missing else name


def note(place: NamedPlace) -> str:
    """Return what is not known of a place that was found; empty where all is."""
    if not place.missing:
        return ""
    said = _("Hausnummer {number} kennen wir nicht. Gemeint ist die Straße.")
    return said.format(number=place.missing)


def shown(asked: Question, raw: Sequence[str], kept: Sequence[str] = ()) -> dict[str, object]:
    """Return the fields as components/place.html takes them, with what bears the name that was typed."""
    said, districts = typed(raw), city.districts()
    new = said.without(typed(kept))
    names = {row.code: row.name for row in districts}
    asks = bool(new.address) and not (new.point or new.district)
    matches = found(new.address) if asks else _both(new, names)
    return {
        "address": said.address,
        "lon": said.lon,
        "lat": said.lat,
        "words": _words(said, names),
        "matches": matches,
        "nothing": _(NOTHING_FOUND) if asks and not matches else "",
        "districts": [(code, name, code == said.district and not said.point) for code, name in names.items()],
        "kept_text": " ".join([_(_KEPT[asked.limits.places]), _("Veröffentlicht werden nur Zahlen je Ortsteil.")]),
    }


def _both(new: Typed, names: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return a point and a district that do not fit each other, as choices."""
    if new.point is None or new.district not in names:
        return []
    point = _words(Typed(lon=new.lon, lat=new.lat), names) or _("der Punkt auf der Karte")
    return [(f"{new.lon},{new.lat}", point), (new.district, names[new.district])]


def _words(said: Typed, names: Mapping[str, str]) -> str:
    """Return where the chosen point is, or which district was chosen."""
    if said.point is None:
        return names.get(said.district, "")
    try:
        lon, lat = map(float, said.point)
    except ValueError:
        return ""
    return place_sentence(city.describe(lon, lat), with_number=False)


def in_words(place: Mapping[str, object]) -> str:
    """Return a place that was given, for people: its district, and what is near its point. At most 9 SQL."""
    names = {row.code: row.name for row in city.districts()}
    parts = rules.given_by(rules.Kind.PLACE, {key: str(value) for key, value in place.items()})
    return _words(typed(parts), names) or str(place.get(DISTRICT, ""))


def place_sentence(found: PlaceWords, *, with_number: bool = True) -> str:
    """Return where a place is in the reader's language, or that it is not in the city.

    `with_number`: with the closest house; it would say more than is known of a point that was kept roughly.
    """
    if not found.inside:
        name = city.profile().name
        return _("Dieser Punkt liegt nicht in {city}. Bitte wählen Sie einen Punkt in der Stadt.").format(city=name)
    district = found.district.name if found.district else ""
    near = found.near_house if with_number else found.near
    if near:
        return ", ".join(part for part in (_("Nähe {street}").format(street=near), district) if part)
    return district or _("auf dem Wasser oder am Rand der Stadt")
