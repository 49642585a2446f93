"""The office directory: who is responsible, how to reach them, when they are open, which districts they serve."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from smilecity.city.models import District, Office
from smilecity.city.office_details import Details
from smilecity.city.queries.searching import places_named
from smilecity.ground.text import FALLBACK, german_key, pick


@dataclass(frozen=True)
class OfficeCard:
    """An office as residents see it, in one language. `serves`: codes of districts; none: the whole city."""

    id: int
    slug: str
    name: str
    responsibilities: str
    everyday: Sequence[str]
    email: str
    phone: str
    address: str
    opening: str
    accessibility: str
    serves: Sequence[str]

    def is_for(self, district: str) -> bool:
        """Say whether the office serves a district, given by its code."""
        return not self.serves or district in self.serves


@dataclass(frozen=True)
class Whereabouts:
    """A place somebody named: its own name, and its district."""

    name: str
    district: str
    district_name: str


def directory(language: str = "de") -> list[OfficeCard]:
    """Return every office that can be turned to, by its German name. 1 SQL."""
    rows = Office.objects.filter(retired_on=None).order_by("name_sort", "id")
    return [_card(row, language) for row in rows]


def office_card(slug: str, language: str = "de") -> OfficeCard | None:
    """Return an office by its slug; None for one that is not there or no more. 1 SQL."""
    row = Office.objects.filter(slug=slug, retired_on=None).first()
    return _card(row, language) if row else None


def _card(row: Office, language: str) -> OfficeCard:
    return OfficeCard(
        id=row.pk,
        slug=row.slug,
        name=pick(row.name, language),
        responsibilities=pick(row.responsibilities, language),
        everyday=_everyday(row, language),
        email=row.email,
        phone=row.phone,
        address=row.address,
        opening=pick(row.opening, language),
        accessibility=pick(row.accessibility, language),
        serves=row.serves,
    )


def _everyday(row: Office, language: str) -> Sequence[str]:
    """Return the words in `language`; where there are none, the German ones."""
    own: Sequence[str] = row.everyday.get(language) or ()
    return own or [pick({FALLBACK: word}, language) for word in row.everyday.get(FALLBACK) or row.keywords]


def office_details(office: int) -> Details | None:
    """Return what staff may change of an office, in all languages. 1 SQL."""
    row = Office.objects.filter(pk=office, retired_on=None).first()
    if row is None:
        return None
    return Details(
        responsibilities=row.responsibilities,
        everyday=row.everyday,
        email=row.email,
        phone=row.phone,
        address=row.address,
        opening=row.opening,
        accessibility=row.accessibility,
        serves=row.serves,
    )


def whereabouts(text: str) -> Whereabouts | None:
    """Return the district, street or park that is meant; None where the city knows none. At most 5 SQL."""
    names = dict(District.objects.values_list("code", "name"))
    asked = german_key(text)
    for code, name in names.items():
        if german_key(name) == asked:
            return Whereabouts(name, code, name)
    best = next(iter(places_named(text, most=1)), None)
    return _at(best.name, best.district_name or best.name, names) if best else None


def _at(name: str, district: str, names: Mapping[str, str]) -> Whereabouts | None:
    code = next((code for code, each in names.items() if each == district), None)
    return Whereabouts(name, code, district) if code else None
