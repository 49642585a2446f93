"""The mails of moderation: receipts and decisions to those who reported, reasons and answers to authors.

In: letters of understand/moderation, each taken once. Out: mails in the outbox, in the same transaction.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from uuid import UUID

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language, gettext

from smilecity.city import queries as city
from smilecity.collect.contributions.rules import Kind
from smilecity.collect.reports.queries.titles import Titles
from smilecity.understand.moderation import actions
from smilecity.understand.moderation.actions import Letter, Receipt, ToAuthor
from smilecity.understand.moderation.queries.public import Statement
from smilecity.understand.moderation.rules import GROUND_WORDS, REMEDY_WORDS, RESTRICTING, Outcome


def send_receipt(flag: UUID, *, at: datetime) -> None:
    """Write the receipt of a report."""
    with transaction.atomic():
        _send(actions.take_receipt(flag=flag, at=at))


def send_decision(decision: UUID, *, at: datetime) -> None:
    """Write to everybody whom a decision concerns."""
    with transaction.atomic():
        _send(actions.take_decision(decision=decision, at=at))


def send_answer(appeal: UUID, *, at: datetime) -> None:
    """Write the answer to a complaint."""
    with transaction.atomic():
        _send(actions.take_answer(appeal=appeal, at=at))


def _send(letters: Sequence[Letter]) -> None:
    for letter in letters:
        with translation.override(letter.language):
            subject, body = _written(letter)
        send_mail(subject, body, None, [letter.address])


def _written(letter: Letter) -> tuple[str, str]:
    name, context = _statement(letter) if isinstance(letter, ToAuthor) else _report(letter)
    render = partial(render_to_string, context=context | {"city": city.profile(), "base_url": settings.BASE_URL})
    subject, body = render(f"mail/{name}.subject.txt"), render(f"mail/{name}.body.txt")
    lines = [line.rstrip() for line in body.strip().splitlines()]
    return " ".join(subject.split()), "\n".join(lines) + "\n"


def _statement(letter: ToAuthor) -> tuple[str, dict[str, object]]:
    statement = letter.statement
    link = settings.BASE_URL + reverse("web:statement", args=[statement.token])
    name = "statement_answer" if statement.appeal else "statement"
    # What was erased has no title of its own any more.
    title = _number(statement) if statement.outcome is Outcome.REMOVED else _title(statement)
    return name, _reasons(statement) | {"link": link, "title": title}


def _title(statement: Statement) -> str:
    return Titles(get_language() or "de").said(statement.kind, statement.title)


def _number(statement: Statement) -> str:
    own, commented = {
        Kind.IDEA: (gettext("Idee {n}"), gettext("Kommentar zu Idee {n}")),
        Kind.PLACE: (gettext("Ort {n}"), gettext("Kommentar zu Ort {n}")),
        Kind.REPORT: (gettext("Meldung {n}"), gettext("Kommentar zu Meldung {n}")),
    }[Kind(statement.kind)]
    return (commented if statement.is_comment else own).format(n=statement.number)


def _report(letter: Letter) -> tuple[str, dict[str, object]]:
    if isinstance(letter, ToAuthor):
        raise TypeError("a report is told to who made it")
    flag = letter.flag
    link = settings.BASE_URL + reverse("web:flag_state", args=[flag.token])
    context: dict[str, object] = {"number": flag.number, "link": link}
    if isinstance(letter, Receipt) or flag.statement is None:
        return "report_receipt", context
    return "report_answer" if flag.statement.appeal else "report_decided", context | _reasons(flag.statement)


def _reasons(statement: Statement) -> dict[str, object]:
    """Return what the mails say of a decision, in the language that is switched on."""
    return {
        "statement": statement,
        "acted": statement.outcome in RESTRICTING,
        "edited": statement.outcome is Outcome.EDITED,
        "removed": statement.outcome is Outcome.REMOVED,
        "ground": gettext(GROUND_WORDS[statement.ground]) if statement.ground else "",
        "appeal_until": statement.appeal_until,
        "answer": statement.appeal.answer if statement.appeal else "",
        "upheld": _upheld(statement),
    }


def _upheld(statement: Statement) -> str:
    """Return what follows from a complaint that was right; empty for every other."""
    remedy = statement.appeal.remedy if statement.appeal else None
    return gettext(REMEDY_WORDS[remedy]) if remedy else ""
