"""How streets are written and asked for: „Rungestr.“ is Rungestraße, „lange strasse 12, Rostock“ is Lange Straße.

In: names as they stand in a file, or what somebody typed. Out: the name in full, and the keys by which names are found.
"""

import re

from smilecity.ground.text import german_key

_SHORT = re.compile(r"\b(?P<alone>S|s)tr(?:\.|\b)|(?<=\w)str(?:\.|\b)")
_NO_WORD = re.compile(r"[^\w]+")
_DOUBLED = re.compile(r"(.)\1+")
# How a keyboard without umlauts writes them; both sides of a comparison are folded, so that nothing real is lost.
_UMLAUT = re.compile(r"(?<=[aou])e")
_STREET = "strasse"
_LETTERS = sorted(_STREET)


def in_full(name: str) -> str:
    """Return a street's name without „Str.“ cut short: Rungestr. -> Rungestraße, Lange Str. -> Lange Straße."""
    return _SHORT.sub(lambda found: f"{found['alone'] or 's'}traße", name)


def search_key(name: str) -> str:
    """Return the key by which a name is found, however it is spelled: Große-Wasser-Str. -> grosse wasser strasse."""
    return " ".join(_NO_WORD.sub(" ", german_key(in_full(name.lower()))).split())


def core(key: str) -> str:
    """Return what tells a key from others: without „strasse“ at its end, which a third of all streets share."""
    return key.removesuffix(_STREET).strip() or key


def loose(key: str) -> str:
    """Return a key without what people leave to chance: spaces, doubled letters, umlauts as two letters."""
    return _DOUBLED.sub(r"\1", _UMLAUT.sub("", key.replace(" ", "")))


def mended(key: str) -> str:
    """Return a key whose last word is „strasse“ where that was meant: lnage strase -> lnage strasse."""
    if key.endswith(_STREET):
        return key
    for letters in (7, 6, 8):
        end = key[-letters:]
        if len(end) < len(key) and end[:1] == "s" and (slips(end, _STREET, most=1) <= 1 or sorted(end) == _LETTERS):
            return key[:-letters] + _STREET
    return key


def deletions(key: str) -> list[str]:
    """Return a loose key and what is left of it without any one of its letters.

    Two keys that are one slip apart (a letter too many, too few, another, or two swapped) have one of these in common,
    so an index finds them without comparing all names (Garbe 2012, symmetric delete).
    """
    return sorted({key, *(key[:at] + key[at + 1 :] for at in range(len(key)))} - {""})


def slips(one: str, other: str, *, most: int) -> int:
    """Return how many slips lie between two keys, at most `most` + 1: letters more, less, other, or two swapped.

    Optimal string alignment (Damerau 1964; Levenshtein 1966).
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    last, row = before, list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        before, last, row = last, row, [i]
        for j, against in enumerate(other, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != against))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == against:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)
