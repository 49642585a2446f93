"""Prepared values about work outside: the orders of a contribution, what the crews said, whether one can be given."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy

from smilecity.collect.contributions.queries import Detail
from smilecity.collect.contributions.rules import Publicity, Status
from smilecity.deliver.answers import rules as answering
from smilecity.deliver.fieldwork import queries
from smilecity.deliver.fieldwork.queries import DeskOrder
from smilecity.deliver.fieldwork.rules import State
from smilecity.doors.desk import words
from smilecity.doors.desk.inbox_place import Today
from smilecity.people import queries as people

STATES = {
    State.OPEN: gettext_lazy("beauftragt"),
    State.DONE: gettext_lazy("erledigt"),
    State.RETURNED: gettext_lazy("zurückgegeben"),
    State.WITHDRAWN: gettext_lazy("zurückgezogen"),
}


def shown(row: DeskOrder) -> dict[str, Any]:
    """Return an order as pages say it."""
    names = people.names({who for who in (row.ordered_by, row.settled_by) if who})
    return {
        "crew": row.crew_name,
        "state": row.state.value,
        "state_text": STATES[row.state],
        "note": row.note,
        "urgent": row.urgent,
        "open": row.state is State.OPEN,
        "since": words.moment(row.ordered_at),
        "by": names.get(row.ordered_by, "") if row.ordered_by else "",
        "ended": words.moment(row.settled_at) if row.settled_at else "",
        "ended_by": names.get(row.settled_by, "") if row.settled_by else "",
        "said": row.said,
        "photos": [reverse("desk:case_photo", args=[photo]) for photo in row.photos],
    }


def of_case(detail: Detail, now: Today) -> dict[str, Any]:
    """Return what the page of a contribution says about work outside: its orders, and where to give one."""
    rows = queries.orders_of(detail.id)
    ours = answering.may(answering.Act.HAND_OVER, now.who, detail.office)
    possible = detail.publicity is Publicity.SHOWN and not detail.merged_into and detail.office is not None
    going_on = any(row.state is State.OPEN for row in rows)
    waits = detail.status not in {Status.DONE, Status.DECLINED}
    return {
        "orders": [shown(row) for row in rows],
        "url": reverse("desk:work_order", args=[detail.number]),
        "may_order": ours and possible and waits and not going_on,
        "may_change": ours and going_on,
    }
