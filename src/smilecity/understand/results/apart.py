"""Counts the answers that are more than a choice: places, lines, numbers, days, and "keine Angabe". In the database.

One statement, whether ten or a hundred thousand have taken part.
"""

from collections.abc import Sequence
from uuid import UUID

from django.db import connection

from smilecity.understand.results.rules import Unfolded

# Equal answers are counted before they are unfolded; of a place only its district is read, never its point. "{}" is
# "keine Angabe" to any kind of question.
_UNFOLD = """
WITH told AS MATERIALIZED (
    SELECT key, counted AS value, jsonb_typeof(counted) AS type, count(*) AS number
    FROM surveys_participation, jsonb_each(answers),
        LATERAL (SELECT CASE WHEN key = ANY(%(places)s) THEN value - '{lon,lat}'::text[] ELSE value END AS counted) AS c
    WHERE survey_id = %(survey)s AND (key = ANY(%(questions)s) OR value = '{}')
    GROUP BY 1, 2
)
SELECT key, NULL AS part, NULL AS item, number FROM told WHERE value = '{}'
UNION ALL
SELECT key, '', value #>> '{}', number FROM told WHERE type NOT IN ('array', 'object')
UNION ALL
SELECT key, place::text, item, sum(number)::bigint
FROM told, jsonb_array_elements_text(CASE type WHEN 'array' THEN value ELSE '[]' END)
    WITH ORDINALITY AS given(item, place)
GROUP BY 1, 2, 3
UNION ALL
SELECT key, line, step, sum(number)::bigint
FROM told, jsonb_each_text(CASE type WHEN 'object' THEN value ELSE '{}' END) AS given(line, step)
GROUP BY 1, 2, 3
"""


def unfolded(survey: UUID, questions: Sequence[str], places: Sequence[str] = ()) -> dict[str, Unfolded]:
    """Return the counts of these questions, and of all others how many would rather not say. 1 SQL.

    `places`: those of them that ask for a place.
    """
    counts: dict[str, dict[str, dict[str, int]]] = {}
    abstained: dict[str, int] = {}
    with connection.cursor() as cursor:
        cursor.execute(_UNFOLD, {"survey": survey, "questions": list(questions), "places": list(places)})
        for key, part, item, number in cursor.fetchall():
            if part is None:
                abstained[key] = number
            else:
                counts.setdefault(key, {}).setdefault(part, {})[item] = number
    return {key: Unfolded(abstained.get(key, 0), counts.get(key, {})) for key in counts.keys() | abstained.keys()}
