"""What both acts and questions of the answers need: responsibilities with their days, who is what today, what is open.

A fixed number of SQL statements each.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q

from smilecity.city import queries as city
from smilecity.city.models import Office
from smilecity.collect.contributions.models import Contribution, Step
from smilecity.collect.contributions.rules import OPEN, Kind, Publicity, Verb
from smilecity.deliver.answers import rules
from smilecity.deliver.answers.models import Absence, Clerk, OfficeRule, Reminder, Responsibility
from smilecity.deliver.answers.rules import DAYS, Away, Duty, Standing
from smilecity.people.models import User
from smilecity.people.rules import Role

# What still concerns an office: shown, or about to be.
CURRENT = (Publicity.SHOWN, Publicity.WAITING)


@dataclass(frozen=True)
class Promised:
    """Which office answers, and by when."""

    office: int
    due_on: date


@dataclass(frozen=True)
class Plan:
    """Who answers for what, and within how many working days."""

    duties: Sequence[Duty]
    days: Mapping[int, int]
    fallback: int | None
    land: str

    def office_for(self, kind: Kind, category: str, themes: Sequence[int], district: int | None) -> int | None:
        """Return the responsible office."""
        return rules.responsible(self.duties, kind, category, themes, district, fallback=self.fallback)

    def due_on(self, office: int, start: date, days: int | None = None) -> date:
        """Return the day by which an office answers what came in on a day; `days`: where its own do not count."""
        return rules.promised_on(start, days or self.days.get(office, DAYS), self.land)

    def promise(
        self,
        kind: Kind,
        category: str,
        themes: Sequence[int],
        district: int | None,
        start: date,
        *,
        office: int | None = None,
        days: int | None = None,
    ) -> Promised | None:
        """Return office and day; None where no office is responsible and none takes the rest.

        `office`, `days`: what the category of a report says, which goes before the rules here.
        """
        found = office if office is not None else self.office_for(kind, category, themes, district)
        return Promised(found, self.due_on(found, start, days)) if found is not None else None


def plan() -> Plan:
    """Return who answers for what. Retired offices answer for nothing. 3 SQL."""
    offices = Office.objects.filter(retired_on=None).order_by("pk").values_list("pk", flat=True)
    standing = {row.office_id: row for row in OfficeRule.objects.filter(office__retired_on=None)}
    duties = Responsibility.objects.filter(office__retired_on=None).order_by("pk")
    fallback = next((pk for pk, row in standing.items() if row.fallback), None)
    if fallback is None:
        only = list(offices[:2])
        fallback = only[0] if len(only) == 1 else None
    return Plan(
        duties=[
            Duty(row.office_id, Kind(row.kind) if row.kind else None, row.category, row.theme_id, row.district_id)
            for row in duties
        ],
        days={pk: row.days for pk, row in standing.items()},
        fallback=fallback,
        land=city.profile().land,
    )


def standing_of(user: User, today: date) -> Standing:
    """Return somebody's standing today: their own offices, and those of colleagues they stand in for. 3 SQL."""
    return today_of(user, today)[0]


def today_of(user: User, today: date) -> tuple[Standing, frozenset[UUID]]:
    """Return somebody's standing today, and for whom they act, themselves included. 3 SQL."""
    people = rules.represented(user.pk, absences(today), today)
    offices = Clerk.objects.filter(_at_work("user"), user__in=people).values_list("office", flat=True)
    heads = OfficeRule.objects.filter(_at_work("head"), head__in=people).values_list("office", flat=True)
    return Standing(user.role_set, frozenset(offices), frozenset(heads)), people


def _at_work(who: str) -> Q:
    """Narrow to accounts that may act for an office: whoever lost the role or left lends their right to nobody."""
    roles = [Role.CLERK.value, Role.ADMINISTRATOR.value]
    return Q(**{f"{who}__is_active": True, f"{who}__roles__overlap": roles})


def absences(today: date) -> list[Away]:
    """Return who is away today while somebody may act for them. 1 SQL."""
    rows = Absence.objects.filter(_at_work("substitute"), first_on__lte=today, last_on__gte=today).order_by("pk")
    return [Away(row.user_id, row.substitute_id, row.first_on, row.last_on) for row in rows]


def unanswered(offices: Sequence[int]) -> dict[int, str]:
    """Return for offices with open contributions how many, in German words. 1 SQL."""
    counts = (
        Contribution.objects.filter(office__in=offices, status__in=OPEN, merged_into=None, publicity__in=CURRENT)
        .values_list("office")
        .annotate(number=Count("*"))
    )
    return {office: f"{number} offene Beiträge" if number > 1 else "1 offener Beitrag" for office, number in counts}


def recipients(offices: Iterable[int], kind: Reminder.Kind, today: date) -> dict[int, frozenset[UUID]]:
    """Return who is told of what is due in an office, substitutes instead of who is away.

    Before the day its clerks, after it its head; where there is nobody, who comes next: head, then administrators.
    3 to 4 SQL.
    """
    away, wanted = absences(today), set(offices)
    clerks: dict[int, set[UUID]] = {}
    for office, user in Clerk.objects.filter(_at_work("user"), office__in=wanted).values_list("office", "user"):
        clerks.setdefault(office, set()).add(user)
    headed = OfficeRule.objects.filter(_at_work("head"), office__in=wanted).values_list("office", "head")
    heads = {office: {head} for office, head in headed}
    first, then = (clerks, heads) if kind is Reminder.Kind.REMINDED else (heads, {})
    told = {office: first.get(office) or then.get(office) for office in wanted}
    last = _administrators() if not all(told.values()) else set()
    return {
        office: frozenset(rules.stands_in(user, away, today) for user in people or last)
        for office, people in told.items()
    }


def _administrators() -> set[UUID]:
    """Return who has charge of everything. 1 SQL."""
    rows = User.objects.filter(is_active=True, roles__contains=[Role.ADMINISTRATOR.value])
    return set(rows.values_list("pk", flat=True))


def decisive_steps(contribution: UUID) -> int:
    """Count the steps that matter for a decision: history only grows, so the number says what somebody has seen."""
    return Step.objects.filter(contribution=contribution, verb__in=rules.DECISIVE).count()


def extensions(contribution: UUID) -> int:
    """Return how often the promised day was moved with a reason. 1 SQL."""
    return Step.objects.filter(contribution=contribution, verb=Verb.DUE).exclude(text="").count()
