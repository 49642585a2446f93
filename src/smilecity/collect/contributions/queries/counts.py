"""How many contributions that everybody may see there are, by district, status, theme and feeling."""

from django.db.models import Count
from django.db.models.query import QuerySet

from smilecity.collect.contributions.models import Contribution, ContributionTheme
from smilecity.collect.contributions.rules import Kind, Status


def per_district(kind: Kind) -> dict[int | None, int]:
    """Return the number by district; under None what lies nowhere. 1 SQL."""
    return dict(_shown(kind).values_list("district").annotate(number=Count("id")))


def per_status(kind: Kind) -> dict[Status, int]:
    """Return the number by status, also those of 0. 1 SQL."""
    found = dict(_shown(kind).values_list("status").annotate(number=Count("id")))
    return {status: found.get(status.value, 0) for status in Status}


def per_theme(kind: Kind) -> dict[int, int]:
    """Return the number by theme; a contribution with several counts for each. 1 SQL."""
    rows = ContributionTheme.objects.filter(contribution__visible=True, contribution__kind=kind)
    return dict(rows.values_list("theme").annotate(number=Count("id")))


def per_district_and_category(kind: Kind) -> dict[tuple[int | None, str], int]:
    """Return the number by district and category. 1 SQL."""
    rows = _shown(kind).values_list("district", "category").annotate(number=Count("id"))
    return {(district, category): number for district, category, number in rows}


def _shown(kind: Kind) -> QuerySet[Contribution]:
    return Contribution.objects.filter(visible=True, kind=kind).order_by()
