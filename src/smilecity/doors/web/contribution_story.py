"""What happened to a contribution, in sentences: its history with the oldest first, and the town hall's replies."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from smilecity.city.queries import Named
from smilecity.collect.contributions.queries.detail import Detail, StepRow
from smilecity.collect.contributions.rules import ENTERED, Channel, Verb
from smilecity.collect.reports.queries.titles import Titles
from smilecity.doors.web import contribution_words as said
from smilecity.doors.web import rich_text, words

Offices = Mapping[int, Named]


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened. `text`: what was said of it; `marked`: the town hall answered; `url`: where more is."""

    day: str
    sentence: str
    text: SafeString
    marked: bool = False
    url: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """A public reply of an office."""

    id: str
    office: str
    day: str
    text: SafeString
    state: str


def events(shown: Detail, steps: Sequence[StepRow], offices: Offices, base_url: str) -> list[Event]:
    """Return the history in sentences; `base_url`: where contributions of this kind lie."""
    return [_event(shown, step, offices, base_url) for step in _called(shown, steps) if not _says_nothing(step, steps)]


def sentences(shown: Detail, steps: Sequence[StepRow], offices: Offices) -> list[tuple[StepRow, str]]:
    """Return the history with a sentence for each step, for feeds; the oldest first."""
    return [(step, _sentence(shown, step, offices)) for step in _called(shown, steps) if not _says_nothing(step, steps)]


def _called(shown: Detail, steps: Sequence[StepRow]) -> list[StepRow]:
    """Return the steps with the others they name in the reader's language. At most 1 SQL."""
    titles = Titles(get_language() or "de")
    return [replace(step, other_title=titles.said(shown.kind, step.other_title)) for step in steps]


def replies(steps: Sequence[StepRow], offices: Offices) -> list[Reply]:
    """Return the public replies, the oldest first."""
    return [
        Reply(
            id=f"antwort-{number}",
            office=office_name(step.office, offices),
            day=words.day(step.at),
            text=rich_text.paragraphs(step.text),
            state=said.status(step.status) if step.status else "",
        )
        for number, step in enumerate((step for step in steps if step.verb is Verb.REPLIED), 1)
    ]


def office_name(office: int | None, offices: Offices) -> str:
    """Return the name of an office; one that is gone, or was never named, is the town hall."""
    named = offices.get(office) if office else None
    return named.name if named else _("Die Stadtverwaltung")


def _says_nothing(step: StepRow, steps: Sequence[StepRow]) -> bool:
    """Say whether a step tells a reader nothing: shown in the very moment in which it came in."""
    return step.verb is Verb.SHOWN and not step.text and step.at == steps[0].at


def _event(shown: Detail, step: StepRow, offices: Offices, base_url: str) -> Event:
    replied = step.verb is Verb.REPLIED
    number = f"{step.other_number}" if step.other_title else ""  # without a title there is no page to lead to
    return Event(
        day=words.day(step.at),
        sentence=_sentence(shown, step, offices),
        text=SafeString() if replied else rich_text.paragraphs(step.text),
        marked=replied,
        url=f"{base_url}{number}/" if number else "",
    )


def _other(step: StepRow) -> str:
    if not step.other_number:
        return _("einem anderen Beitrag")
    if not step.other_title:
        return _("Nr. {n}").format(n=step.other_number)
    return _("„{title}“ (Nr. {number})").format(title=step.other_title, number=step.other_number)


def _sentence(shown: Detail, step: StepRow, offices: Offices) -> str:
    office = office_name(step.office, offices)
    due = words.on_day(step.due_on) if step.due_on else ""
    state = said.status(step.status) if step.status else ""
    other = _other(step)
    table = {
        Verb.SUBMITTED: _came_in(shown.channel),
        Verb.SHOWN: _("Die Moderation hat den Beitrag veröffentlicht."),
        Verb.EDITED: _("Der Text wurde geändert."),
        Verb.OFFICE: _("Zuständig ist: {office}.") + (" " + _("Die Antwort kommt bis {day}.") if due else ""),
        Verb.DUE: _("Neues Datum der Antwort: {day}.") if due else _("Das Datum der Antwort ist entfallen."),
        Verb.STATUS: _("Neuer Stand: {state}."),
        Verb.REPLIED: _("Antwort von: {office}.") + (" " + _("Neuer Stand: {state}.") if state else ""),
        Verb.MERGED: _("Der Beitrag wurde mit {other} zusammengeführt."),
        Verb.PARTED: _("Der Beitrag steht wieder für sich."),
        Verb.FILED: _("Die Meldung steht jetzt in einer anderen Rubrik:"),
        Verb.DELEGATED: _("Darum kümmert sich jetzt:"),
        Verb.RETURNED: _("Darum kümmert sich wieder die Stadt selbst, nicht mehr:"),
    }
    return table.get(step.verb, "").format(office=office, day=due, state=state, other=other)


def _came_in(channel: Channel) -> str:
    if channel in ENTERED or channel is Channel.IMPORT:
        return f"{said.CHANNEL_LABELS[channel]}."
    return _("Der Beitrag ist bei uns eingegangen.")
