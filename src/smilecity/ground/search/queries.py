"""What may be asked of the index: hits with facets, words that were meant, suggestions. A few statements each."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from smilecity.ground.search.rules import PERIODS, Asked, Candidate, Fact, Period, Stems, folded, nearest

PAGE = 20
PAGES_MOST = 50
_YEAR, _MONTH = timedelta(days=365), timedelta(days=30)
# From so many letters on, the beginning of a word finds: "rad" the Radweg.
_BEGINNING = 3


@dataclass(frozen=True)
class Hit:
    """Something found. `texts`: {language: {title, lead, body}}; `facts`: what a door needs to lead there."""

    source: str
    key: str
    kind: str
    at: datetime | None
    texts: Mapping[str, Mapping[str, str]]
    facts: Mapping[str, Fact]


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What is looked for. `kinds`: none means all; `pinned`: kinds whose best hit stands apart on the first page."""

    asked: Asked
    at: datetime
    kinds: Collection[str] = ()
    period: Period = Period.ANY
    page: int = 1
    page_size: int = PAGE
    pinned: Collection[str] = ()


NO_STEMS = Stems(())


@dataclass(frozen=True, kw_only=True)
class Found:
    """A page of hits, the best first.

    `kinds`: how many of each kind in this period; `periods`: how many of these kinds in each period. `meant`: words
    that were typed wrong, and what was meant; `searched`: the words that found. `corrected`: what was typed finds
    nothing, so these are hits for what was meant; `some`: no hit has all the words, these have some.
    """

    hits: Sequence[Hit] = ()
    total: int = 0
    kinds: Mapping[str, int] = field(default_factory=dict)
    periods: Mapping[Period, int] = field(default_factory=dict)
    pinned: Sequence[Hit] = ()
    stems: Stems = NO_STEMS
    meant: Mapping[str, str] = field(default_factory=dict)
    corrected: bool = False
    some: bool = False


NOTHING = Found()


def find(wanted: Wanted) -> Found:
    """Find what has all the words; else what has those that were probably meant; else what has some. At most 4 SQL."""
    if not wanted.asked.words:
        return NOTHING
    found = _find(wanted, wanted.asked.words)
    if found.kinds or found.periods:
        return found
    meant = closest(wanted.asked.words)
    if meant:
        right = [folded(meant.get(word, word)) for word in wanted.asked.words]
        found = replace(_find(wanted, right), meant=meant, corrected=True)
        if found.kinds or len(right) == 1:
            return found
    if len(wanted.asked.words) == 1:
        return NOTHING
    words = [folded(meant.get(word, word)) for word in wanted.asked.words]
    return replace(_find(wanted, words, some=True), meant=meant, some=True)


_FIND = """
WITH found AS MATERIALIZED (
    SELECT d.id, d.kind, d.at, {order} AS place,
        CASE WHEN d.at >= %(month)s THEN 2 WHEN d.at >= %(year)s THEN 1 ELSE 0 END AS age
    FROM search_document d WHERE d.words @@ ({any})
)
SELECT
    (SELECT json_agg(json_build_array(kind, age, number)) FROM (
        SELECT kind, age, count(*) AS number FROM found GROUP BY kind, age
    ) cells),
    ({page}),
    ({pinned}),
    ARRAY(
        SELECT DISTINCT unnest(ts_lexize('german_stem', w) || ts_lexize('english_stem', w))
        FROM unnest(%(words)s::text[]) w ORDER BY 1
    )
"""
_ROWS = """
SELECT json_agg(json_build_array(d.source, d.key, d.kind, d.at, d.texts, d.facts) ORDER BY f.n) FROM (
    SELECT id, row_number() OVER (ORDER BY place, at DESC NULLS LAST, id DESC) AS n FROM found
    WHERE {where} ORDER BY n LIMIT {limit} OFFSET {offset}
) f JOIN search_document d USING (id)
"""


def _find(wanted: Wanted, words: Sequence[str], *, some: bool = False) -> Found:
    """Return the page for exactly these words. 1 SQL."""
    where = "(%(all)s OR kind = ANY (%(kinds)s)) AND age >= %(age)s"
    page = _ROWS.format(where=where, limit="%(size)s", offset="%(offset)s")
    pinned = _ROWS.format(where="kind = ANY (%(pinned)s)", limit="1", offset="0")
    query = _Query(words, some=some)
    statement = _FIND.format(order=query.order, any=query.any, page=page, pinned=pinned)
    params: dict[str, Any] = query.params | {
        "words": list(words),
        "month": wanted.at - _MONTH,
        "year": wanted.at - _YEAR,
        "all": not wanted.kinds,
        "kinds": list(wanted.kinds),
        "age": PERIODS[wanted.period],
        "size": wanted.page_size,
        "offset": (min(wanted.page, PAGES_MOST) - 1) * wanted.page_size,
        "pinned": list(wanted.pinned) if wanted.page == 1 else [],
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        cells, rows, pins, stems = cursor.fetchone()
    return _found(wanted, words, _json(cells), _hits(rows), _hits(pins), stems)


class _Query:
    """The words as tsqueries with parameters: `any`, what a hit needs; `order`, the place of a hit, the best lowest."""

    def __init__(self, words: Sequence[str], *, some: bool) -> None:
        self.params: dict[str, str] = {}
        loose = [self._word(word, beginning=True) for word in words]
        self.any = (" || " if some else " && ").join(loose)
        self.order = self._by_number(words, loose) if some else self._by_rank(words)

    def _by_rank(self, words: Sequence[str]) -> str:
        """0: all in the title, 1: all in title and lead, 2: all somewhere, 3: only as beginnings of words."""
        ranks = [" && ".join(self._word(word, weights) for word in words) for weights in ("A", "AB", "")]
        cases = " ".join(f"WHEN d.words @@ ({rank}) THEN {place}" for place, rank in enumerate(ranks))
        return f"CASE {cases} ELSE 3 END"

    def _by_number(self, words: Sequence[str], loose: Sequence[str]) -> str:
        """The more words the better, in the title twice."""
        titles = [self._word(word, "A") for word in words]
        return " - ".join(["0", *(f"(d.words @@ ({each}))::int" for each in (*loose, *titles))])

    def _word(self, word: str, weights: str = "", *, beginning: bool = False) -> str:
        exact = self._param(f"{word}:{weights}" if weights else word)
        parts = [f"to_tsquery('{name}', {exact})" for name in ("simple", "german", "english")]
        if beginning and len(word) >= _BEGINNING:
            parts.append(f"to_tsquery('simple', {self._param(f'{word}:*')})")
        return f"({' || '.join(parts)})"

    def _param(self, text: str) -> str:
        name = f"q{len(self.params)}"
        self.params[name] = text
        return f"%({name})s"


def _found(
    wanted: Wanted, words: Sequence[str], cells: Sequence[Any], hits: Sequence[Hit], pins: Sequence[Hit], stems: Any
) -> Found:
    kinds: dict[str, int] = {}
    periods = dict.fromkeys(PERIODS, 0)
    total = 0
    for kind, age, number in cells:
        chosen = not wanted.kinds or kind in wanted.kinds
        recent = age >= PERIODS[wanted.period]
        kinds[kind] = kinds.get(kind, 0) + number * recent
        total += number * (chosen and recent)
        for period, least in PERIODS.items():
            periods[period] += number * (chosen and age >= least)
    return Found(
        hits=hits,
        total=total,
        kinds=kinds,
        periods=periods if cells else {},
        pinned=pins,
        stems=Stems(tuple(words), tuple(stems)),
    )


def _hits(rows: Any) -> list[Hit]:
    return [Hit(source, key, kind, _time(at), texts, facts) for source, key, kind, at, texts, facts in _json(rows)]


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _json(value: Any) -> list[Any]:
    return list(json.loads(value) if isinstance(value, str) else value or [])


# --- words that were meant -------------------------------------------------------------------------------------------

# A known word is offered only while a document that can be found has it: nothing of what was hidden shows here.
_CLOSEST = """
SELECT asked.word, near.word, near.shown FROM unnest(%s::text[]) AS asked (word)
CROSS JOIN LATERAL (
    SELECT w.word, w.shown FROM search_word w
    WHERE (w.word %% asked.word OR (length(asked.word) > 3 AND w.word LIKE '%%' || asked.word || '%%'))
        AND EXISTS (SELECT FROM search_document d WHERE d.words @@ to_tsquery('simple', w.word))
    ORDER BY similarity(w.word, asked.word) DESC, w.word LIMIT 20
) near
"""


def closest(words: Sequence[str]) -> dict[str, str]:
    """Return which of these folded words were probably typed wrong, and what was meant. 1 SQL."""
    with connection.cursor() as cursor:
        cursor.execute(_CLOSEST, [list(words)])
        rows = cursor.fetchall()
    near: dict[str, list[Candidate]] = {}
    for asked, word, shown in rows:
        near.setdefault(asked, []).append(Candidate(word, shown))
    meant = {asked: nearest(asked, candidates) for asked, candidates in near.items()}
    return {asked: best.shown for asked, best in meant.items() if best and best.word != asked}


# --- while somebody types --------------------------------------------------------------------------------------------

_WORDS = """
SELECT w.shown FROM (
    SELECT * FROM search_word WHERE word LIKE %s AND word <> %s ORDER BY length(word), word LIMIT 20
) w
WHERE EXISTS (SELECT FROM search_document d WHERE d.words @@ to_tsquery('simple', w.word))
ORDER BY length(w.word), w.word LIMIT %s
"""
_TITLES = """
SELECT json_agg(json_build_array(source, key, kind, at, texts, facts)) FROM (
    SELECT * FROM search_document WHERE ts_filter(words, '{a}') @@ to_tsquery('simple', %s)
    ORDER BY at DESC NULLS LAST, id DESC LIMIT %s
) d
"""


@dataclass(frozen=True)
class Suggestions:
    """What somebody who types may mean: words, and things whose title fits."""

    words: Sequence[str] = ()
    hits: Sequence[Hit] = ()


def suggest(asked: Asked, *, words_most: int = 3, hits_most: int = 5) -> Suggestions:
    """Return what the beginning of a word, and the words before it, may lead to. At most 2 SQL."""
    last = asked.words[-1] if asked.words else ""
    if len(last) < _BEGINNING:
        return Suggestions()
    titles = " & ".join([*asked.words[:-1], f"{last}:*"])
    with connection.cursor() as cursor:
        cursor.execute(_TITLES, [titles, hits_most])
        hits = _hits(cursor.fetchone()[0])
        shown = []
        if len(asked.words) == 1:
            cursor.execute(_WORDS, [f"{last}%", last, words_most])
            shown = [row[0] for row in cursor.fetchall()]
    return Suggestions(shown, hits)
