"""Ways through the entities, word by word: `Thing/Locations/location/type`. Names of the schema, then keys of JSON."""

from smilecity.sense.things.rules.problems import meant, quoted
from smilecity.sense.things.rules.schema import ID, NAMES_OF_ID, SCHEMA, Kind, Property, Relation
from smilecity.sense.things.rules.tokens import Mark, Token, Tokens
from smilecity.sense.things.rules.tree import Path

LONGEST_WAY = 6
LONGEST_INSIDE = 20


def read_path_of(tokens: Tokens, first: Token, kind: Kind) -> Path:
    """The path that begins with the word `first`, which has been taken already."""
    relations: list[Relation] = []
    name, found = first, step(tokens, first, kind)
    while isinstance(found, Relation):
        relations.append(found)
        if len(relations) > LONGEST_WAY:
            raise tokens.problem(f"a path goes over at most {LONGEST_WAY} relations.", name)
        if not tokens.accept("/"):
            raise tokens.problem(f"{name.text} leads to an entity; name a property of it: {name.text}/id.", name)
        name = tokens.name("a property")
        found = step(tokens, name, found.target)
    return Path(kind, tuple(relations), found, inside(tokens, found, name), first.position)


def step(tokens: Tokens, name: Token, kind: Kind) -> Property | Relation:
    """The property or relation that an entity of the kind has under this name."""
    if name.text in NAMES_OF_ID:
        return ID
    entity = SCHEMA[kind]
    found = entity.properties.get(name.text) or entity.relations.get(name.text) or in_other_number(name.text, kind)
    if found is None:
        hint = meant(name.text, [ID.name, *entity.properties, *entity.relations])
        raise tokens.problem(f"{kind} have no property or relation named {quoted(name.text)}.{hint}", name)
    return found


def in_other_number(name: str, kind: Kind) -> Relation | None:
    """The relation whose name is singular here and plural there; examples and other servers are not strict about it."""
    return next((each for each in SCHEMA[kind].relations.values() if name in {each.target, each.target.singular}), None)


def inside(tokens: Tokens, leaf: Property, name: Token) -> tuple[str, ...]:
    """Keys and positions within JSON, as many as follow."""
    keys: list[str] = []
    while tokens.sees("/") or tokens.ahead.mark is Mark.INDEX:
        if not leaf.holds_json:
            raise tokens.problem(f"{name.text} is {leaf.type}; nothing lies inside of it.")
        tokens.accept("/")
        key = tokens.take() if tokens.ahead.mark is Mark.INDEX else tokens.name(f"a name inside of {name.text}")
        keys.append(key.text)
        if len(keys) > LONGEST_INSIDE:
            raise tokens.problem(f"a path goes at most {LONGEST_INSIDE} deep into JSON.", key)
    return tuple(keys)
