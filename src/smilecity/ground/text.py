"""Texts kept in several languages, and the German sorting key.

In: dictionaries from language code to text, as they lie in JSON columns. Out: the text a reader should see.
"""

import unicodedata
from collections.abc import Mapping

Texts = Mapping[str, str]

LANGUAGES = ("de", "en", "de-simple")
FALLBACK = "de"


def pick(texts: Texts, language: str) -> str:
    """Return the text in `language`; where it is missing or blank, the German one."""
    return texts.get(language, "").strip() or texts.get(FALLBACK, "").strip()


def has(texts: Texts, language: str) -> bool:
    """Say whether the text was written in `language` itself, without falling back."""
    return bool(texts.get(language, "").strip())


_SORTED_AS = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "ss"})


def german_key(name: str) -> str:
    """Return the key by which German names sort (DIN 5007-1: ä as a, ß as ss; other accents dropped).

    Stored beside the name, because the database need not know any locale.
    """
    folded = unicodedata.normalize("NFC", name).casefold().translate(_SORTED_AS)
    decomposed = unicodedata.normalize("NFD", folded)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).strip()


def sentence(text: str) -> str:
    """Mark a German sentence in a pure rule for translation; a door translates it where it is shown."""
    return text
