"""Counts the answers to a survey, in the database. In: a survey. Out: tables, guarded.

The statements are as many whether ten or a hundred thousand have taken part.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db import connection
from django.utils import timezone

from smilecity.city import queries as city
from smilecity.city.rules import AgeGroup, CannotRegroup, Sex
from smilecity.collect.surveys import queries as surveys
from smilecity.collect.surveys.queries import SurveyRow, counting
from smilecity.collect.surveys.rules import AGE_GROUPS, SEXES, TEXTS, Feature, Kind, Question
from smilecity.ground.hashes import keyed
from smilecity.ground.text import LANGUAGES, Texts
from smilecity.people.register.queries import Taken
from smilecity.understand.results import apart, rules
from smilecity.understand.results.rules import Crossed, Participation, Portrait, Residents, Table, Tally, Unfolded

# Equal answers are counted before lists are unfolded, so that a question with several answers costs no more than
# another. Texts are only counted, never read. The keys of answers are ids, so none can be mistaken for a feature.
_TALLY = """
WITH told AS MATERIALIZED (
    SELECT key, CASE WHEN key = ANY(%(texts)s) THEN '[]' ELSE value END AS value, count(*) AS number
    FROM surveys_participation, jsonb_each(answers || profile)
    WHERE survey_id = %(survey)s AND value <> '{}' AND key <> ALL(%(apart)s)
    GROUP BY 1, 2
)
SELECT key, NULL AS item, sum(number)::bigint FROM told GROUP BY key
UNION ALL
SELECT key, item, sum(number)::bigint
FROM told, jsonb_array_elements_text(CASE jsonb_typeof(value) WHEN 'array' THEN value ELSE jsonb_build_array(value) END)
    AS item
GROUP BY key, item
"""
# At the close, free texts leave the participations; before, they lie in them.
_TEXTS = "SELECT question_id::text, count(*) FROM surveys_freetext WHERE survey_id = %(survey)s GROUP BY 1"

# Equal answers of equal people are counted before they are unfolded by answer and by feature.
_CROSSED = """
WITH told AS MATERIALIZED (
    SELECT profile, key, value, count(*) AS number
    FROM surveys_participation, jsonb_each(answers)
    WHERE survey_id = %(survey)s AND profile <> '{}' AND key = ANY(%(questions)s) AND value <> '{}'
    GROUP BY 1, 2, 3
), grouped AS MATERIALIZED (
    SELECT told.key, told.value, feature.key AS feature, feature.value AS own, sum(number) AS number
    FROM told, jsonb_each_text(profile) AS feature
    WHERE feature.key = ANY(%(features)s)
    GROUP BY 1, 2, 3, 4
)
SELECT key, feature, own, NULL AS item, sum(number)::bigint FROM grouped GROUP BY 1, 2, 3
UNION ALL
SELECT key, feature, own, item, sum(number)::bigint
FROM grouped, jsonb_array_elements_text(
    CASE jsonb_typeof(value) WHEN 'array' THEN value ELSE jsonb_build_array(value) END
) AS item
GROUP BY 1, 2, 3, 4
"""
# A question and a feature: the tallies by the values of the feature.
Crossings = Mapping[tuple[str, str], Mapping[str, Tally]]


@dataclass(frozen=True)
class Result:
    """What a survey has brought: a table for each question, who took part, both crossed, how many, in which way."""

    tables: list[Table]
    portraits: list[Portrait]
    base: int
    ways: dict[str, int]
    crossed: list[Crossed] = field(default_factory=list)
    participation: Participation = field(default_factory=Participation)

    def by_feature(self, question: str) -> list[Crossed]:
        """Return the crossed tables of one question."""
        return [crossed for crossed in self.crossed if crossed.question == question]


def result_of(survey: SurveyRow) -> Result:
    """Return the result as it stands now, guarded. At most 14 SQL."""
    questions = _with_districts(surveys.questions_of(survey.id))
    more_than_choices = [question.id for question in questions if question.kind in rules.APART]
    tallies = tallies_of(
        survey.id, [question.id for question in questions if question.kind in TEXTS], more_than_choices
    )
    places = [question.id for question in questions if question.kind is Kind.PLACE]
    unfolded = apart.unfolded(survey.id, more_than_choices, places)
    base = surveys.participations(survey.id)
    taken = counting.taken(survey.process)
    tables = rules.linked(
        questions,
        [
            table
            for question in questions
            for table in rules.tables_of(
                question, tallies.get(question.id, Tally()), unfolded.get(question.id, Unfolded())
            )
        ],
    )
    portraits = [_portrait(feature, tallies.get(feature.value, Tally()), base) for feature in survey.features]
    return Result(
        tables=tables,
        portraits=portraits,
        base=base,
        ways=rules.ways_shown({way.value: number for way, number in taken.by_way.items()}),
        crossed=_crossed(survey.id, questions, tables, portraits, tallies, base),
        participation=_participation(survey, taken),
    )


def _with_districts(questions: Sequence[Question]) -> list[Question]:
    """Return the questions, those for a place as choices of a district. 1 SQL where there is one."""
    asks = any(question.kind is Kind.PLACE for question in questions)
    names: dict[str, Texts] = {row.code: {"de": row.name} for row in city.districts()} if asks else {}
    return [rules.with_districts(question, names) for question in questions]


def _participation(survey: SurveyRow, taken: Taken) -> Participation:
    """Return how many took part by way and over time, from the day it was opened to the day it was closed."""
    known = [timezone.localdate(at) for at in (survey.opened_at, survey.closed_at) if at] + list(taken.by_day)
    if not known:
        return Participation()
    return rules.make_participation(taken.by_way, survey.ways, taken.by_day, (min(known), max(known)))


def _crossed(
    survey: UUID,
    questions: Sequence[Question],
    tables: Sequence[Table],
    portraits: Sequence[Portrait],
    tallies: Mapping[str, Tally],
    base: int,
) -> list[Crossed]:
    """Return each question by each feature, guarded jointly with their own tables. 1 SQL."""
    counted = {question.id: question for question in questions if rules.may_be_crossed(question)}
    features = [portrait.feature.value for portrait in portraits]
    crossings = crossings_of(survey, list(counted), features) if counted and features else {}
    return [
        rules.make_crossed(
            table,
            portrait,
            limits=rules.choices_of(counted[table.key]),
            tally=tallies.get(table.key, Tally()),
            told=tallies.get(portrait.feature.value, Tally()),
            by_group=crossings.get((table.key, portrait.feature.value), {}),
            everybody=base,
            secret=keyed("results.hiding", survey.bytes),
        )
        for table in tables
        if table.key in counted
        for portrait in portraits
    ]


def crossings_of(survey: UUID, questions: Sequence[str], features: Sequence[str]) -> Crossings:
    """Return the tallies of these questions by the values of these features. 1 SQL."""
    bases: dict[tuple[str, str, str], int] = {}
    counts: defaultdict[tuple[str, str, str], dict[str, int]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(_CROSSED, {"survey": survey, "questions": list(questions), "features": list(features)})
        for question, feature, own, item, number in cursor.fetchall():
            if item is None:
                bases[question, feature, own] = number
            else:
                counts[question, feature, own][item] = number
    found: defaultdict[tuple[str, str], dict[str, Tally]] = defaultdict(dict)
    for (question, feature, own), number in bases.items():
        found[question, feature][own] = Tally(number, counts[question, feature, own])
    return found


def tallies_of(survey: UUID, texts: Sequence[str], besides: Sequence[str]) -> dict[str, Tally]:
    """Return the tallies by question and feature. 2 SQL."""
    bases: defaultdict[str, int] = defaultdict(int)
    counts: defaultdict[str, dict[str, int]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(_TALLY, {"survey": survey, "texts": list(texts), "apart": list(besides)})
        for key, item, number in cursor.fetchall():
            if item is None:
                bases[key] += number
            else:
                counts[key][item] = number
        cursor.execute(_TEXTS, {"survey": survey})
        for question, number in cursor.fetchall():
            bases[question] += number
    return {key: Tally(base, counts[key]) for key, base in bases.items()}


def _portrait(feature: Feature, tally: Tally, participations: int) -> Portrait:
    labels, residents = _FEATURES[feature]()
    return rules.make_portrait(feature, labels, tally, participations, residents)


_Known = tuple[Mapping[str, Texts], Residents | None]


def _by_age() -> _Known:
    groups = {key: AgeGroup(low, None if last is None else last + 1) for key, (low, last) in AGE_GROUPS.items()}
    labels = {key: {language: group.label(language) for language in LANGUAGES} for key, group in groups.items()}
    try:
        known = city.population_by("age", age_groups=list(groups.values()))
    except CannotRegroup:
        # The city's figures know other ages than the survey; then there is nothing to set beside.
        return labels, None
    return labels, _residents(known, {key: group.code for key, group in groups.items()})


def _by_sex() -> _Known:
    labels = {key: {language: Sex(key).label(language) for language in LANGUAGES} for key in SEXES}
    return labels, _residents(city.population_by("sex"), {key: key for key in SEXES})


def _by_district() -> _Known:
    labels: dict[str, Texts] = {row.code: {"de": row.name} for row in city.districts()}
    return labels, _residents(city.population_by("district"), {code: code for code in labels})


_FEATURES = {Feature.AGE_GROUP: _by_age, Feature.SEX: _by_sex, Feature.DISTRICT: _by_district}


def _residents(known: city.Distribution | None, codes: Mapping[str, str]) -> Residents | None:
    """Return the population by our keys; values that statistics do not know are left out."""
    if known is None:
        return None
    found = {key: known.counts[(code,)] for key, code in codes.items() if (code,) in known.counts}
    return Residents(known.year, found)


def labels_of(feature: Feature) -> Mapping[str, Texts]:
    """Return the values that a feature may have, in their order, with their words."""
    return _FEATURES[feature]()[0]
