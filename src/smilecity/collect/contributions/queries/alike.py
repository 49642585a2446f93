"""Finds what others have said already. In: words as they are typed. Out: contributions alike, the most alike first."""

from smilecity.collect.contributions.queries.lists import CARD, Card, cards_of
from smilecity.collect.contributions.rules import Kind

_ASKED_MOST = 120
_LEAST_LETTERS = 4
_SIMILAR = f"""
SELECT {CARD} FROM contributions_contribution c
WHERE c.visible AND c.kind = %(kind)s AND c.words %%> %(text)s
ORDER BY word_similarity(%(text)s, c.words) DESC, c.number DESC LIMIT %(most)s
"""  # noqa: S608 - only our own words


def similar(text: str, kind: Kind, most: int = 5) -> list[Card]:
    """Return contributions that read like this text, in whatever language; none for a few letters. 1 SQL."""
    asked = " ".join(text.lower().split())[:_ASKED_MOST]
    if len(asked) < _LEAST_LETTERS:
        return []
    return cards_of(_SIMILAR, {"kind": kind.value, "text": asked, "most": most})
