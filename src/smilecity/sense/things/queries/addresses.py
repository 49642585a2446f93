"""Addresses of next pages: what was asked, once more, with the place where the page ended."""

from collections.abc import Iterable
from urllib.parse import quote, unquote_plus

# These say where the page asked for begins; the place says it now.
_PLACES = frozenset({"$skip", "$skiptoken"})
_SAFE = "$,;()/':@!*~"


def next_of(url: str, token: str) -> str:
    """Return the address of the next page of what `url` asks for."""
    path, _, query = url.partition("?")
    kept = [piece for piece in query.split("&") if piece and unquote_plus(piece.partition("=")[0]) not in _PLACES]
    return f"{path}?{'&'.join([*kept, f'$skiptoken={token}'])}"


def asked_again(said: Iterable[str]) -> str:
    """Return the options of an expansion as a query that others can be added to; what stands there twice is joined."""
    options: dict[str, str] = {}
    for option in said:
        name, _, text = option.partition("=")
        name, text = name.strip(), text.strip()
        joined = name == "$expand" and name in options
        options[name] = f"{options[name]},{text}" if joined else text
    return "".join(f"{name}={quote(text, safe=_SAFE)}&" for name, text in options.items() if name not in _PLACES)
