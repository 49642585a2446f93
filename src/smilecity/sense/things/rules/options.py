"""The query of a request, percent-encoded, as `Options`; anything it cannot mean is a QueryProblem."""

from collections.abc import Callable
from dataclasses import replace
from urllib.parse import unquote_plus

from smilecity.sense.things.rules.expansions import READERS, read_expansions
from smilecity.sense.things.rules.problems import QueryProblem, meant, quoted
from smilecity.sense.things.rules.schema import Kind
from smilecity.sense.things.rules.tokens import Tokens, checked
from smilecity.sense.things.rules.tree import DEFAULT_TOP, LARGEST_TOP, Expand, Options, ResultFormat, Selection

__all__ = ["DEFAULT_TOP", "LARGEST_TOP", "Expand", "Options", "ResultFormat", "Selection", "read_options"]

# Beyond this the query is not even taken apart.
LONGEST_QUERY = 200_000
MOST_OPTIONS = 50


def read_options(query: str, kind: Kind) -> Options:
    """What the query string asks of entities of the kind. 400 what is wrong, 501 an option nobody knows."""
    found = Options()
    seen: set[str] = set()
    plain: list[tuple[str, str]] = []
    for name, value in pairs(query):
        if not name.startswith("$"):
            plain.append((name, value))
            continue
        if name in seen:
            raise QueryProblem(400, "this option was given twice.", option=name)
        seen.add(name)
        found = _with(found, name, value, kind)
    return replace(found, plain=tuple(plain))


def pairs(query: str) -> list[tuple[str, str]]:
    """Names and values, decoded. A bare `&` within quotes belongs to its text, as if it had been encoded."""
    if len(query) > LONGEST_QUERY:
        raise QueryProblem(400, f"The query has {len(query)} characters; {LONGEST_QUERY} are read at most.")
    pieces: list[str] = []
    for piece in query.split("&"):
        if pieces and "=" not in piece and _is_open(pieces[-1]):
            pieces[-1] += f"&{piece}"
        elif piece:
            pieces.append(piece)
    if len(pieces) > MOST_OPTIONS:
        raise QueryProblem(400, f"The query has {len(pieces)} options; {MOST_OPTIONS} are read at most.")
    return [(decoded(name), decoded(value)) for name, _, value in (piece.partition("=") for piece in pieces)]


def _is_open(piece: str) -> bool:
    return piece.startswith(("$", "%24")) and decoded(piece).count("'") % 2 == 1


def decoded(text: str) -> str:
    """The text without percent signs and plus signs."""
    try:
        return unquote_plus(text, errors="strict")
    except UnicodeDecodeError as wrong:
        raise QueryProblem(400, f"The query is not UTF-8 at {quoted(text)}.") from wrong


def _with(found: Options, name: str, value: str, kind: Kind) -> Options:
    """What is known already, and what this option adds."""
    if name in WHOLE:
        checked(value, name)
        return WHOLE[name](value, kind, found)
    if name == "$expand":
        tokens = Tokens(value, name)
        added = replace(found, expand=read_expansions(tokens, kind))
    elif name in READERS:
        tokens = Tokens(value, name)
        added = READERS[name](tokens, kind, found)
    else:
        raise QueryProblem(501, f"There is no option {quoted(name)}.{meant(name, [*READERS, *WHOLE, '$expand'])}")
    tokens.end()
    return added


def _result_format(value: str, kind: Kind, found: Options) -> Options:
    known = {each.lower(): each for each in ResultFormat}
    if value.strip().lower() not in known:
        raise QueryProblem(400, f"{quoted(value)} is no format.{meant(value, ResultFormat)}", option="$resultFormat")
    asked = known[value.strip().lower()]
    if asked is ResultFormat.DATA_ARRAY and kind is not Kind.OBSERVATIONS:
        raise QueryProblem(400, "only Observations come as dataArray.", option="$resultFormat")
    return replace(found, result_format=asked)


# Options whose value is one word of its own making.
WHOLE: dict[str, Callable[[str, Kind, Options], Options]] = {
    "$resultFormat": _result_format,
    "$skiptoken": lambda value, _, found: replace(found, skiptoken=value),
    "$id": lambda value, _, found: replace(found, id=value),
}
