"""Expressions of $filter and $orderby: from words to a typed tree, by precedence (OData 4.0 part 2, 5.1.1.9)."""

import re
from collections.abc import Sequence

from smilecity.sense.things.rules.fitting import chosen, example, fitted, paired
from smilecity.sense.things.rules.functions import ARITHMETIC, FUNCTIONS, Function
from smilecity.sense.things.rules.navigation import read_path_of
from smilecity.sense.things.rules.problems import QueryProblem, meant, quoted
from smilecity.sense.things.rules.schema import Kind, Relation, Type
from smilecity.sense.things.rules.tokens import Mark, Token, Tokens
from smilecity.sense.things.rules.tree import (
    Arithmetic,
    Call,
    Compare,
    Comparison,
    Connective,
    Expression,
    Literal,
    Logic,
    Negative,
    Not,
    Operator,
)

# Of a tree, for whoever walks it; and of a text, where each parenthesis and each right side counts.
DEEPEST = 50
DEEPEST_TEXT = 100
# Each different way is a join of tables.
MOST_WAYS = 12

STRENGTH = {
    "or": 1,
    "and": 2,
    "eq": 3,
    "ne": 3,
    "gt": 4,
    "ge": 4,
    "lt": 4,
    "le": 4,
    "add": 5,
    "sub": 5,
    "mul": 6,
    "div": 6,
    "mod": 6,
}
CONSTANTS: dict[str, tuple[bool | None, Type]] = {
    "true": (True, Type.BOOLEAN),
    "false": (False, Type.BOOLEAN),
    "null": (None, Type.NULL),
}
CONNECTIVES = frozenset(Connective)
COMPARISONS = frozenset(Comparison)
PATTERN = re.compile(r"[012TF*]{9}")


def read_condition(tokens: Tokens, kind: Kind) -> Expression:
    """An expression about entities of the kind that is true or false, up to a word that does not belong to it."""
    return _Reader(tokens, kind).truth()


def read_expression(tokens: Tokens, kind: Kind) -> Expression:
    """An expression of any type."""
    return _Reader(tokens, kind).expression()


class _Reader:
    """Reads one expression from a stream of words."""

    def __init__(self, tokens: Tokens, kind: Kind) -> None:
        self.tokens = tokens
        self.kind = kind
        self.depth = 0
        # How deep the trees below composed nodes are, so that nobody who walks one runs out of stack.
        self.heights: dict[int, int] = {}
        self.joins: set[tuple[Relation, ...]] = set()

    def truth(self) -> Expression:
        start = self.tokens.ahead
        return self.as_truth(self.expression(), "a filter", start)

    def as_truth(self, value: Expression, whose: str, at: Token) -> Expression:
        fitting = fitted(value, Type.BOOLEAN)
        if fitting is None:
            hint = " Put what it is about in parentheses." if whose == "not" else ""
            raise self.tokens.problem(f"{whose} needs true or false here, not {value.type}.{hint}", at)
        return fitting

    def expression(self, least: int = 1) -> Expression:
        """Everything that binds at least as strong."""
        self.deeper()
        left = self.unary()
        while self.strength() >= least:
            left = self.joined(left, self.tokens.ahead)
        self.depth -= 1
        return left

    def strength(self) -> int:
        ahead = self.tokens.ahead
        return STRENGTH.get(ahead.text, 0) if ahead.mark is Mark.NAME else 0

    def deeper(self) -> None:
        self.depth += 1
        if self.depth > DEEPEST_TEXT:
            raise self.tokens.problem(f"expressions lie in each other at most {DEEPEST} deep.")

    def made(self, node: Expression, parts: Sequence[Expression], at: Token) -> Expression:
        """The node, if the tree below it is not too high."""
        height = 1 + max((self.heights.get(id(part), 1) for part in parts), default=0)
        if height > DEEPEST:
            raise self.tokens.problem(f"expressions lie in each other at most {DEEPEST} deep.", at)
        self.heights[id(node)] = height
        return node

    def joined(self, left: Expression, operator: Token) -> Expression:
        """The operator that comes next, with what stands left and right of it."""
        if operator.text in CONNECTIVES:
            return self.logic(left, operator)
        self.tokens.take()
        right = self.expression(STRENGTH[operator.text] + 1)
        if operator.text in COMPARISONS:
            return self.compare(left, right, operator)
        return self.arithmetic(left, right, operator)

    def logic(self, left: Expression, operator: Token) -> Expression:
        """All terms of `a and b and c` side by side, so that a long list is no deep tree."""
        terms = [self.as_truth(left, operator.text, operator)]
        parts = [left]
        while self.tokens.ahead.mark is Mark.NAME and self.tokens.ahead.text == operator.text:
            again = self.tokens.take()
            parts.append(self.expression(STRENGTH[operator.text] + 1))
            terms.append(self.as_truth(parts[-1], operator.text, again))
        return self.made(Logic(Connective(operator.text), tuple(terms), operator.position), parts, operator)

    def compare(self, left: Expression, right: Expression, operator: Token) -> Expression:
        pair = paired(left, right)
        if pair is None:
            hint = example(left.type if isinstance(right, Literal) else right.type)
            raise self.tokens.problem(f"{left.type} and {right.type} do not compare.{hint}", operator)
        if pair[0].type is Type.GEOMETRY and not any(isinstance(e, Literal) and e.value is None for e in pair):
            raise self.tokens.problem("geometries compare by functions such as st_equals or st_within.", operator)
        return self.made(Compare(Comparison(operator.text), *pair, operator.position), (left, right), operator)

    def arithmetic(self, left: Expression, right: Expression, operator: Token) -> Expression:
        found = chosen(ARITHMETIC[Operator(operator.text)], (left, right))
        if found is None:
            reason = f"{operator.text} does not calculate with {left.type} and {right.type}."
            raise self.tokens.problem(reason, operator)
        form, (first, second) = found
        node = Arithmetic(Operator(operator.text), first, second, form.type, operator.position)
        return self.made(node, (left, right), operator)

    def unary(self) -> Expression:
        ahead = self.tokens.ahead
        if ahead.mark is Mark.SIGN and ahead.text == "-":
            return self.negative(self.tokens.take())
        if ahead.mark is Mark.NAME and ahead.text == "not":
            self.tokens.take()
            value = self.nested_unary()
            return self.made(Not(self.as_truth(value, "not", ahead), ahead.position), (value,), ahead)
        return self.primary()

    def nested_unary(self) -> Expression:
        self.deeper()
        value = self.unary()
        self.depth -= 1
        return value

    def negative(self, sign: Token) -> Expression:
        ahead = self.tokens.ahead.literal
        value = self.nested_unary()
        if ahead is not None and value is ahead and isinstance(ahead.value, int | float) and ahead.type is Type.NUMBER:
            return Literal(-ahead.value, Type.NUMBER, sign.position)
        wanted = Type.DURATION if value.type is Type.DURATION else Type.NUMBER
        fitting = fitted(value, wanted)
        if fitting is None:
            raise self.tokens.problem(f"a minus stands before a number or a duration, not before {value.type}.", sign)
        return self.made(Negative(fitting, wanted, sign.position), (value,), sign)

    def primary(self) -> Expression:
        token = self.tokens.ahead
        if self.tokens.accept("("):
            value = self.expression()
            self.tokens.expect(")", f"for the parenthesis at position {token.position}")
            return value
        if token.literal is not None:
            self.tokens.take()
            return token.literal
        if token.mark is not Mark.NAME or token.text in STRENGTH:
            raise self.tokens.problem(f"expected a value, a property or a function, found {token.said()}.")
        return self.named(self.tokens.take())

    def named(self, token: Token) -> Expression:
        """What begins with a name: a function, a constant or a path."""
        if self.tokens.sees("("):
            return self.call(token)
        if token.text in CONSTANTS and not self.tokens.sees("/"):
            value, kind = CONSTANTS[token.text]
            return Literal(value, kind, token.position)
        return self.path(token)

    def call(self, token: Token) -> Expression:
        forms = FUNCTIONS.get(token.text)
        if forms is None:
            raise self.tokens.problem(
                f"no function is named {quoted(token.text)}.{meant(token.text, FUNCTIONS)}", token
            )
        given = self.arguments(token)
        counted = [form for form in forms if len(form.parameters) == len(given)]
        if not counted:
            counts = " or ".join(sorted({str(len(form.parameters)) for form in forms}))
            plural = "" if counts == "1" else "s"
            raise self.tokens.problem(f"{token.text} takes {counts} argument{plural}, not {len(given)}.", token)
        found = chosen(counted, given)
        if found is None:
            raise self.misfit(counted, given, token)
        return self.made(self.called(*found, token), given, token)

    def arguments(self, token: Token) -> list[Expression]:
        self.tokens.expect("(", f"behind {token.text}")
        given: list[Expression] = []
        if not self.tokens.sees(")"):
            given.append(self.expression())
            while self.tokens.accept(","):
                given.append(self.expression())
        self.tokens.expect(")", f"to end the arguments of {token.text}")
        return given

    def misfit(self, forms: Sequence[Function], given: Sequence[Expression], token: Token) -> QueryProblem:
        """What to say where no form fits: the first argument that fits in none."""
        for index, each in enumerate(given):
            wanted = list(dict.fromkeys(form.parameters[index] for form in forms))
            if not any(fitted(each, kind) for kind in wanted):
                reason = f"{token.text} takes {' or '.join(wanted)} as argument {index + 1}, not {each.type}."
                return self.problem_at(f"{reason}{example(wanted[0])}", each)
        return self.tokens.problem(f"the arguments of {token.text} do not go together.", token)

    def problem_at(self, reason: str, node: Expression) -> QueryProblem:
        return QueryProblem(400, reason, option=self.tokens.option, position=node.position)

    def called(self, form: Function, given: tuple[Expression, ...], token: Token) -> Expression:
        """The call; three functions have a peculiarity."""
        if form.name == "contains":
            return Call("substringof", given[::-1], form.type, token.position)
        if form.name == "during" and given[1].type is Type.TIME:
            raise self.problem_at(
                f"nothing lies within an instant; name an interval.{example(Type.INTERVAL)}", given[1]
            )
        if form.name == "st_relate":
            pattern = given[2].value if isinstance(given[2], Literal) else None
            if not isinstance(pattern, str) or not PATTERN.fullmatch(pattern):
                raise self.problem_at("a pattern is nine of 0, 1, 2, T, F and *, such as 'T*F**F***'.", given[2])
        return Call(form.name, given, form.type, token.position)

    def path(self, token: Token) -> Expression:
        """A property; the number of different ways to related entities is limited."""
        found = read_path_of(self.tokens, token, self.kind)
        self.joins |= {found.relations[: end + 1] for end in range(len(found.relations))}
        if len(self.joins) > MOST_WAYS:
            raise self.tokens.problem(f"one filter goes at most {MOST_WAYS} different ways to other entities.", token)
        return found
