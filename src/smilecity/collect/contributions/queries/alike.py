"""Finds what others have said already. In: words as they are typed. Out: contributions with alike titles."""

import re

from smilecity.collect.contributions.queries.lists import CARD, Card, cards_of
from smilecity.collect.contributions.rules import Kind

_ASKED_MOST = 120
_LETTERS = re.compile(r"[^\W\d_]+")
_LEAST_LETTERS = 4
_WORDS_MOST = 4
# Words that are in many titles and tell none from another.
_COMMON = frozenset(
    (
        *("aber", "alle", "auch", "bitte", "dass", "diese", "dieser", "dieses", "durch", "eine", "einem", "einen"),
        *("einer", "eines", "gibt", "haben", "hier", "ihre", "immer", "jetzt", "kann", "können", "leider", "mehr"),
        *("muss", "nach", "nicht", "noch", "oder", "ohne", "sehr", "sein", "sich", "sind", "soll", "sollte"),
        *("sollten", "über", "unser", "unsere", "unter", "viele", "wäre", "weil", "wenn", "werden", "wird"),
    )
)
# Of each word only so many are looked at: what is in thousands of titles tells nothing, and would take its time.
_SIMILAR = f"""
SELECT {CARD} FROM contributions_contribution c
WHERE c.id IN (
    SELECT hit.id FROM unnest(%(words)s::text[]) AS asked(word) CROSS JOIN LATERAL (
        SELECT h.id FROM contributions_contribution h
        WHERE h.visible AND h.kind = %(kind)s AND h.title %%> asked.word LIMIT 60
    ) hit
)
ORDER BY similarity(c.title, %(text)s) DESC, c.number DESC LIMIT %(most)s
"""  # noqa: S608 - only our own words


def similar(text: str, kind: Kind, most: int = 5) -> list[Card]:
    """Return what everybody may see with a title like this text, the most alike first; typing errors do not matter.

    None for a few letters. 1 SQL.
    """
    asked = " ".join(text.lower().split())[:_ASKED_MOST]
    words = _telling(asked)
    return cards_of(_SIMILAR, {"kind": kind.value, "text": asked, "words": words, "most": most}) if words else []


def _telling(text: str) -> list[str]:
    """Return the words that tell most, which are the long ones."""
    words = {word for word in _LETTERS.findall(text) if len(word) >= _LEAST_LETTERS} - _COMMON
    return sorted(words, key=lambda word: (-len(word), word))[:_WORDS_MOST]
