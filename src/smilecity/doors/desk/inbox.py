"""The inbox of an office: what waits for an answer, the most pressing first, with filters in the address."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from smilecity.city import queries as city
from smilecity.collect.contributions.rules import Kind, Status
from smilecity.deliver.answers import queries, rules
from smilecity.deliver.answers.queries import Desk, InboxRow, Tab
from smilecity.deliver.answers.rules import Act, Late
from smilecity.deliver.fieldwork import queries as fieldwork
from smilecity.doors.desk import inbox_words as said
from smilecity.doors.desk import words
from smilecity.doors.desk.crews import leads
from smilecity.doors.desk.inbox_place import Place, Today, place, today, turned_away
from smilecity.doors.desk.shell import crumbs, page
from smilecity.people import queries as people

PAGE = 50


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """Show what lies on one's own table, on that of the office, or on all."""
    now = today(request)
    away = turned_away(request, now)
    if away:
        return away
    here = place(request.GET, now)
    found = queries.inbox(here.wanted, after=here.after, most=PAGE)
    names = _Names(found.rows)
    return page(
        request,
        "desk/inbox.html",
        _("Eingang"),
        crumbs(here=_("Eingang")),
        icon="mail",
        rows=[_shown(row, now, names) for row in found.rows],
        desks=_desks(here, now),
        tabs=_tabs(here),
        filters=_filters(here, names),
        empty=said.EMPTY[here.wanted.tab],
        is_filtered=bool({"stand", "stelle", "art", "suche"} & {key for key, value in here.query.items() if value}),
        all_url=here.url(stand="", stelle="", art="", suche=""),
        first_url=here.url() if here.after else "",
        next_url=here.url(nach=found.next) if found.next else "",
        tools=tools(now),
        returned=_returned(here, now),
        may_choose=here.wanted.tab is not Tab.DONE,
    )


def _returned(here: Place, now: Today) -> list[dict[str, Any]]:
    """Return what came back from crews; on the first page only, for it waits for everybody who looks in."""
    if here.after or here.wanted.tab is not Tab.OPEN:
        return []
    rows = fieldwork.returned(here.offices(now.who))
    return [
        {
            "url": reverse("desk:case", args=[row.number]),
            "name": said.name(row.kind, row.number),
            "title": row.title,
            "crew": row.crew_name,
            "said": row.said,
            "done": row.done,
            "when": words.moment(row.settled_at),
        }
        for row in rows
    ]


class _Names:
    """The names of offices and people in a list, asked for once."""

    def __init__(self, rows: Sequence[InboxRow]) -> None:
        self.offices = city.names().offices
        self.people = people.names({row.taken_by for row in rows if row.taken_by})

    def office(self, office: int | None) -> str:
        """Return the name of an office."""
        return self.offices[office].name if office and office in self.offices else _("ohne Stelle")


def _shown(row: InboxRow, now: Today, names: _Names) -> dict[str, Any]:
    late = rules.lateness(row.status, row.due_on, now.today, now.land)
    facts = [said.supports(row.supports), said.comments(row.comments)]
    return {
        "id": row.id,
        "seen": row.seen,
        "url": reverse("desk:case", args=[row.number]),
        "name": said.name(row.kind, row.number),
        "title": row.title,
        "status": row.status.value,
        "status_text": said.STATUSES[row.status],
        "due": said.due(row.status, row.due_on, now.today),
        "late": late.value,
        "escalated": row.escalated and late is Late.OVERDUE,
        "office": names.office(row.office),
        "taken": names.people.get(row.taken_by, "") if row.taken_by else "",
        "since": words.day(row.submitted_at),
        "facts": " · ".join(fact for fact in facts if fact),
        "hidden": not row.shown,
    }


def _desks(here: Place, now: Today) -> list[dict[str, Any]]:
    offered = [Desk.MINE, Desk.OFFICE] if now.who.offices | now.who.heads else []
    offered += [Desk.ALL] if now.who.administers else []
    return [
        {"label": said.DESKS[desk], "url": here.url(wo=desk.value, nach=""), "current": desk is here.wanted.desk}
        for desk in offered
    ]


def _tabs(here: Place) -> list[dict[str, Any]]:
    counts = queries.counts(here.wanted).by_tab
    shown = [tab for tab in Tab if tab is not Tab.LOST or (here.wanted.desk is Desk.ALL and counts.get(tab))]
    return [
        {
            "label": said.TABS[tab],
            "url": here.url(was="" if tab is Tab.OPEN else tab.value, nach=""),
            "count": words.number(counts[tab]) if tab in counts else "",
            "current": tab is here.wanted.tab,
            "key": tab.value,
        }
        for tab in shown
    ]


def _filters(here: Place, names: _Names) -> dict[str, Any]:
    wanted = here.wanted
    theirs = wanted.who.offices | wanted.who.heads
    offices = [row for pk, row in names.offices.items() if wanted.desk is Desk.ALL or pk in theirs]
    return {
        "kept": {key: here.query[key] for key in ("wo", "was") if here.query[key]},
        "text": wanted.text,
        "kinds": [(kind.value, said.KINDS[kind], kind is wanted.kind) for kind in Kind],
        "statuses": [(status.value, said.STATUSES[status], status is wanted.status) for status in Status],
        "offices": [(row.id, row.name, row.id == wanted.office) for row in offices] if len(offices) > 1 else [],
    }


def tools(now: Today) -> list[dict[str, str]]:
    """Return the other pages of the inbox that this person may open."""
    pages = [
        (Act.SEE, "desk:blocks", _("Textbausteine")),
        (Act.SEE, "desk:absences", _("Vertretung")),
        (Act.SEE, "desk:directory", _("Verzeichnis der Stellen")),
        (Act.ORGANISE, "desk:offices", _("Stellen")),
        (Act.ORGANISE, "desk:categories", _("Rubriken")),
    ]
    offered = [(reverse(url), label) for act, url, label in pages if rules.may(act, now.who, None)]
    return [{"url": url, "label": label} for url, label in [*offered, *leads(now)]]
