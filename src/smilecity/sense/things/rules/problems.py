"""What a request to the SensorThings interface can be told: a status of HTTP and an English sentence for developers."""

from collections.abc import Iterable
from difflib import get_close_matches

# A message quotes what was sent; a developer needs the beginning of it, not all 20,000 characters.
LONGEST_QUOTE = 60


class Problem(Exception):
    """What was asked for cannot be done; the message says why."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(status, message)
        self.status = status
        self.message = message

    def __str__(self) -> str:
        return self.message


class QueryProblem(Problem):
    """A path or an option that cannot be understood. `position` counts from 1 in the decoded text of the option."""

    def __init__(self, status: int, reason: str, *, option: str = "", position: int | None = None) -> None:
        place = ", ".join([*([option] if option else []), *([f"position {position}"] if position else [])])
        super().__init__(status, f"{place}: {reason}" if place else reason)
        self.reason = reason
        self.option = option
        self.position = position


def quoted(text: str) -> str:
    """The text in double quotes, cut where it is long, so that line breaks and the like can be seen."""
    shown = text if len(text) <= LONGEST_QUOTE else text[:LONGEST_QUOTE] + "…"
    return '"' + "".join(letter if letter.isprintable() else "?" for letter in shown) + '"'


def meant(name: str, known: Iterable[str]) -> str:
    """A hint at the nearest known name, or at all of them where they are few: ' Did you mean "name"?'."""
    names = sorted(set(known))
    lower = {each.lower(): each for each in names}
    near = get_close_matches(name[:LONGEST_QUOTE].lower(), lower, n=1, cutoff=0.6)
    if near:
        return f" Did you mean {quoted(lower[near[0]])}?"
    return f" Known: {', '.join(names)}." if 0 < len(names) <= 20 else ""
