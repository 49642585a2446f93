"""The law of the calendar: kinds, states, how long what may be, who may register, who moves up."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from smilecity.ground.refusals import Refused
from smilecity.ground.text import LANGUAGES, Texts, pick, sentence

TITLE_MOST = 160
LEAD_MOST = 400
TEXT_MOST = 6_000
NOTE_MOST = 400
LINE_MOST = 200
URL_MOST = 500
SEATS_MOST = 6
CAPACITY_MOST = 100_000
CLOSES_HOURS_MOST = 24 * 60
# An exhibition may last a year; nothing lasts longer, so that lists need to look back no farther.
LONGEST = timedelta(days=366)
DATES_MOST = 200
LINKS_MOST = 12
PICTURES_MOST = 12
# Who came is needed for questions right after the event, and then by nobody.
BOOKINGS_KEPT = timedelta(days=30)


class Kind(StrEnum):
    """Whose event it is: part of the Smart City programme, or of the city's life."""

    PROGRAMME = "programme"
    CITY = "city"


class State(StrEnum):
    """Whether a date takes place."""

    PLANNED = "planned"
    CANCELLED = "cancelled"


class Standing(StrEnum):
    """Where somebody who registered stands."""

    BOOKED = "booked"
    WAITING = "waiting"


class Access(StrEnum):
    """What makes it possible to come, known in advance."""

    STEP_FREE = "step_free"
    TOILET = "toilet"
    PARKING = "parking"
    INDUCTION_LOOP = "induction_loop"
    SIGN_LANGUAGE = "sign_language"
    CAPTIONS = "captions"
    EASY_LANGUAGE = "easy_language"
    GUIDE_DOGS = "guide_dogs"
    QUIET_ROOM = "quiet_room"
    CHILD_CARE = "child_care"


class Owed(StrEnum):
    """What somebody who registered has still to be told of their own standing."""

    NOTHING = ""
    WELCOME = "welcome"
    MOVED_UP = "moved_up"


class LetterKind(StrEnum):
    """What a mail to somebody who registered says."""

    BOOKED = "booked"
    WAITING = "waiting"
    MOVED_UP = "moved_up"
    MOVED = "moved"
    CHANGED = "changed"
    CANCELLED = "cancelled"


class End(StrEnum):
    """How the attempt to register ended. Each has a page that says so."""

    BOOKED = "booked"
    WAITING = "waiting"
    REPEATED = "repeated"
    FULL = "full"
    CLOSED = "closed"
    USED = "used"
    EXPIRED = "expired"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Settled:
    """How an attempt to register ended; `occurrence`: what it was about; `token`: opens one's own registration."""

    end: End
    occurrence: int = 0
    token: str = ""


# --- texts ---------------------------------------------------------------------------------------------------------

NO_TITLE = sentence("Bitte geben Sie der Veranstaltung einen Titel auf Deutsch.")
TOO_LONG = sentence("Der Text ist zu lang: höchstens {most} Zeichen, es sind {length}.")
NO_LINK = sentence("Bitte geben Sie eine vollständige Adresse an, zum Beispiel https://www.beispiel.de/.")
NO_POINT = sentence("Dieser Ort liegt nicht auf der Erde. Bitte prüfen Sie Breite und Länge.")
BAD_CAPACITY = sentence("Die Zahl der Plätze muss zwischen 1 und {most} liegen.")
BAD_DEADLINE = sentence("Der Anmeldeschluss darf höchstens 60 Tage vor dem Beginn liegen.")
TOO_MANY_LINKS = sentence("Mehr als {most} Links sind nicht möglich.")
_LINES = re.compile(r"\n{3,}")
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co"})
_LINK = re.compile(r"https?://[^\s/$.?#][^\s]*", re.IGNORECASE)


def clean_line(raw: str, most: int) -> str:
    """Return one line: no control characters, no spaces around or twice. Raises Refused when too long."""
    return _short(" ".join(_seen(raw).split()), most)


def clean_text(raw: str, most: int) -> str:
    """Return a text with its line breaks, at most one empty line in a row. Raises Refused when too long."""
    lines = "\n".join(line.rstrip() for line in _seen(raw).split("\n"))
    return _short(_LINES.sub("\n\n", lines).strip(), most)


def clean_texts(texts: Texts, most: int, *, long: bool = False) -> dict[str, str]:
    """Return a text in each language of the site in which something was written. Raises Refused when too long."""
    clean = clean_text if long else clean_line
    said = {language: clean(texts.get(language, ""), most) for language in LANGUAGES}
    return {language: text for language, text in said.items() if text}


def clean_link(raw: str) -> str:
    """Return a web address, or nothing for nothing. Raises Refused."""
    link = clean_line(raw, URL_MOST)
    if link and not _LINK.fullmatch(link):
        raise Refused(NO_LINK)
    return link


def _short(text: str, most: int) -> str:
    if len(text) > most:
        raise Refused(TOO_LONG, most=most, length=len(text))
    return text


def _seen(raw: str) -> str:
    """Drop what nobody sees: control and format characters, lone surrogates. Joiners stay, for emoji and Persian."""
    text = unicodedata.normalize("NFC", raw.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))
    return "".join(c for c in text if c in "\n\u200c\u200d" or unicodedata.category(c) not in _UNSEEN)


def search_words(parts: Iterable[Texts | str]) -> str:
    """Return the words by which an event is found, in every language, in small letters."""
    texts = [part if isinstance(part, str) else " ".join(part.values()) for part in parts]
    return " ".join(" ".join(texts).casefold().split())


def check_title(title: Mapping[str, str]) -> None:
    """Raise Refused without a German title."""
    if not pick(title, "de"):
        raise Refused(NO_TITLE)


def check_point(lon: float | None, lat: float | None) -> None:
    """Raise Refused for half a point, or one that is nowhere."""
    if lon is None and lat is None:
        return
    if lon is None or lat is None or not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise Refused(NO_POINT)


def check_intake(capacity: int | None, closes_hours: int) -> None:
    """Raise Refused for a number of places or a deadline that cannot be."""
    if capacity is not None and not 1 <= capacity <= CAPACITY_MOST:
        raise Refused(BAD_CAPACITY, most=CAPACITY_MOST)
    if not 0 <= closes_hours <= CLOSES_HOURS_MOST:
        raise Refused(BAD_DEADLINE)


# --- dates ---------------------------------------------------------------------------------------------------------

NO_DATES = sentence("Bitte geben Sie mindestens einen Termin an.")
TOO_MANY_DATES = sentence("Eine Reihe hat höchstens {most} Termine. Bitte wählen Sie ein früheres Ende.")
ENDS_FIRST = sentence("Das Ende muss nach dem Anfang liegen.")
LASTS_TOO_LONG = sentence("Ein Termin dauert höchstens ein Jahr.")


@dataclass(frozen=True)
class Span:
    """When something is: instants from and to. All day: from midnight to midnight in the city, the end excluded."""

    starts_at: datetime
    ends_at: datetime
    all_day: bool = False


def check_span(span: Span) -> None:
    """Raise Refused for a time that cannot be. An end at the beginning is none (a moment, RFC 5545, 3.6.1)."""
    starts, ends = span.starts_at.astimezone(UTC), span.ends_at.astimezone(UTC)
    if ends < starts:
        raise Refused(ENDS_FIRST)
    if ends - starts > LONGEST:
        raise Refused(LASTS_TOO_LONG)


def check_spans(spans: Sequence[Span]) -> None:
    """Raise Refused for no dates, too many, or one that cannot be."""
    if not spans:
        raise Refused(NO_DATES)
    if len(spans) > DATES_MOST:
        raise Refused(TOO_MANY_DATES, most=DATES_MOST)
    for span in spans:
        check_span(span)


# --- registering ---------------------------------------------------------------------------------------------------

NOT_OFFERED = sentence("Für diese Veranstaltung brauchen Sie keine Anmeldung.")
IS_CANCELLED = sentence("Diese Veranstaltung fällt aus.")
TOO_LATE = sentence("Der Anmeldeschluss ist vorbei.")
FULL = sentence("Alle Plätze sind vergeben.")
BAD_SEATS = sentence("Bitte wählen Sie 1 bis {most} Plätze.")


@dataclass(frozen=True)
class Intake:
    """What decides whether somebody can register for a date. `capacity` None: as many as come."""

    registration: bool
    state: State
    starts_at: datetime
    closes_hours: int
    capacity: int | None
    taken: int
    waiting_list: bool

    @property
    def closes_at(self) -> datetime:
        """Until when one can register."""
        return self.starts_at - timedelta(hours=self.closes_hours)

    @property
    def free(self) -> int | None:
        """How many places are left; None: no end to them."""
        return None if self.capacity is None else max(self.capacity - self.taken, 0)

    def fits(self, seats: int) -> bool:
        """Say whether so many places are free."""
        return self.free is None or seats <= self.free


def why_closed(intake: Intake, at: datetime) -> str | None:
    """Return why nobody can register now; None: they can, be it on the waiting list."""
    if not intake.registration:
        return NOT_OFFERED
    if intake.state is State.CANCELLED:
        return IS_CANCELLED
    if at >= intake.closes_at:
        return TOO_LATE
    return FULL if intake.free == 0 and not intake.waiting_list else None


def check_seats(seats: int) -> None:
    """Raise Refused for a number of places nobody may ask for."""
    if not 1 <= seats <= SEATS_MOST:
        raise Refused(BAD_SEATS, most=SEATS_MOST)


def standing_for(intake: Intake, seats: int, *, somebody_waits: bool) -> Standing | None:
    """Return where a new registration stands; None: there is no room, and no waiting list.

    Who comes new takes no place past those who wait.
    """
    if intake.fits(seats) and not somebody_waits:
        return Standing.BOOKED
    return Standing.WAITING if intake.waiting_list else None


def moving_up(free: int | None, waiting: Sequence[tuple[UUID, int]]) -> list[UUID]:
    """Return who moves up. `waiting`: (id, places), who waits longest first.

    In their order; whose party is larger than what is free is passed over, and keeps the first place in the line.
    """
    moved: list[UUID] = []
    for booking, seats in waiting:
        if free is None or seats <= free:
            moved.append(booking)
            free = None if free is None else free - seats
    return moved


def forgotten_before(at: datetime) -> datetime:
    """Return before which moment a date must have ended for its registrations to be erased."""
    return at - BOOKINGS_KEPT


def last_day(span: Span, starts_on: date, ends_on: date) -> date:
    """Return the last day of a span, given its local days; the end of an all-day span is the day after."""
    return ends_on - timedelta(days=1) if span.all_day and ends_on > starts_on else ends_on
