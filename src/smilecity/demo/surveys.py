"""The demo's two surveys: one is open, last year's is published with generated answers. Built through actions only.

The generated answers come from a fixed seed and are marked as generated wherever they are shown.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

from django.utils import timezone

from smilecity.collect.surveys import actions, queries, rules
from smilecity.collect.surveys.actions import QuestionFields, SurveyFields
from smilecity.collect.surveys.rules import Answer, Condition, Feature, Kind, Option, Question
from smilecity.ground import hashes
from smilecity.people.models import User
from smilecity.people.register import queries as register
from smilecity.people.register.models import Pending
from smilecity.understand.results import actions as results

FOLDER = Path(__file__).parent / "rostock"
SEED = 20221101
# As many as took part in Rostock in 2022, and as many of them aged 15 to 44 as there: 77.8 %.
PARTICIPATIONS = 353
AGES = {"0-14": 0.005, "15-29": 0.424, "30-44": 0.354, "45-64": 0.162, "65-74": 0.04, "75-": 0.015}
OPEN_FOR = timedelta(days=45)
LAST_YEAR = timedelta(days=364)


def open_survey(*, by: User, at: datetime) -> UUID:
    """Make this year's survey and open it."""
    survey = _make(slug=f"nachgefragt-{at.year}", year=at.year, by=by, at=at, closes_at=_evening(at + OPEN_FOR))
    actions.open_now(survey=survey, by=by, at=at)
    return survey


def published_survey(*, by: User, at: datetime, districts: Sequence[str]) -> UUID:
    """Make last year's survey, have it answered by a program, close it and publish its result."""
    began = at - LAST_YEAR
    ended = _evening(began + OPEN_FOR)
    survey = _make(slug=f"nachgefragt-{began.year}", year=began.year, by=by, at=began, closes_at=ended, generated=True)
    actions.open_now(survey=survey, by=by, at=began)
    _answer_all(survey, districts, began, Random(SEED))
    actions.close(survey=survey, by=by, at=ended - timedelta(minutes=1))
    for text in queries.texts(survey, most=12):
        actions.review_text(text=text.id, release=True, by=by, at=ended)
    results.publish(survey=survey, by=by, at=ended + timedelta(days=14))
    return survey


def _evening(at: datetime) -> datetime:
    """Return eight in the evening of that day, as a town hall would close a survey."""
    return timezone.localtime(at).replace(hour=20, minute=0, second=0, microsecond=0)


def _make(*, slug: str, year: int, by: User, at: datetime, closes_at: datetime, generated: bool = False) -> UUID:
    texts = json.loads((FOLDER / "survey.json").read_text())
    fields = SurveyFields(
        title={language: title.format(year=year + 1) for language, title in texts["title"].items()},
        summary=texts["summary"],
        what_happens=texts["what_happens"],
        features=tuple(Feature),
        closes_at=closes_at,
        # Made up, so nobody's; a demo shows them for a long time.
        keep_months=60,
    )
    survey = actions.make(slug=slug, fields=fields, by=by, at=at, generated=generated)
    asked: list[UUID] = []
    for question in texts["questions"]:
        asked.append(actions.add_question(survey=survey, fields=_fields(question, asked), by=by, at=at))
    return survey


def _fields(question: Mapping[str, Any], asked: Sequence[UUID]) -> QuestionFields:
    """Return a question of the file; a condition names the number of an earlier one, all of which are `asked`."""
    options = [Option(f"o{number}", text) for number, text in enumerate(question.get("options", ()), 1)]
    return QuestionFields(
        kind=Kind(question["kind"]),
        text=question["text"],
        hint=question.get("hint", {}),
        required=question.get("required", False),
        options=options,
        low=question.get("low", {}),
        high=question.get("high", {}),
        help=question.get("help", {}),
        section=question.get("section", {}),
        intro=question.get("intro", {}),
        limits=rules.limits_of(question.get("limits", {})),
        abstains=question.get("abstains", False),
        condition=_condition(question["condition"], asked) if "condition" in question else None,
    )


def _condition(told: Mapping[str, Any], asked: Sequence[UUID]) -> Condition:
    return Condition(str(asked[told["question"] - 1]), tuple(told["keys"]))


def _answer_all(survey: UUID, districts: Sequence[str], at: datetime, dice: Random) -> None:
    questions = queries.questions_of(survey)
    for number in range(PARTICIPATIONS):
        day = at + timedelta(hours=1 + number * 2)
        draft = actions.begin(survey=survey, language="de", at=day)
        for question in questions:
            value = _made_up(question, number, dice)
            if value is not None:
                actions.answer(draft=draft, question=UUID(question.id), value=value, at=day)
        actions.give_profile(draft=draft, profile=_profile(districts, dice), at=day)
        _send(draft, f"beispiel-{number}@teilnahme.example", day, guest=dice.random() < 0.8)


def _made_up(question: Question, number: int, dice: Random) -> Answer | None:
    if not question.required and dice.random() < 0.06:
        return None
    if question.abstains and dice.random() < 0.05:
        return {option.key: 0 for option in question.options} if question.kind is Kind.MATRIX else {}
    if question.kind in rules.TEXTS:
        return f"Erzeugter Beispieltext Nummer {number + 1}." if dice.random() < 0.2 else None
    if question.kind is Kind.NUMBER:
        return dice.choices(("1", "2", "3", "5", "7", "10", "14", "21", "30"), weights=(3, 4, 9, 14, 30, 11, 20, 5, 4))[
            0
        ]
    if question.kind is Kind.SCALE:
        return _step(dice)
    return _chosen(question, dice)


def _step(dice: Random) -> int:
    return dice.choices(rules.SCALE_STEPS, weights=(4, 9, 22, 38, 27))[0]


def _chosen(question: Question, dice: Random) -> Answer | None:
    keys = [option.key for option in question.options]
    # Earlier options are more popular: enough of a difference for charts to show something.
    weights = [1 / (place + 1.5) for place in range(len(keys))]
    if question.kind is Kind.MATRIX:
        return {key: _step(dice) for key in keys}
    if question.kind is Kind.RANKING:
        return sorted(keys, key=lambda key: dice.random() ** (1 / weights[keys.index(key)]), reverse=True)[
            : question.ranks
        ]
    if question.kind is Kind.ONE:
        return dice.choices(keys, weights)[0]
    return [key for key, weight in zip(keys, weights, strict=True) if dice.random() < weight * 0.9] or None


def _profile(districts: Sequence[str], dice: Random) -> dict[str, str]:
    profile = {"age_group": dice.choices(list(AGES), list(AGES.values()))[0]}
    profile["sex"] = dice.choices(rules.SEXES, (51, 46, 3))[0]
    if districts:
        profile["district"] = dice.choice(list(districts))
    return {feature: value for feature, value in profile.items() if dice.random() < 0.93}


def _send(draft: UUID, address: str, at: datetime, *, guest: bool) -> None:
    secret = hashes.new_secret()
    if not guest:
        actions.submit_as_member(draft=draft, address=address, secret=secret, at=at)
        return
    actions.give_address(draft=draft, address=address, at=at)
    actions.submit_as_guest(draft=draft, language="de", at=at)
    facts = register.mail_for(Pending.objects.get(reference=draft).pk)
    if facts is None:
        raise LookupError("a participation just sent off waits for its mail")
    actions.confirm_by_link(token=facts.token, secret=secret, at=at)
