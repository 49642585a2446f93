"""What reports are called whose reporters gave them no title: as their category is, in the reader's language.

The trunk keeps one title, in German. One that reads like that of a category is said as the category says it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from smilecity.collect.contributions.rules import TITLE_MOST, Kind
from smilecity.collect.reports.models import Category
from smilecity.ground.text import FALLBACK, Texts, has, pick

_GERMAN = frozenset({"", FALLBACK, "de-simple"})


@dataclass(frozen=True)
class Titles:
    """Titles for one reader, whose `language` is that of the page. Asks the database once, and only where it has to."""

    language: str
    known: Mapping[str, Texts] | None = field(default=None, repr=False)

    @cached_property
    def _texts(self) -> Mapping[str, Texts]:
        return named() if self.known is None else self.known

    def said(self, kind: Kind | str, title: str) -> str:
        """Return a title in the reader's language. At most 1 SQL for all of them."""
        texts = self.texts(kind, title) if self.language != FALLBACK else None
        return str(pick(texts, self.language)) if texts else title

    def written_in(self, kind: Kind | str, title: str, language: str) -> str:
        """Return in which language that is; `language`: in which the report was written. At most 1 SQL."""
        if language in _GERMAN and self.language in _GERMAN:
            return language
        texts = self.texts(kind, title)
        if texts is None:
            return language
        return self.language if has(texts, self.language) else FALLBACK

    def texts(self, kind: Kind | str, title: str) -> Texts | None:
        """Return a title in all languages; None where somebody wrote it themselves. At most 1 SQL."""
        return self._texts.get(title) if kind == Kind.REPORT and title else None


def named() -> Mapping[str, Texts]:
    """Return the titles of all categories by the German one, as reports bear it. 1 SQL.

    Where two are called the same in German and not elsewhere, nobody can tell which is meant: it stays German.
    """
    found: dict[str, Texts] = {}
    for title in Category.objects.order_by("position", "id").values_list("title", flat=True):
        german = pick(title, FALLBACK)[:TITLE_MOST]
        found[german] = title if found.get(german, title) == title else {FALLBACK: german}
    return found


def names_by_code() -> Mapping[str, Texts]:
    """Return what each category is called, retired ones included, so that its reports are found by it. 1 SQL."""
    return dict(Category.objects.values_list("code", "title"))
