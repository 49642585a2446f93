"""The way from an empty survey to an open one: its steps, how each stands, and where one goes on (`?schritt=`)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from smilecity.collect.surveys import rules
from smilecity.collect.surveys.queries import SurveyRow
from smilecity.collect.surveys.rules import Question, State
from smilecity.doors.desk import state_of, words
from smilecity.ground.text import FALLBACK, has
from smilecity.people.privacy import queries as privacy
from smilecity.people.privacy.rules import Sort, subject_of

PARAM = "schritt"


class Step(StrEnum):
    """One step, in the order of the way."""

    TOPIC = "thema"
    WAYS = "wege"
    PERSON = "person"
    NOTICE = "hinweis"
    QUESTIONS = "fragen"
    TIME = "zeit"
    LANGUAGES = "sprachen"
    LOOK = "vorschau"
    OPEN = "oeffnen"


class Standing(StrEnum):
    """How a step stands."""

    DONE = "done"
    MISSING = "missing"
    BETTER = "better"
    LOOK = "look"


NAMES = {
    Step.TOPIC: gettext_lazy("Worum geht es?"),
    Step.WAYS: gettext_lazy("Wer macht mit, und auf welchen Wegen?"),
    Step.PERSON: gettext_lazy("Was fragen wir zur Person?"),
    Step.NOTICE: gettext_lazy("Wozu, auf welcher Grundlage, wie lange?"),
    Step.QUESTIONS: gettext_lazy("Welche Fragen stellen wir?"),
    Step.LANGUAGES: gettext_lazy("Übersetzungen"),
    Step.LOOK: gettext_lazy("Ansehen wie alle in der Stadt"),
    Step.TIME: gettext_lazy("Bis wann, und was passiert damit?"),
    Step.OPEN: gettext_lazy("Prüfen und öffnen"),
}
STANDINGS = {
    Standing.DONE: gettext_lazy("fertig"),
    Standing.MISSING: gettext_lazy("fehlt noch"),
    Standing.BETTER: gettext_lazy("geht noch besser"),
    Standing.LOOK: gettext_lazy("jederzeit"),
}
_ADDRESSES = {
    Step.TOPIC: "desk:edit_survey",
    Step.WAYS: "desk:ways",
    Step.PERSON: "desk:edit_survey",
    Step.QUESTIONS: "desk:questions",
    Step.LANGUAGES: "desk:translate",
    Step.LOOK: "desk:preview",
    Step.TIME: "desk:edit_survey",
    Step.OPEN: "desk:open",
}
_ORDER = list(Step)


@dataclass(frozen=True)
class Stop:
    """A step as pages show it. `notes`: what is there, or what is missing, in sentences."""

    step: Step
    url: str
    standing: Standing
    notes: list[str] = field(default_factory=list)
    links: list[dict[str, str]] = field(default_factory=list)

    @property
    def shown(self) -> dict[str, Any]:
        """Return the step for a template."""
        return {
            "number": _ORDER.index(self.step) + 1,
            "name": NAMES[self.step],
            "url": self.url,
            "standing": self.standing.value,
            "standing_text": STANDINGS[self.standing],
            "notes": self.notes,
            "links": self.links,
        }


def url_of(step: Step, survey: SurveyRow) -> str:
    """Return the address of a step."""
    if step is Step.NOTICE:
        address = reverse("desk:notice", args=[Sort.SURVEY.value, survey.id])
    else:
        address = reverse(_ADDRESSES[step], args=[survey.id])
    return f"{address}?{PARAM}={step.value}"


def here(request: HttpRequest) -> Step | None:
    """Return the step that a page is visited as; None: it was opened by itself."""
    wanted = request.GET.get(PARAM, "")
    return Step(wanted) if wanted in set(Step) else None


def overview(survey: SurveyRow, questions: Sequence[Question], at: datetime) -> dict[str, Any]:
    """Return the steps of a draft, and the one to go on with; nothing for what was opened. 1 SQL."""
    if survey.state is not State.DRAFT:
        return {}
    stops = list(_stops(survey, questions, at))
    urgent = [Standing.MISSING, Standing.BETTER, Standing.LOOK]
    following = min(stops, key=lambda stop: urgent.index(stop.standing) if stop.standing in urgent else len(urgent))
    return {
        "steps": [stop.shown for stop in stops],
        "next": following.shown,
        "done": sum(stop.standing is Standing.DONE for stop in stops),
    }


def _stops(survey: SurveyRow, questions: Sequence[Question], at: datetime) -> Iterator[Stop]:
    lacking = _by_step(survey, questions, at)

    def stop(step: Step, better: Sequence[str] = (), notes: Sequence[str] = ()) -> Stop:
        missing = lacking.get(step, [])
        standing = Standing.MISSING if missing else Standing.BETTER if better else Standing.DONE
        return Stop(step, url_of(step, survey), standing, [*missing, *better] or list(notes))

    yield stop(Step.TOPIC, [] if has(survey.summary, FALLBACK) else [_("Es gibt noch keine kurze Beschreibung.")])
    yield stop(Step.WAYS, notes=[words.listed([words.WAYS[way] for way in survey.ways])])
    yield stop(Step.PERSON, notes=[words.listed([words.FEATURES[each] for each in survey.features]) or _("nichts")])
    yield stop(Step.NOTICE, _notice(survey))
    yield stop(Step.QUESTIONS, notes=[_count(questions)])
    yield stop(Step.TIME, _time(survey))
    yield stop(Step.LANGUAGES, _languages(survey, questions))
    yield Stop(Step.LOOK, url_of(Step.LOOK, survey), Standing.LOOK)
    yield _opening(survey, missing=bool(lacking))


def _by_step(survey: SurveyRow, questions: Sequence[Question], at: datetime) -> dict[Step, list[str]]:
    """Return what keeps the survey from opening, at the step where it is mended."""
    places = {rules.NO_TITLE: Step.TOPIC, rules.PAST_DEADLINE: Step.TIME}
    found: dict[Step, list[str]] = {}
    for reason in rules.lacking(survey.title, questions, survey.closes_at, at):
        found.setdefault(places.get(reason.sentence, Step.QUESTIONS), []).append(words.said(reason))
    return found


def _notice(survey: SurveyRow) -> list[str]:
    worded = privacy.notice(subject_of(Sort.SURVEY, survey.id))
    return [] if worded.points or worded.consent else [_("Es gelten die Texte des Programms. Passen sie?")]


def _count(questions: Sequence[Question]) -> str:
    return ngettext("{n} Frage", "{n} Fragen", len(questions)).format(n=len(questions))


def _languages(survey: SurveyRow, questions: Sequence[Question]) -> list[str]:
    far = state_of.translations(survey, questions)
    return [
        f"{each.language}: {each.lead} {', '.join(each.places)}".strip().rstrip(":")
        for each in far
        if not each.complete
    ]


def _time(survey: SurveyRow) -> list[str]:
    found = []
    if survey.closes_at is None:
        found.append(_("Es gibt kein Ende: Die Umfrage läuft, bis jemand sie schließt."))
    if not has(survey.what_happens, FALLBACK):
        found.append(_("Es steht noch nirgends, was mit den Antworten passiert."))
    return found


def _opening(survey: SurveyRow, *, missing: bool) -> Stop:
    """Return the last step: by hand now, or by itself at a moment that can be chosen before all is there."""
    plan = {"label": _("Zeitpunkt zum Öffnen wählen"), "url": reverse("desk:plan_opening", args=[survey.id])}
    notes = [_("Das geht, sobald nichts mehr fehlt.")] if missing else []
    standing = Standing.MISSING if missing else Standing.LOOK
    return Stop(Step.OPEN, url_of(Step.OPEN, survey), standing, notes, [plan])


def path_of(request: HttpRequest, survey: SurveyRow) -> dict[str, Any]:
    """Return where a page stands on the way; nothing where it was opened by itself."""
    step = here(request)
    if step is None or survey.state is not State.DRAFT:
        return {}
    place = _ORDER.index(step)
    return {
        "number": place + 1,
        "of": len(_ORDER),
        "name": NAMES[step],
        "back_url": url_of(_ORDER[place - 1], survey) if place else "",
        "next_url": url_of(_ORDER[place + 1], survey) if place + 1 < len(_ORDER) else "",
        "next_name": NAMES[_ORDER[place + 1]] if place + 1 < len(_ORDER) else "",
        "all_url": reverse("desk:survey", args=[survey.id]) + "#schritte",
    }


def after(request: HttpRequest, survey: SurveyRow, otherwise: str = "") -> str:
    """Return where a saved form leads: to the next step, or (opened by itself) to `otherwise`, else the survey."""
    step = here(request)
    if step is None or survey.state is not State.DRAFT or step is Step.OPEN:
        return otherwise or reverse("desk:survey", args=[survey.id])
    return url_of(_ORDER[_ORDER.index(step) + 1], survey)


def back(request: HttpRequest, survey: SurveyRow, anchor: str = "") -> str:
    """Return where something done to a question leads: to the step of the questions, or to the survey's page."""
    step = here(request)
    url = url_of(Step.QUESTIONS, survey) if step else reverse("desk:survey", args=[survey.id])
    return f"{url}#{anchor}" if anchor else url
