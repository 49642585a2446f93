"""Surveys on cards, in the reader's language: what they ask, how long they stay open, how many have taken part."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from smilecity.collect.surveys import queries as surveys
from smilecity.collect.surveys.queries import Counted
from smilecity.doors.web import words
from smilecity.ground import clock
from smilecity.ground.text import pick


@dataclass(frozen=True)
class Card:
    """A survey on a card; empty facts are left out."""

    title: str
    lead: str
    url: str
    time_left: str
    closes_text: str
    taken_part_text: str
    minutes_text: str
    is_over: bool = False


def card(counted: Counted, at: datetime | None = None) -> Card:
    """Return the card of a survey; one that is over leads to what it said."""
    survey, language = counted.survey, get_language() or "de"
    at = at or clock.now()
    is_open = survey.accepts(at)
    return Card(
        title=pick(survey.title, language),
        lead=pick(survey.summary, language),
        url=reverse("web:survey", args=[survey.slug]),
        time_left=words.time_left(survey.closes_at, at) if is_open else "",
        closes_text=_closes(survey.closes_at, is_open=is_open),
        taken_part_text=words.taken_part(counted.participations) if is_open else "",
        minutes_text=words.minutes(counted.questions) if is_open else "",
        is_over=not is_open,
    )


def _closes(closes_at: datetime | None, *, is_open: bool) -> str:
    if not is_open:
        return _("Die Umfrage ist beendet.")
    return _("offen {until}").format(until=words.until(closes_at)) if closes_at else ""


def by_slug(slugs: Collection[str], at: datetime) -> dict[str, Card]:
    """Return the cards of these surveys by their public names. 1 SQL, none without surveys."""
    rows = surveys.public_by_slugs(slugs) if slugs else []
    return {row.survey.slug: card(row, at) for row in rows}
