"""The demo's reports: a tree of categories with their offices, and what made-up people reported. Through actions only.

Everything that happens to any of them is put in one order and done at its own time, the same in every run.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

from django.utils import timezone

from smilecity.city import queries as city
from smilecity.collect.contributions import actions as contributions
from smilecity.collect.contributions.actions import CallFields
from smilecity.collect.contributions.actions.supporting import add_support
from smilecity.collect.contributions.actions.targets import held_end
from smilecity.collect.contributions.models import Call, Contribution
from smilecity.collect.contributions.rules import Kind, Moderation, Publicity, Status
from smilecity.collect.reports import actions as reports
from smilecity.collect.reports.actions import CategoryFields
from smilecity.collect.reports.queries import Where, ground_at
from smilecity.collect.reports.rules import Ground, attributes_of
from smilecity.deliver.answers import actions as answers
from smilecity.deliver.answers import reading
from smilecity.demo import outside
from smilecity.demo.drawings import draw
from smilecity.demo.lives import DAY, HOUR, Act
from smilecity.demo.outside import Crews
from smilecity.demo.town_hall import DOMAIN, MODERATION
from smilecity.measure.statistics import actions as statistics
from smilecity.people.models import User
from smilecity.people.register import actions as register
from smilecity.people.register import queries as registered
from smilecity.people.register.models import Pending
from smilecity.understand.moderation import actions as moderation
from smilecity.understand.moderation.rules import Seen, Target

FOLDER = Path(__file__).parent / "rostock"
SEED = 20260905
BEGAN = timedelta(days=90)
# Where the Unterwarnow is wide: what is reported "on the water" lies near.
_RIVER = (12.138, 54.0955)


def is_loaded() -> bool:
    """Say whether the demo's reports are there already."""
    return Call.objects.filter(kind=Kind.REPORT).exists()


def load(*, by: User, at: datetime) -> None:
    """Write the tree, open the call and let three months go by. `by`: an administrator."""
    data, began = read(), at - BEGAN
    offices = {office.slug: office.id for office in city.offices()}
    _write_tree(data, offices, by, began)
    call = _open(data["call"], by, began)
    crews = outside.make_crews(data, offices, began)
    town = Reported(call, _people(), _clerks(offices), crews, Random(SEED), at)
    acts = [act for entry in data["reports"] for act in town.acts(entry)]
    # What falls on one moment stays in the order in which it was written down.
    for act in sorted(acts, key=lambda act: act.at):
        act.do(act.at)
    answers.count(at=at)
    statistics.count(at=at)


def read() -> Mapping[str, Any]:
    """Return categories, rules and reports as they stand in the file."""
    found: Mapping[str, Any] = json.loads((FOLDER / "reports.json").read_text(encoding="utf-8"))
    return found


def _write_tree(data: Mapping[str, Any], offices: Mapping[str, int], by: User, at: datetime) -> None:
    made: dict[str, int] = {}
    for position, row in enumerate(data["categories"]):
        said = {key: value for key, value in row.items() if key not in {"code", "parent", "office", "attributes"}}
        fields = CategoryFields(
            **said,
            position=position,
            office=offices[row["office"]] if "office" in row else None,
            attributes=attributes_of(row.get("attributes", ())),
        )
        made[row["code"]] = reports.save_category(
            code=row["code"], parent=row.get("parent", ""), fields=fields, by=by, at=at
        )
    districts = {row.code: row.id for row in city.districts()}
    for rule in data["rules"]:
        reports.set_responsibility(
            category=made[rule["category"]],
            district=districts[rule["district"]] if "district" in rule else None,
            ground=Where(rule.get("ground", "any")),
            office=offices[rule["office"]],
            by=by,
            at=at,
        )


def _open(words: Mapping[str, Any], by: User, at: datetime) -> UUID:
    said = {name: words[name] for name in ("title", "summary", "what_happens")}
    fields = CallFields(**said, moderation=Moderation.BEFORE, opens_at=at)
    return contributions.make_call(slug=words["slug"], kind=Kind.REPORT, fields=fields, by=by, at=at, generated=True)


def _people() -> dict[str, User]:
    """Return the made-up residents by their names."""
    rows = User.objects.filter(email__endswith="@teilnahme.example").order_by("email")
    return {user.name: user for user in rows}


def _clerks(offices: Mapping[str, int]) -> dict[int, User]:
    users = {user.email: user for user in User.objects.filter(email__endswith=f"@{DOMAIN}")}
    return {office: users[f"{slug}@{DOMAIN}"] for slug, office in offices.items()}


@dataclass
class Reported:
    """Who is there, and what was reported so far, by the keys of the file."""

    call: UUID
    people: Mapping[str, User]
    clerks: Mapping[int, User]
    crews: Crews
    dice: Random
    at: datetime
    made: dict[str, UUID] = field(default_factory=dict)

    def acts(self, entry: Mapping[str, Any]) -> Iterator[Act]:
        """Yield what happens to one report, each with its time; nothing lies after now."""
        day = timezone.localtime(self.at - entry["days"] * DAY)
        # The afternoon of today may not have come yet.
        begins = day.replace(hour=6 + self.dice.randrange(3), minute=self.dice.randrange(60))
        yield Act(begins, partial(self._submit, entry))
        if entry.get("moderation") == "waiting":
            return
        yield Act(begins + HOUR, partial(self._release, entry["key"]))
        for answer in entry.get("answers", ()):
            yield Act(self._later(begins, answer, 2), self._answer(entry["key"], answer))
        if "order" in entry:
            key = entry["key"]
            yield from outside.acts(entry["order"], lambda: self.made[key], self.crews, self.clerks, begins)
        if "delegated" in entry:
            yield Act(self._later(begins, entry["delegated"], 3), self._delegate(entry))
        if "merged_into" in entry:
            yield Act(self._later(begins, entry["merged_into"], 4), self._merge(entry))
        if entry.get("supports"):
            yield Act(begins + 2 * HOUR, partial(self._support, entry))

    def _later(self, begins: datetime, what: Mapping[str, Any], hours: int) -> datetime:
        days: int = what["after"]
        return begins + days * DAY + hours * HOUR

    # --- said ------------------------------------------------------------------------------------------------------

    def _submit(self, entry: Mapping[str, Any], at: datetime) -> None:
        language = entry.get("language", "de")
        lon, lat = self._river() if entry["at"] == "water" else entry["at"]
        draft = contributions.begin(call=self.call, language=language, at=at)
        content = {
            "category": entry["category"],
            "text": entry.get("text", ""),
            "attributes": entry.get("attributes", {}),
            "lon": lon,
            "lat": lat,
            "place": entry["place"],
            "place_source": "map",
        }
        contributions.write(draft=draft, content=content, at=at)
        if "photo" in entry:
            drawing = draw(entry["photo"])
            photo = contributions.add_photo(draft=draft, picture=drawing.png, at=at)
            contributions.describe_photo(photo=photo, draft=draft, description=drawing.alt, at=at)
        self.made[entry["key"]] = made = self._sent(entry, draft, language, at)
        # As if jobs had done it: a moment later.
        answers.assign(contribution=made, at=at + timedelta(seconds=2))
        moderation.notice(target=Target(made), at=at)

    def _river(self) -> tuple[float, float]:
        """Return a point on the water, the nearest to the middle of the river that the map knows as water."""
        steps = sorted(range(-30, 31), key=abs)
        points = ((_RIVER[0], _RIVER[1] + step * 0.0005) for step in steps)
        return next(point for point in points if ground_at(*point) is Ground.WATER)

    def _sent(self, entry: Mapping[str, Any], draft: UUID, language: str, at: datetime) -> UUID:
        if entry.get("anonymous"):
            return reports.submit_anonymously(draft=draft, at=at)
        if entry.get("name") in self.people:
            user = self.people[entry["name"]]
            return reports.submit_as_member(draft=draft, user=user, informed=False, at=at)
        address = f"{entry['key']}@teilnahme.example"
        reports.submit_as_guest(draft=draft, address=address, informed=False, language=language, at=at)
        mail = registered.mail_for(Pending.objects.get(reference=draft).pk)
        if mail is None:
            raise LookupError("a report just sent off waits for its mail")
        settled = contributions.confirm_by_link(token=mail.token, at=at)
        if settled.contribution is None:
            raise LookupError("a report just confirmed is there")
        return settled.contribution

    # --- what became of it -------------------------------------------------------------------------------------------

    def _release(self, key: str, at: datetime) -> None:
        moderator = User.objects.get(email=MODERATION)
        moderation.release(target=Target(self.made[key]), seen=Seen(Publicity.WAITING, 1), by=moderator, at=at)

    def _clerk(self, report: UUID) -> User:
        """Return who answers for the office that is responsible now."""
        office = Contribution.objects.values_list("office", flat=True).get(pk=report)
        return self.clerks[office or 0]

    def _answer(self, key: str, said: Mapping[str, Any]) -> Callable[[datetime], None]:
        def do(at: datetime) -> None:
            report, status = self.made[key], Status(said["status"])
            seen, clerk = reading.decisive_steps(report), self._clerk(report)
            answers.answer(contribution=report, text=said.get("text", ""), status=status, seen=seen, by=clerk, at=at)

        return do

    def _delegate(self, entry: Mapping[str, Any]) -> Callable[[datetime], None]:
        def do(at: datetime) -> None:
            report, to = self.made[entry["key"]], entry["delegated"]["to"]
            seen, clerk = reading.decisive_steps(report), self._clerk(report)
            answers.delegate_report(contribution=report, to=to, seen=seen, by=clerk, at=at)

        return do

    def _merge(self, entry: Mapping[str, Any]) -> Callable[[datetime], None]:
        def do(at: datetime) -> None:
            said, moderator = entry["merged_into"], User.objects.get(email=MODERATION)
            into = self.made[said["key"]]
            contributions.merge(contribution=self.made[entry["key"]], into=into, by=moderator, at=at, text=said["text"])

        return do

    def _support(self, entry: Mapping[str, Any], at: datetime) -> None:
        others = [user for name, user in self.people.items() if name != entry.get("name")]
        row = held_end(self.made[entry["key"]])
        for user in self._some(others, entry["supports"]):
            add_support(row, self._key(row.call.process_id, user), None, at)

    def _some(self, people: Sequence[User], number: int) -> list[User]:
        return self.dice.sample(people, min(number, len(people)))

    def _key(self, process: UUID, user: User) -> bytes:
        register.join(process=process, address=user.email, at=self.at)
        key = registered.key_in(process, user.email)
        if key is None:
            raise LookupError("the register of an open call has its pepper")
        return key
