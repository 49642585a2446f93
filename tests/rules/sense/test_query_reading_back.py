"""What is written is read as it was meant, and no text at all breaks the reader."""

from hypothesis import given
from hypothesis import strategies as st

from smilecity.sense.things.rules.grammar import parse_filter
from smilecity.sense.things.rules.schema import Kind
from smilecity.sense.things.rules.tree import Expression
from tests.support.sense_filters import filters
from tests.support.sense_print import printed

kinds = st.sampled_from(Kind)
written = kinds.flatmap(lambda kind: st.tuples(st.just(kind), filters(kind)))


@given(written)
def test_a_written_tree_is_read_back_as_the_same_tree(case: tuple[Kind, Expression]) -> None:
    kind, tree = case
    assert parse_filter(printed(tree), kind) == tree


@given(written)
def test_precedence_needs_no_parentheses(case: tuple[Kind, Expression]) -> None:
    kind, tree = case
    assert parse_filter(printed(tree, spare=True), kind) == tree
