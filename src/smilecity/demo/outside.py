"""The demo's crews: their accounts, the orders they get, and what they send from the spot, with drawn photos."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from smilecity.collect.contributions.models import Contribution
from smilecity.collect.contributions.rules import Stage
from smilecity.deliver.answers import reading
from smilecity.deliver.fieldwork import actions
from smilecity.deliver.fieldwork.actions import CrewPhoto
from smilecity.deliver.fieldwork.models import WorkOrder
from smilecity.demo.drawings import draw
from smilecity.demo.lives import DAY, HOUR, Act
from smilecity.demo.town_hall import DOMAIN
from smilecity.people import actions as people
from smilecity.people.models import User

STREETS = f"team-strassen@{DOMAIN}"


@dataclass(frozen=True)
class Crews:
    """The crews by the keys of the file, and one person of each."""

    ids: Mapping[str, int]
    workers: Mapping[str, User]


def make_crews(data: Mapping[str, Any], offices: Mapping[str, int], at: datetime) -> Crews:
    """Make the crews of the file with their people."""
    ids: dict[str, int] = {}
    workers: dict[str, User] = {}
    for row in data["crews"]:
        key = row["key"]
        ids[key] = actions.make_crew(office=offices[row["office"]], name=row["name"], by=None, at=at)
        for local, name in row["people"].items():
            made = people.make_account(email=f"{local}@{DOMAIN}", name=name, password=None, at=at)
            actions.add_to_crew(crew=ids[key], email=made.email, by=None, at=at)
            workers[key] = User.objects.get(pk=made.pk)
    return Crews(ids, workers)


def acts(
    said: Mapping[str, Any], report: Callable[[], UUID], crews: Crews, clerks: Mapping[int, User], begins: datetime
) -> Iterator[Act]:
    """Yield that a crew is ordered, and what it sends from the spot. `report`: known once it was sent off."""
    yield Act(begins + said["after"] * DAY + 3 * HOUR, partial(_order, said, report, crews, clerks))
    for end in ("done", "returned"):
        if end in said:
            yield Act(begins + said[end]["after"] * DAY + 5 * HOUR, partial(_settle, said, end, report, crews))


def _order(
    said: Mapping[str, Any], report: Callable[[], UUID], crews: Crews, clerks: Mapping[int, User], at: datetime
) -> None:
    about = report()
    office = Contribution.objects.values_list("office", flat=True).get(pk=about)
    actions.order_work(
        contribution=about,
        crew=crews.ids[said["crew"]],
        note=said.get("note", ""),
        urgent=said.get("urgent", False),
        seen=reading.decisive_steps(about),
        by=clerks[office or 0],
        at=at,
    )


def _settle(said: Mapping[str, Any], how: str, report: Callable[[], UUID], crews: Crews, at: datetime) -> None:
    order, end = WorkOrder.objects.get(contribution=report(), settled_at=None), said[how]
    photos = [CrewPhoto(draw(end["photo"]).png, Stage.AFTER)] if "photo" in end else []
    actions.settle(
        token=uuid5(NAMESPACE_URL, f"{order.pk}"),
        order=order.pk,
        done=how == "done",
        said=end["said"],
        photos=photos,
        made_at=at,
        by=crews.workers[said["crew"]],
        at=at,
    )
