"""What both acts and questions of the reports need: the tree, who has to do with what, what lies under a point.

A fixed number of SQL statements each.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from django.db.models import QuerySet

from smilecity.city import queries as city
from smilecity.city.models import Office
from smilecity.collect.contributions.models import Contribution
from smilecity.collect.contributions.rules import LOST, Kind
from smilecity.collect.reports import rules
from smilecity.collect.reports.models import Category, Responsibility
from smilecity.collect.reports.rules import Attribute, Facts, Ground, Link, Rule, Where
from smilecity.ground.text import Texts


@dataclass(frozen=True)
class CategoryRow:
    """A category as pages and programs show it.

    `parent`: the code of the one above, empty on the first level. `leaf`: it can be chosen. `radius_metres` and `icon`:
    its own, or as its parent says. `office` and `answer_days`: what it says itself, None: as its parent or the office
    says. `active`: it and the one above can be chosen; `own_active`: what it says itself.
    """

    id: int
    code: str
    parent: str
    title: Texts
    hint: Texts
    instead: Texts
    urgent: Texts
    keywords: tuple[str, ...]
    icon: str
    position: int
    radius_metres: int
    handled: bool
    text_required: bool
    attributes: tuple[Attribute, ...]
    office: int | None
    answer_days: int | None
    active: bool
    leaf: bool
    own_radius: int | None
    own_icon: str
    own_active: bool

    @property
    def facts(self) -> Facts:
        """What the check of a report looks at."""
        return Facts(self.active, self.handled, self.leaf, self.text_required, self.attributes)


@dataclass(frozen=True)
class Route:
    """Which office has to do with a report, and within how many working days; None: nobody said."""

    office: int | None
    days: int | None


@dataclass(frozen=True)
class Routes:
    """The whole of who has to do with what, read once."""

    categories: Mapping[str, CategoryRow]
    rules: Sequence[Rule]
    standing: frozenset[int]

    def chain(self, code: str) -> list[CategoryRow]:
        """Return a category and those above it; nothing for a code that is none."""
        found: list[CategoryRow] = []
        here = self.categories.get(code)
        while here is not None and here not in found:
            found.append(here)
            here = self.categories.get(here.parent)
        return found

    def route(self, code: str, district: int | None, ground: Ground | None) -> Route:
        """Return office and days of a report. Offices that were dissolved have to do with nothing."""
        chain = self.chain(code)
        links = [Link(each.id, each.office if each.office in self.standing else None) for each in chain]
        office = rules.responsible(links, district, ground, self.rules)
        return Route(office, next((each.answer_days for each in chain if each.answer_days), None))

    def handed_over(self, code: str, office: int) -> "Routes":
        """Return the same with another office for a category; the office stands."""
        rows = {**self.categories, **{each.code: replace(each, office=office) for each in self.chain(code)[:1]}}
        return replace(self, categories=rows, standing=self.standing | {office})


def tree(*, retired: bool = False) -> list[CategoryRow]:
    """Return all categories, each followed by those below it; `retired`: those that nobody can choose any more, too.

    1 SQL.
    """
    rows = list(Category.objects.order_by("position", "id"))
    codes = {row.pk: row for row in rows}
    shown = [row for row in rows if retired or _is_active(row, codes)]
    below: dict[int | None, list[Category]] = {}
    for row in shown:
        below.setdefault(row.parent_id, []).append(row)
    return list(_walk(below, codes, None))


def _is_active(row: Category, by_id: Mapping[int, Category]) -> bool:
    above = by_id.get(row.parent_id) if row.parent_id else None
    return row.active and (above is None or _is_active(above, by_id))


def _walk(
    below: Mapping[int | None, list[Category]], by_id: Mapping[int, Category], parent: int | None
) -> Iterator[CategoryRow]:
    for row in below.get(parent, []):
        yield _row(row, by_id, leaf=not any(each.active for each in below.get(row.pk, [])))
        yield from _walk(below, by_id, row.pk)


def _row(row: Category, by_id: Mapping[int, Category], *, leaf: bool) -> CategoryRow:
    above = by_id.get(row.parent_id) if row.parent_id else None
    return CategoryRow(
        id=row.pk,
        code=row.code,
        parent=above.code if above else "",
        title=row.title,
        hint=row.hint,
        instead=row.instead,
        urgent=row.urgent,
        keywords=tuple(row.keywords),
        icon=row.icon or (above.icon if above else ""),
        position=row.position,
        radius_metres=row.radius_metres or (above.radius_metres if above else None) or rules.RADIUS,
        handled=row.handled,
        text_required=row.text_required,
        attributes=rules.attributes_of(row.attributes),
        office=row.office_id,
        answer_days=row.answer_days,
        active=_is_active(row, by_id),
        leaf=leaf,
        own_radius=row.radius_metres,
        own_icon=row.icon,
        own_active=row.active,
    )


def routes() -> Routes:
    """Return who has to do with what, retired categories included: old reports still need an office. 3 SQL."""
    rows = Responsibility.objects.filter(office__retired_on=None).order_by("pk")
    found = [Rule(row.category_id, row.office_id, row.district_id, Where(row.ground)) for row in rows]
    return Routes({row.code: row for row in tree(retired=True)}, found, standing_offices())


def still_open(code: str, known: Routes) -> QuerySet[Contribution]:
    """Return the reports of a category and of those below it that are to be seen to: what goes along when it moves."""
    codes = [each for each in known.categories if code in {up.code for up in known.chain(each)}]
    rows = Contribution.objects.filter(kind=Kind.REPORT, category__in=codes, status__in=rules.STILL_OPEN)
    return rows.filter(merged_into=None).exclude(publicity__in=LOST)


def standing_offices() -> frozenset[int]:
    """Return the offices that were not dissolved. 1 SQL."""
    return frozenset(Office.objects.filter(retired_on=None).values_list("pk", flat=True))


def ground_at(lon: float | None, lat: float | None) -> Ground | None:
    """Say what a point lies on; None without a point. At most 2 SQL."""
    return None if lon is None or lat is None else Ground(city.ground_at(lon, lat))
