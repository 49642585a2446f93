"""Entries of the library in words: for lists, for a look at one, and as a document for others."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from smilecity.collect.library.queries import EntryRow
from smilecity.collect.library.rules import Worded
from smilecity.collect.surveys.rules import SCALED, Question
from smilecity.doors.desk import words
from smilecity.ground.text import LANGUAGES, Texts, has, pick


def listed(row: EntryRow) -> dict[str, Any]:
    """Return an entry for a list."""
    question = row.worded.question
    return {
        "id": row.id,
        "name": row.worded.name,
        "tags": list(row.worded.tags),
        "text": pick(question.text, "de")
        if question
        else _("Angaben zur Person: {what}").format(what=asked(row.worded)),
        "kind": words.KINDS[question.kind] if question else _("freiwillig, vor dem Absenden"),
        "options": [pick(option.text, "de") for option in question.options] if question else [],
        "languages": languages(row.worded),
        "url": reverse("desk:library_entry", args=[row.id]),
    }


def asked(worded: Worded) -> str:
    """Return the features an entry asks for, in words."""
    return words.listed([words.FEATURES[feature] for feature in worded.features])


def languages(worded: Worded) -> str:
    """Return the languages in which the question is there."""
    question = worded.question
    known = [code for code in LANGUAGES if question is None or has(question.text, code)]
    return words.listed([words.LANGUAGES[code] for code in known])


def side_by_side(question: Question) -> list[dict[str, Any]]:
    """Return every text of a question with its languages beside each other."""
    named: list[tuple[str, Texts]] = [
        (_("Frage"), question.text),
        (_("Hinweis zur Frage"), question.hint),
        (_("Ausführliche Hilfe"), question.help),
        *((_("Antwort {n}").format(n=n), option.text) for n, option in enumerate(question.options, 1)),
    ]
    if question.kind in SCALED:
        named += [(_("Die 1 bedeutet"), question.low), (_("Die 5 bedeutet"), question.high)]
    if question.limits.unit:
        named.append((_("Einheit"), question.limits.unit))
    return [
        {
            "label": label,
            "texts": [
                {"code": _lang(code), "name": words.LANGUAGES[code], "text": texts.get(code, "")} for code in LANGUAGES
            ],
        }
        for label, texts in named
        if any(texts.values())
    ]


def _lang(code: str) -> str:
    return "en" if code == "en" else "de"


def facts(question: Question) -> list[str]:
    """Return in short what belongs to a question beside its texts."""
    told = [str(words.KINDS[question.kind])]
    if question.required:
        told.append(_("muss beantwortet werden"))
    if question.abstains:
        told.append(_("mit „Keine Angabe“"))
    return told
