"""What the browser gets is chosen and cut, never edited, and comes from no other host."""

import json
import re
from pathlib import Path

import pytest

from tools import assets

ROOT = Path(__file__).resolve().parents[2]
KERN = '@charset "UTF-8";*{margin:0}.kern-btn{color:red}.kern-card .kern-btn{color:blue}.kern-card{border:0}'


def test_a_rule_is_kept_when_it_speaks_only_of_wanted_components() -> None:
    assert assets.choose(KERN, frozenset({"kern-btn"})) == "*{margin:0}.kern-btn{color:red}"


def test_modifiers_and_elements_belong_to_their_component() -> None:
    css = ".kern-btn--primary{a:b}.kern-btn__icon{a:b}.kern-btn-wrapper{a:b}"
    assert assets.choose(css, frozenset({"kern-btn"})) == ".kern-btn--primary{a:b}.kern-btn__icon{a:b}"


def test_a_list_of_selectors_stays_whole_when_one_of_them_is_wanted() -> None:
    css = ".kern-card,.kern-btn{a:b}"
    assert assets.choose(css, frozenset({"kern-btn"})) == css


def test_conditions_keep_only_what_is_wanted_inside() -> None:
    css = "@media (width > 1px){.kern-btn{a:b}.kern-card{a:b}}@media print{.kern-card{a:b}}"
    assert assets.choose(css, frozenset({"kern-btn"})) == "@media (width > 1px){.kern-btn{a:b}}"


def test_braces_within_strings_and_comments_do_not_end_a_rule() -> None:
    css = ".a{content:\"}\"}/* } */.b{background:url('data:{}')}"
    assert list(assets.statements(css)) == ['.a{content:"}"}', "/* } */.b{background:url('data:{}')}"]


def test_an_icon_that_kern_lacks_is_named() -> None:
    with pytest.raises(LookupError, match="no icon 'smile'"):
        assets.icon(KERN, "smile")


def test_an_icon_of_our_own_must_be_one_plain_drawing(tmp_path: Path) -> None:
    drawing = tmp_path / "people.svg"
    drawing.write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0 0"/></svg>')
    assert assets.own_icon(drawing) == '<symbol id="people" viewBox="0 0 1 1"><path d="M0 0"/></symbol>'
    drawing.write_text("<svg><script/></svg>")
    with pytest.raises(LookupError, match=r"people\.svg"):
        assets.own_icon(drawing)


def test_tokens_come_first_and_print_last(tmp_path: Path) -> None:
    for name in ("print", "card", "base", "tokens", "alert"):
        (tmp_path / f"{name}.css").touch()
    assert [path.stem for path in assets.own_files(tmp_path)] == ["tokens", "base", "alert", "card", "print"]


def test_our_css_loses_comments_and_indentation_only() -> None:
    assert assets.squeeze("/* why */\na {\n  b: c;\n}\n") == "a {\nb: c;\n}"


def test_the_fingerprint_changes_with_a_stylesheet(tmp_path: Path) -> None:
    places = assets.Places(tmp_path)
    places.css.mkdir(parents=True)
    places.lock.write_text("{}")
    sheet = places.css / "base.css"
    sheet.write_text("a{}")
    before = assets.fingerprint(places)
    sheet.write_text("b{}")
    assert assets.fingerprint(places) != before


def test_the_lock_file_names_no_download_host() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text())
    assert not [name for name, package in lock["packages"].items() if "resolved" in package]
    assert not re.search(r"https?://", (ROOT / ".npmrc").read_text())


def test_what_was_built_is_small_and_asks_no_other_host() -> None:
    vendor = assets.Places().vendor
    css = (vendor / "site.css").read_text(encoding="utf-8")
    assert not re.search(r"url\(\s*[\"']?https?:|@import", css)
    for name in assets.FONTS:
        assert (vendor / f"kern/{name}.woff2").stat().st_size < 25_000
