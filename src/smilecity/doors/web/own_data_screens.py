"""Prepared values for the pages of one's own data: who asks, everything that is held, and what stays after erasing."""

from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from smilecity.doors.visitor import accounts
from smilecity.doors.web import own_data_words, visit, words
from smilecity.doors.web.writing import begun_in
from smilecity.people.models import User
from smilecity.people.owndata import queries
from smilecity.people.owndata.queries import LinkRow, Part, Value
from smilecity.people.owndata.rules import Person

Values = dict[str, object]
# Of each sort; the file holds all of them.
ROWS_MOST = 100


def of_member(request: HttpRequest, user: User) -> Person:
    """Return the member who asks, with what this browser has begun."""
    return queries.member(user, [*begun_in(request), *visit.begun_in(request)])


def of_link(link: LinkRow) -> Person | None:
    """Return the guest to whom a link was sent; None where the address is a member's: they sign in."""
    if accounts.is_members(link.address):
        return None
    return queries.guest(link.address, accounts.never_confirmed(link.address))


def remarks() -> list[str]:
    """Return what the copy cannot hold, or what stays, in the reader's language."""
    return [_(sentence) for sentence in queries.stays()]


def listing(person: Person, *, token: str = "") -> Values:
    """Return what the page with everything shows; `token`: opened by the link of a mail."""
    found = queries.export(person)
    parts = [part for name, some in found.items() for part in some]
    links = {part.section.name for part in found["owndata"]}
    return {
        "nothing": all(part.section.name in links for part in parts if part.rows),
        "address": person.address,
        "parts": [_part(part) for part in parts if part.rows],
        "missing": [_(part.section.label) for part in parts if not part.rows and not _of_staff(part)],
        "remarks": remarks(),
        "download_url": _url("download", token),
        "erase_url": _url("erase", token),
        "schema_url": reverse("web:own_data_schema"),
        "by_link": bool(token),
    }


def _of_staff(part: Part) -> bool:
    """Say whether a section is about work at the town hall: who has nothing there need not read that."""
    return part.section.name in {"acts", "offices", "absences", "notes", "taken", "batches", "looks", "traces"}


def _url(page: str, token: str) -> str:
    return reverse(f"web:own_link_{page}", args=[token]) if token else reverse(f"web:own_data_{page}")


def _part(part: Part) -> Values:
    return {
        "label": _(part.section.label),
        "count": ngettext("{n} Eintrag", "{n} Einträge", len(part.rows)).format(n=words.number(len(part.rows))),
        "rows": [_row(part, row) for row in part.rows[:ROWS_MOST]],
        "more": len(part.rows) > ROWS_MOST,
    }


def _row(part: Part, row: dict[str, Value]) -> list[tuple[str, str]]:
    """Return the fields of a row that say something."""
    said = [(_(field.label), own_data_words.shown(field, row[field.name])) for field in part.section.fields]
    return [(label, text) for label, text in said if text]


def erasing(person: Person, *, token: str = "", user: UUID | None = None) -> Values:
    """Return what the page says that asks whether everything is to be erased."""
    return {
        "address": person.address,
        "account": person.user is not None,
        "stays": remarks(),
        "back_url": reverse("web:own_data") if user or not token else reverse("web:own_link", args=[token]),
        "by_link": bool(token),
    }
