"""Who is away when, and who stands in: each for themselves, administrators for everybody."""

from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin.messages import validation_error

from smilecity.deliver.answers import actions, queries
from smilecity.doors.desk import inbox_words as said
from smilecity.doors.desk.inbox_place import Today, today, turned_away
from smilecity.doors.desk.shell import attempt, crumbs, page, sent, staff

_DAY: dict[str, Any] = {
    "input_formats": ["%Y-%m-%d", "%d.%m.%Y", "%d.%m.%y"],
    "error_messages": {
        "required": gettext_lazy("Bitte geben Sie einen Tag ein."),
        "invalid": gettext_lazy("Bitte geben Sie einen Tag ein, zum Beispiel 31.12.2026."),
    },
}


class AbsenceForm(forms.Form):
    """Who is away, from when to when, and who stands in."""

    user = forms.ChoiceField(label=gettext_lazy("Wer ist nicht da?"))
    substitute = forms.ChoiceField(
        label=gettext_lazy("Wer vertritt?"),
        help_text=gettext_lazy("Die Vertretung sieht und beantwortet alles und bekommt die Erinnerungen."),
        error_messages={"required": gettext_lazy("Bitte wählen Sie eine Vertretung.")},
    )
    first_on = forms.DateField(
        label=gettext_lazy("Erster Tag"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **_DAY
    )
    last_on = forms.DateField(
        label=gettext_lazy("Letzter Tag"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **_DAY
    )

    def __init__(self, *args: Any, people: list[tuple[str, str]], me: str, everybody: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = [person for person in people if everybody or person[0] == me]
        for name, choices in (("user", own), ("substitute", [("", _("Bitte wählen")), *people])):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = choices
        self.fields["user"].initial = me


@require_http_methods(["GET", "HEAD", "POST"])
def absences(request: HttpRequest) -> HttpResponse:
    """Show who is away, and note another absence."""
    now, me = today(request), staff(request)
    away = turned_away(request, now)
    if away:
        return away
    people = [(str(row.user), row.name) for row in queries.colleagues()]
    form = AbsenceForm(sent(request), people=people, me=str(me.pk), everybody=now.who.administers)
    if form.is_valid() and _note(request, form, now):
        return redirect("desk:absences")
    if form.errors:
        validation_error(request, _("Noch nicht gespeichert. Bitte prüfen Sie die markierten Felder."), form)
    return page(
        request,
        "desk/absences.html",
        _("Vertretung"),
        crumbs((reverse("desk:inbox"), _("Eingang")), here=_("Vertretung")),
        icon="group",
        form=form,
        submit_button_label=_("Vertretung eintragen"),
        absences=[_shown(row, me.pk, now) for row in queries.absences(at=now.at)],
    )


def _note(request: HttpRequest, form: AbsenceForm, now: Today) -> bool:
    cleaned = form.cleaned_data
    act = partial(
        actions.note_absence,
        user=UUID(cleaned["user"]),
        substitute=UUID(cleaned["substitute"]),
        first_on=cleaned["first_on"],
        last_on=cleaned["last_on"],
        by=staff(request),
        at=now.at,
    )
    return attempt(request, act, _("Die Vertretung ist eingetragen."))


def _shown(row: queries.AbsenceRow, me: UUID, now: Today) -> dict[str, str]:
    return {
        "name": row.name,
        "substitute": row.substitute,
        "first": said.on_day(row.first_on),
        "last": said.on_day(row.last_on),
        "end_url": reverse("desk:end_absence", args=[row.id]) if row.user == me or now.who.administers else "",
    }


@require_POST
def end(request: HttpRequest, absence: int) -> HttpResponse:
    """Take an absence back."""
    act = partial(actions.end_absence, absence=absence, by=staff(request), at=today(request).at)
    attempt(request, act, _("Die Vertretung ist beendet."))
    return redirect("desk:absences")
