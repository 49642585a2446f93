"""The pages one process keeps. In: pages with the tables they were made from, and tables that changed."""

import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

import brotli

# What the clock says (how long a survey is still open) and numbers that flow may be as old as this, in seconds.
FRESH = 10.0
MOST_BYTES = 64 * 1024 * 1024
LARGEST = 1024 * 1024
# Addresses whose pages may not be kept are remembered, so that nobody waits to see whether they are.
_MOST_REFUSED = 10_000
# A good part of what the strongest saves, in a hundredth of its time.
_QUALITY = 5

Header = tuple[bytes, bytes]
Headers = tuple[Header, ...]


@dataclass(frozen=True)
class Address:
    """What tells one page from another: everything of a request that an anonymous page may depend on."""

    scheme: str
    host: bytes
    path: str
    query: bytes
    fragment: bool


@dataclass(frozen=True)
class Page:
    """A page as Django made it; `tables`: what it was made from; `twin`: the page for whoever brings a session.

    Without a twin Django makes theirs.
    """

    headers: Headers
    body: bytes
    tables: frozenset[str]
    twin: "Page | None" = None

    @property
    def size(self) -> int:
        """How many bytes the page takes, as far as they grow."""
        of_twin = 0 if self.twin is None or self.twin.body is self.body else len(self.twin.body)
        return len(self.body) + of_twin

    @cached_property
    def packed(self) -> bytes:
        """The body as Brotli, made when the first asks for it."""
        return bytes(brotli.compress(self.body, quality=_QUALITY))

    @cached_property
    def etag(self) -> bytes:
        """A weak one: the same page in another encoding is the same page."""
        return b'W/"' + hashlib.blake2b(self.body, digest_size=12).hexdigest().encode() + b'"'


class Store:
    """Keeps pages while somebody listens for changes; without a listener it keeps nothing. Safe for threads."""

    def __init__(self, most: int = MOST_BYTES) -> None:
        self._most, self._size = most, 0
        self._pages: OrderedDict[Address, tuple[Page, float]] = OrderedDict()
        self._refused: OrderedDict[Address, None] = OrderedDict()
        self._lock = threading.Lock()
        self._listening = False
        self._turn = 0
        self._changed: dict[str, int] = {}
        self._since = 0
        self._told: list[Callable[[frozenset[str]], None]] = []

    @property
    def listening(self) -> bool:
        """Whether changes are heard of at the moment."""
        return self._listening

    def listen(self) -> None:
        """From now on changes are heard of."""
        with self._lock:
            self._forget()
            self._listening = True

    def deafen(self) -> None:
        """From now on nobody knows what changes: forget everything, keep nothing."""
        with self._lock:
            self._listening = False
            self._forget()

    def _forget(self) -> None:
        self._turn += 1
        # Pages that are being made were begun in another time.
        self._since = self._turn
        self._changed.clear()
        self._pages.clear()
        self._refused.clear()
        self._size = 0

    def tell(self, told: Callable[[frozenset[str]], None]) -> None:
        """Have this called with tables that changed, before a page is made that may show them."""
        self._told.append(told)

    def begin(self) -> int:
        """Return the mark to be given to `keep`; to be asked for before the first look into the database."""
        with self._lock:
            return self._turn

    def change(self, tables: Iterable[str]) -> None:
        """Drop the pages made from these tables, those that are being made included."""
        changed = frozenset(tables)
        for told in self._told:
            told(changed)
        with self._lock:
            self._turn += 1
            self._changed.update(dict.fromkeys(changed, self._turn))
            for address in [
                address for address, (page, _) in self._pages.items() if not changed.isdisjoint(page.tables)
            ]:
                self._drop(address)

    def keep(self, address: Address, page: Page, begun: int) -> bool:
        """Keep a page, unless something has changed since it was begun."""
        with self._lock:
            late = begun < self._since or any(self._changed.get(table, 0) > begun for table in page.tables)
            if late or not self._listening or len(page.body) > LARGEST:
                return False
            self._drop(address)
            self._refused.pop(address, None)
            self._pages[address] = (page, time.monotonic() + FRESH)
            self._size += page.size
            while self._size > self._most:
                self._drop(next(iter(self._pages)))
            return True

    def refuse(self, address: Address) -> None:
        """Remember that the page of an address may not be kept."""
        with self._lock:
            self._refused[address] = None
            while len(self._refused) > _MOST_REFUSED:
                self._refused.popitem(last=False)

    def refuses(self, address: Address) -> bool:
        """Whether the page of an address was not one to be kept, when it was last made."""
        return address in self._refused

    def find(self, address: Address) -> Page | None:
        """Return the page of an address, while it is fresh."""
        with self._lock:
            found = self._pages.get(address)
            if found is None:
                return None
            if found[1] < time.monotonic():
                self._drop(address)
                return None
            self._pages.move_to_end(address)
            return found[0]

    def _drop(self, address: Address) -> None:
        found = self._pages.pop(address, None)
        if found is not None:
            self._size -= found[0].size


def takes_brotli(accepted: bytes) -> bool:
    """Whether a browser that sends this as Accept-Encoding reads Brotli."""
    parts = (part.strip().replace(b" ", b"") for part in accepted.lower().split(b","))
    return any(part == b"br" or (part.startswith(b"br;") and not part.endswith(b"q=0")) for part in parts)


STORE = Store()
