"""How a survey stands, in words: what it still lacks, which translations are missing, what can be done now."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from smilecity.collect.surveys import rules
from smilecity.collect.surveys.queries import SurveyRow
from smilecity.collect.surveys.rules import Act, Question
from smilecity.doors.desk import words
from smilecity.doors.desk.shell import reason_against
from smilecity.ground.text import FALLBACK, LANGUAGES, Texts, has

_ADDRESSES = {
    Act.OPEN: "desk:open",
    Act.PLAN_OPENING: "desk:plan_opening",
    Act.EXTEND: "desk:extend",
    Act.CLOSE: "desk:close",
    Act.RELEASE: "desk:texts",
    Act.PUBLISH: "desk:result",
    Act.PLAN_PUBLISHING: "desk:plan_result",
}


@dataclass(frozen=True)
class Translation:
    """How far a survey is translated. `places`: where a text is missing, in words."""

    language: str
    lead: str
    places: list[str]
    complete: bool = False


@dataclass(frozen=True)
class Button:
    """Something to do. `reason`: why not now, in words; empty where it can be done."""

    act: str
    label: str
    url: str
    reason: str


def lacking(survey: SurveyRow, questions: Sequence[Question], at: datetime) -> list[str]:
    """Return everything that keeps a draft from being opened."""
    return [words.said(reason) for reason in rules.lacking(survey.title, questions, survey.closes_at, at)]


def advice(survey: SurveyRow) -> list[str]:
    """Return what a draft may do without, but residents would miss."""
    sentences = []
    if not has(survey.summary, FALLBACK):
        sentences.append(_("Es gibt noch keine kurze Beschreibung."))
    if not has(survey.what_happens, FALLBACK):
        sentences.append(_("Es steht noch nirgends, was mit den Antworten passiert."))
    if survey.closes_at is None:
        sentences.append(_("Es gibt kein Ende: Die Umfrage läuft, bis jemand sie schließt."))
    return sentences


def translations(survey: SurveyRow, questions: Sequence[Question]) -> list[Translation]:
    """Return for each language but German which texts are missing."""
    written = [(place, texts) for place, texts in _places(survey, questions) if has(texts, FALLBACK)]
    return [_translation(language, written) for language in LANGUAGES if language != FALLBACK]


def _translation(language: str, written: list[tuple[str, Texts]]) -> Translation:
    places = list(dict.fromkeys(place for place, texts in written if not has(texts, language)))
    name = str(words.LANGUAGES[language])
    if not any(has(texts, language) for _place, texts in written):
        return Translation(name, _("noch nicht übersetzt"), [])
    return Translation(name, _("es fehlt noch:") if places else _("vollständig"), places, complete=not places)


def _places(survey: SurveyRow, questions: Sequence[Question]) -> Iterator[tuple[str, Texts]]:
    yield _("Titel"), survey.title
    yield _("Kurze Beschreibung"), survey.summary
    yield _("Was passiert damit?"), survey.what_happens
    for number, question in enumerate(questions, 1):
        place = _("Frage {number}").format(number=number)
        for texts in (question.text, question.hint, question.low, question.high, question.help):
            yield place, texts
        for texts in (question.section, question.intro, question.limits.unit):
            yield place, texts
        for option in question.options:
            yield place, option.text


def buttons(request: HttpRequest, survey: SurveyRow, *, ready: bool, published: bool) -> list[Button]:
    """Return what the state of the survey is made for, each with the reason where it cannot be done."""
    return [
        Button(
            act=act.value,
            label=str(words.ACTS[act]),
            url=reverse(address, args=[survey.id]),
            reason=reason_against(request, act, survey) or _not_ready(act, ready=ready),
        )
        for act, address in _ADDRESSES.items()
        if survey.state in rules.RIGHTS[act][1] and not (published and act is Act.PLAN_PUBLISHING)
    ]


def _not_ready(act: Act, *, ready: bool) -> str:
    return "" if ready or act is not Act.OPEN else _("Das geht, sobald nichts mehr fehlt.")
