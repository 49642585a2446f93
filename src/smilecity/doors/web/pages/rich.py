"""The text that editors write or paste: headings, lists, links, emphasis; nothing else survives, wherever it came from.

In: HTML as Word, other pages or the editor's field give it. Out: the same words in the few forms that pages know.
"""

import re

import nh3
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.rich_text import RichText

FEATURES = ["h2", "h3", "h4", "bold", "italic", "ol", "ul", "link", "document-link"]
_TAGS = {"h2", "h3", "h4", "p", "br", "b", "strong", "i", "em", "ul", "ol", "li", "a"}
_ATTRIBUTES = {"a": {"href", "linktype", "id"}}
_SCHEMES = {"http", "https", "mailto", "tel"}
# What stands in these is no text; of every other element the words stay.
_DROPPED = {"script", "style", "title", "head", "xml"}
_TOO_HIGH = re.compile(r"<(/?)h1\b[^>]*>", re.IGNORECASE)
_TOO_DEEP = re.compile(r"<(/?)h[56]\b[^>]*>", re.IGNORECASE)
# Word writes each point of a list as a paragraph of its own that begins with a sign drawn by hand.
_POINT = re.compile(r"<p>\s*(?:[·•▪◦§]|o(?=(?:&nbsp;|\s){2}))(?:&nbsp;|\s)*(.*?)</p>", re.DOTALL)
_BLANK = re.compile(r"<(p|h[2-4]|li|ul|ol)>(?:\s|&nbsp;|<br\s*/?>|</?(?:b|i|em|strong)>)*</\1>")
_HARD = re.compile(r"(?:\u00a0|&nbsp;)+")


# What was kept apart by something that does not survive is nested then, and a browser would sort it anew.
_ROUNDS = 10


def clean(html: str) -> str:
    """Return what may stand on a page. Doing it twice changes nothing."""
    cleaned = _cleaned(html)
    for _round in range(_ROUNDS):
        before, cleaned = cleaned, _cleaned(cleaned)
        if cleaned == before:
            break
    return cleaned


def _cleaned(html: str) -> str:
    html = _TOO_DEEP.sub(r"<\1h4>", _TOO_HIGH.sub(r"<\1h2>", html))
    html = nh3.clean(
        html,
        tags=_TAGS,
        clean_content_tags=_DROPPED,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        link_rel=None,
    )
    html, emptied = "", _HARD.sub(" ", _listed(html))
    # What stood around something empty is empty then.
    while html != emptied:
        html, emptied = emptied, _BLANK.sub("", emptied)
    return html.strip()


def _listed(html: str) -> str:
    """Return paragraphs that begin with a drawn point as lists."""
    if not _POINT.search(html):
        return html
    marked = _POINT.sub(r"<point>\1</point>", html)
    runs = re.sub(r"(?:<point>.*?</point>\s*)+", lambda run: f"<ul>{run.group().strip()}</ul>", marked, flags=re.DOTALL)
    return re.sub(r"(</?)point>", r"\1li>", runs)


class RichBlock(blocks.RichTextBlock):  # type: ignore[misc]  # wagtail ships no types
    """A field for text, with the forms above and no other."""

    def __init__(self, **options: object) -> None:
        super().__init__(**{"features": FEATURES, "label": _("Text"), **options})

    def clean(self, value: RichText) -> RichText:
        """Return the text as a page may show it; refuse what has no words in it."""
        cleaned = RichText(clean(super().clean(value).source))
        if self.required and not cleaned.source:
            raise ValidationError(_("Hier steht noch kein Text."))
        return cleaned
