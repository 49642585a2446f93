"""What editors put around pages: the menus at head and foot, the picture that travels with links, the welcome.

Read once and kept in the process for a while, so that pages ask nothing; who publishes sees it at once.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import get_language

from smilecity.doors.web import links
from smilecity.doors.web.cache.tables import framing
from smilecity.doors.web.models import Front
from smilecity.doors.web.pages import choices, reads, screens
from smilecity.doors.web.pages.languages import SUFFIX
from smilecity.doors.web.pages.tree import address
from smilecity.ground.text import pick

# Other processes hear of a change from the database; where they hear nothing, when their copy has run out.
KEPT_SECONDS = 20.0
# The head of a city that has not chosen its own.
_STANDARD = (
    "web:taking_part", "web:calendar", "web:ideas", "web:places", "web:reports", "web:measured", "web:outcomes",
    "web:news", "web:mine",
)  # fmt: skip
# Lazy words: each is said in the language of now.
_WORDS = dict(choices.SCREENS)


@dataclass(frozen=True)
class Entry:
    """An entry of a menu as it is kept: a screen by its name or a page by its place in the tree, its own words."""

    screen: str
    url_path: str
    texts: dict[str, str]


@dataclass(frozen=True)
class Welcome:
    """What editors say on the first page; empty: what comes with the program, which is translated."""

    heading: str = ""
    lead: str = ""


@dataclass(frozen=True)
class Kept:
    """What is kept: both menus, the shared picture, the welcome in each language it may be shown in."""

    header: Sequence[Entry] = ()
    footer: Sequence[Entry] = ()
    picture: str = ""
    welcome: Mapping[str, Welcome] = field(default_factory=dict)


@dataclass(frozen=True)
class Link:
    """An entry as templates take it. `section`: pages that belong to it mark it."""

    url: str
    text: str
    section: str


@dataclass(frozen=True)
class Frame:
    """The menus in the reader's language; `picture`: a whole address or nothing."""

    header: Sequence[Link]
    footer: Sequence[Link]
    picture: str


class _Memory:
    kept: Kept | None = None
    until: float = 0.0
    turn: int = 0


def current() -> Frame:
    """Return the menus in the language of now. No SQL while they are kept, then at most 8."""
    kept = _kept()
    header = kept.header or [Entry(name, "", {}) for name in _STANDARD]
    return Frame([_link(entry) for entry in header], [_link(entry) for entry in kept.footer], kept.picture)


def welcome() -> Welcome:
    """Return the welcome of editors in the language of now. No SQL while it is kept."""
    return _kept().welcome.get(get_language() or "de", Welcome())


def welcome_of(front: Front, language: str) -> Welcome:
    """Return the welcome of a first page, be it published or not. At most 1 SQL."""
    chosen = reads.choice(front, language)
    return Welcome() if chosen.is_other else Welcome(*front.parts(chosen.shown))


def forget() -> None:
    """Read anew what is asked next."""
    _Memory.turn += 1
    _Memory.kept = None


def hear(changed: frozenset[str]) -> None:
    """Forget when tables have changed that this is made from, in whichever process."""
    if not changed.isdisjoint(framing()):
        forget()


def hold(kept: Kept) -> None:
    """Keep this for as long as the process runs, or until it is forgotten."""
    _Memory.kept, _Memory.until = kept, float("inf")


def _kept() -> Kept:
    kept, turn = _Memory.kept, _Memory.turn
    if kept is None or time.monotonic() > _Memory.until:
        kept = _read()
        # What was forgotten meanwhile may have been read before.
        if turn == _Memory.turn:
            _Memory.kept, _Memory.until = kept, time.monotonic() + KEPT_SECONDS
    return kept


def _read() -> Kept:
    front = reads.front()
    if front is None:
        return Kept()
    header, footer = _raw(front.header_links), _raw(front.footer_links)
    wanted = [row["page"] for row in (*header, *footer) if row.get("page")]
    pages, titles = (reads.addresses(wanted), reads.titles(wanted)) if wanted else ({}, {})
    menus = (_entries(header, pages, titles), _entries(footer, pages, titles))
    return Kept(*menus, _picture(front), {language: welcome_of(front, language) for language in SUFFIX})


def _raw(links: Any) -> list[dict[str, Any]]:
    """Return entries as they are kept, so that no page is read for each."""
    return [block["value"] for block in links.raw_data]


def _entries(
    rows: list[dict[str, Any]], pages: dict[int, tuple[str, str]], titles: dict[int, dict[str, str]]
) -> list[Entry]:
    """Return the entries that lead somewhere: a page that is not published leaves the menu."""
    found = []
    for row in rows:
        url_path, title = pages.get(row.get("page") or 0, ("", ""))
        if row.get("screen") or url_path:
            own = {code: row.get(suffix.lstrip("_") or "de") or "" for code, suffix in SUFFIX.items()}
            called = {"de": title, **titles.get(row.get("page") or 0, {})} if url_path else {}
            texts = {code: own[code].strip() or called.get(code, "") for code in SUFFIX}
            found.append(Entry(row.get("screen") or "", url_path, texts))
    return found


def _picture(front: Front) -> str:
    return screens.shared_picture(front.picture_id)


def _link(entry: Entry) -> Link:
    language = get_language() or "de"
    if not entry.screen:
        return Link(address(entry.url_path), pick(entry.texts, language), "")
    # Words of a fixed screen are translated already, unless somebody has written others.
    own = entry.texts.get(language, "").strip()
    word = own or str(_WORDS.get(entry.screen, ""))
    return Link(links.to(entry.screen), word, entry.screen.rpartition(":")[2])
