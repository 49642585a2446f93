"""Numbers as `.pb` files write them, exactly: 4000, 4000.0, 12,50. NaN, infinity or ten to the billion are refused."""

import re
from fractions import Fraction

_NUMBER = re.compile(r"[+-]?\d{1,18}(?:\.\d{0,9})?(?:[eE][+-]?\d)?", re.ASCII)


def number(text: str) -> Fraction:
    """Return the number a text says. A comma is a decimal point.

    Raises:
        ValueError: no number, or one of more digits than money or points have.
    """
    plain = text.strip().replace(",", ".")
    if not _NUMBER.fullmatch(plain):
        raise ValueError(f"{text.strip()[:40]!r} is not a number")
    return Fraction(plain)


def plain(value: Fraction) -> str:
    """Return the shortest decimal text of a number.

    Raises:
        ValueError: a number without one, such as 1/3.
    """
    if value.denominator == 1:
        return str(value.numerator)
    for digits in range(1, 19):
        scaled = value * 10**digits
        if scaled.denominator == 1:
            whole, rest = divmod(abs(scaled.numerator), 10**digits)
            return f"{'-' if value < 0 else ''}{whole}.{rest:0{digits}}"
    raise ValueError(f"{value} cannot be written as a decimal")
