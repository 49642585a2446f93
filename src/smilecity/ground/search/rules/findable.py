"""What a room offers to be found: one thing with its texts, its time, and what a door needs to lead to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from smilecity.ground.text import Texts

Fact = str | int | bool | None


@dataclass(frozen=True, kw_only=True)
class Findable:
    """A thing that everybody may see.

    `key`: its id within its source. `kind`: by which readers tell it apart ("idea", "survey"). `title`, `lead`, `body`:
    texts by language; `words`: found by as if they stood in the title, but never shown. `at`: what "newer" means; None
    for what has no time. `facts`: what a door needs for the link and the line below. `marks`: what else its texts come
    from ("datastream:5").
    """

    key: str
    kind: str
    title: Texts
    lead: Texts = field(default_factory=dict)
    body: Texts = field(default_factory=dict)
    words: Texts = field(default_factory=dict)
    at: datetime | None = None
    facts: Mapping[str, Fact] = field(default_factory=dict)
    marks: Sequence[str] = ()
