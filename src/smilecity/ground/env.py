"""Settings from the environment. In: names of variables. Out: typed values; a wrong one fails loudly by its name."""

import os
import re
from collections.abc import Callable, Collection
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

T = TypeVar("T")


class WrongSetting(SystemExit):
    """A variable of the environment holds something the program cannot use; the message names it."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"{name}: {why}")


def _read(name: str, default: T, parse: Callable[[str], T], expected: str) -> T:
    raw = os.environ.get(name, "").strip()
    if not raw:
        return default
    try:
        return parse(raw)
    except ValueError:
        raise WrongSetting(name, f"expected {expected}, found {raw!r}") from None


def text(name: str, default: str = "") -> str:
    """Return the variable as text."""
    return _read(name, default, str, "text")


def boolean(name: str, default: bool = False) -> bool:
    """Return the variable as a truth value: 1/0, true/false, yes/no, on/off."""
    words = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}

    def parse(raw: str) -> bool:
        if raw.lower() not in words:
            raise ValueError
        return words[raw.lower()]

    return _read(name, default, parse, "1 or 0")


def number(name: str, default: int, *, least: int, most: int) -> int:
    """Return the variable as a whole number from `least` to `most`."""

    def parse(raw: str) -> int:
        value = int(raw)
        if not least <= value <= most:
            raise ValueError
        return value

    return _read(name, default, parse, f"a whole number from {least} to {most}")


def words(name: str, default: list[str]) -> list[str]:
    """Return the variable as a list, split at commas and spaces."""
    return _read(name, default, lambda raw: [word for word in re.split(r"[,\s]+", raw) if word], "a list")


def folder(name: str, default: str) -> Path:
    """Return the variable as an absolute path."""
    return _read(name, Path(default).absolute(), lambda raw: Path(raw).expanduser().absolute(), "a path")


def choice(name: str, default: str, among: Collection[str]) -> str:
    """Return the variable as one of the given words, whatever its case."""

    def parse(raw: str) -> str:
        if raw.upper() not in among:
            raise ValueError
        return raw.upper()

    return _read(name, default, parse, "one of " + ", ".join(sorted(among)))


def zone(name: str, default: str) -> str:
    """Return the variable as the name of a time zone."""

    def parse(raw: str) -> str:
        try:
            ZoneInfo(raw)
        except (ZoneInfoNotFoundError, OSError):
            raise ValueError from None
        return raw

    return _read(name, default, parse, "a time zone such as Europe/Berlin")


def url(name: str, default: str, *, schemes: tuple[str, ...]) -> str:
    """Return the variable as a URL with one of the given schemes."""

    def parse(raw: str) -> str:
        if not raw.startswith(tuple(f"{scheme}://" for scheme in schemes)):
            raise ValueError
        return raw.rstrip("/")

    return _read(name, default, parse, "a URL beginning with " + " or ".join(f"{s}://" for s in schemes))
