"""Prepared values for the first page: open calls, what comes (calls and events), what became of what was said."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from operator import itemgetter

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from smilecity.collect.calendar import queries as calendar
from smilecity.collect.calendar.queries import DateRow
from smilecity.collect.contributions.queries import calls, lists
from smilecity.collect.contributions.queries.calls import CallRow
from smilecity.collect.contributions.queries.filters import ListFilter
from smilecity.collect.contributions.rules import Kind
from smilecity.deliver.answers import queries as answers
from smilecity.deliver.answers.rules import Outcome
from smilecity.doors.web import calendar_lists, links, words
from smilecity.doors.web import contribution_words as said
from smilecity.doors.web.contribution_cards import LIST_URLS

Values = dict[str, object]
_ANSWERED_MOST = 3
_EVENTS_MOST = 4


def open_and_coming(at: datetime, language: str) -> tuple[list[Values], list[Values]]:
    """Return the calls that take ideas or places now, as cards; and what comes, by its day. 2 SQL."""
    now, later = calls.now_and_next(at)
    midnight = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    dates = calendar.upcoming(at, midnight, _EVENTS_MOST)
    coming = [(row.opens_at, _call(row, row.opens_at)) for row in later if row.opens_at]
    coming += [(row.starts_at, _event(row, language, at)) for row in dates]
    return [_card(row, at) for row in now], [shown for _begins, shown in sorted(coming, key=itemgetter(0))]


def report_url(cards: Sequence[Values]) -> str:
    """Return where one reports what is broken; empty while nobody takes reports."""
    return str(next((card["url"] for card in cards if card.get("kind") == Kind.REPORT), ""))


def _call(row: CallRow, opens_at: datetime) -> Values:
    return calendar_lists.day(opens_at) | {
        "title": said.texts(row.title),
        "lead": said.texts(row.summary),
        "when": _("beginnt am {day}").format(day=words.day(opens_at)),
    }


def _event(row: DateRow, language: str, at: datetime) -> Values:
    return calendar_lists.card(row, language, at) | calendar_lists.day(row.starts_at)


def _card(row: CallRow, at: datetime) -> Values:
    by_moderators = _("Die Moderation liest jeden Beitrag, bevor er erscheint.") if row.moderation == "before" else ""
    return {
        "kind": row.kind.value,
        "title": said.texts(row.title),
        "lead": said.texts(row.summary) or by_moderators,
        "url": reverse(f"web:{row.kind}_call", args=[row.slug]),
        "time_left": words.time_left(row.closes_at, at),
        "closes_text": _("offen {until}").format(until=words.until(row.closes_at)) if row.closes_at else "",
        "minutes_text": _("dauert etwa 3 Minuten"),
    }


def outcomes() -> Values:
    """Return what became of ideas: the newest that were answered, and how the town hall kept its word. 2 SQL."""
    rows = lists.page(ListFilter(kind=Kind.IDEA, answered=True), most=_ANSWERED_MOST).cards
    base = links.to(LIST_URLS[Kind.IDEA])
    return {
        "sentence": _kept(answers.numbers().total),
        "url": links.to("web:outcomes"),
        "answered": [
            {
                "title": row.title,
                "lang": said.lang_of(row.language),
                "url": f"{base}{row.number}/",
                "state": render_to_string(
                    "web/components/status.html", {"kind": row.status.value, "text": said.status(row.status)}
                ),
                "day": _("Antwort vom {day}").format(day=words.day(row.answered_at)) if row.answered_at else "",
            }
            for row in rows
        ],
    }


def _kept(total: Mapping[Outcome, int]) -> str:
    """Return in a sentence how many answers came in time; empty before there are any."""
    on_time, late = total.get(Outcome.ON_TIME, 0), total.get(Outcome.LATE, 0)
    if not on_time + late:
        return ""
    sentence = ngettext(
        "{all} Antwort der Verwaltung gibt es schon, rechtzeitig: {n}.",
        "Von {all} Antworten der Verwaltung kamen {n} rechtzeitig.",
        on_time + late,
    )
    overdue = total.get(Outcome.OVERDUE, 0)
    rest = ngettext("{n} ist überfällig.", "{n} sind überfällig.", overdue).format(n=words.number(overdue))
    return " ".join(
        [sentence.format(all=words.number(on_time + late), n=words.number(on_time)), *([rest] if overdue else [])]
    )
