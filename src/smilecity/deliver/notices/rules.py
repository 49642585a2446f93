"""The law of notices: what one may subscribe to, who hears of which change, when a mail goes out."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from uuid import UUID

from smilecity.collect.contributions.rules import Channel, Kind, Status, Verb
from smilecity.ground.text import sentence
from smilecity.people.privacy.rules import TOLD, Sort

TEXT_MOST = 100
WORDS_MOST = 8
SUBSCRIPTIONS_MOST = 200
# Several changes of one contribution go into one mail: it waits until nothing more came for a while, but not for ever.
QUIET = timedelta(minutes=2)
LONGEST = timedelta(minutes=15)
DIGEST_HOUR = 7
# What was taken over from elsewhere is news only while it is young: an import of years must not fill postboxes.
IMPORTED_IS_NEWS = timedelta(days=7)
# So many refusals for good, one after the other, and an address gets no more mail.
FAILURES_MOST = 3
KEPT = timedelta(days=365)
# Jobs tell the rooms what a guest has done; until each had its turn, nobody can say that nothing of theirs waits.
SETTLED_WITHIN = timedelta(days=1)

TOKEN_PURPOSE = "notices.reader"

NOTHING_CHOSEN = sentence("Bitte wählen Sie, was Sie abonnieren möchten.")
NOT_THERE = sentence("Das gibt es hier nicht mehr.")
ENOUGH = sentence("Sie haben schon {most} Abos. Bitte beenden Sie erst eines davon.")


class Reason(StrEnum):
    """Why somebody hears of something. `subscribed`: they asked for it themselves."""

    AUTHOR = "author"
    SUPPORT = "support"
    COMMENT = "comment"
    SUBSCRIBED = "subscribed"


def subject_of(reason: Reason) -> str:
    """Return what has to be agreed to: to a wish of one's own, or to being told what one took part in."""
    return Sort.SUBSCRIPTION.value if reason is Reason.SUBSCRIBED else TOLD


class Rhythm(StrEnum):
    """How often somebody gets mail. `none`: never, they look at their own page."""

    SINGLE = "single"
    DAILY = "daily"
    WEEKLY = "weekly"
    NONE = "none"


class Post(StrEnum):
    """What became of a notice on its way to the postbox. `silent`: it is shown, but no mail is due."""

    WAITING = "waiting"
    SENT = "sent"
    SILENT = "silent"


class Audience(StrEnum):
    """Who hears of a step. `author`: also without a subscription, for it is about their own text."""

    NOBODY = "nobody"
    AUTHOR = "author"
    FOLLOWERS = "followers"


class End(StrEnum):
    """How the attempt to confirm a subscription ended. Each has a page that says so."""

    DONE = "done"
    USED = "used"
    EXPIRED = "expired"
    UNKNOWN = "unknown"


# --- what one may subscribe to ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Search:
    """A filter of the lists; what is empty leaves everything in. `text`: words that all must occur."""

    kind: str = ""
    theme: int | None = None
    district: int | None = None
    status: str = ""
    category: str = ""
    text: str = ""

    def canonical(self) -> dict[str, str | int]:
        """Return what is set, so that two spellings of one search are one."""
        return {name: value for name, value in vars(self).items() if value not in ("", None)}


def search_of(raw: Mapping[str, object]) -> Search:
    """Read a search from what an address or a database says; what makes no sense is left out."""
    words = str(raw.get("text") or "").replace("\x00", "").lower()[:TEXT_MOST].split()
    return Search(
        kind=_one_of(raw.get("kind"), Kind),
        theme=_number(raw.get("theme")),
        district=_number(raw.get("district")),
        status=_one_of(raw.get("status"), Status),
        category=str(raw.get("category") or "").replace("\x00", "")[:20],
        text=" ".join(words[:WORDS_MOST]),
    )


def _one_of(raw: object, words: type[StrEnum]) -> str:
    return str(raw) if raw in {word.value for word in words} else ""


def _number(raw: object) -> int | None:
    text = str(raw)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


@dataclass(frozen=True)
class Target:
    """What somebody subscribes to: exactly one of these. Raises ValueError otherwise."""

    contribution: UUID | None = None
    theme: int | None = None
    district: int | None = None
    search: Search | None = None

    def __post_init__(self) -> None:
        """Check that there is exactly one."""
        given = [value for value in vars(self).values() if value is not None]
        if len(given) != 1 or self.search == Search():
            raise ValueError("a subscription has exactly one target")


@dataclass(frozen=True)
class Facts:
    """What a search looks at: the contribution as lists know it. `words`: title and text in small letters.

    `categories`: its own and the one above, so that who asks for a group hears of all in it.
    """

    kind: str
    theme_ids: Collection[int]
    district: int | None
    status: str
    categories: Collection[str]
    words: str


def matches(search: Search, facts: Facts) -> bool:
    """Say whether a contribution is found by a search."""
    return (
        search.kind in ("", facts.kind)
        and (search.theme is None or search.theme in facts.theme_ids)
        and search.district in (None, facts.district)
        and search.status in ("", facts.status)
        and search.category in ("", *facts.categories)
        and all(_pattern(word) in facts.words for word in search.text.split())
    )


def _pattern(word: str) -> str:
    """Return what is looked for: a short word only where a word begins, as the lists do."""
    return word if len(word) > 2 else f" {word}"


# --- who hears of what -----------------------------------------------------------------------------------------------

_AUDIENCES = {
    Verb.SHOWN: Audience.FOLLOWERS,
    Verb.EDITED: Audience.FOLLOWERS,
    Verb.OFFICE: Audience.FOLLOWERS,
    Verb.DUE: Audience.FOLLOWERS,
    Verb.STATUS: Audience.FOLLOWERS,
    Verb.REPLIED: Audience.FOLLOWERS,
    Verb.MERGED: Audience.FOLLOWERS,
    Verb.PARTED: Audience.FOLLOWERS,
    Verb.DELEGATED: Audience.FOLLOWERS,
    Verb.RETURNED: Audience.FOLLOWERS,
}


def audience(verb: Verb, *, first: bool = True) -> Audience:
    """Return who hears of a step. `first`: it is shown for the first time; what was hidden by mistake is no news.

    The rest of the history is known to who took it, or for staff only; that something was hidden or erased, moderation
    tells its author itself, with its reasons and when it can no longer be taken back.
    """
    return Audience.NOBODY if verb is Verb.SHOWN and not first else _AUDIENCES.get(verb, Audience.NOBODY)


def is_news(channel: Channel, submitted_at: datetime, at: datetime) -> bool:
    """Say whether a contribution that is shown for the first time is told to those who wait for such."""
    return channel is not Channel.IMPORT or at - submitted_at <= IMPORTED_IS_NEWS


# --- when a mail goes out --------------------------------------------------------------------------------------------


def is_ripe(first: datetime, last: datetime, at: datetime) -> bool:
    """Say whether the changes from `first` to `last` make a mail now."""
    return at - last >= QUIET or at - first >= LONGEST


def digest_moment(rhythm: Rhythm, at: datetime, zone: tzinfo) -> datetime:
    """Return the last moment for digests at or before `at`: seven o'clock, every day or on Mondays, on local clocks."""
    day = at.astimezone(zone).date()
    step = timedelta(days=1)
    if rhythm is Rhythm.WEEKLY:
        day, step = day - timedelta(days=day.weekday()), timedelta(days=7)
    moment = _seven(day, zone)
    return moment if moment <= at.astimezone(UTC) else _seven(day - step, zone)


def _seven(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(DIGEST_HOUR), zone).astimezone(UTC)
