"""What every page may show of the site itself: the city and the languages. Nothing is asked before a page uses it."""

from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.encoding import escape_uri_path, iri_to_uri
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from smilecity.city import queries as city


def _frame() -> object:
    # Pages are models: they cannot be read before Django stands, and this module is.
    from smilecity.doors.web.pages import frame

    return frame.current()


@dataclass(frozen=True)
class Language:
    """A language of the site: its code, its own name, this page in it, and the tag for `lang` (BCP 47)."""

    code: str
    name: str
    url: str
    current: bool
    lang: str


def site(request: HttpRequest) -> dict[str, object]:
    """Return `city` (nameless before it is set up), `languages`, `base_url`, `frame` (menus) and `proof_of_work`."""
    return {
        "city": SimpleLazyObject(city.profile),
        "languages": SimpleLazyObject(lambda: languages(request)),
        "base_url": settings.BASE_URL,
        "proof_of_work": settings.PROOF_OF_WORK,
        "frame": SimpleLazyObject(_frame),
    }


def languages(request: HttpRequest) -> list[Language]:
    """Return each language with the address of this page in it, the query string kept."""
    current, query = get_language(), request.META.get("QUERY_STRING", "")
    return [
        Language(
            code=code,
            name=name,
            url=_translated(request.path, code, current) + (f"?{iri_to_uri(query)}" if query else ""),
            current=code == current,
            lang=code,
        )
        for code, name in settings.LANGUAGES
    ]


# Every page asks for the same address in three languages, and Django searches all of them each time.
@lru_cache(maxsize=1024)
def _translated(path: str, code: str, _current: str | None) -> str:
    # Two slashes at the beginning would lead to another host.
    return translate_url(escape_uri_path("/" + path.lstrip("/")), code)
