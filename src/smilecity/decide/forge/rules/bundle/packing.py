"""Makes a bundle: one file with everything that repeats a count. In: an election and its outcome. Out: bytes.

A plain zip (stored, without times) of the ballots as they may be published, parameters and result, the list of
receipts, and the SHA-256 of each; `sha256sum -c SHA256SUMS` and `smilecity forge verify` check it.
"""

import io
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TypeAlias
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from smilecity.decide.forge.rules.bundle import receipts
from smilecity.decide.forge.rules.bundle.coarsening import Coarse, coarsened
from smilecity.decide.forge.rules.counting import Progress, count
from smilecity.decide.forge.rules.election import Election, InvalidElection
from smilecity.decide.forge.rules.outcome import Outcome, Rule
from smilecity.decide.forge.rules.pabulib import write
from smilecity.decide.forge.rules.support import support
from smilecity.understand.results.rules import THRESHOLD

FORMAT = "smilecity-count-1"
BALLOTS, COUNT, RECEIPTS, SUMS, README = "ballots.pb", "count.json", "receipts.txt", "SHA256SUMS", "README.txt"
_BEGINNING = (1980, 1, 1, 0, 0, 0)
_BY_SUMS = frozenset({Rule.GREEDY_VOTES, Rule.GREEDY_PER_COST, Rule.GREEDY_SCORE})
_Told: TypeAlias = dict[str, object]
_ABOUT = """\
Diese Datei wiederholt eine Zählung. Ohne Datenbank, auf jedem Rechner:
    smilecity forge verify DATEI.zip
Die Stimmzettel in ballots.pb tragen weder Namen noch Zeit noch Reihenfolge. Was jemanden verraten könnte, ist
in Gruppen neu verteilt; count.json sagt, wie. Die Zählung ergibt damit genau dasselbe.

This file repeats a count, without a database, on any computer:
    smilecity forge verify FILE.zip
The ballots in ballots.pb carry no name, no time and no order. What could give somebody away is dealt anew in
groups; count.json says how. The count gives exactly the same with them.
"""


class NotCoarse(InvalidElection):
    """The ballots cannot be made unrecognisable without changing the count."""


@dataclass(frozen=True, slots=True)
class _Published:
    """Ballots that may be published. `kept`: projects of which ballots say what they really said."""

    coarse: Coarse
    kept: Sequence[int]


def packed(
    election: Election,
    outcome: Outcome,
    *,
    versions: Mapping[str, str],
    codes: Sequence[str] = (),
    progress: Progress | None = None,
) -> bytes:
    """Return the bundle. `codes`: the receipts of all ballots, see `receipts`; `versions` of what counted.

    Raises:
        NotCoarse: fewer than five ballots, or ballots that would have to be published as they were cast.
    """
    published = _publishable(election, outcome, progress)
    ballots = io.StringIO()
    write(published.coarse.election, ballots)
    files = {README: _ABOUT, BALLOTS: ballots.getvalue(), COUNT: _json(_told(outcome, published, versions))}
    if codes:
        files[RECEIPTS] = receipts.list_of(codes)
    data = {name: text.encode() for name, text in files.items()}
    data[SUMS] = "".join(f"{sha256(one).hexdigest()}  {name}\n" for name, one in data.items()).encode()
    return _zipped(data)


def agree(one: Outcome, other: Outcome) -> bool:
    """Return whether two counts say the same: what was chosen, in which order, and after how many steps."""
    return (one.selected, one.cost, one.increments, one.compared) == (
        other.selected,
        other.cost,
        other.increments,
        other.compared,
    )


def result_of(election: Election, outcome: Outcome) -> _Told:
    """Return what a count says, exactly, so that it can be compared."""
    return {
        "selected": [election.projects[place].id for place in outcome.selected],
        "cost": str(outcome.cost),
        "budget": str(outcome.budget),
        "voters": election.ballots.voters,
        "increments": outcome.increments,
        "compared": list(outcome.compared) if outcome.compared else None,
    }


def parameters_of(outcome: Outcome) -> _Told:
    """Return all parameters by their names, exactly."""
    asked = outcome.parameters
    return {
        "rule": asked.rule.value,
        "utility": asked.utility.value,
        "completion": asked.completion.value,
        "increment": str(asked.increment),
        "until": asked.until.value,
        "whole": asked.whole,
        "ties": [tie.value for tie in asked.ties],
        "seed": asked.seed,
        "borda": asked.borda.value,
        "seats": asked.seats,
    }


def _publishable(election: Election, outcome: Outcome, progress: Progress | None) -> _Published:
    """Return the coarsest ballots that count the same."""
    if election.ballots.voters < THRESHOLD:
        raise NotCoarse(f"a bundle of fewer than {THRESHOLD} ballots would show who voted for what")
    for order, kept in _ways(election, outcome):
        coarse = coarsened(election, outcome.parameters.borda, order, kept)
        if agree(count(coarse.election, outcome.parameters, progress), outcome):
            return _Published(coarse, sorted(kept))
    raise NotCoarse("the ballots cannot be made unrecognisable without changing the count")


def _ways(election: Election, outcome: Outcome) -> Iterator[tuple[Sequence[int], Collection[int]]]:
    """Yield from coarse to fine: by what voters are parted, and for which projects ballots stay as they were.

    Rules that only add votes up need neither. Otherwise what is chosen decides who has paid, and what others lost by is
    seldom close; those with most votes are closest.
    """
    if outcome.parameters.rule in _BY_SUMS:
        yield (), ()
        return
    votes = support(election, outcome.parameters.utility, outcome.parameters.borda).votes
    chosen = list(outcome.selected)
    lost = [place for place in range(len(votes)) if place not in set(chosen) and votes[place]]
    lost.sort(key=lambda place: (-int(votes[place]), place))
    yield chosen, ()
    more = 0
    while more < len(lost):
        kept = {*chosen, *lost[:more]}
        yield [*chosen, *lost[:more]], kept
        more = 2 * more or 1


def _told(outcome: Outcome, published: _Published, versions: Mapping[str, str]) -> _Told:
    election = published.coarse.election
    return {
        "format": FORMAT,
        "versions": dict(sorted(versions.items())),
        "parameters": parameters_of(outcome),
        "result": result_of(election, outcome),
        "coarsening": {
            "smallest_group": published.coarse.smallest,
            "groups": published.coarse.groups,
            "as_cast": [election.projects[place].id for place in published.kept],
        },
    }


def _json(told: _Told) -> str:
    return json.dumps(told, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _zipped(files: Mapping[str, bytes]) -> bytes:
    """Return a zip that is the same on every machine: no times, no compression, whose bytes differ by version."""
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_STORED) as bundle:
        for name, data in files.items():
            entry = ZipInfo(name, _BEGINNING)
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            bundle.writestr(entry, data)
    return out.getvalue()
