"""A bundle repeats the count, shows nobody's rare ballot, is the same bytes always, and tells every change."""

import io
import json
import random
from collections import Counter
from dataclasses import replace
from fractions import Fraction
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from smilecity.decide.forge.rules.bundle import receipts
from smilecity.decide.forge.rules.bundle.coarsening import coarsened
from smilecity.decide.forge.rules.bundle.packing import NotCoarse, agree, packed
from smilecity.decide.forge.rules.bundle.verifying import NotTrue, holds, verify
from smilecity.decide.forge.rules.counting import count
from smilecity.decide.forge.rules.election import Election, Kind
from smilecity.decide.forge.rules.outcome import Borda, Completion, Parameters, Rule, Utility
from smilecity.decide.forge.rules.pabulib import read
from smilecity.decide.forge.rules.support import support
from tests.support.elections import election
from tests.support.voters import elections

KEY = b"k" * 32
VERSIONS = {"smilecity": "0"}


def town(voters: int = 200, seed: int = 1) -> Election:
    """An election in which people of three quarters want much the same."""
    chance = random.Random(seed)
    ballots = []
    for number in range(voters):
        likely = [0.7 if place % 3 == number % 3 else 0.08 for place in range(12)]
        ballots.append([place for place in range(12) if chance.random() < likely[place]])
    return election([20, 30, 45, 25, 35, 50, 15, 60, 40, 55, 10, 70], ballots, 250)


def bundle(one: Election, parameters: Parameters | None = None, codes: list[str] | None = None) -> bytes:
    return packed(one, count(one, parameters or Parameters()), versions=VERSIONS, codes=codes or [])


def repacked(data: bytes, **changed: bytes | None) -> io.BytesIO:
    """Return a bundle with files changed, or taken out, and sums that fit again."""
    with ZipFile(io.BytesIO(data)) as whole:
        files = {entry.filename: whole.read(entry) for entry in whole.infolist()}
    names = {"ballots": "ballots.pb", "count": "count.json", "receipts": "receipts.txt", "readme": "README.txt"}
    for key, content in changed.items():
        files.pop(names[key], None)
        if content is not None:
            files[names[key]] = content
    files["SHA256SUMS"] = "".join(
        f"{sha256(content).hexdigest()}  {name}\n" for name, content in files.items() if name != "SHA256SUMS"
    ).encode()
    out = io.BytesIO()
    with ZipFile(out, "w") as whole:
        for name, content in files.items():
            whole.writestr(name, content)
    return io.BytesIO(out.getvalue())


def inside(data: bytes, name: str) -> bytes:
    with ZipFile(io.BytesIO(data)) as whole:
        return whole.read(name)


@pytest.mark.parametrize("rule", Rule)
def test_a_bundle_gives_the_same_count_again(rule: Rule) -> None:
    one = town()
    outcome = count(one, Parameters(rule=rule, seats=4))
    verified = verify(io.BytesIO(packed(one, outcome, versions=VERSIONS)))
    assert agree(verified.outcome, outcome)
    assert verified.election.ballots.voters == 200


@given(one=elections(voters=20), rule=st.sampled_from(Rule), completion=st.sampled_from(Completion))
@settings(max_examples=80)
def test_any_election_is_repeated_or_refused(one: Election, rule: Rule, completion: Completion) -> None:
    outcome = count(one, Parameters(rule=rule, completion=completion, utility=Utility.ADDITIVE, seats=2))
    try:
        data = packed(one, outcome, versions=VERSIONS)
    except NotCoarse:
        return
    assert agree(verify(io.BytesIO(data)).outcome, outcome)


@given(one=elections(voters=30), kept=st.booleans(), seed=st.integers(0, 9))
@settings(max_examples=80)
def test_dealing_ballots_anew_keeps_what_each_project_has(one: Election, kept: bool, seed: int) -> None:
    assume(one.ballots.voters)
    order = random.Random(seed).sample(range(len(one.projects)), len(one.projects) // 2)
    coarse = coarsened(one, Borda.LONGEST, order, order if kept else ())
    before = support(one, Utility.ADDITIVE, Borda.LONGEST)
    after = support(coarse.election, Utility.ADDITIVE, Borda.LONGEST)
    assert coarse.election.ballots.voters == one.ballots.voters
    assert after.votes.tolist() == before.votes.tolist()
    assert [Fraction(int(points), after.unit) for points in after.points] == [
        Fraction(int(points), before.unit) for points in before.points
    ]
    assert coarse.smallest >= min(5, one.ballots.voters)


def test_a_mark_made_of_a_rare_combination_is_not_in_the_bundle() -> None:
    mark = [9, 10, 11]
    ballots = [[place for place in range(9) if (number + place) % 3] + [9 + number % 3] for number in range(90)]
    one = election([10] * 9 + [900] * 3, [*ballots, mark], 60)
    for rule in Rule:
        published = read(io.BytesIO(inside(bundle(one, Parameters(rule=rule)), "ballots.pb")), voters=True).election
        assert published.ballots.voters == 91
        assert not any(set(mark) <= chosen for chosen in _ballots(published))


def _ballots(one: Election) -> list[set[int]]:
    edges = one.ballots.starts.tolist()
    return [set(one.ballots.projects[low:high].tolist()) for low, high in pairwise(edges)]


def test_ballots_that_add_up_only_are_dealt_among_all() -> None:
    told = json.loads(inside(bundle(town(), Parameters(rule=Rule.GREEDY_VOTES)), "count.json"))
    assert told["coarsening"] == {"smallest_group": 200, "groups": 1, "as_cast": []}


def test_every_group_is_five_people_or_more() -> None:
    told = json.loads(inside(bundle(town()), "count.json"))
    assert told["coarsening"]["smallest_group"] >= 5
    assert told["coarsening"]["groups"] > 5


def test_the_bytes_are_the_same_whatever_the_order_of_voters() -> None:
    ballots = [[place for place in range(6) if (number * place) % 5 > 1] for number in range(60)]
    shuffled = random.Random(3).sample(ballots, len(ballots))
    costs: list[int | Fraction] = [10, 20, 30, 40, 50, 60]
    assert bundle(election(costs, ballots, 100)) == bundle(election(costs, shuffled, 100))


def test_nothing_of_voters_is_in_a_bundle(reference_data: Path) -> None:
    with (reference_data / "budgets/Netherlands_Assen_2024.pb").open("rb") as stream:
        one = read(stream, voters=True).election
    assert one.voters is not None
    data = bundle(one)
    assert agree(verify(io.BytesIO(data)).outcome, count(one, Parameters()))
    assert not any(voter.encode() in data for voter in one.voters.ids)


def test_rankings_are_published_as_the_points_they_are_worth() -> None:
    ranked = [{0: 1, 1: 2, 2: 3}] * 10 + [{2: 1}] * 6 + [{1: 1, 2: 2}] * 8
    one = election([10, 20, 30], ranked, 40, Kind.ORDINAL)
    parameters = Parameters(utility=Utility.ADDITIVE)
    verified = verify(io.BytesIO(bundle(one, parameters)))
    assert verified.election.kind is Kind.SCORING
    assert agree(verified.outcome, count(one, parameters))


def test_fewer_than_five_ballots_make_no_bundle() -> None:
    with pytest.raises(NotCoarse, match="fewer than 5"):
        bundle(election([1], [[0]] * 4, 1))


def test_another_result_ballot_or_parameter_is_told() -> None:
    data = bundle(town())
    told = json.loads(inside(data, "count.json"))
    ballots = inside(data, "ballots.pb")
    verify(repacked(data))
    dearer = told | {"result": told["result"] | {"cost": "1"}}
    fewer = told | {"result": told["result"] | {"selected": told["result"]["selected"][:-1]}}
    other = told | {"parameters": told["parameters"] | {"rule": "greedy-votes"}}
    changes: list[dict[str, object]] = [
        dearer,
        fewer,
        other,
        told | {"parameters": {}},
        told | {"format": "?"},
        {},
    ]
    for changed in changes:
        with pytest.raises(NotTrue, match=r"count\.json"):
            verify(repacked(data, count=json.dumps(changed).encode()))
    with pytest.raises(NotTrue):
        verify(repacked(data, ballots=ballots.rsplit(b"\n", 2)[0] + b"\n"))
    with pytest.raises(NotTrue, match="not a bundle"):
        verify(repacked(data, ballots=None))


@given(at=st.integers(0, 10_000), bit=st.integers(0, 7))
@settings(max_examples=60)
def test_a_bit_that_fell_over_is_told_or_changes_nothing(at: int, bit: int) -> None:
    data = bundle(election([10, 20], [[0], [0, 1], [1], [0], [0]], 20))
    broken = bytearray(data)
    broken[at % len(data)] ^= 1 << bit
    try:
        verified = verify(io.BytesIO(bytes(broken)))
    except NotTrue:
        return
    assert [one.id for one in verified.election.projects] == ["a", "b"]


def test_what_is_no_bundle_of_ours_is_refused() -> None:
    data, out = bundle(town()), io.BytesIO()
    with ZipFile(io.BytesIO(data)) as whole, ZipFile(out, "w", ZIP_DEFLATED) as packed_anew:
        for entry in whole.infolist():
            packed_anew.writestr(entry.filename, whole.read(entry))
    for other in (b"", b"PK", b"no zip", data[:-100], out.getvalue()):
        with pytest.raises(NotTrue):
            verify(io.BytesIO(other))


def test_a_receipt_is_in_the_list_and_says_nothing_of_the_choice() -> None:
    one = town()
    voters = [f"voter {number}" for number in range(200)]
    codes = receipts.codes_of(voters, KEY)
    data = bundle(one, codes=codes)
    assert verify(io.BytesIO(data)).receipts == 200
    assert all(holds(io.BytesIO(data), code) for code in codes[:5])
    assert holds(io.BytesIO(data), f" {codes[0][:8].upper()}-{codes[0][8:]} ")
    assert not holds(io.BytesIO(data), receipts.codes_of(["nobody"], KEY)[0])
    # Who votes otherwise gets the same code, and the list is the same: nothing can be shown to anybody.
    assert inside(bundle(town(seed=2), codes=codes), "receipts.txt") == inside(data, "receipts.txt")
    assert not any(code.encode() in data for code in codes)


def test_voters_without_ids_of_their_own_get_codes_of_their_own() -> None:
    codes = receipts.codes_of(["", "", "same", "same", "one"], KEY)
    assert max(Counter(codes).values()) == 1
    assert codes != receipts.codes_of(["", "", "same", "same", "one"], b"x" * 32)
    with pytest.raises(ValueError, match="32 bytes"):
        receipts.codes_of(["a"], b"short")


def test_receipts_that_are_too_few_or_there_twice_are_told() -> None:
    codes = receipts.codes_of([str(number) for number in range(200)], KEY)
    data = bundle(town(), codes=codes)
    entries = inside(data, "receipts.txt").splitlines(keepends=True)
    for wrong in (entries[1:], [*entries[:-1], entries[-2]], entries[::-1]):
        with pytest.raises(NotTrue, match=r"receipts\.txt"):
            verify(repacked(data, receipts=b"".join(wrong)))
    with pytest.raises(NotTrue, match="no receipts"):
        holds(repacked(data, receipts=None), codes[0])


def test_parameters_are_kept_exactly() -> None:
    parameters = replace(Parameters(), increment=Fraction(1, 3), seed="Rostock 2026", whole=True)
    assert verify(io.BytesIO(bundle(town(), parameters))).outcome.parameters == parameters
