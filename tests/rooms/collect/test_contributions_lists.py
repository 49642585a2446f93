"""Lists: one statement a page, every order and filter as plain Python does it, no row missed and none shown twice."""

import base64
import random
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smilecity.collect.contributions import queries
from smilecity.collect.contributions.models import Contribution
from smilecity.collect.contributions.queries import Card, ListFilter
from smilecity.collect.contributions.rules import OPEN, Kind, Publicity, Sort, Status
from tests.factories import AT, make_staff
from tests.factories_contributions import LAT, LON, make_call, make_contribution, make_district, make_office, make_theme
from tests.support.statements import statements

pytestmark = pytest.mark.django_db
WORDS = ("Bäume", "Bänke", "Ampel", "Radweg", "S-Bahn", "100%", "a_b", "ÖPNV", "Straße", "zu")


def _make_rows(number: int, seed: int = 1) -> None:
    """Make rows of every shape, many of them alike in what lists sort by."""
    random.seed(seed)
    calls = [make_call(Kind.IDEA), make_call(Kind.IDEA), make_call(Kind.PLACE)]
    kinds = dict(zip(calls, (Kind.IDEA, Kind.IDEA, Kind.PLACE), strict=True))
    themes, offices = [make_theme() for _ in range(3)], [make_office() for _ in range(2)]
    districts = [make_district(f"O{seed}{n}", lon=LON + n) for n in range(2)]
    rows = []
    for _ in range(number):
        call = random.choice(calls)
        shown, point = random.random() < 0.9, random.random() < 0.5
        at = AT + timedelta(minutes=random.randrange(12))
        rows.append(
            Contribution(
                call_id=call,
                kind=kinds[call],
                category=random.choice(("", "happy")),
                title=" ".join(random.sample(WORDS, 2)),
                text="\n".join(random.sample(WORDS, 3)) * random.choice((1, 40)),
                theme_ids=sorted(random.sample(themes, random.randrange(3))),
                district_id=random.choice((None, *districts)),
                office_id=random.choice((None, *offices)),
                lon=LON if point else None,
                lat=LAT if point else None,
                publicity=Publicity.SHOWN if shown else Publicity.HIDDEN,
                visible=shown,
                status=random.choice(list(Status)),
                due_on=random.choice((None, date(2026, 3, 1), date(2026, 4, 1))),
                answered_at=random.choice((None, AT)),
                supports=random.randrange(3),
                comments=random.randrange(2),
                submitted_at=at,
                published_at=at if shown else None,
                changed_at=at,
            )
        )
    Contribution.objects.bulk_create(rows)


def _walk(wanted: ListFilter, sort: Sort, most: int = 7) -> list[Card]:
    """Return all cards, page by page."""
    cards: list[Card] = []
    after = None
    while True:
        listing = queries.page(wanted, sort, after, most)
        assert len(listing.cards) <= most
        cards += listing.cards
        assert len(cards) <= Contribution.objects.count()
        after = listing.next
        if after is None:
            return cards


_KEYS: dict[Sort, Callable[[Contribution], Any]] = {
    Sort.NEW: lambda row: (row.published_at, row.number),
    Sort.SUPPORTED: lambda row: (row.supports, row.number),
    Sort.COMMENTED: lambda row: (row.comments, row.number),
    Sort.UNANSWERED: lambda row: (row.published_at, row.number),
}


def _expected(wanted: ListFilter, sort: Sort) -> list[int]:
    """Filter and sort all rows as a reader would by hand."""
    rows = [row for row in Contribution.objects.all() if row.visible and _fits(row, wanted)]
    if sort is Sort.UNANSWERED:
        rows = [row for row in rows if row.answered_at is None]
    rows.sort(key=_KEYS[sort], reverse=sort is not Sort.UNANSWERED)
    return [row.number for row in rows]


def _fits(row: Contribution, wanted: ListFilter) -> bool:
    said = f" {row.title} {row.text}".lower().replace("\n", " ")
    return all(
        (
            wanted.kind is None or row.kind == wanted.kind,
            wanted.theme is None or wanted.theme in row.theme_ids,
            wanted.district is None or row.district_id == wanted.district,
            wanted.status is None or row.status == wanted.status,
            wanted.office is None or row.office_id == wanted.office,
            wanted.call is None or row.call_id == wanted.call,
            not wanted.categories or row.category in wanted.categories,
            not wanted.open_only or row.status in OPEN,
            wanted.late_on is None or (row.status in OPEN and row.due_on is not None and row.due_on < wanted.late_on),
            wanted.answered is None or (row.answered_at is not None) == wanted.answered,
            wanted.box is None or row.lon is not None,
            all((word if len(word) > 2 else f" {word}") in said for word in wanted.text.lower().split()),
        )
    )


def _one_of(column: str) -> Any:
    return Contribution.objects.exclude(**{column: None}).values_list(column, flat=True).order_by("?").first()


_FILTERS: dict[str, Callable[[], Any]] = {
    "kind": lambda: random.choice(list(Kind)),
    "theme": lambda: next(iter(Contribution.objects.exclude(theme_ids=[]).values_list("theme_ids", flat=True)))[0],
    "district": lambda: _one_of("district"),
    "office": lambda: _one_of("office"),
    "call": lambda: _one_of("call"),
    "status": lambda: random.choice(list(Status)),
    "categories": lambda: random.choice((("happy",), ("happy", ""), ("improve",))),
    "text": lambda: random.choice((*WORDS, "BÄNKE radweg", "z", "äum", "%", "_", "\\", "'; --")),
    "open_only": lambda: True,
    "late_on": lambda: date(2026, 3, 15),
    "answered": lambda: random.choice((True, False)),
    "box": lambda: (LON - 1, LAT - 1, LON + 1, LAT + 1),
}


def test_every_order_with_any_filters_is_what_plain_python_makes_of_all_rows() -> None:
    _make_rows(150)

    @settings(max_examples=60)
    @given(st.sampled_from(list(Sort)), st.sets(st.sampled_from(sorted(_FILTERS)), max_size=3), st.integers(1, 40))
    def agree(sort: Sort, names: set[str], most: int) -> None:
        wanted = ListFilter(**{name: _FILTERS[name]() for name in names})
        expected = _expected(wanted, sort)
        assert [card.number for card in _walk(wanted, sort, most)] == expected
        assert queries.total(wanted, sort) == len(expected)

    agree()


@pytest.mark.parametrize("sort", list(Sort))
def test_while_others_write_nothing_is_shown_twice_and_nothing_that_was_there_is_missed(sort: Sort) -> None:
    _make_rows(60)
    wanted = ListFilter(kind=Kind.IDEA)
    there = _expected(wanted, sort)
    seen: list[int] = []
    after, seed = None, 2
    while True:
        listing = queries.page(wanted, sort, after, 9)
        seen += [card.number for card in listing.cards]
        assert len(seen) == len(set(seen))
        after = listing.next
        if after is None:
            break
        _make_rows(5, seed)
        seed += 1
    assert [number for number in seen if number in set(there)] == there


@pytest.mark.parametrize("sort", list(Sort))
def test_a_page_is_one_statement_whatever_the_number_of_rows_and_searches_are_never_selected(sort: Sort) -> None:
    wanted = ListFilter(kind=Kind.IDEA, text="radweg", open_only=True)
    counted = []
    for seed in (1, 2):
        _make_rows(40, seed)
        with statements() as sql:
            queries.page(wanted, sort, None, 10)
            queries.total(wanted, sort)
        counted.append(len(sql))
        assert "c.words," not in sql[0]
    assert counted == [2, 2]


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "kein Zeiger",
        "====",
        "é",
        base64.urlsafe_b64encode(b"new 2026-03-02 x").decode(),
        base64.urlsafe_b64encode(b"supported 99999999999999999999 1").decode(),
        base64.urlsafe_b64encode(b"supported -1 1").decode(),
        base64.urlsafe_b64encode(b"new \xff 1").decode(),
        base64.urlsafe_b64encode(b"new 2026-03-02T00:00:00+00:00 99999999999999999999999").decode(),
        base64.urlsafe_b64encode(b"new 2026-03-02T00:00:00 1").decode(),
    ],
)
def test_a_cursor_that_is_none_begins_anew(cursor: str) -> None:
    _make_rows(12)
    for sort in (Sort.NEW, Sort.SUPPORTED):
        assert queries.page(ListFilter(), sort, cursor, 5) == queries.page(ListFilter(), sort, None, 5)


def test_a_cursor_of_another_order_begins_anew() -> None:
    _make_rows(12)
    after = queries.page(ListFilter(), Sort.NEW, None, 5).next
    assert queries.page(ListFilter(), Sort.SUPPORTED, after, 5) == queries.page(ListFilter(), Sort.SUPPORTED, None, 5)


@settings(max_examples=200)
@given(st.text(max_size=60))
def test_whatever_a_cursor_is_it_breaks_nothing(raw: str) -> None:
    from smilecity.collect.contributions.queries.lists import _read_cursor

    for sort in Sort:
        assert _read_cursor(raw, sort) is None or raw


def test_nobody_counts_beyond_a_thousand(monkeypatch: pytest.MonkeyPatch) -> None:
    from smilecity.collect.contributions.queries import lists

    monkeypatch.setattr(lists, "TOTAL_MOST", 10)
    _make_rows(40)
    assert queries.total(ListFilter()) == 11


def test_a_card_says_what_lists_show() -> None:
    district, theme = make_district(), make_theme()
    call = make_call(Kind.PLACE)
    row = make_contribution(
        call, title="Der alte Hafen", text="x" * 500, lon=LON, lat=LAT, theme_ids=[theme], category="favourite"
    )
    card = queries.page(ListFilter(kind=Kind.PLACE)).cards[0]
    assert (card.id, card.number, card.kind, card.category) == (row.pk, row.number, Kind.PLACE, "favourite")
    assert (card.district, card.theme_ids, len(card.excerpt), card.photo) == (district, (theme,), 220, None)
    assert (card.status, card.published_at, card.generated) == (Status.RECEIVED, AT, False)


def test_what_is_counted_by_district_is_what_everybody_may_see() -> None:
    district, staff, call = make_district(), make_staff(), make_call(Kind.PLACE)
    make_contribution(call, by=staff, lon=LON, lat=LAT, category="happy")
    make_contribution(call, by=staff, category="improve")
    make_contribution(call, by=staff, lon=LON, lat=LAT, shown=False, category="happy")
    assert queries.per_district(Kind.PLACE) == {district: 1, None: 1}


def test_what_others_have_said_is_found_while_one_types() -> None:
    call, staff = make_call(), make_staff()

    def make(title: str, **more: Any) -> UUID:
        return make_contribution(call, by=staff, title=title, **more).pk

    bench, hidden = make("Mehr Bänke am Stadthafen"), make("Bänke am Stadthafen", shown=False)
    path = make("Ein Radweg in der Langen Straße")
    place = make_contribution(make_call(Kind.PLACE), by=staff, title="Bänke am Stadthafen").pk

    def found(text: str, kind: Kind = Kind.IDEA) -> list[UUID]:
        return [card.id for card in queries.similar(text, kind)]

    assert found("Bänke Stadthaven") == [bench]
    assert found("radweg lange strasse") == [path]
    assert found("bänke", Kind.PLACE) == [place]
    assert hidden not in found("Bänke am Stadthafen")
    assert found("mehr für alle") == found("zu") == found("") == found("%%%") == found("'; DROP") == []
    with statements() as sql:
        found("x" * 10_000 + " Bänke")
    assert len(sql) <= 1


def test_of_many_alike_the_most_alike_come_first_and_no_more_than_asked_for() -> None:
    call, staff = make_call(), make_staff()
    for title in ("Radweg an der Werftstraße", "Der Radweg", "Radweg in der Langen Straße", "Rad und Weg"):
        make_contribution(call, by=staff, title=title)
    titles = [card.title for card in queries.similar("radweg werftstraße", Kind.IDEA, most=2)]
    assert titles[0] == "Radweg an der Werftstraße"
    assert len(titles) == 2
