"""What a reader asks the search for. In: the address. Out: what the room is asked; addresses with something changed.

Words of the address are German and the same in every language. A value nobody knows narrows nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict

from smilecity.doors.web import links
from smilecity.doors.web.search_faces import FACES
from smilecity.ground.search.queries import PAGES_MOST
from smilecity.ground.search.rules import QUERY_MOST, Asked, Period, ask

TEXT, KIND, PERIOD, PAGE, CUT = "suche", "art", "zeit", "seite", "gekuerzt"
# What is longer makes every link of the page long.
LONG = 2 * QUERY_MOST


@dataclass(frozen=True)
class Address:
    """What was asked for: words, kinds, a time, a page; `cut`: more was typed than is read."""

    asked: Asked
    kinds: Sequence[str]
    period: Period
    page: int
    cut: bool = False

    def url(self, **changes: object) -> str:
        """Return the address of the search with changes; the first page again, unless a page is named."""
        kinds = changes.get("kinds", self.kinds)
        period = changes.get("period", self.period)
        page = changes.get("page", 1)
        query = [(TEXT, str(changes.get("text", self.asked.text)))]
        query += [(KIND, kind) for kind in kinds] if isinstance(kinds, Sequence) else []
        query += [(PERIOD, str(period))] if period else []
        query += [(PAGE, str(page))] if page != 1 else []
        query += [(CUT, "ja")] if changes.get("cut") else []
        return f"{links.to('web:search')}?{urlencode(query)}"


def read(given: QueryDict) -> Address:
    """Read an address."""
    period, page, asked = given.get(PERIOD, ""), given.get(PAGE, ""), ask(given.get(TEXT, ""))
    return Address(
        asked=asked,
        kinds=[kind for kind in FACES if kind in given.getlist(KIND)],
        period=Period(period) if period in set(Period) else Period.ANY,
        page=min(max(int(page), 1), PAGES_MOST) if page.isdecimal() and len(page) < 4 else 1,
        cut=asked.cut or CUT in given,
    )
