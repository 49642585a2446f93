"""Who is served is told by groups of five or more, and nobody can subtract their way to a smaller one."""

from hypothesis import given, settings
from hypothesis import strategies as st

from smilecity.decide.forge.rules.election import Election
from smilecity.decide.forge.rules.explaining.representation import Represented, representation_of
from smilecity.decide.forge.rules.outcome import Parameters
from tests.support.voters import known

LABELS = ("Nord", "Mitte", "West", "Ost", "Hafen", "")


def told(one: Election, selected: tuple[int, ...] = (0,)) -> dict[str, Represented]:
    return {each.feature: each for each in representation_of(one, selected, Parameters())}


def _small(count: int) -> bool:
    return 0 < count < 5


voters = st.lists(
    st.tuples(st.sampled_from(LABELS), st.sampled_from(["m", "w", "d"]), st.booleans()), min_size=1, max_size=60
)


@given(people=voters)
@settings(max_examples=150)
def test_no_small_group_is_shown_or_follows_from_what_is(people: list[tuple[str, str, bool]]) -> None:
    features = {"district": [where for where, _, _ in people], "sex": [sex for _, sex, _ in people]}
    one = known([10, 10], [[0] if served else [1] for _, _, served in people], 20, features)
    for each in told(one).values():
        assert sum(group.voters for group in each.groups) == len(people)
        assert not any(_small(group.voters) for group in each.groups)
        hidden = [group for group in each.groups if group.served is None]
        assert len(hidden) != 1
        assert all(group.projects is None and group.money is None for group in hidden)
        for group in each.groups:
            assert group.served is None or not (_small(group.served) or _small(group.voters - group.served))


@given(people=voters)
@settings(max_examples=80)
def test_no_group_of_one_feature_less_those_of_another_within_it_is_small(people: list[tuple[str, str, bool]]) -> None:
    features = {
        "district": [where for where, _, _ in people],
        "part": [where[:1] + sex for where, sex, _ in people],
    }
    one = known([10], [[0]] * len(people), 20, features)
    members = [
        {
            frozenset(at for at, label in enumerate(features[each.feature]) if label in group.labels)
            for group in each.groups
        }
        for each in told(one).values()
    ]
    for coarse in members:
        for fine in members:
            for group in coarse:
                within = [other for other in fine if other <= group]
                assert not _small(len(group - frozenset().union(*within)))


def test_what_is_shown_is_true() -> None:
    where = ["Nord"] * 20 + ["Mitte"] * 30 + ["West"] * 2 + ["Ost"] * 4
    ballots = [[0]] * 10 + [[1]] * 10 + [[0, 1]] * 30 + [[0]] * 6
    groups = told(known([46, 40], ballots, 100, {"district": where}), (0, 1))["district"].groups
    shown = {group.labels: group for group in groups}
    assert shown["Mitte",].voters == shown["Mitte",].served == 30
    assert shown["Mitte",].projects == 2
    # 46 for 46 voters and 40 for 40: everybody gets 1 for each of their projects.
    assert shown["Mitte",].money == 2
    assert shown["Nord",].money == 1
    assert shown["Ost", "West"].voters == 6


def test_ages_in_years_are_told_in_bands() -> None:
    ages = [str(age) for age in range(10, 80)]
    groups = told(known([10], [[0]] * len(ages), 20, {"age": ages}))["age"].groups
    assert [group.labels[0] for group in groups] == ["0-17", "18-29", "30-44", "45-64", "65+"]
    assert [group.voters for group in groups] == [8, 12, 15, 20, 15]


def test_a_mark_that_nearly_everybody_has_alone_is_no_feature() -> None:
    marks = [str(number) for number in range(300)]
    one = known([10], [[0]] * 300, 20, {"time": marks, "voting_method": ["internet"] * 300})
    assert told(one) == {}
