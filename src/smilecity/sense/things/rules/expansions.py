"""$expand and what stands in its parentheses, word by word: `Datastreams($select=name;$top=5),Locations`."""

from collections.abc import Callable
from dataclasses import fields, replace

from smilecity.sense.things.rules.expressions import read_condition
from smilecity.sense.things.rules.orders import read_orderings, read_selection
from smilecity.sense.things.rules.problems import QueryProblem, meant, quoted
from smilecity.sense.things.rules.schema import SCHEMA, Kind, Relation
from smilecity.sense.things.rules.tokens import Mark, Token, Tokens
from smilecity.sense.things.rules.tree import LARGEST_TOP, Expand, Options

DEEPEST_EXPANSION = 6
# Each of them is a question to the database.
MOST_EXPANSIONS = 50
# Nobody skips more; and a database counts in 64 bits.
LARGEST_SKIP = 10**15

TRUTHS = {"true": True, "false": False}


def read_whole(tokens: Tokens, most: int) -> int:
    """A whole number from 0; a larger one than `most` is cut to it."""
    token = tokens.ahead
    if token.mark is not Mark.VALUE or not token.text.isdigit():
        raise tokens.problem(f"expected a whole number from 0, found {token.said()}.")
    tokens.take()
    return most if len(token.text) > len(str(most)) else min(int(token.text), most)


def read_truth(tokens: Tokens) -> bool:
    """The word true or the word false."""
    token = tokens.ahead
    if token.mark is not Mark.NAME or token.text not in TRUTHS:
        raise tokens.problem(f"expected true or false, found {token.said()}.")
    return TRUTHS[tokens.take().text]


def read_expansions(tokens: Tokens, kind: Kind) -> tuple[Expand, ...]:
    """Expansions, separated by commas."""
    return _Expansions(tokens).listed(kind, 1)


class _Expansions:
    """Reads expansions from a stream of words."""

    def __init__(self, tokens: Tokens) -> None:
        self.tokens = tokens
        self.count = 0

    def listed(self, kind: Kind, depth: int) -> tuple[Expand, ...]:
        found: tuple[Expand, ...] = ()
        while True:
            start = self.tokens.ahead
            found = self.merged(found, self.one(kind, depth), start)
            if not self.tokens.accept(","):
                return found

    def one(self, kind: Kind, depth: int) -> Expand:
        """One relation, with the rest of its path or its options."""
        relation = self.relation(kind, depth)
        if self.tokens.accept("/"):
            start = self.tokens.ahead
            inner = self.one(relation.target, depth + 1)
            return Expand(relation, Options(expand=(inner,), said=(f"$expand={self.tokens.since(start)}",)))
        if self.tokens.accept("("):
            return Expand(relation, self.options(relation.target, depth))
        return Expand(relation)

    def relation(self, kind: Kind, depth: int) -> Relation:
        token = self.tokens.name("a relation")
        relations = SCHEMA[kind].relations
        if token.text not in relations:
            reason = f"{kind} have no relation named {quoted(token.text)}.{meant(token.text, relations)}"
            raise self.tokens.problem(reason, token)
        self.count += 1
        if depth > DEEPEST_EXPANSION:
            raise self.tokens.problem(f"expansions lie in each other at most {DEEPEST_EXPANSION} deep.", token)
        if self.count > MOST_EXPANSIONS:
            raise self.tokens.problem(f"{MOST_EXPANSIONS} expansions are read at most.", token)
        return relations[token.text]

    def options(self, kind: Kind, depth: int) -> Options:
        """`$name=value` again and again, up to the closing parenthesis."""
        found, seen = Options(), set[str]()
        while not self.tokens.accept(")"):
            name = self.tokens.name("an option such as $filter")
            if name.text in seen:
                raise self.tokens.problem(f"{name.text} stands here twice.", name)
            seen.add(name.text)
            self.tokens.expect("=", f"behind {name.text}")
            found = self.option(name, found, kind, depth)
            found = replace(found, said=(*found.said, self.tokens.since(name)))
            if not self.tokens.sees(")"):
                self.tokens.expect(";", "or a closing parenthesis")
        return found

    def option(self, name: Token, found: Options, kind: Kind, depth: int) -> Options:
        if name.text == "$expand":
            return replace(found, expand=self.listed(kind, depth + 1))
        if name.text not in READERS:
            reason = f"{quoted(name.text)} is no option of an expansion.{meant(name.text, [*READERS, '$expand'])}"
            raise QueryProblem(501, reason, option=self.tokens.option, position=name.position)
        return READERS[name.text](self.tokens, kind, found)

    def merged(self, known: tuple[Expand, ...], new: Expand, at: Token) -> tuple[Expand, ...]:
        """The expansions with one more; what is said twice of one relation is put together."""
        for index, each in enumerate(known):
            if each.relation == new.relation:
                both = Expand(each.relation, self.together(each.options, new.options, at))
                return (*known[:index], both, *known[index + 1 :])
        return (*known, new)

    def together(self, first: Options, second: Options, at: Token) -> Options:
        values = {}
        for each in fields(Options):
            one, other = getattr(first, each.name), getattr(second, each.name)
            if each.name in {"expand", "said"}:
                continue
            if each.default not in (one, other) and one != other:
                raise self.tokens.problem(f"this relation is expanded twice, each time with another {each.name}.", at)
            values[each.name] = other if one == each.default else one
        expand = first.expand
        for each_new in second.expand:
            expand = self.merged(expand, each_new, at)
        return Options(**values, expand=expand, said=(*first.said, *second.said))


# Every option that words are read for; each adds what it read to what is known already.
READERS: dict[str, Callable[[Tokens, Kind, Options], Options]] = {
    "$filter": lambda tokens, kind, known: replace(known, filter=read_condition(tokens, kind)),
    "$orderby": lambda tokens, kind, known: replace(known, orderby=read_orderings(tokens, kind)),
    "$select": lambda tokens, kind, known: replace(known, select=read_selection(tokens, kind)),
    "$top": lambda tokens, _, known: replace(known, top=read_whole(tokens, LARGEST_TOP)),
    "$skip": lambda tokens, _, known: replace(known, skip=read_whole(tokens, LARGEST_SKIP)),
    "$count": lambda tokens, _, known: replace(known, count=read_truth(tokens)),
}
