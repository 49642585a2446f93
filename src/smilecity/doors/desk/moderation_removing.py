"""What must not stay is erased for good: a page that says what goes and what stays, a reason, a box to tick."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from smilecity.doors.desk import moderation_reading, words
from smilecity.doors.desk.moderation_acts import reason_in, seen, thing_or_404
from smilecity.doors.desk.moderation_place import turned_away
from smilecity.doors.desk.shell import crumbs, page, staff
from smilecity.ground import clock
from smilecity.ground.refusals import Refused
from smilecity.understand.moderation import actions, rules
from smilecity.understand.moderation.queries import things
from smilecity.understand.moderation.queries.things import Thing
from smilecity.understand.moderation.rules import Act, Outcome


@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, thing: UUID) -> HttpResponse:
    """Erase a contribution or comment for good."""
    away = turned_away(request, Act.REMOVE)
    if away:
        return away
    row = thing_or_404(thing)
    if not rules.possible(Outcome.REMOVED, row.publicity):
        messages.warning(request, _("Das wurde schon gelöscht."))
        return redirect("desk:moderation_thing", thing)
    if request.method != "POST":
        return _form(request, row)
    try:
        _erase(request, row)
    except Refused as refusal:
        messages.error(request, words.said(refusal))
        return _form(request, thing_or_404(thing))
    messages.success(request, _("Endgültig gelöscht: {name}").format(name=moderation_reading.name(row)))
    return redirect("desk:moderation")


def _erase(request: HttpRequest, row: Thing) -> None:
    actions.remove(
        target=row.target,
        reason=reason_in(request, row.language),
        sure="sicher" in request.POST,
        seen=seen(request),
        by=staff(request),
        at=clock.now(),
    )


def _form(request: HttpRequest, row: Thing) -> HttpResponse:
    title = _("Endgültig löschen")
    here = reverse("desk:moderation_thing", args=[row.target.id])
    name = moderation_reading.name(row)
    return page(
        request,
        "desk/moderation_remove.html",
        title,
        crumbs((reverse("desk:moderation"), _("Moderation")), (here, name), here=title),
        icon="bin",
        name=name,
        row=row,
        goes=_goes(row),
        stays=_stays(row),
        sure="sicher" in request.POST,
        reason=moderation_reading.reason_choices(row.language, request.POST.dict()),
        back_url=here,
    )


def _goes(row: Thing) -> list[str]:
    """Return in words what will be erased."""
    if row.target.comment:
        return [_("Text und Name, auch in früheren Fassungen")]
    photos = len(things.around(row.target).photos)
    shown = ngettext("{n} Foto mit allen Fassungen", "{n} Fotos mit allen Fassungen", photos).format(n=photos)
    return [_("Titel, Text, Name und Ort, auch in früheren Fassungen"), *([shown] if photos else [])]


def _stays(row: Thing) -> list[Any]:
    """Return in words what will be left."""
    backups = _("Sicherungskopien, bis sie ablaufen")
    if row.target.comment:
        return [_("Ihre Begründung, für die Person, die geschrieben hat"), backups]
    return [
        _("Nummer und Verlauf mit Ihrer Begründung. Auf der Seite steht nur, dass der Beitrag gelöscht wurde."),
        _("Kommentare anderer; niemand sieht sie mehr"),
        _("In den offenen Daten steht, dass der Beitrag gelöscht ist. Wer sie schon geladen hat, muss selbst löschen."),
        backups,
    ]
