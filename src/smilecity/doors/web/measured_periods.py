"""The time a page of a series shows. In: the address, and of which times there are values. Out: the period, links."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from smilecity.doors.web import measured_words as said
from smilecity.sense.things.queries.rows import DatastreamRow
from smilecity.sense.things.rules import pace
from smilecity.sense.things.rules.words import Step

PERIOD, UNTIL = "zeitraum", "bis"
ALL = "alles"
LENGTHS = {
    "24h": timedelta(days=1),
    "7t": timedelta(days=7),
    "30t": timedelta(days=30),
    "1j": timedelta(days=365),
}
LABELS = {
    "24h": gettext_lazy("24 Stunden"),
    "7t": gettext_lazy("7 Tage"),
    "30t": gettext_lazy("30 Tage"),
    "1j": gettext_lazy("1 Jahr"),
    ALL: gettext_lazy("alles"),
}
_LAST = {
    "24h": gettext_lazy("In den letzten 24 Stunden"),
    "7t": gettext_lazy("In den letzten 7 Tagen"),
    "30t": gettext_lazy("In den letzten 30 Tagen"),
    "1j": gettext_lazy("Im letzten Jahr"),
}
# Of so many values each is drawn; of more than that their means over hours, days or months.
_EACH = {"24h": 1500}
_EACH_ELSE = 400
_HOURS_UP_TO, _DAYS_UP_TO = timedelta(days=10), timedelta(days=800)
_WORD_MOST = 40
# A period that is chosen for the reader has about as many values.
_SEVERAL = 8


@dataclass(frozen=True)
class Period:
    """From when to when. `asked_until`: its end was asked for, else it ends now. `unknown`: what was not understood."""

    key: str
    start: datetime
    end: datetime
    asked_until: bool
    unknown: tuple[str, ...] = ()

    @property
    def most(self) -> int:
        """How many values are drawn one by one."""
        return _EACH.get(self.key, _EACH_ELSE)

    @property
    def words(self) -> str:
        """The period in words: In den letzten 24 Stunden."""
        if self.key in _LAST and not self.asked_until:
            return str(_LAST[self.key])
        return _("Vom {start} bis zum {end}").format(start=said.moment(self.start), end=said.moment(self.end))


@dataclass(frozen=True)
class Known:
    """Of which times there are values, and how far they are apart on the average."""

    first: datetime | None
    last: datetime | None
    gap: timedelta | None


def known(row: DatastreamRow) -> Known:
    """Return what is known of the values of a datastream."""
    first, latest = row.first, row.latest.at if row.latest else None
    gap = pace.usual_gap(first, latest, row.observations) if first and latest else None
    return Known(first, row.last, gap)


def read(given: Mapping[str, str], values: Known, at: datetime) -> Period:
    """Read an address; without one: the shortest period up to now with several values in it, else everything."""
    key, raw = given.get(PERIOD, "")[:_WORD_MOST], given.get(UNTIL, "")[:_WORD_MOST]
    until, unknown = _instant(raw), []
    if key and key not in LABELS:
        unknown.append(_("Den Zeitraum „{words}“ gibt es nicht. Wählen Sie einen von diesen.").format(words=key))
    if raw and until is None:
        unknown.append(_("Die Zeit „{words}“ verstehen wir nicht. Wir zeigen die neuesten Werte.").format(words=raw))
    end = until or _now(values, at)
    chosen = key if key in LABELS else _fitting(values, end, ahead=until is None)
    if chosen == ALL:
        return _everything(values, at, tuple(unknown))
    return Period(chosen, _back(end, LENGTHS[chosen]), end, until is not None, tuple(unknown))


def _instant(raw: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(raw.replace(" ", "+"))
        return timezone.make_aware(found) if found.tzinfo is None else timezone.localtime(found)
    except (ValueError, OverflowError):
        return None


def _now(values: Known, at: datetime) -> datetime:
    """Return the end of what is shown up to now: a value of a clock that is a little fast is shown, too."""
    return max(at, values.last) if values.last and values.last <= at + pace.AHEAD else at


def _fitting(values: Known, end: datetime, *, ahead: bool) -> str:
    """Return the shortest period with several values; `ahead`: where some have a time in the future, everything."""
    if values.last is None:
        return next(iter(LENGTHS))
    if ahead and values.last > end:
        return ALL
    needed = max(end - values.last, (values.gap or timedelta()) * _SEVERAL)
    return next((key for key, length in LENGTHS.items() if needed <= length), ALL)


def _everything(values: Known, at: datetime, unknown: tuple[str, ...]) -> Period:
    start, end = values.first or _back(at, LENGTHS["24h"]), values.last or at
    # One value alone has no length that could be drawn.
    if end - start < timedelta(minutes=1):
        start, end = _back(start, timedelta(minutes=30)), end + timedelta(minutes=30)
    return Period(ALL, start, end, asked_until=False, unknown=unknown)


def _back(end: datetime, length: timedelta) -> datetime:
    try:
        return end - length
    except OverflowError:
        return end.min.replace(tzinfo=end.tzinfo)


def step(span: timedelta) -> Step:
    """Return what means are made of over so long a time, where there are too many values."""
    if span <= _HOURS_UP_TO:
        return Step.HOUR
    return Step.DAY if span <= _DAYS_UP_TO else Step.MONTH


def links(period: Period) -> list[tuple[str, str, bool]]:
    """Return the periods to choose from: (text, address, chosen)."""
    return [(str(label), f"?{urlencode({PERIOD: key})}", key == period.key) for key, label in LABELS.items()]


def address(period: Period) -> str:
    """Return the address of a period."""
    return _until(period, period.end) if period.asked_until else f"?{urlencode({PERIOD: period.key})}"


def earlier(period: Period, first: datetime | None) -> str:
    """Return the address of the time before; empty where there is nothing before."""
    if period.key == ALL or first is None or first >= period.start:
        return ""
    return _until(period, period.start)


def later(period: Period, at: datetime) -> str:
    """Return the address of the time after; empty where it has not come yet."""
    if period.key == ALL or not period.asked_until or period.end >= at:
        return ""
    end = period.end + LENGTHS[period.key]
    return _until(period, end) if end < at else f"?{urlencode({PERIOD: period.key})}"


def _until(period: Period, end: datetime) -> str:
    return f"?{urlencode({PERIOD: period.key, UNTIL: f'{timezone.localtime(end):%Y-%m-%dT%H:%M%z}'})}"
