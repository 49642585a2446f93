"""In which language a page is read: English once it has a title, Leichte Sprache once exactly this text was checked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smilecity.doors.web.models import InfoPage, SimpleReview
from smilecity.doors.web.pages import acts, languages
from smilecity.ground.refusals import Refused
from tests.factories import AT, make_staff
from tests.factories_editorial import THREE, body, make_news, make_page, reviewed, text
from tests.support.visitor import Visitor

pytestmark = pytest.mark.django_db

PARTS = st.lists(st.text(max_size=20), min_size=1, max_size=4)


@given(PARTS, PARTS)
def test_two_texts_have_the_same_digest_only_if_they_are_the_same(one: list[str], other: list[str]) -> None:
    assert (languages.digest(one) == languages.digest(other)) == (one == other)


@given(st.sampled_from(["de", "en", "de-simple"]), st.booleans(), st.booleans())
def test_somebody_reads_what_they_ask_for_or_german(asked: str, english: bool, simple: bool) -> None:
    chosen = languages.choose(asked, english=english, simple=simple)
    there = {"de": True, "en": english, "de-simple": simple}[asked]
    assert chosen.shown == (asked if there else "de")
    assert chosen.is_other != there
    assert bool(chosen.lang) == (asked == "en" and not english)


def test_a_page_is_read_in_each_of_its_languages() -> None:
    reviewed(make_page(**THREE, body=body(text("<p>Deutsch</p>")), body_en=body(text("<p>English</p>"))))
    for language, words in (("", "Deutsch"), ("en", "English"), ("de-simple", "Hier steht: Das machen wir")):
        page = Visitor(language=language).get(f"{'/' if language else ''}{language}/hafen/")
        assert page.status == 200
        page.says(words, THREE[{"": "title", "en": "title_en", "de-simple": "title_simple"}[language]])


def test_a_page_without_english_says_so_and_marks_its_german() -> None:
    make_page(title="Nur Deutsch")
    page = Visitor(language="en").get("/en/hafen/")
    page.says("Nur Deutsch")
    assert '<article class="article" lang="de">' in page.html
    assert "notice" in page.html


def test_leichte_sprache_is_shown_only_after_somebody_has_checked_it() -> None:
    made = make_page(**THREE)
    before = Visitor(language="de-simple").get("/de-simple/hafen/")
    assert "Der Hafen ist schön" not in before.words
    before.says("Der Hafen", "Was am Wasser geplant ist.")
    reviewed(made)
    Visitor(language="de-simple").get("/de-simple/hafen/").says("Der Hafen ist schön")


def test_another_word_needs_another_review_and_the_old_text_none() -> None:
    made = make_page(**THREE, body_simple=body(text("<p>Alt.</p>")))
    reviewed(made)
    kept = InfoPage.objects.get(pk=made.pk)
    kept.lead_simple = "Ganz anders."
    kept.save()
    assert "Ganz anders." not in Visitor(language="de-simple").get("/de-simple/hafen/").words
    kept.lead_simple = THREE["lead_simple"]
    kept.save()
    Visitor(language="de-simple").get("/de-simple/hafen/").says("Der Hafen ist schön")


def test_the_digest_of_a_page_is_the_same_however_it_was_loaded() -> None:
    made = make_page(
        **THREE, body_simple=body(text("<p>Alt.</p>"), ("steps", {"title": "", "steps": [{"title": "1"}]}))
    )
    live = InfoPage.objects.get(pk=made.pk)
    for block in live.body_simple:
        assert block.value is not None
    draft = live.get_latest_revision_as_object()
    assert live.parts("de-simple") == InfoPage.objects.get(pk=made.pk).parts("de-simple") == draft.parts("de-simple")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"title_simple": ""}, acts.NOTHING_TO_CHECK),
        ({"lead_simple": "Neu"}, acts.CHANGED_MEANWHILE),
        ({}, acts.CHECKED_BY_NOBODY),
    ],
)
def test_a_review_is_refused_with_its_reason(change: dict[str, str], sentence: str) -> None:
    made = make_page(**THREE)
    digest = languages.digest(made.parts(languages.SIMPLE))
    for name, value in change.items():
        setattr(made, name, value)
    with pytest.raises(Refused) as refused:
        acts.review_simple(page=made, digest=digest, checked_by=" ", by=make_staff().pk, at=AT)
    assert refused.value.sentence == sentence
    assert not SimpleReview.objects.exists()


def test_reviewing_twice_is_reviewing_once() -> None:
    made = make_news(**THREE)
    reviewed(made, "Prüfgruppe Hafen")
    reviewed(made, "Jemand anders")
    assert [row.checked_by for row in SimpleReview.objects.all()] == ["Prüfgruppe Hafen"]
