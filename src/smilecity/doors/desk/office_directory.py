"""What residents are told of each office in "Wer ist zuständig?", written by those who work there."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin.messages import validation_error

from smilecity.city import office_details
from smilecity.city import queries as city
from smilecity.deliver.answers import actions, rules
from smilecity.deliver.answers.rules import Act
from smilecity.doors.desk import words
from smilecity.doors.desk.inbox_place import Today, today, turned_away
from smilecity.doors.desk.office_form import OfficeForm
from smilecity.doors.desk.shell import crumbs, page, sent, staff
from smilecity.ground.refusals import Refused

_FIELDS = {
    office_details.WRONG_EMAIL: "email",
    office_details.WRONG_PHONE: "phone",
    office_details.TOO_MANY_WORDS: "everyday_de",
    office_details.LONG_WORD: "everyday_de",
    office_details.NO_DISTRICT: "serves",
}


@require_safe
def directory(request: HttpRequest) -> HttpResponse:
    """Show every office, those first that this person may describe."""
    now = today(request)
    away = turned_away(request, now)
    if away:
        return away
    shown = [
        {
            "name": card.name,
            "text": card.responsibilities,
            "words": ", ".join(card.everyday),
            "url": reverse("desk:describe_office", args=[card.id]) if rules.may(Act.DESCRIBE, now.who, card.id) else "",
        }
        for card in city.directory()
    ]
    return page(
        request,
        "desk/directory.html",
        _("Verzeichnis der Stellen"),
        crumbs((reverse("desk:inbox"), _("Eingang")), here=_("Verzeichnis der Stellen")),
        icon="group",
        offices=sorted(shown, key=lambda office: not office["url"]),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def describe(request: HttpRequest, office: int) -> HttpResponse:
    """Show and change what residents are told of an office."""
    now = today(request)
    away = turned_away(request, now, Act.DESCRIBE, office)
    if away:
        return away
    known, name = city.office_details(office), next((row.name for row in city.offices() if row.id == office), "")
    if known is None:
        raise Http404
    form = OfficeForm(sent(request), districts=[(row.code, row.name) for row in city.districts()], known=known)
    if form.is_valid() and _save(request, office, form, now):
        messages.success(request, _("Gespeichert. So steht es jetzt im Verzeichnis."))
        return redirect("desk:directory")
    if form.errors:
        validation_error(request, _("Noch nicht gespeichert. Bitte prüfen Sie die markierten Felder."), form)
    return page(
        request,
        "desk/describe_office.html",
        name,
        crumbs(
            (reverse("desk:inbox"), _("Eingang")),
            (reverse("desk:directory"), _("Verzeichnis der Stellen")),
            here=name,
        ),
        icon="group",
        form=form,
        submit_button_label=_("Angaben speichern"),
    )


def _save(request: HttpRequest, office: int, form: OfficeForm, now: Today) -> bool:
    try:
        actions.describe_office(office=office, details=form.details(), by=staff(request), at=now.at)
    except Refused as refusal:
        form.add_error(_FIELDS.get(refusal.sentence), words.said(refusal))
        return False
    return True
