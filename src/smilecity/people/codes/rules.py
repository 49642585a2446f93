"""The law of one-time codes: how one is made and read, what a typing error is told, how a batch is cut into sheets.

A code is 14 letters and digits by chance and two that check them, in groups of four: XXXX-XXXX-XXXX-XXXX.
"""

import re
import unicodedata
from collections.abc import Callable
from enum import StrEnum

from smilecity.ground.refusals import Refused
from smilecity.ground.text import sentence

# Without 0/O, 1/I/L and U: what people read from paper and type is never ambiguous.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 16
CHECKS = 2
GROUP = 4
# 30 to the power of 14: 68.7 bits. Whoever tries a million codes a second for a thousand years finds none.
BY_CHANCE = LENGTH - CHECKS
# The largest prime that two characters can name. The value of a code, read as a number with 30 digits, leaves 1
# (ISO/IEC 7064, pure system with two check characters): it finds every wrong character and every two that are swapped.
_MODULUS = 887
_BASE = len(ALPHABET)

BATCH_MOST = 20_000
# As many as are drawn and sent within some seconds; a longer batch is several files.
SHEET_MOST = 1_000
NAME_MOST = 120

MISTYPED = sentence("Dieser Code ist nicht richtig getippt. Bitte vergleichen Sie ihn Zeichen für Zeichen.")
TOO_SHORT = sentence(
    "Dieser Code ist nicht richtig getippt: Er hat {given} Zeichen, es müssen {wanted} sein. "
    "Bitte vergleichen Sie ihn mit dem Brief."
)
NOT_THESE = sentence(
    "Dieser Code ist nicht richtig getippt: {signs} kommt in Codes nicht vor. Bitte vergleichen Sie ihn mit dem Brief."
)
NO_CODE = sentence("Bitte geben Sie den Code aus dem Brief ein.")
UNKNOWN = sentence("Diesen Code kennen wir nicht. Gehört er vielleicht zu einer anderen Umfrage?")
USED = sentence("Mit diesem Code wurde schon teilgenommen.")
VOID = sentence("Dieser Code gilt nicht mehr. Wir haben ihn durch einen neuen ersetzt. Bitte fragen Sie bei uns nach.")
NO_NAME = sentence("Bitte geben Sie den Codes einen Namen, zum Beispiel: Briefe Ortsteil Reutershagen")
LONG_NAME = sentence("Bitte kürzen Sie den Namen auf höchstens {most} Zeichen.")
NOT_SO_MANY = sentence("Auf einmal gehen 1 bis {most} Codes. Bitte geben Sie eine Zahl dazwischen ein.")


class Layout(StrEnum):
    """How codes are printed: a page of its own for each (letters), or several cards on a page to be cut."""

    LETTER = "letter"
    CARDS = "cards"


def new_code(below: Callable[[int], int]) -> str:
    """Return a fresh code of 16 characters; `below(n)` draws a random number from 0 to n - 1."""
    chance = "".join(ALPHABET[below(_BASE)] for _ in range(BY_CHANCE))
    return chance + _checks_of(chance)


def _value(text: str) -> int:
    number = 0
    for sign in text:
        number = number * _BASE + ALPHABET.index(sign)
    return number


def _checks_of(chance: str) -> str:
    check = (1 - _value(chance) * _BASE**CHECKS) % _MODULUS
    return ALPHABET[check // _BASE] + ALPHABET[check % _BASE]


def read_code(raw: str) -> str:
    """Return a typed code in the one spelling that is compared: 16 characters, upper case. Raises Refused.

    Forgiving: small letters, spaces, dashes and whatever else stands between the characters.
    """
    code = re.sub(r"[^0-9A-Z]", "", unicodedata.normalize("NFKC", raw[:200]).upper())
    if not code:
        raise Refused(NO_CODE)
    strange = sorted(set(code) - set(ALPHABET))
    if strange:
        raise Refused(NOT_THESE, signs=", ".join(strange[:3]))
    if len(code) != LENGTH:
        raise Refused(TOO_SHORT, given=len(code), wanted=LENGTH)
    if _value(code) % _MODULUS != 1:
        raise Refused(MISTYPED)
    return code


def show(code: str) -> str:
    """Return a code in groups of four, as paper shows it."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def check_batch(name: str, number: int) -> None:
    """Raise Refused unless a batch may be called so and hold so many."""
    if not name:
        raise Refused(NO_NAME)
    if len(name) > NAME_MOST:
        raise Refused(LONG_NAME, most=NAME_MOST)
    if not 1 <= number <= BATCH_MOST:
        raise Refused(NOT_SO_MANY, most=f"{BATCH_MOST:,}".replace(",", "."))


def sheets_of(number: int) -> list[int]:
    """Return how many codes each sheet of a batch holds."""
    full, rest = divmod(number, SHEET_MOST)
    return [SHEET_MOST] * full + ([rest] if rest else [])


# Fewer codes than this were meant for people whom somebody knows: how many of them took part is nobody's business.
_SHOWN_FROM = 20


def may_count(codes: int) -> bool:
    """Say whether staff may see how many of so many codes have taken part."""
    return codes >= _SHOWN_FROM
