"""Series by the rules of RFC 5545, 3.3.10: the part that people use, expanded into days; the rest is refused by name.

In: the text of an RRULE, or a Rule. Out: dates on the clock of the city.
"""

import calendar
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from itertools import islice
from zoneinfo import ZoneInfo

from smilecity.ground.refusals import Refused
from smilecity.ground.text import sentence

NOT_A_RULE = sentence("Die Wiederholung „{rule}“ ist keine gültige Regel.")
NOT_KNOWN = sentence("Die Wiederholung „{part}“ verstehen wir nicht. Bitte tragen Sie die Termine einzeln ein.")
_PARTS = frozenset({"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYSETPOS", "BYMONTH", "WKST"})
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_BYDAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)")
# Rules such as "the 31st of February" have no dates; nobody searches for them any longer than this.
_YEARS_MOST = 30


class Freq(StrEnum):
    """How often a series comes."""

    DAILY = "DAILY"
    WEEKLY = "WEEKLY"
    MONTHLY = "MONTHLY"
    YEARLY = "YEARLY"


@dataclass(frozen=True)
class Rule:
    """A rule of recurrence. `weekdays`: (which one in the month, 0: every; Monday is 0). `until`: included.

    A date ends with that day; an instant ends with that instant.
    """

    freq: Freq
    interval: int = 1
    count: int | None = None
    until: date | datetime | None = None
    weekdays: tuple[tuple[int, int], ...] = ()
    month_days: tuple[int, ...] = ()
    positions: tuple[int, ...] = ()
    week_starts: int = 0

    @property
    def is_endless(self) -> bool:
        """Whether the rule says no end."""
        return self.count is None and self.until is None


def parse(text: str, starts: date) -> Rule:
    """Read the value of an RRULE. Raises Refused with the part that is not understood."""
    parts = _split(text)
    unknown = next((name for name in parts if name not in _PARTS), None)
    if unknown:
        raise Refused(NOT_KNOWN, part=f"{unknown}={parts[unknown]}")
    try:
        rule = _read(parts)
    except (ValueError, KeyError, OverflowError):
        raise Refused(NOT_A_RULE, rule=text[:80]) from None
    _check(rule, parts, starts)
    return rule


def _split(text: str) -> dict[str, str]:
    pairs = [part.partition("=") for part in text.strip().upper().split(";") if part]
    names = [name for name, _equals, _value in pairs]
    if not pairs or len(set(names)) < len(names) or not all(equals and value for _n, equals, value in pairs):
        raise Refused(NOT_A_RULE, rule=text[:80])
    return {name: value for name, _equals, value in pairs}


def _read(parts: dict[str, str]) -> Rule:
    if parts["FREQ"] not in list(Freq):
        raise Refused(NOT_KNOWN, part=f"FREQ={parts['FREQ'][:20]}")
    rule = Rule(
        freq=Freq(parts["FREQ"]),
        interval=int(parts.get("INTERVAL", "1")),
        count=int(parts["COUNT"]) if "COUNT" in parts else None,
        until=_until(parts["UNTIL"]) if "UNTIL" in parts else None,
        weekdays=tuple(_weekday(day) for day in parts["BYDAY"].split(",")) if "BYDAY" in parts else (),
        month_days=_numbers(parts.get("BYMONTHDAY", ""), 31),
        positions=_numbers(parts.get("BYSETPOS", ""), 366),
        week_starts=_DAYS.index(parts.get("WKST", "MO")),
    )
    if rule.interval < 1 or (rule.count is not None and (rule.count < 1 or rule.until is not None)):
        raise ValueError("out of range")
    return rule


def _until(text: str) -> date | datetime:
    if "T" not in text:
        return datetime.strptime(text, "%Y%m%d").date()  # noqa: DTZ007 - a day has no zone
    if text.endswith("Z"):
        return datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    return datetime.strptime(text, "%Y%m%dT%H%M%S")  # noqa: DTZ007 - on the clock of the series


def _weekday(text: str) -> tuple[int, int]:
    found = _BYDAY.fullmatch(text)
    if found is None or (found[1] and not 1 <= abs(int(found[1])) <= 5):
        raise ValueError(text)
    return int(found[1] or 0), _DAYS.index(found[2])


def _numbers(text: str, most: int) -> tuple[int, ...]:
    numbers = tuple(int(part) for part in text.split(",")) if text else ()
    if any(not 1 <= abs(number) <= most for number in numbers):
        raise ValueError(text)
    return numbers


def _check(rule: Rule, parts: dict[str, str], starts: date) -> None:
    """Raise Refused for what the standard allows but we do not expand."""
    monthly, ordinal = rule.freq is Freq.MONTHLY, any(which for which, _day in rule.weekdays)
    wrong = {
        "BYMONTHDAY": bool(rule.month_days) and not monthly and not _says_only(parts, "BYMONTHDAY", rule, starts.day),
        "BYMONTH": "BYMONTH" in parts and not _says_only(parts, "BYMONTH", rule, starts.month),
        "BYSETPOS": bool(rule.positions) and not (monthly and (rule.weekdays or rule.month_days)),
        "BYDAY": (ordinal and (not monthly or bool(rule.month_days)))
        or (bool(rule.weekdays) and rule.freq is Freq.YEARLY),
    }
    for name, bad in wrong.items():
        if bad:
            raise Refused(NOT_KNOWN, part=f"{name}={parts[name]}")


def _says_only(parts: dict[str, str], name: str, rule: Rule, of_start: int) -> bool:
    """Say whether a part of a yearly rule repeats what the first date says anyway."""
    return rule.freq is Freq.YEARLY and parts[name] == str(of_start)


def expand(
    starts: datetime, rule: Rule, zone: ZoneInfo, *, most: int, skip: Sequence[datetime] = (), until: date
) -> list[datetime]:
    """Return the dates of a series, naive on the clock of `zone`, the first (`starts`) included.

    Times that the clock skips in spring are no dates, and not counted (RFC 5545, 3.3.10). `skip`: EXDATEs; they are
    counted. Nothing comes after the day `until`. At most `most`.
    """
    counted = islice(_within(starts, rule, zone, until), rule.count)
    left = (each for each in counted if each not in set(skip))
    return list(islice(left, most))


def _within(starts: datetime, rule: Rule, zone: ZoneInfo, until: date) -> Iterator[datetime]:
    if _is_over(starts, rule, zone, until):
        return
    yield starts
    for day in _days(starts.date(), rule):
        if day <= starts.date():
            continue
        local = datetime.combine(day, starts.time())
        if _is_over(local, rule, zone, until):
            return
        if exists(local, zone):
            yield local


def exists(local: datetime, zone: ZoneInfo) -> bool:
    """Say whether the clock shows this moment; in spring it skips an hour."""
    there = local.replace(tzinfo=zone)
    return there.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == local


def _is_over(local: datetime, rule: Rule, zone: ZoneInfo, until: date) -> bool:
    if local.date() > until:
        return True
    end = rule.until
    if isinstance(end, datetime):
        return local.replace(tzinfo=zone) > end if end.tzinfo else local > end
    return end is not None and local.date() > end


def _days(starts: date, rule: Rule) -> Iterator[date]:
    """Yield the days of a rule, in order, from the period of the first date on."""
    last = min(starts.year + _YEARS_MOST, date.max.year - 1)
    periods = {Freq.DAILY: _daily, Freq.WEEKLY: _weekly, Freq.MONTHLY: _monthly, Freq.YEARLY: _yearly}
    for day in periods[rule.freq](starts, rule):
        if day.year > last:
            return
        yield day


def _daily(starts: date, rule: Rule) -> Iterator[date]:
    wanted = {day for _which, day in rule.weekdays} or set(range(7))
    day = starts
    while day.year < date.max.year:
        if day.weekday() in wanted:
            yield day
        day += timedelta(days=rule.interval)


def _weekly(starts: date, rule: Rule) -> Iterator[date]:
    week = starts - timedelta(days=(starts.weekday() - rule.week_starts) % 7)
    wanted = {day for _which, day in rule.weekdays} or {starts.weekday()}
    places = sorted((day - rule.week_starts) % 7 for day in wanted)
    while week.year < date.max.year - 1:
        yield from (week + timedelta(days=place) for place in places)
        week += timedelta(weeks=rule.interval)


def _monthly(starts: date, rule: Rule) -> Iterator[date]:
    for number in range(0, _YEARS_MOST * 12 + 12, rule.interval):
        year, month = divmod(starts.year * 12 + starts.month - 1 + number, 12)
        if year >= date.max.year:
            return
        yield from _in_month(year, month + 1, starts.day, rule)


def _in_month(year: int, month: int, day: int, rule: Rule) -> list[date]:
    days = [date(year, month, number) for number in range(1, calendar.monthrange(year, month)[1] + 1)]
    if rule.month_days:
        days = [each for each in days if _is_month_day(each, len(days), rule.month_days)]
    if rule.weekdays:
        days = [each for each in days if _is_weekday(each, month, rule.weekdays)]
    elif not rule.month_days:
        days = [each for each in days if each.day == day]
    if not rule.positions:
        return days
    chosen = {position - 1 if position > 0 else len(days) + position for position in rule.positions}
    return [each for place, each in enumerate(days) if place in chosen]


def _is_month_day(day: date, length: int, wanted: Sequence[int]) -> bool:
    return day.day in wanted or day.day - length - 1 in wanted


def _is_weekday(day: date, month: int, wanted: Sequence[tuple[int, int]]) -> bool:
    length = calendar.monthrange(day.year, month)[1]
    first, last = (day.day - 1) // 7 + 1, -((length - day.day) // 7 + 1)
    return any(day.weekday() == weekday and which in {0, first, last} for which, weekday in wanted)


def _yearly(starts: date, rule: Rule) -> Iterator[date]:
    for year in range(starts.year, min(starts.year + _YEARS_MOST + 1, date.max.year), rule.interval):
        if starts.day <= calendar.monthrange(year, starts.month)[1]:
            yield date(year, starts.month, starts.day)
