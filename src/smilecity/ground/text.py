"""Texts kept in several languages, and the German sorting key.

In: dictionaries from language code to text, as they lie in JSON columns. Out: the text a reader should see.
"""

import unicodedata
from collections.abc import Mapping

Texts = Mapping[str, str]

LANGUAGES = ("de", "en", "de-simple")
FALLBACK = "de"


class Borrowed(str):
    """A German text where another language was asked for: whoever shows it can say that it is German."""

    __slots__ = ()


class Numeral(str):
    """A number as Germans write it, which a door writes anew in a language that writes numbers otherwise."""

    __slots__ = ()

    def within(self, language: str) -> str:
        """Return the number as `language` writes it: 1.234,5 becomes 1,234.5 in English."""
        return self.translate(str.maketrans(",.", ".,")) if language == "en" else self


def pick(texts: Texts, language: str) -> str:
    """Return the text in `language`; where it is missing or blank, the German one, Borrowed by other languages."""
    own = texts.get(language, "").strip()
    german = texts.get(FALLBACK, "").strip()
    # Leichte Sprache is German too: nothing there has to be pronounced otherwise.
    return own or (german if not german or language.startswith(FALLBACK) else Borrowed(german))


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
