"""Writes an election as a `.pb` file that any tool of the field reads, and `read` reads back the same."""

import csv
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import TextIO, TypeAlias

from smilecity.decide.forge.rules.election import Election, InvalidElection, Kind
from smilecity.decide.forge.rules.pabulib.numbers import plain

_Row: TypeAlias = Callable[[Sequence[str]], object]
# Those that Pabulib asks for come first and are there even where nobody said anything.
_ASKED = ("description", "country", "unit", "instance")


def write(election: Election, stream: TextIO) -> None:
    """Write an election, with its voters where they are kept, otherwise with numbers and equal ballots in a row.

    Raises:
        InvalidElection: money or points that no decimal says exactly.
    """
    out = csv.writer(stream, delimiter=";", lineterminator="\n")
    try:
        _write_meta(out.writerow, election)
        _write_projects(out.writerow, election)
        out.writerows(_votes(election))
    except ValueError as error:
        raise InvalidElection(str(error)) from None


def _write_meta(row: _Row, election: Election) -> None:
    meta = {key: election.meta.get(key, "") for key in _ASKED}
    meta |= {
        "num_projects": str(len(election.projects)),
        "num_votes": str(election.ballots.voters),
        "budget": plain(election.budget),
        "vote_type": election.kind.value,
        "rule": "",
    }
    row(["META"])
    row(["key", "value"])
    for key, value in (meta | dict(election.meta)).items():
        row([key, value])


def _write_projects(row: _Row, election: Election) -> None:
    more = list(dict.fromkeys(name for project in election.projects for name in project.more))
    row(["PROJECTS"])
    row(["project_id", "cost", "name", *more])
    for project in election.projects:
        row([project.id, plain(project.cost), project.name, *(project.more.get(name, "") for name in more)])


def _votes(election: Election) -> Iterator[Sequence[str]]:
    pointed = election.kind in {Kind.CUMULATIVE, Kind.SCORING}
    features = election.voters.features if election.voters else {}
    yield ["VOTES"]
    yield ["voter_id", *features, "vote", *(["points"] if pointed else [])]
    texts = [_texts(election, profile, pointed) for profile in range(election.ballots.profiles)]
    if election.voters is None:
        profiles = (profile for profile, count in enumerate(election.ballots.counts) for _ in range(count))
        yield from ([str(number), *texts[profile]] for number, profile in enumerate(profiles, 1))
        return
    for number, (voter, profile) in enumerate(zip(election.voters.ids, election.voters.profile, strict=True)):
        told = (feature.labels[feature.codes[number]] for feature in features.values())
        yield [voter, *told, *texts[profile]]


def _texts(election: Election, profile: int, pointed: bool) -> list[str]:
    """Return the cells `vote` and, where there are any, `points` of a profile."""
    ballots = election.ballots
    stretch = slice(ballots.starts[profile], ballots.starts[profile + 1])
    pairs = list(zip(ballots.projects[stretch].tolist(), ballots.values[stretch].tolist(), strict=True))
    if election.kind is Kind.ORDINAL:
        pairs.sort(key=lambda pair: pair[1])
    vote = ",".join(election.projects[place].id for place, _ in pairs)
    if not pointed:
        return [vote]
    return [vote, ",".join(plain(Fraction(value, ballots.unit)) for _, value in pairs)]
