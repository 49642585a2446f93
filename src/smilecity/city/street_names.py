"""How streets are written and asked for: „Rungestr.“ is Rungestraße, „lange strasse 12, Rostock“ is Lange Straße.

In: names as they stand in a file, or what somebody typed. Out: the name in full, and the key by which names are found.
"""

import re

from smilecity.ground.text import german_key

_SHORT = re.compile(r"\b(?P<alone>S|s)tr(?:\.|\b)|(?<=\w)str(?:\.|\b)")
_POSTAL = re.compile(r"\b[0-9]{5}\b.*$")
_HOUSE = re.compile(r"\s+[0-9]{1,4}\s*[a-z]?(\s*[-–/]\s*[0-9]{1,4}\s*[a-z]?)?\s*$", re.IGNORECASE)
_NO_WORD = re.compile(r"[^\w]+")
_MOST = 80


def in_full(name: str) -> str:
    """Return a street's name without „Str.“ cut short: Rungestr. -> Rungestraße, Lange Str. -> Lange Straße."""
    return _SHORT.sub(lambda found: f"{found['alone'] or 's'}traße", name)


def search_key(name: str) -> str:
    """Return the key by which a name is found, however it is spelled: Große-Wasser-Str. -> grosse wasser strasse."""
    return " ".join(_NO_WORD.sub(" ", german_key(in_full(name.lower()))).split())


def asked_key(text: str) -> str:
    """Return the key of what somebody typed: without house number, postal code and town; empty if nothing is left."""
    street = _POSTAL.sub("", text[:_MOST].partition(",")[0])
    return search_key(_HOUSE.sub("", street.strip()))


def core(key: str) -> str:
    """Return what tells a key from others: without „strasse“ at its end, which a third of all streets share."""
    return key.removesuffix("strasse").strip() or key
