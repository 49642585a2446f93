"""What pages are made of: text from anywhere comes out clean, pictures speak, what is gone stays away."""

import re

import pytest
from django.core.exceptions import ValidationError
from hypothesis import example, given
from hypothesis import strategies as st
from wagtail.rich_text import RichText

from smilecity.collect.contributions.rules import Kind
from smilecity.collect.surveys.models import Survey
from smilecity.doors.web.pages import rich
from smilecity.doors.web.pages.blocks import BodyBlock, ChartBlock, ContactBlock, ImageBlock, LinkBlock
from smilecity.understand.results import actions as results
from tests.factories import CLOSES_AT, closed, make_survey, take_part
from tests.factories_contributions import make_call
from tests.factories_editorial import body, make_image, make_page, text
from tests.support.visitor import Visitor

pytestmark = pytest.mark.django_db

# As Word puts it on the clipboard, written for this test: conditional comments, its own elements, classes and styles,
# and lists that are paragraphs with a sign in front.
# Its lines are as long as they come.
# ruff: noqa: E501
WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta name=Generator content="Microsoft Word 15">
<style>p.MsoNormal {margin:0cm; font-family:"Calibri"}</style><!--[if gte mso 9]><xml><w:WordDocument/></xml><![endif]-->
</head><body lang=DE><h1 style='mso-list:l0'><span style='font-size:20pt'>Bäume am Kanal<o:p></o:p></span></h1>
<p class=MsoNormal style='margin-bottom:8pt'>Im <b style='mso-bidi-font-weight:normal'>Frühjahr</b>&nbsp;pflanzen wir.<o:p></o:p></p>
<p class=MsoNormal><o:p>&nbsp;</o:p></p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-18pt'><![if !supportLists]><span style='font-family:Symbol'>·<span
style='font:7pt "Times New Roman"'>&nbsp;&nbsp;&nbsp; </span></span><![endif]>zehn Linden</p>
<p class=MsoListParagraphCxSpLast>·&nbsp;&nbsp; eine Bank</p>
<p class=MsoNormal><a href="javascript:alert(1)">Hier</a> und <a href="https://example.org/" target="_blank">dort</a>
<img src="file:///C:/bild.png"><script>alert(1)</script></p><table><tr><td>Zelle</td></tr></table></body></html>"""


def test_text_pasted_from_word_keeps_its_words_and_its_structure_and_nothing_else() -> None:
    cleaned = rich.clean(WORD)
    assert "<h2>Bäume am Kanal</h2>" in cleaned
    assert "<p>Im <b>Frühjahr</b> pflanzen wir.</p>" in cleaned
    assert "<ul><li>zehn Linden</li>" in re.sub(r">\s+<", "><", cleaned)
    assert "<li>eine Bank</li>" in cleaned
    assert '<a href="https://example.org/">dort</a>' in cleaned
    assert "Zelle" in cleaned
    for word in ("mso", "style", "class", "javascript", "alert", "<o:", "img", "span", "Generator", "margin", "&nbsp;"):
        assert word not in cleaned.lower(), word


@example("<H1><C><H1>0")
@given(
    st.text(max_size=300)
    | st.lists(
        st.sampled_from(["<p>", "</p>", "<h1>", "<ul>", "<li>", "·", "&nbsp;", "x", "<b>", "<a href=x>", "<script>"]),
        max_size=30,
    ).map("".join)
)
def test_cleaning_twice_is_cleaning_once_and_leaves_only_what_pages_know(html: str) -> None:
    cleaned = rich.clean(html)
    assert rich.clean(cleaned) == cleaned
    assert set(re.findall(r"</?([a-z0-9]+)", cleaned)) <= {
        "h2",
        "h3",
        "h4",
        "p",
        "br",
        "b",
        "strong",
        "i",
        "em",
        "ul",
        "ol",
        "li",
        "a",
    }


def test_a_text_without_words_is_refused() -> None:
    with pytest.raises(ValidationError):
        BodyBlock().child_blocks["text"].clean(RichText("<p>&nbsp;</p>"))


@pytest.mark.parametrize(
    ("alt", "decorative", "fine"),
    [("Ein Kran", False, True), ("", True, True), ("", False, False), ("Ein Kran", True, False), (" ", False, False)],
)
def test_a_picture_has_words_or_is_called_decoration(alt: str, *, decorative: bool, fine: bool) -> None:
    block = ImageBlock()
    value = block.to_python({"image": make_image().pk, "alt": alt, "decorative": decorative, "caption": ""})
    if fine:
        assert block.clean(value)["alt"] == alt
    else:
        with pytest.raises(ValidationError):
            block.clean(value)


def test_contacts_charts_and_menu_entries_name_somebody_something_somewhere() -> None:
    for block, value in (
        (ContactBlock(), {"title": "", "office": "", "name": "", "phone": "", "email": "", "text": ""}),
        (ChartBlock(), {"series": "https://example.org/messwerte/"}),
        (LinkBlock(), {"page": None, "screen": "", "de": "Nirgends"}),
    ):
        with pytest.raises(ValidationError):
            block.clean(block.to_python(value))
    chart = ChartBlock()
    given = chart.to_python({"series": "https://stadt.example/en/messwerte/reihen/12/?zeit=tag"})
    assert chart.clean(given)["series"] == "12"


def test_a_page_shows_every_block() -> None:
    survey = make_survey(open=True)
    over = make_survey(open=True)
    take_part(over, "anna@example.org")
    closed(over)
    results.publish(survey=over.id, by=over.staff, at=CLOSES_AT)
    make_call(Kind.IDEA)
    image = make_image()
    other = make_page("kran", title="Der Kran")
    slugs = [Survey.objects.get(pk=made.id).slug for made in (survey, over)]
    make_page(
        body=body(
            text(
                f'<h2>Anfang</h2><p>Zum <a linktype="page" id="{other.pk}">Kran</a> und <a linktype="page" id="99999">weg</a>.</p>'
            ),
            ("image", {"image": image.pk, "alt": "Ein Kran am Kai", "decorative": False, "caption": "Am Kai"}),
            ("accordion", {"title": "Fragen", "folds": [{"title": "Warum?", "text": "<p>Darum.</p>"}]}),
            ("steps", {"title": "Ablauf", "steps": [{"title": "Erst", "text": "dann"}]}),
            (
                "contact",
                {"title": "Hilfe", "office": "", "name": "Hafenamt", "phone": "0381 1", "email": "", "text": ""},
            ),
            ("survey", slugs[0]),
            ("result", slugs[1]),
            ("map", "ideas"),
            ("chart", {"series": "424242"}),
            ("survey", "gibt-es-nicht"),
        )
    )
    page = Visitor().get("/hafen/")
    page.says("Anfang", "Warum?", "Darum.", "Ablauf", "Hafenamt", "Karte öffnen", "Dasselbe als Liste", "Am Kai")
    page.says("Foto: Ada Kran")
    assert '<a href="/kran/">Kran</a>' in page.html
    assert "<a>weg</a>" in page.html
    assert 'alt="Ein Kran am Kai"' in page.html
    assert re.search(r'srcset="/media/images/[^"]+ 480w, /media/images/[^"]+ 960w', page.html)
    assert f"/umfragen/{slugs[0]}/" in page.html
    assert f"/umfragen/{slugs[1]}/ergebnis/" in page.html
    assert "linktype" not in page.html
