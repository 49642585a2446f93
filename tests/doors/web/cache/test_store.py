"""What is kept, for how long, and that nothing stays which has changed: also not what was being made meanwhile."""

import gzip
import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smilecity.doors.web.cache.store import FRESH, LARGEST, Address, Page, Store

TABLES = ("city_city", "surveys_survey", "contributions_contribution")


def address(path: str = "/") -> Address:
    return Address("http", b"stadt.example", path, b"", fragment=False)


def page(text: str = "Seite", *tables: str) -> Page:
    return Page(((b"content-type", b"text/html"),), text.encode(), frozenset(tables))


@pytest.fixture
def store() -> Store:
    found = Store(most=1000)
    found.listen()
    return found


def keep(store: Store, path: str, kept: Page) -> bool:
    return store.keep(address(path), kept, store.begin())


def test_nothing_is_kept_while_nobody_listens() -> None:
    store = Store()
    assert not keep(store, "/", page())
    assert store.find(address()) is None


def test_a_page_is_found_under_its_own_address_only(store: Store) -> None:
    assert keep(store, "/", page("eins"))
    assert store.find(address()) == page("eins")
    assert store.find(address("/en/")) is None
    assert store.find(Address("https", b"stadt.example", "/", b"", fragment=False)) is None
    assert store.find(Address("http", b"stadt.example", "/", b"", fragment=True)) is None


def test_a_change_drops_what_was_made_from_it_and_nothing_else(store: Store) -> None:
    keep(store, "/a", page("a", "city_city", "surveys_survey"))
    keep(store, "/b", page("b", "contributions_contribution"))
    store.change(["surveys_survey"])
    assert store.find(address("/a")) is None
    assert store.find(address("/b")) is not None


def test_a_page_begun_before_a_change_is_not_kept_after_it(store: Store) -> None:
    begun = store.begin()
    store.change(["city_city"])
    assert not store.keep(address(), page("alt", "city_city"), begun)
    assert store.keep(address(), page("anders", "surveys_survey"), begun)


def test_who_keeps_parts_of_pages_is_told_before_a_new_page_is_begun(store: Store) -> None:
    told: list[frozenset[str]] = []
    store.tell(lambda changed: told.append(changed) if store.begin() == begun else None)
    begun = store.begin()
    store.change(["web_front"])
    assert told == [frozenset({"web_front"})]


def test_a_page_begun_before_an_interruption_is_not_kept_after_it(store: Store) -> None:
    begun = store.begin()
    store.deafen()
    store.listen()
    assert not store.keep(address(), page(), begun)


def test_an_interruption_forgets_everything(store: Store) -> None:
    keep(store, "/", page())
    store.deafen()
    store.listen()
    assert store.find(address()) is None


def test_a_page_is_too_old_after_its_time(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(store, "/", page())
    later = time.monotonic() + FRESH + 1
    monkeypatch.setattr(time, "monotonic", lambda: later)
    assert store.find(address()) is None


def test_what_nobody_has_asked_for_longest_makes_room(store: Store) -> None:
    keep(store, "/a", page("a" * 400))
    keep(store, "/b", page("b" * 400))
    store.find(address("/a"))
    keep(store, "/c", page("c" * 400))
    assert store.find(address("/b")) is None
    assert store.find(address("/a"))
    assert store.find(address("/c"))


def test_a_page_that_is_very_large_is_not_kept() -> None:
    store = Store()
    store.listen()
    assert not keep(store, "/", page("x" * (LARGEST + 1)))


def test_what_is_refused_is_remembered_until_it_is_kept(store: Store) -> None:
    store.refuse(address())
    assert store.refuses(address())
    keep(store, "/", page())
    assert not store.refuses(address())


def test_packed_pages_are_smaller_and_have_the_same_tag() -> None:
    long = page("Guten Tag. " * 1000)
    assert len(long.packed) < len(gzip.compress(long.body))
    assert long.etag == page("Guten Tag. " * 1000).etag != page("Guten Abend.").etag


steps = st.one_of(
    st.tuples(st.just("begin"), st.sampled_from("xyz"), st.sets(st.sampled_from(TABLES))),
    st.tuples(st.just("keep"), st.sampled_from("xyz"), st.none()),
    st.tuples(st.just("change"), st.none(), st.sets(st.sampled_from(TABLES), min_size=1)),
    st.tuples(st.just("deafen"), st.none(), st.none()),
)


@given(st.lists(steps, max_size=40))
def test_no_history_leaves_a_page_that_is_older_than_its_tables(history: list[tuple[str, str, set[str]]]) -> None:
    """A page shows what its tables were when it was begun; whatever is found must show them as they are now."""
    store, now = Store(), dict.fromkeys(TABLES, 0)
    store.listen()
    under_way: dict[str, tuple[int, Page]] = {}
    for kind, path, tables in history:
        if kind == "begin":
            shown = " ".join(f"{table}={now[table]}" for table in sorted(tables))
            under_way[path] = (store.begin(), page(shown, *tables))
        elif kind == "keep" and path in under_way:
            begun, made = under_way.pop(path)
            store.keep(address(path), made, begun)
        elif kind == "change":
            now |= {table: now[table] + 1 for table in tables}
            store.change(tables)
        elif kind == "deafen":
            # What changes meanwhile nobody hears of.
            store.deafen()
            now |= {table: version + 1 for table, version in now.items()}
            store.listen()
        for each in "xyz":
            found = store.find(address(each))
            if found:
                assert found.body.decode() == " ".join(f"{table}={now[table]}" for table in sorted(found.tables))


def test_the_page_for_those_with_a_session_takes_its_place_too() -> None:
    body, twin = page("x" * 300), page("y" * 300)
    assert replace(body, twin=twin).size == 600
    assert replace(body, twin=Page(body.headers, body.body, body.tables)).size == 300
