"""How targets lie in the database: from a target to its columns and back, and whether it is still there."""

from typing import TypedDict
from uuid import UUID

from smilecity.city.models import District, Theme
from smilecity.collect.contributions.models import Contribution
from smilecity.deliver.notices import rules
from smilecity.deliver.notices.rules import Search, Target


class Columns(TypedDict):
    """The four columns of a target; all but one are None."""

    contribution_id: UUID | None
    theme_id: int | None
    district_id: int | None
    search: dict[str, str | int] | None


def columns(target: Target) -> Columns:
    """Return the target as its columns hold it."""
    return Columns(
        contribution_id=target.contribution,
        theme_id=target.theme,
        district_id=target.district,
        search=target.search.canonical() if target.search else None,
    )


def target_of(
    contribution: UUID | None, theme: int | None, district: int | None, search: dict[str, object] | None
) -> Target:
    """Return the target that lies in these columns."""
    return Target(contribution, theme, district, rules.search_of(search) if search is not None else None)


def is_there(target: Target) -> bool:
    """Say whether everybody can see what is to be subscribed to."""
    search = target.search or Search()
    if target.contribution:
        return Contribution.objects.filter(pk=target.contribution, visible=True).exists()
    theme, district = target.theme or search.theme, target.district or search.district
    return (theme is None or Theme.objects.filter(pk=theme).exists()) and (
        district is None or District.objects.filter(pk=district).exists()
    )
