"""The demo's town hall: accounts for moderation, each office and its head; duties, reasons and words ready to use.

Nobody can sign in with these accounts until a run of the demo gives them a password (staff.py).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.utils import timezone

from smilecity.city import queries as city
from smilecity.collect.contributions import actions as contributions
from smilecity.collect.contributions.actions import CallFields
from smilecity.collect.contributions.queries.calls import all_calls
from smilecity.collect.contributions.rules import Kind, Moderation
from smilecity.collect.places.rules import Feeling
from smilecity.deliver.answers import actions as answers
from smilecity.deliver.answers.rules import Duty
from smilecity.people import actions as people
from smilecity.people.models import User
from smilecity.people.rules import Role
from smilecity.understand.moderation import actions as moderation
from smilecity.understand.moderation.rules import Ground

FOLDER = Path(__file__).parent / "rostock"
DOMAIN = "smile-city.example"
MODERATION = f"moderation@{DOMAIN}"
HEAD = f"leitung@{DOMAIN}"
AN_OFFICE = f"mobilitaet@{DOMAIN}"
_DAYS = 20


@dataclass(frozen=True)
class TownHall:
    """Who does what: the moderator, each office and its clerk. What there is: themes, two calls, their registers."""

    moderator: User
    offices: Mapping[str, int]
    clerks: Mapping[int, User]
    themes: Mapping[str, int]
    calls: Mapping[Kind, UUID]
    processes: Mapping[Kind, UUID]
    handed_over: str

    def clerk(self, office: str) -> User:
        """Return who answers in the name of an office."""
        return self.clerks[self.offices[office]]


def emails() -> list[str]:
    """Return the addresses of all who work in the demo's town hall."""
    return [MODERATION, HEAD, *(f"{office.slug}@{DOMAIN}" for office in city.offices())]


def open_town_hall(*, by: User, at: datetime) -> TownHall:
    """Make accounts, rules and calls. `by`: an administrator, for what only they may do."""
    data = json.loads((FOLDER / "town_hall.json").read_text(encoding="utf-8"))
    offices = {office.slug: office.id for office in city.offices()}
    themes = {theme.slug: theme.id for theme in city.themes()}
    moderator = _account(MODERATION, "Moderation (Demo)", Role.MODERATOR, at)
    _account(HEAD, "Leitung (Demo)", Role.CLERK, at)
    clerks = {
        office.id: _account(f"{office.slug}@{DOMAIN}", f"{office.name} (Demo)", Role.CLERK, at)
        for office in city.offices()
    }
    _share_out(data, offices, themes, at)
    _lay_out_words(data, offices, by, at)
    calls = {kind: _call(kind, data["calls"][kind], by, at) for kind in Kind if kind in data["calls"]}
    return TownHall(
        moderator=moderator,
        offices=offices,
        clerks=clerks,
        themes=themes,
        calls=calls,
        processes={call.kind: call.process for call in all_calls()},
        handed_over=data["handed_over"],
    )


def leave_for_holidays(hall: TownHall, *, by: User, at: datetime) -> None:
    """Let a colleague stand in for another, from today on."""
    today = timezone.localdate(at)
    answers.note_absence(
        user=hall.clerk("umwelt").pk,
        substitute=hall.clerk("stadtgruen").pk,
        first_on=today,
        last_on=today + timedelta(days=12),
        by=by,
        at=at,
    )


def _account(email: str, name: str, role: Role, at: datetime) -> User:
    account = people.make_account(email=email, name=name, password=None, at=at)
    people.give_roles(user=account.pk, roles=[role], by=None, at=at)
    return User.objects.get(pk=account.pk)


def _share_out(data: Mapping[str, Any], offices: Mapping[str, int], themes: Mapping[str, int], at: datetime) -> None:
    """Say which office answers for what, how soon, and who does it."""
    for slug, office in offices.items():
        answers.set_office_rule(
            office=office,
            days=data["days"].get(slug, _DAYS),
            head=HEAD,
            fallback=slug == data["fallback"],
            by=None,
            at=at,
        )
        answers.add_clerk(office=office, email=f"{slug}@{DOMAIN}", by=None, at=at)
    for theme, slug in data["duties"].items():
        answers.add_duty(duty=Duty(office=offices[slug], theme=themes[theme]), by=None, at=at)
    for feeling in (Feeling.HAPPY, Feeling.FAVOURITE):
        duty = Duty(office=offices[data["joys"]], kind=Kind.PLACE, category=feeling)
        answers.add_duty(duty=duty, by=None, at=at)


def _lay_out_words(data: Mapping[str, Any], offices: Mapping[str, int], by: User, at: datetime) -> None:
    for reason in data["reasons"]:
        moderation.save_template(**{**reason, "ground": Ground(reason["ground"])}, by=None, at=at)
    for block in data["blocks"]:
        office = offices[block["office"]] if block["office"] else None
        answers.make_block(office=office, name=block["name"], text=block["text"], by=by, at=at)


def _call(kind: Kind, words: Mapping[str, Any], by: User, at: datetime) -> UUID:
    """Ideas are read before they are shown, places after it: so both can be tried."""
    fields = CallFields(
        title=words["title"],
        summary=words["summary"],
        what_happens=words["what_happens"],
        moderation=Moderation.BEFORE if kind is Kind.IDEA else Moderation.AFTER,
        opens_at=at,
    )
    return contributions.make_call(slug=words["slug"], kind=kind, fields=fields, by=by, at=at, generated=True)
