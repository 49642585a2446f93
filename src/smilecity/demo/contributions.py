"""The demo's ideas and places: what made-up people said over half a year, and what became of it. Through actions only.

Everything that happens to any of them is put in one order and done at its own time, the same in every run.
"""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from smilecity.city import queries as city
from smilecity.collect.contributions.models import Comment, Step
from smilecity.collect.contributions.rules import Kind
from smilecity.deliver.answers import actions as answers
from smilecity.deliver.notices import actions as notices
from smilecity.deliver.notices.rules import Rhythm, Target
from smilecity.demo.lives import Act, Life, Town
from smilecity.demo.town_hall import DOMAIN, TownHall, leave_for_holidays, open_town_hall
from smilecity.people import actions as people
from smilecity.people.contacts import actions as contacts
from smilecity.people.models import User
from smilecity.understand.moderation import actions as moderation

FOLDER = Path(__file__).parent / "rostock"
SEED = 20230705
BEGAN = timedelta(days=170)
NEWS = timedelta(days=17)
RESIDENT = f"anna@{DOMAIN}"
RESIDENT_NAME = "Anna B."
FILES = {Kind.IDEA: ("ideas.json", "ideas"), Kind.PLACE: ("places.json", "places")}


def load(*, by: User, at: datetime) -> None:
    """Let half a year go by. `by`: an administrator."""
    dice = Random(SEED)
    began = at - BEGAN
    hall = open_town_hall(by=by, at=began)
    entries = read_entries()
    town = Town(hall=hall, residents=_residents(entries, began), at=at)
    acts: list[Act] = []
    for kind, entry in entries:
        acts += Life(town, kind, entry, dice).acts()
    # What falls on one moment stays in the order in which it was written down.
    for act in sorted(acts, key=lambda act: act.at):
        act.do(act.at)
    moderation.settle_due(at=at)
    leave_for_holidays(hall, by=by, at=at)
    _tell(town.residents[RESIDENT_NAME], hall, at)
    answers.count(at=at)
    answers.remind(at=at)


def read_entries() -> list[tuple[Kind, Mapping[str, Any]]]:
    """Return what people say, with its kind, as it stands in the files."""
    return [
        (kind, entry)
        for kind, (name, key) in FILES.items()
        for entry in json.loads((FOLDER / name).read_text(encoding="utf-8"))[key]
    ]


def _residents(entries: list[tuple[Kind, Mapping[str, Any]]], at: datetime) -> dict[str, User]:
    """Make an account for everybody with a name. Nobody can sign in with it, but for RESIDENT later."""
    more = json.loads((FOLDER / "town_hall.json").read_text(encoding="utf-8"))["residents"]
    said = [name for _, entry in entries for name in (entry.get("name"), *_commenters(entry)) if name]
    names = sorted({RESIDENT_NAME, *said, *more})
    return {
        name: people.make_account(email=_email(name, number), name=name, password=None, at=at)
        for number, name in enumerate(names)
    }


def _commenters(entry: Mapping[str, Any]) -> list[str]:
    return [comment["name"] for comment in entry.get("comments", ()) if "name" in comment]


def _email(name: str, number: int) -> str:
    return RESIDENT if name == RESIDENT_NAME else f"einwohner-{number}@teilnahme.example"


def _district(code: str) -> int:
    return next(row.id for row in city.districts() if row.code == code)


def _tell(resident: User, hall: TownHall, at: datetime) -> None:
    """Put on the resident's own page what happened, on the day on which it did; her postbox stays empty.

    All of it is told here, so that the jobs that tell of it once more find nothing left to say.
    """
    contact = contacts.of_member(user=resident, language="de", at=at - BEGAN)
    notices.set_rhythm(contact=contact, rhythm=Rhythm.NONE, at=at - BEGAN)
    for target in (Target(theme=hall.themes["kultur"]), Target(district=_district("stadtmitte"))):
        notices.subscribe(contact=contact, target=target, at=at - BEGAN)
    for step in Step.objects.order_by("at", "id"):
        notices.tell_step(step=step.pk, at=step.at)
    for comment in Comment.objects.filter(contribution__author=contact).order_by("posted_at", "id"):
        notices.tell_comment(comment=comment.pk, at=comment.posted_at)
    notices.mark_seen(contact=contact, until=at - NEWS, at=at)
    notices.set_rhythm(contact=contact, rhythm=Rhythm.WEEKLY, at=at)
