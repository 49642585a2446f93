"""$orderby and $select, word by word."""

from smilecity.sense.things.rules.expressions import read_expression
from smilecity.sense.things.rules.problems import meant, quoted
from smilecity.sense.things.rules.schema import ID, NAMES_OF_ID, SCHEMA, Kind, Type
from smilecity.sense.things.rules.tokens import Mark, Tokens
from smilecity.sense.things.rules.tree import Ordering, Path, Selection, parts

MOST_ORDERINGS = 10
DIRECTIONS = {"asc": False, "desc": True}
# Properties that every answer holds and no filter can ask for.
NAMES_OF_LINK = frozenset({"@iot.selfLink", "selfLink"})


def read_orderings(tokens: Tokens, kind: Kind) -> tuple[Ordering, ...]:
    """Orderings, separated by commas."""
    found = [_ordering(tokens, kind)]
    while tokens.accept(","):
        found.append(_ordering(tokens, kind))
        if len(found) > MOST_ORDERINGS:
            raise tokens.problem(f"{MOST_ORDERINGS} orderings are read at most.")
    return tuple(found)


def _ordering(tokens: Tokens, kind: Kind) -> Ordering:
    start = tokens.ahead
    value = read_expression(tokens, kind)
    if any(isinstance(each, Path) and each.many for each in parts(value)):
        raise tokens.problem("this path leads to several values; one of them had to be the order.", start)
    if value.type is Type.GEOMETRY:
        raise tokens.problem("geometries have no order; geo.distance gives one.", start)
    if value.type is Type.NULL:
        raise tokens.problem("null is no order.", start)
    return Ordering(value, _descending(tokens))


def _descending(tokens: Tokens) -> bool:
    if tokens.ahead.mark is not Mark.NAME:
        return False
    # Clients in use write DESC.
    word = tokens.ahead.text.lower()
    if word not in DIRECTIONS:
        raise tokens.problem(f"expected asc or desc, found {tokens.ahead.said()}.")
    tokens.take()
    return DIRECTIONS[word]


def read_selection(tokens: Tokens, kind: Kind) -> Selection | None:
    """Names, separated by commas; None where one of them is `*`."""
    names = [_selected(tokens, kind)]
    while tokens.accept(","):
        names.append(_selected(tokens, kind))
    if "*" in names:
        return None
    relations = SCHEMA[kind].relations
    unique = list(dict.fromkeys(names))
    return Selection(
        tuple(name for name in unique if name not in relations), tuple(name for name in unique if name in relations)
    )


def _selected(tokens: Tokens, kind: Kind) -> str:
    if tokens.accept("*"):
        return "*"
    token = tokens.name("the name of a property or relation")
    entity = SCHEMA[kind]
    if token.text in NAMES_OF_ID:
        return ID.name
    if token.text in NAMES_OF_LINK:
        return "selfLink"
    if token.text not in entity.properties and token.text not in entity.relations:
        hint = meant(token.text, [ID.name, *entity.properties, *entity.relations])
        raise tokens.problem(f"{kind} have no property or relation named {quoted(token.text)}.{hint}", token)
    return token.text
