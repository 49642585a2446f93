"""The law of the register: when two spellings are one address, how long a confirmation lives, what may be tried."""

import hmac
import re
import unicodedata
from datetime import UTC, date, datetime, timedelta
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
    """How somebody took part. It also says how sure we are that it was one person (`SURE`)."""

    MEMBER = "member"
    GUEST = "guest"
    CODE = "code"
    PAPER = "paper"
    KIOSK = "kiosk"


# What stands behind one participation: how sure it is that one person was counted once.
SURE = {
    Way.MEMBER: sentence("ein Konto"),
    Way.GUEST: sentence("eine E-Mail-Adresse"),
    Way.CODE: sentence("ein Code"),
    Way.PAPER: sentence("jemand vor Ort"),
    Way.KIOSK: sentence("jemand vor Ort"),
}
# Where nobody can be told from anybody else, because staff stand beside them: each form counts once.
ON_SITE = frozenset({Way.PAPER, Way.KIOSK})


class Purpose(StrEnum):
    """What a confirmation is for. Only a participation enters the register for good; the others may be many."""

    PARTICIPATION = "participation"
    IDEA = "idea"
    PLACE = "place"
    REPORT = "report"
    SUPPORT = "support"
    COMMENT = "comment"
    SUBSCRIPTION = "subscription"
    EVENT = "event"


# Who wants to be told something, or comes to an event, takes part in nothing: no key of theirs is kept.
UNCOUNTED = frozenset({Purpose.SUBSCRIPTION, Purpose.EVENT})


class Outcome(StrEnum):
    """What became of a confirmation link."""

    CONFIRMED = "confirmed"
    REPEATED = "repeated"
    EXPIRED = "expired"


# Providers that deliver every spelling to one mailbox: (domains, canonical domain, characters they ignore). All of
# them take what follows a plus as a tag.
_PROVIDERS = (
    (("gmail.com", "googlemail.com"), "gmail.com", "."),
    (("outlook.com", "outlook.de", "hotmail.com", "hotmail.de", "live.com", "live.de", "msn.com"), "", ""),
    (("icloud.com", "me.com", "mac.com"), "icloud.com", ""),
    (("proton.me", "protonmail.com", "pm.me", "protonmail.ch"), "proton.me", ".-_"),
    (("fastmail.com", "fastmail.fm"), "", ""),
    (("posteo.de", "posteo.net", "mailbox.org"), "", ""),
)
# With a display name around it; nothing longer is an address, and some checks are slow on what is very long.
_RAW_MOST = 1_000
_ATOM = re.compile(r"[^\s@<>()\[\]\\,;:\"]+")
_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
NOT_AN_ADDRESS = sentence("Bitte geben Sie eine vollständige E-Mail-Adresse an, zum Beispiel name@beispiel.de.")


def clean_address(raw: str) -> str:
    """Return the address as mail can be sent to it, domain in lower case ASCII (IDNA). Raises Refused.

    Forgiving: white space around it, `mailto:` and a display name with angle brackets are taken off.
    """
    if len(raw) > _RAW_MOST:
        raise Refused(NOT_AN_ADDRESS)
    text = unicodedata.normalize("NFC", raw).strip()
    inner = re.fullmatch(r".*<([^<>]+)>", text)
    text = re.sub("^mailto:", "", (inner.group(1) if inner else text).strip(), flags=re.IGNORECASE)
    local, at, domain = text.rpartition("@")
    if not at or not _is_local(local):
        raise Refused(NOT_AN_ADDRESS)
    address = f"{local}@{_ascii_domain(domain)}"
    if len(address) > 254:
        raise Refused(NOT_AN_ADDRESS)
    return address


def _is_local(local: str) -> bool:
    # Not printable: control and format characters (which would make invisible twins), lone surrogates.
    if not local.isprintable() or len(local.encode()) > 64:
        return False
    return all(_ATOM.fullmatch(part) for part in local.split("."))


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

    Case goes everywhere, and only case (`casefold` would make Strauß and Strauss one person); dots and tags are dropped
    only where the provider ignores them, since elsewhere two spellings may be two people.
    """
    local, _, domain = clean_address(raw).rpartition("@")
    local = unicodedata.normalize("NFC", local.lower())
    for domains, canonical, ignored in _PROVIDERS:
        if domain in domains:
            # A mailbox may not be nothing but a tag or ignored characters: "+x@gmail.com" stays as it is.
            mailbox = local.split("+", 1)[0].rstrip(".")
            local = mailbox.translate(dict.fromkeys(map(ord, ignored))) or local
            domain = canonical or domain
    return f"{local}@{domain}"


def domains_of(address: str) -> tuple[str, ...]:
    """Return the domains under which the mailbox of an address may have been written down. Raises Refused."""
    domain = clean_address(address).rpartition("@")[2]
    return next((domains for domains, canonical, _ in _PROVIDERS if domain in domains and canonical), (domain,))


def key_of(pepper: bytes, address: str) -> bytes:
    """Return HMAC-SHA256(pepper, normalised address), 32 bytes: the person's key in one process."""
    return hmac.digest(pepper, normalise_address(address).encode(), "sha256")


def key_on_site(pepper: bytes, form: str) -> bytes:
    """Return the key of one form filled in on site; `form` is random, and no address looks like it."""
    return hmac.digest(pepper, f"form:{form}".encode(), "sha256")


def clean_code(raw: str) -> str:
    """Return a typed code in the spelling we compare: upper case, no spaces or dashes."""
    return re.sub(r"[^A-Z0-9]", "", unicodedata.normalize("NFKC", raw).upper())


def show_code(code: str) -> str:
    """Return the code in groups of four, as mails and pages show it."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def is_expired(expires_at: datetime, at: datetime) -> bool:
    """Say whether a confirmation has run out."""
    # In UTC: Python compares two times of one zone by the clock on the wall, which shows an hour twice in autumn.
    return at.astimezone(UTC) >= expires_at.astimezone(UTC)


def pepper_dies_on(closed_on: date) -> date:
    """Return the day on which pepper and hashes of a closed process are destroyed."""
    return closed_on + PEPPER_KEPT_AFTER_CLOSE
