"""Reads an Atom feed as strictly as RFC 4287 allows, with the standard library alone. In: bytes. Out: feed and entries.

What the standard requires of a feed and does not find raises AssertionError, with the number of its section.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET
from xml.etree.ElementTree import Element

NS = "{http://www.w3.org/2005/Atom}"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
_TAG = re.compile(r"tag:[a-z0-9.-]+,\d{4}(-\d\d(-\d\d)?)?:\S+")
_FEED = {"author", "category", "contributor", "generator", "icon", "id", "link", "logo", "rights", "subtitle", "title",
         "updated", "entry"}  # fmt: skip
_ENTRY = {"author", "category", "content", "contributor", "id", "link", "published", "rights", "source", "summary",
          "title", "updated"}  # fmt: skip


@dataclass(frozen=True)
class ReadEntry:
    """An entry as a reader's program sees it."""

    id: str
    title: str
    link: str
    summary: str
    updated: datetime
    categories: tuple[str, ...]
    lang: str


@dataclass(frozen=True)
class ReadFeed:
    """A feed as a reader's program sees it."""

    id: str
    title: str
    lang: str
    self_link: str
    page: str
    updated: datetime
    entries: tuple[ReadEntry, ...]


def read(raw: bytes) -> ReadFeed:
    """Read a feed. Raises AssertionError where it is not what RFC 4287 requires."""
    root = ET.fromstring(raw)  # noqa: S314 -- our own bytes
    assert root.tag == f"{NS}feed", "4.1.1: the document is an atom:feed"
    assert {child.tag for child in root} <= {NS + name for name in _FEED}, "4.1.1: only what a feed may hold"
    entries = tuple(_entry(child) for child in root.findall(f"{NS}entry"))
    authored = root.find(f"{NS}author") is not None
    assert authored or all(child.find(f"{NS}author") is not None for child in root.findall(f"{NS}entry")), "4.1.1"
    _persons(root)
    ids = [entry.id for entry in entries]
    assert len(ids) == len(set(ids)), "4.1.1: no two entries with the same id and time"
    links = _links(root)
    assert len(links["self"]) == 1, "4.1.1: a feed should say where it lies"
    return ReadFeed(
        id=_id(root),
        title=_one(root, "title"),
        lang=root.get(_LANG, ""),
        self_link=links["self"][0],
        page=links["alternate"][0],
        updated=_time(root, "updated"),
        entries=entries,
    )


def _entry(entry: Element) -> ReadEntry:
    assert {child.tag for child in entry} <= {NS + name for name in _ENTRY}, "4.1.2: only what an entry may hold"
    if entry.find(f"{NS}published") is not None:
        _time(entry, "published")
    _persons(entry)
    summary = entry.find(f"{NS}summary")
    assert summary is None or summary.get("type", "text") in {"text", "html"}, "3.1.1: the type of a text"
    categories = [category.get("term", "") for category in entry.findall(f"{NS}category")]
    assert all(categories), "4.2.2.1: a category has its term"
    return ReadEntry(
        id=_id(entry),
        title=_one(entry, "title"),
        link=_links(entry)["alternate"][0],
        summary=(summary.text or "") if summary is not None else "",
        updated=_time(entry, "updated"),
        categories=tuple(categories),
        lang=entry.get(_LANG, ""),
    )


def _one(parent: Element, name: str) -> str:
    found = parent.findall(NS + name)
    assert len(found) == 1, f"4.1: exactly one atom:{name}"
    assert not list(found[0]), f"3.1.1.1: plain text in atom:{name}"
    return found[0].text or ""


def _id(parent: Element) -> str:
    name = _one(parent, "id")
    assert _TAG.fullmatch(name), f"4.2.6, RFC 4151: {name} is no name for all time"
    return name


def _time(parent: Element, name: str) -> datetime:
    text = _one(parent, name)
    assert _TIME.fullmatch(text), f"3.3, RFC 3339: {text}"
    return datetime.fromisoformat(text)


def _links(parent: Element) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {"self": [], "alternate": []}
    for link in parent.findall(f"{NS}link"):
        href = link.get("href", "")
        assert urlsplit(href).scheme in {"http", "https"}, "4.2.7.1: a link leads somewhere"
        found[link.get("rel", "alternate")].append(href)
    assert len(found["alternate"]) == 1, "4.1: at most one page of this kind, and we have one"
    return found


def _persons(parent: Element) -> None:
    for author in parent.findall(f"{NS}author"):
        assert (author.findtext(f"{NS}name") or "").strip(), "3.2.1: a person has a name"
        assert author.find(f"{NS}email") is None, "nobody's address stands in a feed"
