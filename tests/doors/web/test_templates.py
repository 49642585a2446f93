"""Templates obey the policy of security and size, and every page stands on invented content."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from smilecity.doors.web import styleguide
from tools.look_pages import PAGES
from tools.look_site import CITY, LANGUAGES

TEMPLATES = Path(styleguide.__file__).parent / "templates/web"
FILES = sorted(TEMPLATES.rglob("*.html"))
GUIDE = [(part.title, sample.name, sample) for part in styleguide.parts() for sample in part.shown]


class Page(HTMLParser):
    """What matters of a page: its tags with their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def all(self, *names: str) -> Iterator[dict[str, str | None]]:
        return (attributes for tag, attributes in self.tags if tag in names)


def shown(name: str) -> Page:
    template, values = PAGES[name]
    return Page(render_to_string(f"web/{template}.html", {"city": CITY, "languages": LANGUAGES, **values}))


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(TEMPLATES)))
class TestEachFile:
    def test_holds_no_style_or_script_of_its_own(self, path: Path) -> None:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\sstyle=|<style|\son[a-z]+=|javascript:", text)
        assert not re.search(r"<script(?![^>]*\ssrc=)", text)

    def test_is_short_and_says_what_it_is(self, path: Path) -> None:
        text = path.read_text(encoding="utf-8")
        assert len(text.splitlines()) < 100
        assert "{# " in text


@pytest.mark.parametrize(("part", "name", "sample"), GUIDE, ids=[name for _, name, _ in GUIDE])
def test_each_component_stands_alone(part: str, name: str, sample: styleguide.Sample) -> None:
    assert Page(sample.html).tags


@pytest.mark.parametrize("name", PAGES)
class TestEachPage:
    def test_has_one_h1_and_one_main(self, name: str) -> None:
        page = shown(name)
        assert len(list(page.all("h1"))) == 1
        assert len(list(page.all("main"))) == 1

    def test_uses_every_id_once_and_refers_only_to_what_is_there(self, name: str) -> None:
        page = shown(name)
        ids = [attributes["id"] for _, attributes in page.tags if attributes.get("id")]
        assert len(ids) == len(set(ids))
        for _, attributes in page.tags:
            for key in ("for", "aria-labelledby", "aria-describedby"):
                assert set((attributes.get(key) or "").split()) <= set(ids)

    def test_loads_only_from_this_site(self, name: str) -> None:
        page = shown(name)
        loaded = [a.get("href") for a in page.all("link")] + [a.get("src") for a in page.all("script", "img")]
        assert all(url and url.startswith("/") and not url.startswith("//") for url in loaded)


def test_a_failed_form_says_so_in_the_title_the_summary_and_at_the_field() -> None:
    html = render_to_string("web/survey/question.html", {"city": CITY, **PAGES["wrong"][1]})
    assert "<title>Fehler: " in html
    assert html.count("Wählen Sie eine Antwort aus.") == 2
    assert 'href="#answer"' in html
    assert 'id="answer"' in html


def test_easy_german_is_german_to_a_screen_reader_and_larger_to_the_eye() -> None:
    with translation.override("de-simple"):
        html = render_to_string("web/legal/imprint.html", {"city": CITY})
    assert '<html lang="de" class="is-simple">' in html


def test_what_people_write_is_never_markup() -> None:
    table = {"key": "q", "question": "<b>?", "quotes": ["<script>alert(1)</script>"], "rows": [("<i>", "1", "2")]}
    html = render_to_string("web/result/question.html", {"table": table})
    assert "<script" not in html
    assert "<b>" not in html
    assert "<i>" not in html
