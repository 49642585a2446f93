"""Everything one can take part in, in its phase: open, coming, over. Calls and surveys in one list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from smilecity.collect.contributions.queries import calls
from smilecity.collect.contributions.queries.calls import CallRow
from smilecity.collect.surveys import queries as surveys
from smilecity.collect.surveys.queries import Counted
from smilecity.doors.web import contribution_words as said
from smilecity.doors.web import links, words
from smilecity.doors.web.contribution_cards import LIST_URLS
from smilecity.doors.web.kind_words import WORDS
from smilecity.ground.text import pick
from smilecity.understand.results import queries as results

Values = dict[str, object]


@dataclass(frozen=True)
class Phase:
    """A step on the way of a survey or call. `state`: done, now or later; `note`: when, or what is left of it."""

    name: str
    state: str
    note: str = ""


@dataclass(frozen=True)
class Item:
    """A survey or a call. `sorts_by`: the instant that decides its place among its like."""

    kind_text: str
    title: str
    lead: str
    url: str
    link_text: str
    time_left: str
    facts: Sequence[str]
    phases: Sequence[Phase]
    state: str
    sorts_by: datetime


def page(at: datetime) -> Values:
    """Return everything that web/pages/taking_part.html takes. 3 SQL."""
    published = {row.slug for row in results.published_list()}
    items = [_survey(row, at, published) for row in surveys.public()]
    items += [_call(row, at) for row in calls.all_calls() if row.opens_at]
    by_state: dict[str, list[Item]] = {"open": [], "next": [], "over": []}
    for item in items:
        by_state[item.state].append(item)
    return {
        "section": "taking_part",
        "open": sorted(by_state["open"], key=lambda item: item.sorts_by),
        "next": sorted(by_state["next"], key=lambda item: item.sorts_by),
        "over": sorted(by_state["over"], key=lambda item: item.sorts_by, reverse=True),
    }


def _survey(counted: Counted, at: datetime, published: set[str]) -> Item:
    row, language = counted.survey, get_language() or "de"
    is_open, has_result = row.accepts(at), row.slug in published
    closed_at = row.closed_at or row.closes_at or at
    url = reverse("web:result" if has_result else "web:survey", args=[row.slug])
    return Item(
        kind_text=_("Umfrage"),
        title=pick(row.title, language),
        lead=pick(row.summary, language),
        url=url,
        link_text=_("Mitmachen") if is_open else _("Ergebnis lesen") if has_result else _("Zur Umfrage"),
        time_left=words.time_left(row.closes_at, at) if is_open else "",
        facts=_facts(counted, is_open=is_open),
        phases=_survey_phases(counted, is_open=is_open, has_result=has_result),
        state="open" if is_open else "over",
        sorts_by=_end(row.closes_at, at) if is_open else closed_at,
    )


def _end(closes_at: datetime | None, at: datetime) -> datetime:
    """Return the end of what is open; what has none comes last."""
    return closes_at or datetime.max.replace(tzinfo=at.tzinfo)


def _facts(counted: Counted, *, is_open: bool) -> list[str]:
    if is_open:
        return [words.minutes(counted.questions), words.taken_part(counted.participations)]
    return [_("Teilnahmen: {number}").format(number=words.number(counted.participations))]


def _survey_phases(counted: Counted, *, is_open: bool, has_result: bool) -> list[Phase]:
    row = counted.survey
    until = words.until(row.closes_at) if is_open else _on(row.closed_at)
    return [
        Phase(_("Fragen beantworten"), "now" if is_open else "done", until),
        Phase(_("Auswerten"), "later" if is_open else "done" if has_result else "now"),
        Phase(_("Ergebnis"), "now" if has_result else "later"),
    ]


def _on(instant: datetime | None) -> str:
    return _("bis {day}").format(day=words.day(instant)) if instant else ""


def _call(row: CallRow, at: datetime) -> Item:
    is_open, begins = row.accepts(at), row.opens_at or at
    state = "open" if is_open else "next" if begins > at else "over"
    called = WORDS[row.kind]
    return Item(
        kind_text=str(called.collecting),
        title=said.texts(row.title),
        lead=said.texts(row.summary),
        url=reverse(f"web:{row.kind}_call", args=[row.slug]) if is_open else _list_url(row, state),
        link_text=str(called.write) if is_open else str(called.read) if state == "over" else "",
        time_left=words.time_left(row.closes_at, at) if is_open else "",
        facts=[],
        phases=_call_phases(row, state),
        state=state,
        sorts_by={"open": _end(row.closes_at, at), "next": begins, "over": row.closes_at or begins}[state],
    )


def _list_url(row: CallRow, state: str) -> str:
    return links.to(LIST_URLS[row.kind]) if state == "over" else ""


def _call_phases(row: CallRow, state: str) -> list[Phase]:
    """Return the way of a call. Offices answer while others still write: both run at once."""
    begins = _("beginnt am {day}").format(day=words.day(row.opens_at)) if row.opens_at and state == "next" else ""
    until = begins or (words.until(row.closes_at) if state == "open" else _on(row.closes_at))
    writing = {"next": "later", "open": "now", "over": "done"}[state]
    answering = "later" if state == "next" else "now"
    return [
        Phase(_("Schreiben und unterstützen"), writing, until),
        Phase(_("Die Stadt antwortet"), answering),
        Phase(_("Was daraus wurde"), "later"),
    ]
