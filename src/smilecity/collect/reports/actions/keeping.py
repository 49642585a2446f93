"""What a report keeps beside the trunk, written in the trunk's own transaction whenever a contribution comes to be."""

from uuid import UUID

from smilecity.collect.contributions.actions.storing import Content, Growth
from smilecity.collect.contributions.models import Contribution
from smilecity.collect.reports import reading, rules
from smilecity.collect.reports.actions.developing import forget_photos
from smilecity.collect.reports.models import Category, Report
from smilecity.ground.refusals import Refused


def _keep(row: Contribution, content: Content) -> None:
    category = Category.objects.filter(code=row.category).first()
    if category is None:
        raise Refused(rules.NO_CATEGORY)
    asked = rules.attributes_of(category.attributes)
    Report.objects.create(
        contribution=row,
        category=category,
        # What was asked anew between sending off and confirming is no longer a reason to refuse: what fits is kept.
        attributes=rules.attributes_read(asked, content.attributes).values,
        anonymous=row.author_id is None and row.entered_by_id is None,
        ground=_ground(row),
        place_source=content.place_source,
    )


def _ground(row: Contribution) -> str:
    return reading.ground_at(row.lon, row.lat) or ""


def _move(row: Contribution) -> None:
    Report.objects.filter(contribution=row).update(ground=_ground(row))


def _erase(contribution: UUID) -> None:
    Report.objects.filter(contribution=contribution).update(attributes={})
    forget_photos(contribution)


GROWTH = Growth(keep=_keep, move=_move, erase=_erase)
