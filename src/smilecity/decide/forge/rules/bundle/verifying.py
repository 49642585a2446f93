"""Repeats a count from its bundle. In: the bytes of a bundle. Out: the outcome, or what does not agree."""

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256
from typing import BinaryIO
from zipfile import ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from smilecity.decide.forge.rules.bundle import receipts
from smilecity.decide.forge.rules.bundle.packing import (
    BALLOTS,
    COUNT,
    FORMAT,
    README,
    RECEIPTS,
    SUMS,
    parameters_of,
    result_of,
)
from smilecity.decide.forge.rules.counting import Progress, count
from smilecity.decide.forge.rules.election import Election, InvalidElection
from smilecity.decide.forge.rules.outcome import (
    Borda,
    Completion,
    Outcome,
    Parameters,
    Rule,
    Tie,
    Until,
    Utility,
)
from smilecity.decide.forge.rules.pabulib import read

_NEEDED = {README, BALLOTS, COUNT, SUMS}
# No bundle of ours comes near; so nobody's fills the memory.
_LARGEST = 2**30


class NotTrue(ValueError):
    """A bundle that does not agree with itself; the message says where."""


@dataclass(frozen=True, slots=True, eq=False)
class Verified:
    """A count that was repeated and gave the same. `receipts`: how many the list holds."""

    election: Election
    outcome: Outcome
    receipts: int


def verify(stream: BinaryIO, progress: Progress | None = None) -> Verified:
    """Check a bundle: its sums, its list of receipts, and its result by counting again.

    Raises:
        NotTrue: with what does not agree.
    """
    files = _opened(stream)
    _check_sums(files)
    told = _told(files[COUNT])
    try:
        election = read(io.BytesIO(files[BALLOTS])).election
    except InvalidElection as error:
        raise NotTrue(f"{BALLOTS}: {error}") from None
    outcome = count(election, _parameters(told), progress)
    _check_same(told, "parameters", parameters_of(outcome))
    _check_same(told, "result", result_of(election, outcome))
    entries = _entries(files)
    if entries and len(entries) != election.ballots.voters:
        raise NotTrue(f"{RECEIPTS} has {len(entries):,} receipts for {election.ballots.voters:,} ballots")
    return Verified(election, outcome, len(entries))


def holds(stream: BinaryIO, code: str) -> bool:
    """Return whether a receipt is in the list of a bundle, whose sums are checked.

    Raises:
        NotTrue: no bundle, changed since, or one without receipts.
    """
    files = _opened(stream)
    _check_sums(files)
    entries = _entries(files)
    if not entries:
        raise NotTrue("the bundle has no receipts")
    return receipts.entry_of(code) in set(entries)


def _opened(stream: BinaryIO) -> dict[str, bytes]:
    try:
        with ZipFile(stream) as bundle:
            entries = bundle.infolist()
            _check_ours(entries)
            return {entry.filename: bundle.read(entry) for entry in entries}
    except NotTrue:
        raise
    except (BadZipFile, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        # ZipFile stumbles over lengths that cannot be with all of these.
        raise NotTrue(f"this is not a whole zip file ({error})") from None


def _check_ours(entries: Sequence[ZipInfo]) -> None:
    names = {entry.filename for entry in entries}
    if len(names) < len(entries) or not _NEEDED <= names <= {*_NEEDED, RECEIPTS}:
        raise NotTrue("this is not a bundle of smilecity forge count --bundle")
    if any(entry.compress_type != ZIP_STORED or entry.file_size > _LARGEST for entry in entries):
        raise NotTrue("the bundle was packed anew, or is too large")


def _check_sums(files: Mapping[str, bytes]) -> None:
    told = "".join(f"{sha256(one).hexdigest()}  {name}\n" for name, one in files.items() if name != SUMS)
    if sorted(told.encode().splitlines()) != sorted(files[SUMS].splitlines()):
        raise NotTrue(f"a file is not what {SUMS} says")


def _told(data: bytes) -> dict[str, object]:
    try:
        told = json.loads(data)
    except ValueError:
        raise NotTrue(f"{COUNT} is not JSON") from None
    if not isinstance(told, dict) or told.get("format") != FORMAT:
        raise NotTrue(f"{COUNT} is not in the format {FORMAT}")
    return told


def _parameters(told: Mapping[str, object]) -> Parameters:
    asked = told.get("parameters")
    if not isinstance(asked, dict):
        raise NotTrue(f"{COUNT} names no parameters")
    try:
        return Parameters(
            rule=Rule(asked["rule"]),
            utility=Utility(asked["utility"]),
            completion=Completion(asked["completion"]),
            increment=Fraction(str(asked["increment"])),
            until=Until(asked["until"]),
            whole=bool(asked["whole"]),
            ties=tuple(map(Tie, asked["ties"])),
            seed=str(asked["seed"]),
            borda=Borda(asked["borda"]),
            seats=int(asked["seats"]),
        )
    except (KeyError, TypeError, ValueError, ZeroDivisionError) as error:
        raise NotTrue(f"{COUNT}: a parameter is missing or wrong ({error})") from None


def _check_same(told: Mapping[str, object], key: str, found: Mapping[str, object]) -> None:
    kept = told.get(key)
    if not isinstance(kept, dict):
        raise NotTrue(f"{COUNT} has no {key}")
    for name, value in found.items():
        if kept.get(name) != value:
            raise NotTrue(f"{COUNT}: {key}: {name} is {kept.get(name)!r}, counting again gives {value!r}")


def _entries(files: Mapping[str, bytes]) -> list[str]:
    entries = files.get(RECEIPTS, b"").decode("ascii", "replace").split()
    if entries != sorted(set(entries)):
        raise NotTrue(f"{RECEIPTS} is not in order, or holds a receipt twice")
    return entries
