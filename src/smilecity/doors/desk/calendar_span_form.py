"""When something is, and how it repeats: the fields of days, times and series. They check, they never save."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from smilecity.collect.calendar import rules
from smilecity.collect.calendar.rules import Span, recurrence
from smilecity.collect.calendar.rules.recurrence import Freq, Rule
from smilecity.doors.desk import words
from smilecity.doors.desk.call_form import day_field, time_field
from smilecity.doors.desk.fields import on_city_clock
from smilecity.ground.refusals import Refused

REPEATS: dict[str, Any] = {
    "": gettext_lazy("Nein, nur einmal"),
    "weekly": gettext_lazy("Jede Woche"),
    "biweekly": gettext_lazy("Alle zwei Wochen"),
    "monthly_day": gettext_lazy("Jeden Monat am gleichen Tag"),
    "monthly_weekday": gettext_lazy("Jeden Monat am gleichen Wochentag, zum Beispiel am ersten Dienstag"),
}


class SpanForm(forms.Form):
    """When something is: first and last day, with or without a time. `span` in the cleaned data."""

    starts_on = day_field(gettext_lazy("Erster Tag"))
    starts_time = time_field()
    ends_on = day_field(gettext_lazy("Letzter Tag"))
    ends_time = time_field()

    def clean(self) -> dict[str, Any]:
        """Join days and times. Adds an error at the field that has to be changed."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        cleaned["span"] = None
        if self.errors.keys() & {"starts_on", "starts_time", "ends_on", "ends_time"}:
            return cleaned
        if cleaned.get("starts_on") is None:
            self.add_error("starts_on", _("Bitte geben Sie den Tag an."))
            return cleaned
        try:
            cleaned["span"] = self._span(cleaned)
            rules.check_span(cleaned["span"])
        except ValidationError as error:
            self.add_error("starts_on", error)
        except Refused as refusal:
            self.add_error("ends_on", words.said(refusal))
        return cleaned

    def _span(self, cleaned: dict[str, Any]) -> Span:
        first: date = cleaned["starts_on"]
        last: date = cleaned.get("ends_on") or first
        begins: time | None = cleaned.get("starts_time")
        ends: time | None = cleaned.get("ends_time")
        if begins is None:
            if ends is not None:
                raise ValidationError(_("Bitte geben Sie auch an, wann es beginnt."))
            after = min(last, date.max - timedelta(days=1)) + timedelta(days=1)
            return Span(on_city_clock(first, time()), on_city_clock(after, time()), all_day=True)
        starts_at = on_city_clock(first, begins)
        return Span(starts_at, on_city_clock(last, ends) if ends else starts_at)


def initial_span(span: Span) -> dict[str, Any]:
    """Return the values the fields of a time begin with."""
    starts, ends = (at.astimezone(words.city_zone()) for at in (span.starts_at, span.ends_at))
    if span.all_day:
        return {"starts_on": starts.date(), "ends_on": (ends - timedelta(hours=1)).date()}
    return {
        "starts_on": starts.date(),
        "starts_time": starts.time(),
        "ends_on": ends.date() if ends.date() != starts.date() else None,
        "ends_time": ends.time() if ends > starts else None,
    }


class DatesForm(SpanForm):
    """A time and how it repeats. `dates()` gives the spans."""

    repeats = forms.ChoiceField(
        label=gettext_lazy("Wiederholt sich das?"), choices=list(REPEATS.items()), required=False
    )
    until = day_field(gettext_lazy("Letzter Termin der Reihe"))

    def clean(self) -> dict[str, Any]:
        """Expand the series, so that a wrong end is said at its field."""
        cleaned = super().clean()
        cleaned["dates"] = []
        if self.errors or cleaned["span"] is None:
            return cleaned
        if not cleaned.get("repeats"):
            cleaned["dates"] = [cleaned["span"]]
        elif cleaned.get("until") is None:
            self.add_error("until", _("Bitte geben Sie an, wann die Reihe endet."))
        else:
            self._expand(cleaned)
        return cleaned

    def _expand(self, cleaned: dict[str, Any]) -> None:
        span: Span = cleaned["span"]
        zone = words.city_zone()
        starts = span.starts_at.astimezone(zone).replace(tzinfo=None)
        rule = _rule(cleaned["repeats"], starts.date())
        most = rules.DATES_MOST + 1
        found = recurrence.expand(starts, rule, zone, most=most, until=cleaned["until"])
        cleaned["dates"] = [_at(local, starts, span) for local in found]
        try:
            rules.check_spans(cleaned["dates"])
        except Refused as refusal:
            self.add_error("until", words.said(refusal))

    def dates(self) -> list[Span]:
        """Return the dates that were asked for."""
        found: list[Span] = self.cleaned_data["dates"]
        return found


def _rule(repeats: str, starts: date) -> Rule:
    if repeats in {"weekly", "biweekly"}:
        return Rule(Freq.WEEKLY, interval=2 if repeats == "biweekly" else 1)
    if repeats == "monthly_day":
        return Rule(Freq.MONTHLY)
    which = (starts.day - 1) // 7 + 1
    # A fifth Tuesday is meant as the last one: most months have no fifth.
    return Rule(Freq.MONTHLY, weekdays=((which if which < 5 else -1, starts.weekday()),))


def _at(local: datetime, starts: datetime, first: Span) -> Span:
    """Return the span of one date of a series: it ends at the same time on the city's clock as the first."""
    zone = words.city_zone()
    ends = first.ends_at.astimezone(zone).replace(tzinfo=None) - starts + local
    begins, until = (moment.replace(tzinfo=zone).astimezone(UTC) for moment in (local, ends))
    return Span(begins, until, first.all_day)
