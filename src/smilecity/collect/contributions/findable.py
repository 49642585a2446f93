"""What of the contributions can be found: those that everybody may see, with their text, place and themes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from smilecity.city.models import Theme
from smilecity.collect.contributions.models import Contribution
from smilecity.ground.search.rules import Findable
from smilecity.ground.text import Texts

SOURCE = "contributions"


def read(keys: Sequence[str] | None) -> Iterator[Findable]:
    """Yield the visible ones of these contributions. 2 SQL."""
    rows = Contribution.objects.filter(visible=True)
    if keys is not None:
        rows = rows.filter(pk__in=list(keys))
    themes = dict(Theme.objects.values_list("pk", "name"))
    fields = rows.only("id", "number", "kind", "title", "text", "place", "language", "theme_ids", "published_at")
    for row in fields.order_by("pk").iterator(chunk_size=500):
        yield _findable(row, themes)


def _findable(row: Contribution, themes: Mapping[int, Texts]) -> Findable:
    return Findable(
        key=str(row.pk),
        kind=row.kind,
        title={row.language: row.title},
        lead={row.language: row.place},
        body={row.language: row.text},
        words=_by_language(themes[pk] for pk in row.theme_ids if pk in themes),
        at=row.published_at,
        facts={"number": row.number},
    )


def _by_language(names: Iterable[Texts]) -> Texts:
    found: dict[str, str] = {}
    for name in names:
        for language, text in name.items():
            found[language] = f"{found.get(language, '')} {text}".strip()
    return found
