"""Builds what the public pages of ideas and places show, for their tests: a town with names, calls, contributions."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from smilecity.city.models import Theme
from smilecity.collect.contributions import actions
from smilecity.collect.contributions.models import Contribution
from smilecity.collect.contributions.rules import Kind
from smilecity.people.models import User
from tests.factories import AT, make_resident, make_staff
from tests.factories_contributions import LAT, LON, make_call, make_contribution, make_district, make_office

NEXT = timedelta(minutes=1)


@dataclass
class Town:
    """Two themes, two districts, an office, and a call for ideas and one for places."""

    traffic: int = field(init=False)
    culture: int = field(init=False)
    centre: int = field(init=False)
    office: int = field(init=False)
    ideas: UUID = field(init=False)
    places: UUID = field(init=False)
    staff: User = field(init=False)

    def __post_init__(self) -> None:
        self.traffic = _theme("verkehr", {"de": "Verkehr", "en": "Transport"}, 1)
        self.culture = _theme("kultur", {"de": "Kultur"}, 2)
        self.centre = make_district("Mitte")
        make_district("Warnemünde", lon=LON + 0.1)
        self.office = make_office("tiefbau", name={"de": "Tiefbauamt", "en": "Civil Engineering Office"})
        self.ideas, self.places = make_call(Kind.IDEA), make_call(Kind.PLACE)
        self.staff = make_staff()

    def idea(self, title: str = "Bänke am Ufer", **content: Any) -> Contribution:
        """Return an idea that everybody sees."""
        return make_contribution(self.ideas, by=self.staff, title=title, **content)

    def place(self, title: str = "Die Mole", category: str = "happy", **content: Any) -> Contribution:
        """Return a place that everybody sees."""
        return make_contribution(self.places, by=self.staff, title=title, category=category, **content)

    @staticmethod
    def here() -> dict[str, Any]:
        """Return a point in the middle of the town, as content."""
        return {"lon": LON, "lat": LAT}

    @staticmethod
    def supported(idea: Contribution, times: int) -> None:
        """Have so many members support it."""
        for _ in range(times):
            actions.support_as_member(contribution=idea.pk, user=make_resident(), informed=False, at=AT)

    @staticmethod
    def commented(idea: Contribution, text: str = "Gute Idee!", *, by: User | None = None) -> UUID:
        """Have a member say something to it."""
        return actions.comment_as_member(
            contribution=idea.pk,
            text=text,
            author_name="Maren",
            user=by or make_resident(),
            informed=False,
            language="de",
            at=AT,
        )


def _theme(slug: str, name: dict[str, str], position: int) -> int:
    return Theme.objects.create(slug=slug, name=name, position=position).pk
