"""Pabulib files: what towns publish is read, errors name the line, and what is written is read back the same."""

import io
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smilecity.decide.forge.rules.election import Election, Kind, Project
from smilecity.decide.forge.rules.pabulib import Limits, PabulibError, Reading, read, write
from smilecity.decide.forge.rules.profiles import valued

META = "META\nkey;value\nbudget;100\nvote_type;approval\n"
PROJECTS = "PROJECTS\nproject_id;cost;name\n1;60;Baum\n2;40;Bank\n"
VOTES = "VOTES\nvoter_id;vote\nanna;1,2\nbernd;2,1\n"


def _read(text: str | bytes, *, strict: bool = True, voters: bool = False) -> Reading:
    return read(io.BytesIO(text.encode() if isinstance(text, str) else text), strict=strict, voters=voters)


def _refused(text: str | bytes) -> PabulibError:
    with pytest.raises(PabulibError) as refused:
        _read(text)
    return refused.value


def test_ballots_that_say_the_same_are_kept_once_and_counted() -> None:
    election = _read(META + PROJECTS + VOTES).election
    assert (election.ballots.profiles, election.ballots.voters) == (1, 2)
    assert election.projects == (Project("1", Fraction(60), "Baum"), Project("2", Fraction(40), "Bank"))


def test_an_empty_ballot_is_a_ballot() -> None:
    ballots = _read(META + PROJECTS + "VOTES\nvoter_id;vote\na;\nb;1\nc;None\n").election.ballots
    assert ballots.counts.tolist() == [2, 1]
    assert np.diff(ballots.starts).tolist() == [0, 1]


def test_who_voted_and_what_is_known_of_them_is_kept_only_when_asked() -> None:
    text = META + PROJECTS + "VOTES\nvoter_id;age;vote;sex\na;30;1;F\nb;;1;M\nc;30;2;F\n"
    assert _read(text).election.voters is None
    voters = _read(text, voters=True).election.voters
    assert voters is not None
    assert list(voters.ids) == ["a", "b", "c"]
    assert voters.profile.tolist() == [0, 0, 1]
    age = voters.features["age"]
    assert [age.labels[code] for code in age.codes] == ["30", "", "30"]


def test_points_are_exact_whatever_decimals_they_have() -> None:
    text = META.replace("approval", "cumulative") + PROJECTS + "VOTES\nvoter_id;vote;points\na;1,2;0.1,2.25\n"
    ballots = _read(text).election.ballots
    assert [Fraction(int(value), ballots.unit) for value in ballots.values] == [Fraction(1, 10), Fraction(9, 4)]


def test_places_in_a_ranking_are_values() -> None:
    text = META.replace("approval", "ordinal") + PROJECTS + "VOTES\nvoter_id;vote\na;2,1\n"
    ballots = _read(text).election.ballots
    assert dict(zip(ballots.projects.tolist(), ballots.values.tolist(), strict=True)) == {0: 2, 1: 1}


def test_choose_one_is_an_approval() -> None:
    election = _read(META.replace("approval", "choose-1") + PROJECTS + "VOTES\nvoter_id;vote\na;2\n").election
    assert (election.kind, election.meta["vote_type"]) == (Kind.APPROVAL, "choose-1")


def test_a_byte_order_mark_windows_lines_and_decimal_commas_are_read() -> None:
    text = (META + PROJECTS + VOTES).replace("1;60", "1;60,50").replace("\n", "\r\n")
    reading = _read(b"\xef\xbb\xbf" + text.encode())
    assert reading.election.projects[0].cost == Fraction(121, 2)
    assert not reading.notes


def test_a_file_in_a_western_code_page_is_read_and_noted_with_its_line() -> None:
    reading = _read((META + PROJECTS.replace("Baum", "Bäume für alle") + VOTES).encode("latin-1"))
    assert reading.election.projects[0].name == "Bäume für alle"
    assert [(note.line, note.times) for note in reading.notes] == [(7, 1)]


def test_quoted_cells_hold_semicolons_and_line_breaks_and_lines_are_still_numbered_rightly() -> None:
    projects = PROJECTS.replace("Baum", '"Baum; groß\nund grün"')
    assert _read(META + projects + VOTES).election.projects[0].name == "Baum; groß\nund grün"
    assert _refused(META + projects + "VOTES\nvoter_id;vote\na;7\n").line == 12


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("", 0, "empty"),
        (META + PROJECTS, 0, "ends before its VOTES"),
        ("PROJECTS\n", 1, "META is expected"),
        ("a;b\n", 1, "begins with META"),
        (META.replace("100", "viel") + PROJECTS + VOTES, 3, "'viel' is not a number"),
        (META.replace("100", "nan") + PROJECTS + VOTES, 3, "'nan' is not a number"),
        (META.replace("100", "-1") + PROJECTS + VOTES, 3, "negative"),
        (META.replace("approval", "loud") + PROJECTS + VOTES, 4, "vote_type"),
        (META + PROJECTS.replace("60", "NaN") + VOTES, 7, "'NaN' is not a number"),
        (META + PROJECTS.replace("60", "inf") + VOTES, 7, "'inf' is not a number"),
        (META + PROJECTS.replace("60", "1e999999999") + VOTES, 7, "is not a number"),
        (META + PROJECTS.replace("60", "-60") + VOTES, 7, "negative"),
        (META + PROJECTS.replace("2;40", "1;40") + VOTES, 8, "there twice"),
        (META + PROJECTS.replace("cost", "price") + VOTES, 6, "no column cost"),
        (META + PROJECTS + VOTES + "carla;3\n", 13, "'3', which is not in PROJECTS"),
        (META + PROJECTS + VOTES + "carla;1,1\n", 13, "twice"),
        (META + PROJECTS + VOTES + "anna;1\n", 13, "has voted before"),
        (META + PROJECTS + VOTES + "carla;1;2;3\n", 13, "4 cells"),
        (META + "num_votes;3\n" + PROJECTS + VOTES, 5, "is it complete?"),
        (META + "num_projects;3\n" + PROJECTS + VOTES, 5, "is it complete?"),
        (META + "budget;7\n" + PROJECTS + VOTES, 5, "twice"),
        (META + PROJECTS.replace("Baum", '"Baum') + VOTES, 7, "not closed"),
        (META + PROJECTS + VOTES + "carla;\0\n", 13, "zero byte"),
        (META + PROJECTS + VOTES + "carla;" + "1," * 2**20, 13, "longer than"),
        ((META + PROJECTS).encode("utf-16"), 1, "UTF-16"),
    ],
)
def test_what_cannot_be_counted_is_refused_with_line_and_reason(text: str | bytes, line: int, reason: str) -> None:
    refused = _refused(text)
    assert (refused.line, reason in refused.reason) == (line, True), refused


@pytest.mark.parametrize("points", ["nan,1", "1", "-1,2", "1,2,3", "x,1"])
def test_points_that_are_no_points_are_refused_with_their_line(points: str) -> None:
    text = META.replace("approval", "cumulative") + PROJECTS + f"VOTES\nvoter_id;vote;points\na;1,2;{points}\n"
    assert _refused(text).line == 11


def test_what_need_not_be_guessed_is_noted_where_reading_is_not_strict() -> None:
    text = META + "num_votes;9\nmax_length;1\n" + PROJECTS + VOTES + "carla;3\nanna;1\n"
    reading = _read(text, strict=False)
    assert reading.election.ballots.voters == 4
    assert [note.line for note in reading.notes] == [13, 15, 16, 5]


def test_no_file_fills_the_memory() -> None:
    text = (META + PROJECTS + VOTES).encode()
    for limits in (Limits(ballots=1), Limits(different=1), Limits(projects=1)):
        with pytest.raises(PabulibError, match="more than 1 "):
            read(io.BytesIO(text), limits=limits)


def test_a_hundred_thousand_equal_ballots_are_one_profile() -> None:
    election = _read(META + PROJECTS + "VOTES\nvoter_id;vote\n" + ";1\n" * 100_000).election
    assert (election.ballots.profiles, election.ballots.voters) == (1, 100_000)


@pytest.mark.parametrize(
    ("file", "projects", "votes"),
    [("Netherlands_Assen_2024", 14, 84), ("France_Toulouse_2022", 199, 4532), ("Netherlands_Amsterdam_289", 38, 7045)],
)
def test_what_towns_publish_is_read_without_a_note_and_comes_back_the_same(
    reference_data: Path, file: str, projects: int, votes: int
) -> None:
    with (reference_data / "budgets" / f"{file}.pb").open("rb") as stream:
        reading = read(stream, voters=True)
    assert (len(reading.election.projects), reading.election.ballots.voters, reading.notes) == (projects, votes, ())
    _assert_same(_again(reading.election), reading.election)


_values = st.dictionaries(st.integers(0, 3), st.decimals(0, 9, places=1).map(Fraction), max_size=4)


@settings(max_examples=40)
@given(
    st.sampled_from(Kind),
    st.lists(_values, min_size=1, max_size=6),
    st.lists(st.text(max_size=6), min_size=4, max_size=4),
)
def test_whatever_is_written_is_read_back_the_same(
    kind: Kind, ballots: list[dict[int, Fraction]], names: list[str]
) -> None:
    names = ["".join(char for char in name if char.isprintable()).strip() for name in names]
    projects = tuple(
        Project(str(at), Fraction(at, 4), "" if name.lower() == "none" else name) for at, name in enumerate(names)
    )
    cast: list[dict[int, int | Fraction]] = [dict(one) for one in ballots]
    if kind is Kind.APPROVAL:
        cast = [dict.fromkeys(one, 1) for one in ballots]
    elif kind is Kind.ORDINAL:
        cast = [{place: number for number, place in enumerate(one, 1)} for one in ballots]
    election = Election(kind, Fraction(5), projects, valued(cast))
    _assert_same(_again(election), election)


def _again(election: Election) -> Election:
    text = io.StringIO()
    write(election, text)
    return _read(text.getvalue(), voters=election.voters is not None).election


def _assert_same(one: Election, other: Election) -> None:
    assert (one.kind, one.budget, one.projects) == (other.kind, other.budget, other.projects)
    assert one.ballots.counts.tolist() == other.ballots.counts.tolist()
    assert one.ballots.starts.tolist() == other.ballots.starts.tolist()
    assert one.ballots.projects.tolist() == other.ballots.projects.tolist()
    assert (one.ballots.values / one.ballots.unit).tolist() == (other.ballots.values / other.ballots.unit).tolist()
    if other.voters is not None:
        assert one.voters is not None
        assert list(one.voters.ids) == list(other.voters.ids)
        assert one.voters.profile.tolist() == other.voters.profile.tolist()
