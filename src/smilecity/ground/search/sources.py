"""Which rooms offer something to be found, by name. In: registrations at start. Out: what they offer now."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from smilecity.ground.search.rules import Findable

# Keys in, None for all there are; out, what of it everybody may see now. All at once is read as a stream.
Read = Callable[[Sequence[str] | None], Iterable[Findable]]


@dataclass(frozen=True)
class Source:
    """A room that lets its things be found."""

    name: str
    read: Read


_sources: dict[str, Source] = {}


def register(source: Source) -> None:
    """Let what a room offers be found. Called in `AppConfig.ready`, once per name."""
    _sources[source.name] = source


def named(name: str) -> Source:
    """Return the source of this name; a KeyError says that nobody registered it."""
    return _sources[name]


def names() -> list[str]:
    """Return the names of all sources."""
    return sorted(_sources)
