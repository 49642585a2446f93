"""Who works with Smile City: the accounts with roles, whether each has a second key, and roles given."""

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from smilecity.doors.desk import words
from smilecity.doors.desk.city_form import RolesForm
from smilecity.doors.desk.city_place import turned_away, way
from smilecity.doors.desk.ending import done, tell
from smilecity.doors.desk.shell import page, sent, staff
from smilecity.doors.visitor import second_factor
from smilecity.ground import clock
from smilecity.people import actions, queries
from smilecity.people.queries import AccountRow
from smilecity.people.rules import Role


@require_http_methods(["GET", "HEAD", "POST"])
def people(request: HttpRequest) -> HttpResponse:
    """List the accounts with roles; a POST gives an account its roles."""
    away = turned_away(request)
    if away:
        return away
    rows = queries.staff()
    form = RolesForm(sent(request), initial=_known(rows, request.GET.get("konto", "")))
    if form.is_valid() and _appoint(request, form):
        messages.success(request, _("Die Rollen sind gespeichert. Sie gelten ab jetzt."))
        return redirect("desk:city_people")
    tell(request, form)
    guarded = second_factor.set_up_among(row.id for row in rows)
    title = _("Konten und Rollen")
    return page(
        request,
        "desk/city_people.html",
        title,
        way(title),
        icon="group",
        form=form,
        rows=[_row(row, guarded) for row in rows],
        submit_button_label=_("Rollen speichern"),
    )


def _known(rows: list[AccountRow], account: str) -> dict[str, Any]:
    """Return what the form begins with where an account was chosen from the list."""
    row = next((row for row in rows if str(row.id) == account), None)
    return {"email": row.email, "roles": [role.value for role in row.roles]} if row else {}


def _row(row: AccountRow, guarded: set[UUID]) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.name or row.email,
        "email": row.email if row.name else "",
        "roles": words.listed([words.ROLES[role] for role in Role if role in row.roles]),
        "guarded": row.id in guarded,
        "locked": not row.active,
    }


def _appoint(request: HttpRequest, form: RolesForm) -> bool:
    roles = [Role(role) for role in form.cleaned_data["roles"]]
    act = partial(actions.appoint, email=form.cleaned_data["email"], roles=roles, by=staff(request), at=clock.now())
    return done(form, act, {actions.NO_ACCOUNT: "email", actions.NOT_YOURSELF: "roles"})
