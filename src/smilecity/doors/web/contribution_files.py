"""What a list shows, as files of the open data: with the same filters, in the words that programs know them by."""

from smilecity.collect.contributions.rules import Sort
from smilecity.doors.web import contribution_filters as filters
from smilecity.doors.web import links
from smilecity.doors.web.contribution_filters import Asked

_FORMS = {"xlsx": "Excel", "csv": "CSV", "geojson": "GeoJSON"}


def files(asked: Asked, language: str) -> list[tuple[str, str]]:
    """Return the name of each kind of file with its address."""
    query = filters.to_query(_words(asked) | {"language": language})
    return [(name, links.to(f"api-v1:contributions_{form}") + query) for form, name in _FORMS.items()]


def _words(asked: Asked) -> dict[str, str]:
    """Return the filters as the API calls them; themes, districts and calls bear the same names there."""
    wanted = asked.wanted
    words = {
        "kind": wanted.kind.value if wanted.kind else "",
        "theme": asked.query.get(filters.THEME, ""),
        "district": asked.query.get(filters.DISTRICT, ""),
        "status": wanted.status.value if wanted.status else "",
        "category": asked.query.get(filters.REPORTED, "") or next(iter(wanted.categories), ""),
        "call": asked.query.get(filters.CALL, ""),
        "q": wanted.text,
        # This order shows only what waits for an answer.
        "answered": "false" if asked.sort is Sort.UNANSWERED else "",
        "published_since": wanted.published_since.isoformat() if wanted.published_since else "",
        "placed": "true" if wanted.placed else "",
        "bbox": ",".join(map(str, wanted.box)) if wanted.box else "",
    }
    return {name: word for name, word in words.items() if word}
