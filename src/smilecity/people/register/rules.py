"""The law of the register: when two spellings are one address, how long a confirmation lives, what may be tried."""

import hmac
import re
import unicodedata
from datetime import date, datetime, timedelta
from enum import StrEnum

import idna

from smilecity.ground.refusals import Refused
from smilecity.ground.text import sentence

CONFIRM_WITHIN = timedelta(hours=48)
PEPPER_KEPT_AFTER_CLOSE = timedelta(days=30)
SPENT_KEPT = timedelta(days=30)
CODE_LENGTH = 8
TOKEN_PURPOSE = "register.token"
CODE_PURPOSE = "register.code"
CODE_TRIES = 10
MAILS_PER_CONFIRMATION = 4


class Way(StrEnum):
    """How somebody took part. It also says how sure we are that it was one person: one address, one account."""

    GUEST = "guest"
    MEMBER = "member"


class Outcome(StrEnum):
    """What became of a confirmation link."""

    CONFIRMED = "confirmed"
    REPEATED = "repeated"
    EXPIRED = "expired"


# Providers that deliver every spelling to one mailbox: (domains, canonical domain, dots ignored, what starts a tag).
_PROVIDERS = (
    (("gmail.com", "googlemail.com"), "gmail.com", True, "+"),
    (("outlook.com", "outlook.de", "hotmail.com", "hotmail.de", "live.com", "live.de", "msn.com"), "", False, "+"),
    (("icloud.com", "me.com", "mac.com"), "icloud.com", False, "+"),
    (("proton.me", "protonmail.com", "pm.me", "protonmail.ch"), "proton.me", True, "+"),
    (("fastmail.com", "fastmail.fm"), "", False, "+"),
    (("posteo.de", "posteo.net", "mailbox.org"), "", False, "+"),
)
_ATOM = re.compile(r"[^\s@<>()\[\]\\,;:\"\x00-\x1f\x7f]+")
_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
NOT_AN_ADDRESS = sentence("Bitte geben Sie eine vollständige E-Mail-Adresse an, zum Beispiel name@beispiel.de.")


def clean_address(raw: str) -> str:
    """Return the address as mail can be sent to it, domain in lower case ASCII (IDNA). Raises Refused.

    Forgiving: white space around it, `mailto:` and a display name with angle brackets are taken off.
    """
    text = unicodedata.normalize("NFC", raw).strip()
    inner = re.fullmatch(r".*<([^<>]+)>", text)
    text = (inner.group(1) if inner else text).strip().removeprefix("mailto:")
    local, at, domain = text.rpartition("@")
    if not at or not _is_local(local):
        raise Refused(NOT_AN_ADDRESS)
    address = f"{local}@{_ascii_domain(domain)}"
    if len(address) > 254:
        raise Refused(NOT_AN_ADDRESS)
    return address


def _is_local(local: str) -> bool:
    parts = local.split(".")
    return len(local.encode()) <= 64 and all(_ATOM.fullmatch(part) for part in parts)


def _ascii_domain(domain: str) -> str:
    try:
        # IDNA 2008 (RFC 5891), as mail is routed today; the standard library still turns ß into ss (IDNA 2003).
        ascii_domain = idna.encode(domain.strip().rstrip("."), uts46=True).decode()
    except (idna.IDNAError, UnicodeError):
        raise Refused(NOT_AN_ADDRESS) from None
    labels = ascii_domain.split(".")
    if len(labels) < 2 or not all(_LABEL.fullmatch(label) for label in labels) or labels[-1].isdigit():
        raise Refused(NOT_AN_ADDRESS)
    return ascii_domain


def normalise_address(raw: str) -> str:
    """Return the one spelling of an address by which a person is counted. Raises Refused.

    Case is folded everywhere; dots and tags are dropped only where the provider ignores them, since elsewhere two
    spellings may be two people.
    """
    local, _, domain = clean_address(raw).casefold().rpartition("@")
    for domains, canonical, dots_ignored, tag in _PROVIDERS:
        if domain in domains:
            # A mailbox may not be nothing but a tag: "+x@gmail.com" stays as it is.
            local = local.split(tag, 1)[0] or local
            local = local.replace(".", "") if dots_ignored else local
            domain = canonical or domain
    return f"{local}@{domain}"


def key_of(pepper: bytes, address: str) -> bytes:
    """Return HMAC-SHA256(pepper, normalised address), 32 bytes: the person's key in one process."""
    return hmac.digest(pepper, normalise_address(address).encode(), "sha256")


def clean_code(raw: str) -> str:
    """Return a typed code in the spelling we compare: upper case, no spaces or dashes."""
    return re.sub(r"[^A-Z0-9]", "", unicodedata.normalize("NFKC", raw).upper())


def show_code(code: str) -> str:
    """Return the code in groups of four, as mails and pages show it."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def is_expired(expires_at: datetime, at: datetime) -> bool:
    """Say whether a confirmation has run out."""
    return at >= expires_at


def pepper_dies_on(closed_on: date) -> date:
    """Return the day on which pepper and hashes of a closed process are destroyed."""
    return closed_on + PEPPER_KEPT_AFTER_CLOSE
