"""Counts the answers to a survey, in the database. In: a survey. Out: tables, guarded.

The statements are as many whether ten or a hundred thousand have taken part.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from smilecity.city import queries as city
from smilecity.city.rules import AgeGroup, CannotRegroup, Sex
from smilecity.collect.surveys import queries as surveys
from smilecity.collect.surveys.queries import SurveyRow
from smilecity.collect.surveys.rules import AGE_GROUPS, SEXES, TEXTS, Feature
from smilecity.ground.text import LANGUAGES, Texts
from smilecity.people.register import queries as register
from smilecity.understand.results import rules
from smilecity.understand.results.rules import Portrait, Residents, Table, Tally

# Equal answers are counted before lists are unfolded, so that a question with several answers costs no more than
# another. Texts are only counted, never read. The keys of answers are ids, so none can be mistaken for a feature.
_TALLY = """
WITH told AS MATERIALIZED (
    SELECT key, CASE WHEN key = ANY(%(texts)s) THEN '[]' ELSE value END AS value, count(*) AS number
    FROM surveys_participation, jsonb_each(answers || profile)
    WHERE survey_id = %(survey)s
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


@dataclass(frozen=True)
class Result:
    """What a survey has brought: a table for each question, who took part, how many, in which way."""

    tables: list[Table]
    portraits: list[Portrait]
    base: int
    ways: dict[str, int]


def result_of(survey: SurveyRow) -> Result:
    """Return the result as it stands now, guarded. At most 11 SQL."""
    questions = surveys.questions_of(survey.id)
    tallies = _tallies(survey.id, [question.id for question in questions if question.kind in TEXTS])
    base = surveys.participations(survey.id)
    ways = register.counts(survey.process) if survey.process else {}
    return Result(
        tables=[rules.make_table(question, tallies.get(question.id, Tally())) for question in questions],
        portraits=[_portrait(feature, tallies.get(feature.value, Tally()), base) for feature in survey.features],
        base=base,
        ways=rules.ways_shown({way.value: number for way, number in ways.items()}),
    )


def _tallies(survey: UUID, texts: Sequence[str]) -> dict[str, Tally]:
    """Return the tallies by question and feature. 2 SQL."""
    bases: defaultdict[str, int] = defaultdict(int)
    counts: defaultdict[str, dict[str, int]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(_TALLY, {"survey": survey, "texts": list(texts)})
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
