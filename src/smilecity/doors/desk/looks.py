"""Who looked at what is not public: keys of parties and members of staff, the newest first, a page at a time."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from smilecity.doors.desk import words
from smilecity.doors.desk.measured_place import PAGE, turned_away, way
from smilecity.doors.desk.shell import page
from smilecity.people import queries as people
from smilecity.people.keys import queries as keys
from smilecity.sense.things.queries import keeping
from smilecity.sense.things.queries.keeping import LookRow

_NAMES_SHOWN = 3


@require_safe
def looks(request: HttpRequest) -> HttpResponse:
    """Show the looks, or those at one datastream (`?messreihe=`). 5 SQL beside the shell's."""
    away = turned_away(request)
    if away:
        return away
    raw = request.GET.get("messreihe", "")
    only = int(raw) if raw.isdecimal() and len(raw) < 19 else None
    found = keeping.looks(datastream=only, after=_after(request.GET.get("nach", "")), most=PAGE + 1)
    rows, here = found[:PAGE], reverse("desk:looks")
    kept = {"messreihe": str(only)} if only is not None else {}
    names = _Names(rows, only)
    return page(
        request,
        "desk/looks.html",
        _("Zugriffe"),
        way(here=_("Zugriffe")),
        icon="view",
        days=_by_day(rows, names),
        only=names.series.get(only, str(only)) if only is not None else "",
        all_url=here,
        first_url=f"{here}?{urlencode(kept)}" if "nach" in request.GET else "",
        next_url=f"{here}?{urlencode(kept | {'nach': _mark(rows[-1])})}" if len(found) > PAGE else "",
    )


def _mark(row: LookRow) -> str:
    return f"{row.at.isoformat()}_{row.id}"


def _after(raw: str) -> tuple[datetime, UUID] | None:
    """Return the look a page goes on after; nonsense begins at the top."""
    instant, _sep, row = raw.partition("_")
    try:
        at = datetime.fromisoformat(instant)
        return (at, UUID(row)) if at.tzinfo else None
    except ValueError:
        return None


class _Names:
    """The names of everybody and everything on a page, each kind with one statement."""

    def __init__(self, rows: list[LookRow], only: int | None) -> None:
        self.people = people.names(row.by for row in rows if row.by)
        self.parties = keys.names(row.party for row in rows if row.party)
        self.keys = keys.labels(row.key for row in rows if row.key)
        shown = {key for row in rows for key in row.datastreams[:_NAMES_SHOWN]}
        self.series = keeping.names(shown | ({only} if only is not None else set()))

    def who(self, row: LookRow) -> str:
        """Return who looked."""
        if row.by:
            return self.people.get(row.by, _("gelöschtes Konto"))
        party = self.parties.get(row.party or 0, _("Partner, den es nicht mehr gibt"))
        label = self.keys.get(row.key) if row.key else None
        return f"{party}: {label}" if label else party

    def what(self, row: LookRow) -> str:
        """Return at what, in few words."""
        named = [self.series.get(key, _("gelöschte Messreihe")) for key in row.datastreams[:_NAMES_SHOWN]]
        more = len(row.datastreams) - len(named)
        return words.listed([*named, *([_("{n} weitere").format(n=words.number(more))] if more else [])])


def _by_day(rows: list[LookRow], names: _Names) -> list[dict[str, Any]]:
    days: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        entry = {
            "time": f"{row.at.astimezone(words.city_zone()):%H:%M}",
            "who": names.who(row),
            "series": names.what(row),
            "what": row.what,
        }
        days.setdefault(words.day(row.at), []).append(entry)
    return [{"day": day, "entries": entries} for day, entries in days.items()]
