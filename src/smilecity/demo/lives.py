"""The life of one made-up contribution: from who said it to what became of it, as acts at their times."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from django.utils import timezone

from smilecity.collect.contributions import actions as contributions
from smilecity.collect.contributions.actions import Content
from smilecity.collect.contributions.actions.supporting import add_support
from smilecity.collect.contributions.actions.targets import held_end
from smilecity.collect.contributions.models import Contribution
from smilecity.collect.contributions.rules import Channel, Kind, Publicity, Status
from smilecity.collect.ideas import actions as ideas
from smilecity.collect.places import actions as places
from smilecity.deliver.answers import actions as answers
from smilecity.deliver.answers import reading
from smilecity.demo.drawings import draw
from smilecity.demo.town_hall import DOMAIN, TownHall
from smilecity.people.models import User
from smilecity.people.register import actions as register
from smilecity.people.register import queries as registered
from smilecity.people.register.models import Pending
from smilecity.understand.moderation import actions as moderation
from smilecity.understand.moderation.actions import Reason
from smilecity.understand.moderation.rules import UNDO_WITHIN, Ground, Seen, Target

ROOMS = {Kind.IDEA: ideas, Kind.PLACE: places}
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# What was shown at once and is older has been looked at by now.
_LOOKED_AT = 6 * DAY
_SUPPORTED_FOR = timedelta(days=50)
_WAVES = (0.0, 0.3)


@dataclass(frozen=True)
class Act:
    """Something that happens at its time."""

    at: datetime
    do: Callable[[datetime], object]


@dataclass
class Town:
    """Everybody in it, and what there is so far: contributions by their keys."""

    hall: TownHall
    residents: Mapping[str, User]
    at: datetime
    made: dict[str, UUID] = field(default_factory=dict)
    _keys: dict[tuple[Kind, UUID], bytes] = field(default_factory=dict)

    def strangers(self) -> list[User]:
        """Return who may stand behind what is said without a name: nobody who can sign in."""
        return [user for user in self.residents.values() if not user.email.endswith(DOMAIN)]

    def key(self, kind: Kind, user: User) -> bytes:
        """Return the key of somebody in the register of a call; they enter it with the first one."""
        if (kind, user.pk) not in self._keys:
            process = self.hall.processes[kind]
            register.join(process=process, address=user.email, at=self.at)
            key = registered.key_in(process, user.email)
            if key is None:
                raise LookupError("the register of an open call has its pepper")
            self._keys[kind, user.pk] = key
        return self._keys[kind, user.pk]


@dataclass
class Life:
    """One contribution. `entry`: what the file says of it."""

    town: Town
    kind: Kind
    entry: Mapping[str, Any]
    dice: Random
    comments: list[UUID] = field(default_factory=list)

    def acts(self) -> Iterator[Act]:
        """Yield what happens, each with its time; nothing lies after the town's now."""
        day = timezone.localtime(self.town.at - self.entry["days"] * DAY)
        begins = day.replace(hour=8 + self.dice.randrange(10), minute=self.dice.randrange(60))
        yield Act(begins, self._submit)
        yield from self._moderated(begins)
        if self.entry.get("moderation") == "waiting" or "hidden" in self.entry:
            return
        yield Act(begins + 3 * HOUR, self._hand_over)
        yield from self._answered(begins)
        yield from self._commented(begins)
        yield from self._supported(begins)

    # --- said ------------------------------------------------------------------------------------------------------

    @property
    def id(self) -> UUID:
        """The contribution, once it is there."""
        return self.town.made[self.entry["key"]]

    @property
    def target(self) -> Target:
        """The same for moderators."""
        return Target(self.id)

    def _submit(self, at: datetime) -> None:
        channel = Channel(self.entry.get("channel", Channel.WEB))
        if channel is Channel.WEB:
            self.town.made[self.entry["key"]] = self._written(at)
        else:
            clerk = self.town.hall.clerk("buergerbeteiligung")
            self.town.made[self.entry["key"]] = ROOMS[self.kind].enter(
                call=self._call, content=Content(**self._content()), channel=channel, by=clerk, at=at
            )
        # As if jobs had done it: a moment later.
        answers.assign(contribution=self.id, at=at + timedelta(seconds=2))
        moderation.notice(target=self.target, at=at)

    @property
    def _call(self) -> UUID:
        return self.town.hall.calls[self.kind]

    def _content(self) -> dict[str, Any]:
        entry = self.entry
        lon, lat = entry.get("at", (None, None))
        return {
            "title": entry["title"],
            "text": entry.get("text", ""),
            "theme_ids": [self.town.hall.themes[theme] for theme in entry.get("themes", ())],
            "category": entry.get("feeling", ""),
            "lon": lon,
            "lat": lat,
            "place": entry.get("place", ""),
            "author_name": entry.get("name", ""),
            "language": entry.get("language", "de"),
        }

    def _written(self, at: datetime) -> UUID:
        content, language = self._content(), self.entry.get("language", "de")
        del content["language"]
        draft = contributions.begin(call=self._call, language=language, at=at)
        contributions.write(draft=draft, content=content, at=at)
        if "picture" in self.entry:
            drawing = draw(self.entry["picture"])
            photo = contributions.add_photo(draft=draft, picture=drawing.png, at=at)
            contributions.describe_photo(photo=photo, draft=draft, description=drawing.alt, at=at)
        author = self.town.residents.get(self.entry["name"])
        if author is None:
            return self._confirmed(draft, language, at)
        informed = self.entry.get("informed", False)
        made: UUID = ROOMS[self.kind].submit_as_member(draft=draft, user=author, informed=informed, at=at)
        return made

    def _confirmed(self, draft: UUID, language: str, at: datetime) -> UUID:
        """Send it off as a guest does, and confirm it by the link of the mail."""
        address = f"{self.entry['key']}@teilnahme.example"
        ROOMS[self.kind].submit_as_guest(draft=draft, address=address, informed=False, language=language, at=at)
        mail = registered.mail_for(Pending.objects.get(reference=draft).pk)
        if mail is None:
            raise LookupError("a contribution just sent off waits for its mail")
        settled = contributions.confirm_by_link(token=mail.token, at=at)
        if settled.contribution is None:
            raise LookupError("a contribution just confirmed is there")
        return settled.contribution

    # --- read by moderators ----------------------------------------------------------------------------------------

    def _moderated(self, begins: datetime) -> Iterator[Act]:
        if "hidden" in self.entry:
            yield Act(begins + self.entry["hidden"]["after"] * DAY, self._hide)
        elif self.kind is Kind.IDEA and self.entry.get("moderation") != "waiting":
            yield Act(begins + 2 * HOUR, self._release)
        elif self.kind is Kind.PLACE and begins < self.town.at - _LOOKED_AT:
            yield Act(begins + 2 * HOUR, self._keep)

    def _release(self, at: datetime) -> None:
        moderation.release(target=self.target, seen=Seen(Publicity.WAITING, 1), by=self.town.hall.moderator, at=at)

    def _keep(self, at: datetime) -> None:
        moderation.keep(target=self.target, seen=Seen(Publicity.SHOWN, 1), by=self.town.hall.moderator, at=at)

    def _hide(self, at: datetime) -> None:
        said = self.entry["hidden"]
        reason = Reason(Ground(said["ground"]), said["reason"], said["facts"])
        seen, moderator = Seen(Publicity.WAITING, 1), self.town.hall.moderator
        decision = moderation.hide(target=self.target, reason=reason, seen=seen, by=moderator, at=at)
        if "appeal" in self.entry:
            told = at + UNDO_WITHIN + timedelta(minutes=1)
            moderation.settle_due(at=told)
            moderation.appeal(decision=decision, text=self.entry["appeal"]["text"], at=told + DAY)

    # --- answered by offices ---------------------------------------------------------------------------------------

    def _clerk(self) -> User:
        """Return who answers for the office that is responsible now."""
        office = Contribution.objects.values_list("office", flat=True).get(pk=self.id)
        return self.town.hall.clerks[office] if office else self.town.hall.clerk("buergerbeteiligung")

    def _seen(self) -> int:
        return reading.decisive_steps(self.id)

    def _hand_over(self, at: datetime) -> None:
        office = self.town.hall.offices[self.entry["office"]]
        clerk = self._clerk()
        if self.town.hall.clerks[office] == clerk:
            return
        note = self.entry.get("handed_over", self.town.hall.handed_over)
        answers.hand_over(contribution=self.id, office=office, text=note, seen=self._seen(), by=clerk, at=at)

    def _answered(self, begins: datetime) -> Iterator[Act]:
        for answer in self.entry.get("answers", ()):
            yield Act(begins + answer["after"] * DAY + 2 * HOUR, self._answer(answer))
        if "extended" in self.entry:
            yield Act(begins + self.entry["extended"]["after"] * DAY + 2 * HOUR, self._extend)
        if "merged_into" in self.entry:
            yield Act(begins + self.entry["merged_into"]["after"] * DAY + 2 * HOUR, self._merge)

    def _answer(self, answer: Mapping[str, Any]) -> Callable[[datetime], None]:
        def do(at: datetime) -> None:
            status = Status(answer["status"])
            clerk, text = self._clerk(), answer.get("text", "")
            answers.answer(contribution=self.id, text=text, status=status, seen=self._seen(), by=clerk, at=at)
            if status is Status.IN_REVIEW:
                answers.take(contribution=self.id, by=clerk, at=at)

        return do

    def _extend(self, at: datetime) -> None:
        said = self.entry["extended"]
        due_on = timezone.localdate(at + said["by"] * DAY)
        answers.extend(
            contribution=self.id, due_on=due_on, text=said["text"], seen=self._seen(), by=self._clerk(), at=at
        )

    def _merge(self, at: datetime) -> None:
        said = self.entry["merged_into"]
        into = self.town.made[said["key"]]
        contributions.merge(contribution=self.id, into=into, by=self.town.hall.moderator, at=at, text=said["text"])

    # --- talked about ----------------------------------------------------------------------------------------------

    def _commented(self, begins: datetime) -> Iterator[Act]:
        for comment in self.entry.get("comments", ()):
            yield Act(begins + comment["after"] * DAY + 2 * HOUR, self._comment(comment))
        if "flag" in self.entry:
            yield Act(begins + self.entry["flag"]["after"] * DAY + 4 * HOUR, self._flag)

    def _comment(self, comment: Mapping[str, Any]) -> Callable[[datetime], None]:
        def do(at: datetime) -> None:
            self.comments.append(self._official(comment, at) if "office" in comment else self._private(comment, at))

        return do

    def _official(self, comment: Mapping[str, Any], at: datetime) -> UUID:
        office, clerk = self.town.hall.offices[comment["office"]], self.town.hall.clerk(comment["office"])
        return contributions.comment_for_office(
            contribution=self.id, office=office, text=comment["text"], by=clerk, at=at
        )

    def _private(self, comment: Mapping[str, Any], at: datetime) -> UUID:
        name = comment["name"]
        user = self.town.residents.get(name) or self.dice.choice(self.town.strangers())
        made = contributions.comment_as_member(
            contribution=self.id,
            text=comment["text"],
            author_name=name,
            user=user,
            informed=False,
            language=self.entry.get("language", "de"),
            at=at,
        )
        target, moderator = Target(self.id, made), self.town.hall.moderator
        if self.kind is Kind.IDEA:
            moderation.release(target=target, seen=Seen(Publicity.WAITING, 1), by=moderator, at=at + HOUR)
        elif at < self.town.at - _LOOKED_AT:
            moderation.keep(target=target, seen=Seen(Publicity.SHOWN, 1), by=moderator, at=at + HOUR)
        else:
            moderation.notice(target=target, at=at)
        return made

    def _flag(self, at: datetime) -> None:
        said = self.entry["flag"]
        target = Target(self.id, self.comments[said["comment"]])
        moderation.flag(target=target, ground=Ground(said["ground"]), text=said["text"], truthful=True, at=at)

    def _supported(self, begins: datetime) -> Iterator[Act]:
        """Let others join in: some at once, some later."""
        others = [user for name, user in self.town.residents.items() if name != self.entry.get("name")]
        everybody = self.dice.sample(others, self.entry.get("supports", 0))
        first = begins + 4 * HOUR
        most = min(self.town.at - first, _SUPPORTED_FOR)
        for number, share in enumerate(_WAVES):
            yield Act(first + share * most, self._support(everybody[number :: len(_WAVES)]))

    def _support(self, users: Sequence[User]) -> Callable[[datetime], None]:
        """Count supports as `support_as_member` does, but with the contribution held once for all of them."""

        def do(at: datetime) -> None:
            row = held_end(self.id)
            for user in users:
                add_support(row, self.town.key(self.kind, user), None, at)

        return do
