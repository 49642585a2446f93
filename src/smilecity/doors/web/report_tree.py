"""The categories of reports as pages ask for them: tiles, what is below each, and which one a draft has chosen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from smilecity.collect.reports import queries
from smilecity.collect.reports.queries import Attribute, CategoryRow
from smilecity.doors.web.writing import Writing
from smilecity.ground.text import Texts, pick


@dataclass(frozen=True)
class Tree:
    """Categories in their order; `children` by the code of the one above."""

    by_code: Mapping[str, CategoryRow]
    children: Mapping[str, Sequence[CategoryRow]]
    language: str

    @classmethod
    def read(cls, language: str) -> "Tree":
        """Read the tree of what can be chosen. 1 SQL."""
        return cls.of(queries.categories(), language)

    @classmethod
    def of(cls, rows: Sequence[CategoryRow], language: str) -> "Tree":
        """Return these rows as a tree."""
        by_code = {row.code: row for row in rows}
        children: dict[str, list[CategoryRow]] = {}
        for row in rows:
            children.setdefault(row.parent, []).append(row)
        return cls(by_code, children, language)

    @property
    def tiles(self) -> Sequence[CategoryRow]:
        """The first level."""
        return self.children.get("", [])

    def below(self, row: CategoryRow) -> Sequence[CategoryRow]:
        """Return the narrower ones."""
        return self.children.get(row.code, [])

    def chosen(self, here: Writing) -> CategoryRow | None:
        """Return what a draft has chosen; None for nothing, or what is no longer there."""
        return self.by_code.get(here.content.category)

    def above(self, row: CategoryRow) -> CategoryRow | None:
        """Return the one above."""
        return self.by_code.get(row.parent)

    def said(self, texts: Texts) -> str:
        """Return a text of a category in the reader's language."""
        return pick(texts, self.language)

    def name(self, row: CategoryRow) -> str:
        """Return what a category is called, with the one above it."""
        above = self.above(row)
        return f"{self.said(above.title)}: {self.said(row.title)}" if above else self.said(row.title)


def sub_field(row: CategoryRow) -> str:
    """Return the name of the field for what is below a tile."""
    return f"category-{row.code}"


def attribute_field(one: Attribute) -> str:
    """Return the name of the field of an attribute."""
    return f"attribute-{one.code}"
