"""What residents are told of an office beside its name: everyday words, contacts, when it is open, whom it serves.

In: what staff or a file say. Out: checked details, or Refused with a sentence. Pure.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from smilecity.ground.refusals import Refused
from smilecity.ground.text import FALLBACK, LANGUAGES, Texts, sentence

WORDS_MOST = 60
WORD_MOST = 60
TEXT_MOST = 2000
LINE_MOST = 500
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_PHONE = re.compile(r"\+?[0-9][0-9 /()–-]{2,}")

WRONG_EMAIL = sentence("Bitte geben Sie eine E-Mail-Adresse wie bauamt@beispiel.de ein.")
WRONG_PHONE = sentence("Bitte geben Sie eine Telefonnummer aus Ziffern ein, zum Beispiel 0381 381-0.")
NO_GERMAN = sentence("Bitte schreiben Sie den Text auch auf Deutsch.")
TOO_MANY_WORDS = sentence("Mehr als {most} Stichwörter je Sprache sind zu viele. Bitte kürzen Sie.")
LONG_WORD = sentence("„{word}“ ist zu lang. Ein Stichwort hat höchstens {most} Zeichen.")
LONG_TEXT = sentence("Bitte kürzen Sie auf höchstens {most} Zeichen.")
NO_DISTRICT = sentence("Den Ortsteil „{code}“ gibt es nicht.")


@dataclass(frozen=True, kw_only=True)
class Details:
    """`everyday`: what people call what the office does, by language. `serves`: codes of districts; none: all."""

    responsibilities: Texts = field(default_factory=dict)
    everyday: Mapping[str, Sequence[str]] = field(default_factory=dict)
    email: str = ""
    phone: str = ""
    address: str = ""
    opening: Texts = field(default_factory=dict)
    accessibility: Texts = field(default_factory=dict)
    serves: Sequence[str] = ()


def checked(details: Details, districts: Collection[str]) -> Details:
    """Return the details with their texts cleaned. Raises Refused with the first reason."""
    email, phone = details.email.strip(), " ".join(details.phone.split())
    if email and not _EMAIL.fullmatch(email):
        raise Refused(WRONG_EMAIL)
    if phone and not _PHONE.fullmatch(phone):
        raise Refused(WRONG_PHONE)
    return Details(
        responsibilities=_texts(details.responsibilities),
        everyday=_everyday(details.everyday),
        email=email,
        phone=phone,
        address=_short(" ".join(details.address.split()), LINE_MOST),
        opening=_texts(details.opening),
        accessibility=_texts(details.accessibility),
        serves=_known(details.serves, districts),
    )


def words_of(text: str) -> list[str]:
    """Return the words of a list as somebody types it: a line or a comma between them, each word once."""
    parts = (" ".join(part.split()) for part in re.split(r"[,;\n]", text))
    return list(dict.fromkeys(part for part in parts if part))


def _texts(texts: Texts) -> dict[str, str]:
    found = {language: _short(texts.get(language, "").strip(), TEXT_MOST) for language in LANGUAGES}
    found = {language: text for language, text in found.items() if text}
    if found and FALLBACK not in found:
        raise Refused(NO_GERMAN)
    return found


def _short(text: str, most: int) -> str:
    if len(text) > most:
        raise Refused(LONG_TEXT, most=most)
    return text


def _everyday(words: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    found = {language: words_of("\n".join(words.get(language, ()))) for language in LANGUAGES}
    for each in found.values():
        if len(each) > WORDS_MOST:
            raise Refused(TOO_MANY_WORDS, most=WORDS_MOST)
        for word in each:
            if len(word) > WORD_MOST:
                raise Refused(LONG_WORD, word=word[:WORD_MOST], most=WORD_MOST)
    return {language: each for language, each in found.items() if each}


def _known(codes: Sequence[str], districts: Collection[str]) -> list[str]:
    for code in codes:
        if code not in districts:
            raise Refused(NO_DISTRICT, code=code)
    return sorted(set(codes))
