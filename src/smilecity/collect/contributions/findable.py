"""What of the contributions can be found: those that everybody may see, with their text, place and themes."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from smilecity.city.models import Theme
from smilecity.collect.contributions.models import Contribution
from smilecity.collect.contributions.rules import Kind
from smilecity.ground.search.rules import Findable
from smilecity.ground.text import Texts

SOURCE = "contributions"
# What the categories of a kind are called, by their code; a room registers its kind (see register_names).
CategoryNames = Callable[[], Mapping[str, Texts]]
_names: dict[Kind, CategoryNames] = {}
_FIELDS = ("id", "number", "kind", "category", "title", "text", "place", "language", "theme_ids", "published_at")


def register_names(kind: Kind, names: CategoryNames) -> None:
    """Let contributions of a kind be found by what their category is called. Called in `AppConfig.ready`."""
    _names[kind] = names


def read(keys: Sequence[str] | None) -> Iterator[Findable]:
    """Yield the visible ones of these contributions. 2 SQL, and 1 of each kind whose categories have names."""
    rows = Contribution.objects.filter(visible=True)
    if keys is not None:
        rows = rows.filter(pk__in=list(keys))
    themes = dict(Theme.objects.values_list("pk", "name"))
    names = {kind.value: read_names() for kind, read_names in _names.items()}
    fields = rows.only(
        "id", "number", "kind", "category", "title", "text", "place", "language", "theme_ids", "published_at"
    )
    for row in fields.order_by("pk").iterator(chunk_size=500):
        named = names.get(row.kind, {}).get(row.category, {})
        yield _findable(row, [*(themes[pk] for pk in row.theme_ids if pk in themes), named])


def _findable(row: Contribution, names: Iterable[Texts]) -> Findable:
    return Findable(
        key=str(row.pk),
        kind=row.kind,
        title={row.language: row.title},
        lead={row.language: row.place},
        body={row.language: row.text},
        words=_by_language(names),
        at=row.published_at,
        facts={"number": row.number},
    )


def _by_language(names: Iterable[Texts]) -> Texts:
    found: dict[str, str] = {}
    for name in names:
        for language, text in name.items():
            found[language] = f"{found.get(language, '')} {text}".strip()
    return found
