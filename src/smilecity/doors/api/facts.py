"""The city's words for programs: slugs and codes instead of numbers of rows. Read once for each answer. 3 SQL."""

from dataclasses import dataclass
from functools import cached_property

from smilecity.city import queries as city
from smilecity.city.queries import DistrictRow, OfficeRow, ThemeRow


@dataclass(frozen=True)
class Facts:
    """Themes, districts and offices in one language."""

    language: str = "de"

    @cached_property
    def themes(self) -> dict[int, ThemeRow]:
        """The themes by id."""
        return {theme.id: theme for theme in city.themes(self.language)}

    @cached_property
    def districts(self) -> dict[int, DistrictRow]:
        """The districts by id."""
        return {district.id: district for district in city.districts()}

    @cached_property
    def offices(self) -> dict[int, OfficeRow]:
        """The offices by id."""
        return {office.id: office for office in city.offices(self.language)}

    def theme(self, slug: str) -> int | None:
        """Return the id of a theme."""
        return next((pk for pk, theme in self.themes.items() if theme.slug == slug), None)

    def district(self, code: str) -> int | None:
        """Return the id of a district."""
        return next((pk for pk, district in self.districts.items() if district.code == code), None)

    def office(self, slug: str) -> int | None:
        """Return the id of an office."""
        return next((pk for pk, office in self.offices.items() if office.slug == slug), None)
