"""Atom feeds (RFC 4287) from prepared entries. In: plain texts and times. Out: the bytes of the feed.

The same facts give the same bytes, so that who asks again can be told that nothing has changed.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape, linebreaks
from django.utils.xmlutils import SimplerXMLGenerator

# A tag is minted once and never again (RFC 4151): the day is the one from which this program names things so.
_TAG_DAY = "2026-01-01"


@dataclass(frozen=True)
class Entry:
    """One entry. `key`: its name for all time; `text`: plain, with line breaks; `lang`: where it is not the feed's."""

    key: str
    title: str
    url: str
    text: str
    updated: datetime
    published: datetime | None = None
    author: str = ""
    themes: Sequence[str] = ()
    lang: str = ""


@dataclass(frozen=True)
class Feed:
    """A feed: what it is called, where the same can be read as a page, and who speaks."""

    key: str
    title: str
    url: str
    self_url: str
    lang: str
    author: str
    # Where there is nothing to tell yet: the beginning of the time from which it tells.
    begins_at: datetime
    entries: Sequence[Entry] = field(default_factory=tuple)

    @property
    def updated(self) -> datetime:
        """When the newest of its entries changed."""
        return max((entry.updated for entry in self.entries), default=self.begins_at)


BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)


def tag(key: str) -> str:
    """Return the name of something for all time (RFC 4151)."""
    return f"tag:{urlsplit(settings.BASE_URL).hostname},{_TAG_DAY}:{key}"


class _Atom(Atom1Feed):
    """Django's feed, with the time of what it tells even if it tells nothing yet, and the language of each entry."""

    def latest_post_date(self) -> datetime:
        updated: datetime = self.feed["updated"]
        return updated

    def item_attributes(self, item: dict[str, str]) -> dict[str, str]:
        return {"xml:lang": item["lang"]} if item["lang"] else {}

    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        super().add_root_elements(handler)
        handler.addQuickElement("generator", "Smile City")


def write(feed: Feed) -> bytes:
    """Return the feed as a file."""
    atom = _Atom(
        title=_clean(feed.title),
        link=_absolute(feed.url),
        description="",
        language=feed.lang,
        author_name=_clean(feed.author),
        feed_url=_absolute(feed.self_url),
        feed_guid=tag(feed.key),
        updated=feed.updated,
    )
    for entry in feed.entries:
        atom.add_item(
            title=_clean(entry.title),
            link=_absolute(entry.url),
            description=linebreaks(escape(_clean(entry.text))),
            unique_id=tag(entry.key),
            pubdate=entry.published,
            updateddate=entry.updated,
            author_name=_clean(entry.author) or None,
            categories=[_clean(theme) for theme in entry.themes],
            lang=entry.lang,
        )
    return atom.writeString("utf-8").encode()


def _absolute(url: str) -> str:
    return settings.BASE_URL + url


def _clean(text: str) -> str:
    """Leave out what XML cannot hold (XML 1.0, 2.2)."""
    return "".join(
        c
        for c in text
        if c in "\n\t" or (unicodedata.category(c) not in ("Cc", "Cs") and ord(c) not in (0xFFFE, 0xFFFF))
    )
