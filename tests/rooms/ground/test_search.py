"""The search finds what is public by each of its words, in every spelling, and never anything that is hidden."""

import random
from collections.abc import Iterator, Sequence
from datetime import timedelta

import pytest
from django.core.management import call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from smilecity.ground.search import actions, sources
from smilecity.ground.search.models import Document, Unread, Word
from smilecity.ground.search.queries import Found, Wanted, closest, find, suggest
from smilecity.ground.search.rules import Findable, Period, ask, folded
from tests.factories import AT
from tests.support.statements import statements

pytestmark = pytest.mark.django_db
SHELF: dict[str, Findable] = {}


@pytest.fixture(autouse=True)
def shelf(monkeypatch: pytest.MonkeyPatch) -> dict[str, Findable]:
    """A source of the tests: what lies on the shelf is public."""
    SHELF.clear()
    monkeypatch.setattr(sources, "_sources", {"shelf": sources.Source("shelf", read)})
    return SHELF


def read(keys: Sequence[str] | None) -> Iterator[Findable]:
    yield from (thing for key, thing in SHELF.items() if keys is None or key in keys)


def put(key: str, title: str = "", *, language: str = "de", kind: str = "idea", days: int = 0, **texts: str) -> None:
    SHELF[key] = Findable(
        key=key,
        kind=kind,
        title={language: title or f"Nr. {key}"},
        lead={language: texts.get("lead", "")},
        body={language: texts.get("body", "")},
        at=AT - timedelta(days=days),
    )
    actions.changed("shelf", [key])


def hide(key: str) -> None:
    del SHELF[key]
    actions.changed("shelf", [key])


def look(text: str, **wanted: object) -> Found:
    return find(Wanted(asked=ask(text), at=AT, **wanted))  # type: ignore[arg-type]  # words of the tests


def keys(text: str, **wanted: object) -> list[str]:
    return [hit.key for hit in look(text, **wanted).hits]


def learn() -> None:
    while actions.learn():
        pass


@pytest.mark.parametrize("typed", ["Müll", "Muell", "Mull", "müll", "MUELL"])
@pytest.mark.parametrize("written", ["Müll", "Muell", "Mull"])
def test_every_spelling_finds_every_spelling(typed: str, written: str) -> None:
    put("1", f"Zu viel {written} am Strand")
    assert keys(typed) == ["1"]


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("Bäume", "Ein Baum"),
        ("Baum", "Viele Bäume"),
        ("Spielplätze", "Spielplatz"),
        ("Strasse", "Straßen"),
        ("rad", "Radweg"),
    ],
)
def test_german_endings_and_beginnings_do_not_matter(typed: str, written: str) -> None:
    put("1", written)
    assert keys(typed) == ["1"]


def test_english_texts_are_found_by_english_endings() -> None:
    put("1", "Cities and their bridges", language="en")
    assert keys("city bridge") == ["1"]


def test_the_title_comes_before_the_lead_and_the_lead_before_the_text() -> None:
    put("text", body="Hafen")
    put("lead", lead="Hafen")
    put("title", "Hafen", days=400)
    put("part", "Hafenkante")
    assert keys("Hafen") == ["title", "lead", "text", "part"]


def test_among_equals_the_newer_comes_first() -> None:
    for key, days in (("old", 30), ("new", 1), ("older", 60)):
        put(key, "Hafen", days=days)
    assert keys("Hafen") == ["new", "old", "older"]


def test_all_words_are_wanted_else_those_with_most_of_them() -> None:
    put("both", "Bank", body="am Hafen")
    put("one", "Bank am Markt")
    assert keys("Bank Hafen") == ["both"]
    found = look("Bank Hafen Einhorn")
    assert found.some
    assert [hit.key for hit in found.hits] == ["both", "one"]


def test_a_slip_of_the_pen_finds_what_was_meant() -> None:
    put("1", "Schlagloch in der Langen Straße")
    put("2", "Mülltonne")
    learn()
    found = look("Schlagolch")
    assert found.corrected
    assert found.meant == {"schlagolch": "Schlagloch"}
    assert [hit.key for hit in found.hits] == ["1"]
    assert keys("Mültone") == ["2"]


def test_words_that_only_hidden_things_had_are_never_offered() -> None:
    put("1", "Geheimniskrämer")
    learn()
    assert closest(["geheimniskramr"])
    hide("1")
    assert closest(["geheimniskramr"]) == {}
    assert suggest(ask("geheim")).words == []
    assert suggest(ask("geheim")).hits == []
    assert Word.objects.exists()
    actions.forget_words()
    assert not Word.objects.exists()


def test_facets_count_what_else_there_is() -> None:
    put("1", "Hafen", kind="idea")
    put("2", "Hafen", kind="place", days=100)
    put("3", "Hafen", kind="place", days=1000)
    found = look("Hafen", kinds=["place"])
    assert found.kinds == {"idea": 1, "place": 2}
    assert found.total == 2
    assert found.periods == {Period.ANY: 2, Period.YEAR: 1, Period.MONTH: 0}
    assert keys("Hafen", period=Period.YEAR) == ["1", "2"]


def test_pages_hold_each_hit_once() -> None:
    for n in range(45):
        put(str(n), "Hafen")
    pages = [keys("Hafen", page=page) for page in (1, 2, 3)]
    assert [len(page) for page in pages] == [20, 20, 5]
    assert len({key for page in pages for key in page}) == 45
    assert keys("Hafen", page=4) == []


def test_a_kind_may_be_wanted_apart() -> None:
    put("office", "Hafen und Brücken", kind="office", days=900)
    put("idea", "Hafen")
    assert [hit.key for hit in look("Hafen", pinned=["office"]).pinned] == ["office"]
    assert not look("Hafen", pinned=["office"], page=2).pinned


def test_who_types_is_offered_words_and_titles() -> None:
    put("1", "Spielplatz am Hafen")
    learn()
    offered = suggest(ask("spiel"))
    assert offered.words == ["Spielplatz"]
    assert [hit.key for hit in offered.hits] == ["1"]
    assert suggest(ask("sp")).hits == ()


def test_what_changes_is_found_by_its_new_words_only() -> None:
    put("1", "Hafen", body="alt")
    put("1", "Markt", body="neu")
    assert keys("Hafen") == keys("alt") == []
    assert keys("Markt") == keys("neu") == ["1"]
    assert Document.objects.count() == 1


def test_marks_lead_to_what_shows_the_text_of_something_else() -> None:
    SHELF["1"] = Findable(key="1", kind="thing", title={"de": "Pegel"}, body={"de": "Wasserstand"}, marks=["stream:1"])
    actions.changed("shelf", ["1"])
    SHELF["1"] = Findable(key="1", kind="thing", title={"de": "Pegel"})
    actions.marked("shelf", ["stream:1"])
    assert keys("Wasserstand") == []
    assert keys("Pegel") == ["1"]


def test_a_rebuild_finds_what_nobody_told_of(capsys: pytest.CaptureFixture[str]) -> None:
    put("gone", "Hafen")
    del SHELF["gone"]
    SHELF.update({str(n): Findable(key=str(n), kind="idea", title={"de": f"Hafen {n}"}) for n in range(450)})
    call_command("search", "rebuild")
    assert look("Hafen").total == 450
    assert not Unread.objects.exists()
    said = capsys.readouterr().out
    assert "shelf: 450 gelesen, 1 entfernt" in said
    assert "Wörter gelernt aus 451 Einträgen" in said or "Wörter gelernt aus 450 Einträgen" in said


@pytest.mark.parametrize(
    ("typed", "most"), [("Hafen", 1), ("Hafne", 3), ("Hafen Einhorn", 3), ("", 0), ("Hafen " * 2000, 1)]
)
def test_a_search_takes_the_same_few_statements_however_much_there_is(typed: str, most: int) -> None:
    put("0", "Hafen")
    learn()
    with statements() as few:
        look(typed)
    for n in range(1, 60):
        put(str(n), f"Hafen {n}")
    learn()
    with statements() as many:
        look(typed)
    assert len(few) == len(many) <= most


def test_ten_thousand_letters_of_anything_find_nothing_and_break_nothing() -> None:
    put("1", "Hafen")
    rng = random.Random(7)
    for alphabet in ("a", "ab ", "'\"\\:*&|!()<>%_ ", "äöüß ", "😀 ", "\x00x "):
        look("".join(rng.choice(alphabet) for _ in range(10_000)))


TEXTS = st.text(st.characters(categories=["Ll", "Lu", "Nd", "Zs", "Po", "Pd"], max_codepoint=0x17F), max_size=120)


@given(title=TEXTS, lead=TEXTS, body=TEXTS, hidden=TEXTS, data=st.data())
@settings(max_examples=60)
def test_what_is_public_is_found_by_each_of_its_words_and_what_is_hidden_by_none(
    title: str, lead: str, body: str, hidden: str, data: st.DataObject
) -> None:
    SHELF.clear()
    Document.objects.all().delete()
    put("shown", title, lead=lead, body=body)
    put("hidden", hidden, body=hidden)
    hide("hidden")
    public = folded(f"{title} {lead} {body}").split()
    for word in public:
        assert "shown" in keys(word)
    if public:
        shouted = data.draw(st.sampled_from(public)).upper()
        # A few letters, such as the Turkish i without a dot, have no capital of their own.
        assert keys(shouted) or folded(shouted) not in public
    for word in folded(hidden).split():
        assert "hidden" not in keys(word)
