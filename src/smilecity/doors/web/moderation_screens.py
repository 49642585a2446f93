"""What the pages about reports and decisions show, in the reader's language. In: rows of moderation. Out: values."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from smilecity.collect.contributions.queries.detail import Detail
from smilecity.collect.contributions.rules import Kind, Publicity
from smilecity.doors.web import words
from smilecity.doors.web.kind_words import WORDS
from smilecity.doors.web.moderation_form import Report
from smilecity.understand.moderation import rules
from smilecity.understand.moderation.queries.public import AppealPart, FlagState, Statement
from smilecity.understand.moderation.rules import GROUND_WORDS, REMEDY_WORDS, Outcome

Values = dict[str, Any]


def flag(found: Detail, comment: UUID | None, report: Report) -> Values:
    """Return the form for a report."""
    return {
        "about": found.title,
        "is_comment": comment is not None,
        "back_url": reverse(f"web:{found.kind}", args=[found.number]),
        "grounds": [(ground.value, _(text), ground is report.ground) for ground, text in GROUND_WORDS.items()],
        "text": report.text,
        "limit": rules.FLAG_MOST,
        "name": report.name,
        "email": report.address,
        "truthful": report.truthful,
    }


def flag_state(found: FlagState, at: datetime, text: str) -> Values:
    """Return how a report stands."""
    told = found.statement
    return {
        "number": found.number,
        "ground": _(GROUND_WORDS[found.ground]),
        "received": words.moment(found.received_at),
        "about": _about(found.kind, found.contribution, is_comment=found.is_comment),
        "has_address": found.has_address,
        "decided": _decided(told) if told else None,
        "appeal": _appeal(told, at, text) if told else None,
    }


def statement(found: Statement, at: datetime, text: str) -> Values:
    """Return a statement of reasons (article 17 (3)) with the way to complain about it."""
    return {
        "title": found.title,
        "about": _about(found.kind, found.number, is_comment=found.is_comment),
        "heading": _heading(found),
        "rows": [{"question": question, "values": [value]} for question, value in _facts(found) if value],
        "reason": found.reason,
        "appeal": _appeal(found, at, text),
    }


def _about(kind: str, number: int, *, is_comment: bool) -> str:
    called = WORDS[Kind(kind)]
    return str(called.comment if is_comment else called.numbered).format(n=number)


def _heading(found: Statement) -> str:
    if found.outcome is Outcome.REMOVED:
        return _("Wir haben Ihren Kommentar gelöscht") if found.is_comment else _("Wir haben Ihren Beitrag gelöscht")
    if found.outcome is Outcome.HIDDEN:
        return _("Ihr Kommentar wird nicht gezeigt") if found.is_comment else _("Ihr Beitrag wird nicht gezeigt")
    if found.outcome is Outcome.EDITED:
        return _("Wir haben an Ihrem Text etwas geändert")
    return _("Ihr Beitrag wird gezeigt")


def _facts(found: Statement) -> list[tuple[str, str]]:
    return [
        (_("Was entschieden ist"), _consequence(found)),
        (_("Wann"), words.moment(found.decided_at)),
        (_("Grund"), _(GROUND_WORDS[found.ground]) if found.ground else ""),
        (_("Worauf wir uns stützen"), _basis(found)),
        (_("Worum es geht"), found.facts),
        (
            _("Wie wir darauf aufmerksam wurden"),
            _("Jemand hat es gemeldet.") if found.on_report else _("Wir haben es selbst gelesen."),
        ),
        (_("Wer entschieden hat"), _("Ein Programm.") if found.automated else _("Menschen, kein Programm.")),
    ]


def _consequence(found: Statement) -> str:
    if found.outcome is Outcome.HIDDEN:
        return _("Der Text ist auf der ganzen Website nicht mehr zu sehen, ohne zeitliche Grenze.")
    if found.outcome is Outcome.EDITED:
        return _("Eine Stelle im Text oder auf einem Foto wurde geändert. Alle sehen, dass und warum.")
    if found.outcome is Outcome.REMOVED:
        return _("Der Text ist gelöscht. Er lässt sich nicht wiederherstellen.")
    return _("Der Text ist öffentlich.")


def _basis(found: Statement) -> str:
    """Return what the decision rests on: the law, or our own rules (article 17 (3) (d) and (e))."""
    if found.ground is None:
        return ""
    if found.law:
        return found.law
    return _("auf das Recht und auf unsere Regeln") if found.unlawful else _("auf unsere Regeln für Beiträge")


def _decided(told: Statement) -> Values:
    return {
        "heading": _outcome(told),
        "when": words.moment(told.decided_at),
        "ground": _(GROUND_WORDS[told.ground]) if told.ground else "",
        "reason": told.reason,
        "automated": told.automated,
    }


def _outcome(told: Statement) -> str:
    if told.outcome is Outcome.HIDDEN:
        return _("Es ist nicht mehr zu sehen.")
    if told.outcome is Outcome.EDITED:
        return _("Es wurde geändert.")
    if told.outcome is Outcome.REMOVED:
        return _("Es wurde gelöscht.")
    if told.after is Publicity.SHOWN:
        return _("Es bleibt stehen, denn es verstößt nicht gegen unsere Regeln.")
    return _("Es ist inzwischen nicht mehr öffentlich.")


def _appeal(told: Statement, at: datetime, text: str) -> Values:
    """Return the complaint that was made, or whether and until when one is possible."""
    return {
        "until": words.day(told.appeal_until),
        "possible": told.appeal is None and at < told.appeal_until,
        "made": _made(told.appeal) if told.appeal else None,
        "text": text,
        "limit": rules.APPEAL_MOST,
    }


def _made(appeal: AppealPart) -> Values:
    if appeal.upheld is None:
        state = _("Wir prüfen Ihre Beschwerde.")
    elif appeal.remedy:
        state = _(REMEDY_WORDS[appeal.remedy])
    else:
        state = _("Wir haben Ihre Beschwerde geprüft. Es bleibt bei der Entscheidung.")
    return {"when": words.moment(appeal.made_at), "state": state, "answer": appeal.answer}
