"""The options of `smilecity forge` and what they ask of a count (`Parameters`). In: words. Out: options, or usage."""

import argparse
from collections.abc import Callable
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import TypeVar

from smilecity.decide.forge.rules.outcome import Borda, Completion, Parameters, Rule, Tie, Until, Utility
from smilecity.decide.forge.rules.pabulib.numbers import number

_Name = TypeVar("_Name", bound=StrEnum)
_MOST_SEATS = 20_000
# What other programs and papers call the same.
_ALIASES = {
    "mes": "equal-shares",
    "equalshares": "equal-shares",
    "greedy": "greedy-votes",
    "exhaustive": "utility",
    "add1-comparison": "add1-compared",
}


def parser() -> argparse.ArgumentParser:
    """Return what reads the command line."""
    told = argparse.ArgumentParser(
        prog="smilecity forge", description="Count votes on projects, explain the count, repeat it. Needs no database."
    )
    verbs = told.add_subparsers(dest="verb", required=True, metavar="count|compare|verify|receipt")
    counting = verbs.add_parser("count", help="count a file by one rule", description="Count a .pb file by one rule.")
    _about_the_file(counting)
    counting.add_argument("--rule", type=_of(Rule), default=Rule.EQUAL_SHARES, help=_known(Rule))
    _about_the_count(counting)
    counting.add_argument("--explain", action="store_true", help="say what was chosen and why, for people")
    counting.add_argument(
        "--why", action="append", default=[], metavar="PROJECT",
        help="with --explain: count again until it is known what this project would have needed (small files: all)",
    )  # fmt: skip
    counting.add_argument("--bundle", type=Path, metavar="FILE.zip", help="keep all that repeats the count in one file")
    counting.add_argument(
        "--receipts", type=Path, metavar="CODES.csv", help="with --bundle: a code for each ballot into this new file"
    )
    comparing = verbs.add_parser("compare", help="all rules side by side", description="Count by all rules.")
    _about_the_file(comparing)
    _about_the_count(comparing)
    verifying = verbs.add_parser("verify", help="repeat a count from its bundle", description="Repeat a kept count.")
    _about_the_bundle(verifying)
    receipt = verbs.add_parser("receipt", help="is a ballot among those counted?", description="Look up a receipt.")
    _about_the_bundle(receipt)
    receipt.add_argument("code", help="the code that came with the ballot")
    return told


def parameters(options: argparse.Namespace, rule: Rule) -> Parameters:
    """Return what is asked of a count by this rule."""
    return Parameters(
        rule=rule,
        utility=options.utility,
        completion=options.completion,
        increment=options.increment,
        until=options.until,
        whole=options.whole,
        ties=options.ties,
        seed=options.seed,
        borda=options.borda,
        seats=options.seats,
    )


def _about_the_file(words: argparse.ArgumentParser) -> None:
    words.add_argument("file", type=Path, metavar="FILE.pb", help="an election in the form of pabulib.org")
    words.add_argument("--lenient", action="store_true", help="leave out what is wrong with single ballots, and say so")
    _about_the_words(words)


def _about_the_bundle(words: argparse.ArgumentParser) -> None:
    words.add_argument("file", type=Path, metavar="FILE.zip", help="a bundle kept by smilecity forge count --bundle")
    _about_the_words(words)


def _about_the_words(words: argparse.ArgumentParser) -> None:
    words.add_argument("--json", action="store_true", help="one JSON object on standard output")
    words.add_argument("--language", choices=("de", "en"), default="de", help="of what is printed for people")


def _about_the_count(words: argparse.ArgumentParser) -> None:
    default = Parameters()
    words.add_argument("--utility", type=_of(Utility), default=default.utility, help=_known(Utility))
    words.add_argument("--completion", type=_of(Completion), default=default.completion, help=_known(Completion))
    words.add_argument("--increment", type=_increment, default=default.increment, help="money per voter and step")
    words.add_argument("--until", type=_of(Until), default=default.until, help=f"when add1 ends: {_known(Until)}")
    words.add_argument("--whole", action="store_true", help="begin add1 at a whole number of increments")
    words.add_argument("--ties", type=_ties, default=default.ties, help=f"in this order, by comma: {_known(Tie)}")
    words.add_argument("--seed", default=default.seed, help="for the lot, which decides where all else is equal")
    words.add_argument("--borda", type=_of(Borda), default=default.borda, help=f"worth of rankings: {_known(Borda)}")
    words.add_argument("--seats", type=_seats, default=default.seats, help="how many, for rules that fill seats")


def _known(names: type[StrEnum]) -> str:
    return ", ".join(name.value for name in names)


def _of(names: type[_Name]) -> Callable[[str], _Name]:
    """Return what takes a word for one of these names; underscores and capitals do not matter."""

    def taken(word: str) -> _Name:
        plain = word.strip().lower().replace("_", "-")
        try:
            return names(_ALIASES.get(plain, plain))
        except ValueError:
            raise argparse.ArgumentTypeError(f"{word!r} is not one of {_known(names)}") from None

    return taken


def _ties(words: str) -> tuple[Tie, ...]:
    return tuple(map(_of(Tie), words.split(",")))


def _increment(word: str) -> Fraction:
    try:
        increment = number(word)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
    if increment <= 0:
        raise argparse.ArgumentTypeError("the increment must be more than 0")
    return increment


def _seats(word: str) -> int:
    if not word.isascii() or not word.isdigit() or not 0 < int(word) <= _MOST_SEATS:
        raise argparse.ArgumentTypeError(f"{word!r} is no number of seats from 1 to {_MOST_SEATS:,}")
    return int(word)
