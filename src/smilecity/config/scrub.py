"""Takes out of a text what a log must not hold. In: any text. Out: the same without persons, networks and secrets.

Pure. What is taken out: addresses of mail, IP addresses, everything behind a `?` of an address, passwords in URLs,
and the lines in which the database repeats values (DETAIL, CONTEXT).
"""

import re

_LONGEST = 4000
_MAIL = re.compile(r"[^\s<>\"'(),:;=]{1,64}@[^\s<>\"'(),:;=]{1,255}")
_IPV4 = re.compile(r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.]|\.\d)")
_IPV6 = re.compile(r"(?<![\w:])(?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{0,4}(?![\w:])")
_PASSWORD = re.compile(r"(?<=://)[^/\s@]*@")
_QUERY = re.compile(r"(?<=[\w/])\?[^\s\"'<>]+")
# PostgreSQL repeats the row that breaks a constraint.
_VALUES = re.compile(r"^\s*(?:DETAIL|CONTEXT|LINE \d+|PARAMETERS|HINT):.*(?:\n\s+.*)*", re.MULTILINE)
_LOOPBACK = {"127.0.0.1", "0.0.0.0"}  # noqa: S104 -- nothing listens; these name no visitor


def scrub(text: str) -> str:
    """Return the text without what could point at somebody."""
    # A text that is too long is cut between words, so that no half of an address is left behind.
    text = text if len(text) <= _LONGEST else text[:_LONGEST].rpartition(" ")[0] + " …"
    text = _VALUES.sub("", text)
    text = _PASSWORD.sub("…@", text)
    text = _QUERY.sub("?…", text)
    text = _MAIL.sub(lambda found: found[0] if "…" in found[0] else "(address)", text)
    text = _IPV4.sub(lambda found: found[0] if found[0] in _LOOPBACK else "(network)", text)
    return _IPV6.sub(lambda found: "(network)" if _is_address(found[0]) else found[0], text).strip()


def _is_address(text: str) -> bool:
    """Tell an IPv6 address from a time of day (`12:30:05`) and from `::`."""
    return text.count(":") == 7 or ("::" in text and len(text) > 3)
