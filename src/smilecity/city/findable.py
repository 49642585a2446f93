"""What of the city can be found: its offices, by what they do and what people call it."""

from collections.abc import Iterator, Sequence

from smilecity.city.models import Office
from smilecity.ground.search.rules import Findable
from smilecity.ground.text import FALLBACK, LANGUAGES

SOURCE = "offices"


def read(keys: Sequence[str] | None) -> Iterator[Findable]:
    """Yield those of these offices that can be chosen. 1 SQL."""
    rows = Office.objects.filter(retired_on=None)
    if keys is not None:
        rows = rows.filter(pk__in=[int(key) for key in keys])
    for row in rows.order_by("pk"):
        yield Findable(
            key=str(row.pk),
            kind="office",
            title=row.name,
            lead=row.responsibilities,
            body=_body(row),
            words=_words(row),
            facts={"slug": row.slug},
        )


def _body(row: Office) -> dict[str, str]:
    """Return the lines of opening hours and address, each apart from the next where they stand in one line."""
    opening = {language: text.splitlines() for language, text in row.opening.items()}
    opening[FALLBACK] = [*opening.get(FALLBACK, []), row.address]
    return {language: " · ".join(line for line in lines if line) for language, lines in opening.items()}


def _words(row: Office) -> dict[str, str]:
    own = {language: list(row.everyday.get(language, ())) for language in LANGUAGES}
    own[FALLBACK] += row.keywords
    return {language: "\n".join(words) for language, words in own.items() if words}
