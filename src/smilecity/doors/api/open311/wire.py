"""Answers as JSON and XML: one description of a document, two ways to write it.

In: a root with plain values (dictionaries, lists, texts). Out: bytes. JSON follows from XML by the Spark convention of
the specification: the root falls away, and a list's wrapper holds the list itself.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

import msgspec

# What one thing of a list is called in XML.
ITEMS = {
    "services": "service",
    "attributes": "attribute",
    "values": "value",
    "service_requests": "request",
    "errors": "error",
    "endpoints": "endpoint",
    "formats": "format",
    "media_urls": "media_url",
}
_HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'
# XML 1.0, 2.2: what no document may hold, not even escaped.
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_END_OF_DAY = time(23, 59, 59)


class Form(StrEnum):
    """How an answer is written, by the end of its address."""

    JSON = "json"
    XML = "xml"

    @property
    def content_type(self) -> str:
        """The Content-Type that the specification names."""
        return "application/json; charset=utf-8" if self is Form.JSON else "text/xml; charset=utf-8"


def written(form: Form, root: str, content: Mapping[str, Any] | Sequence[Mapping[str, Any]]) -> bytes:
    """Return a document. No `<`, `>` or `&` of anybody's text stands in it as such, so that no browser reads markup."""
    if form is Form.JSON:
        # A text that was borrowed from another language is a text.
        return _inert(msgspec.json.encode(content, enc_hook=str))
    pieces = [_HEAD]
    _write(root, content, pieces)
    return "".join(pieces).encode()


def _inert(body: bytes) -> bytes:
    # Outside of texts JSON has none of them.
    return body.replace(b"<", b"\\u003c").replace(b">", b"\\u003e").replace(b"&", b"\\u0026")


def _write(name: str, value: Any, pieces: list[str]) -> None:
    if value is None or value == "":
        pieces.append(f"<{name}/>")
    elif isinstance(value, Mapping):
        pieces.append(f"<{name}>")
        for inner, its in value.items():
            _write(inner, its, pieces)
        pieces.append(f"</{name}>")
    elif isinstance(value, list):
        item = ITEMS[name]
        pieces.append(f"<{name}>")
        for each in value:
            _write(item, each, pieces)
        pieces.append(f"</{name}>")
    else:
        pieces.append(f"<{name}>{_text(value)}</{name}>")


def _text(value: Any) -> str:
    if isinstance(value, str):
        return escape(_NO_XML.sub("", value))
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


# --- moments (W3C note on date and time) ----------------------------------------------------------------------------


def w3(moment: datetime | None, zone: ZoneInfo) -> str | None:
    """Return a moment as the city's clock shows it, with its offset: 2026-03-02T14:30:00+01:00."""
    return moment.astimezone(zone).isoformat(timespec="seconds") if moment else None


def end_of(day: date | None, zone: ZoneInfo) -> str | None:
    """Return the last second of a day."""
    return datetime.combine(day, _END_OF_DAY, zone).isoformat() if day else None
