"""An election seen from its projects: who supports each of them, and how much it is worth to them."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from smilecity.decide.forge.rules.election import Ballots, Election, Ints, Kind, Places
from smilecity.decide.forge.rules.outcome import Borda, Utility


@dataclass(frozen=True, slots=True, eq=False)
class Support:
    """For project `p` the profiles that support it are `profiles[starts[p]:starts[p + 1]]`, ascending.

    `values` are what they gave it (whole numbers above 0, `unit` of them a point), `weights` how many voters each
    profile has. `factors[p]` times a value is the utility of the project. `votes` counts them.
    """

    starts: Ints
    profiles: Places
    values: Ints
    weights: Ints
    factors: tuple[Fraction, ...]
    votes: Ints
    points: Ints
    unit: int

    def stretch(self, project: int) -> slice:
        """Return where a project's supporters are."""
        return slice(int(self.starts[project]), int(self.starts[project + 1]))


def support(election: Election, utility: Utility, borda: Borda) -> Support:
    """Return who supports what. Values of 0 or less are no support; nobody pays for what they do not want."""
    ballots, projects = election.ballots, len(election.projects)
    values = _values(election.kind, ballots, borda)
    if utility is Utility.CARDINALITY:
        values = (values > 0).astype(np.int64)
    kept = values > 0
    rows, places, values = ballots.rows()[kept], ballots.projects[kept], values[kept]
    order = np.argsort(places, kind="stable")
    rows, places, values = rows[order], places[order], values[order]
    weights = ballots.counts[rows]
    unit = ballots.unit if election.kind is not Kind.APPROVAL and utility is not Utility.CARDINALITY else 1
    return Support(
        starts=np.searchsorted(places, np.arange(projects + 1)).astype(np.int64),
        profiles=rows.astype(np.int32),
        values=values,
        weights=weights,
        factors=tuple(one.cost if utility is Utility.COST else Fraction(1) for one in election.projects),
        votes=_sums(places, weights, projects),
        points=_sums(places, weights * values, projects),
        unit=unit,
    )


def _values(kind: Kind, ballots: Ballots, borda: Borda) -> Ints:
    if kind is not Kind.ORDINAL:
        return ballots.values
    lengths = np.diff(ballots.starts)
    if borda is Borda.LONGEST:
        return (int(lengths.max(initial=0)) + 1) * ballots.unit - ballots.values
    return np.repeat(lengths, lengths) * ballots.unit - ballots.values


def _sums(places: Places, amounts: Ints, projects: int) -> Ints:
    # Sums stay below 2**53 (see `Election`), so that adding them as floats is exact.
    return np.bincount(places, amounts, projects).astype(np.int64)
