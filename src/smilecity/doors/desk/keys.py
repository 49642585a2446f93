"""Keys at the desk: made (the secret is shown once, on the answer to the form alone) and revoked."""

from datetime import datetime, time
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

from smilecity.doors.desk import measured_words as said
from smilecity.doors.desk import words
from smilecity.doors.desk.fields import WrittenField, on_city_clock
from smilecity.doors.desk.measured_place import parties_step, turned_away, way
from smilecity.doors.desk.parties import party_or_404
from smilecity.doors.desk.shell import attempt, page, sent, staff
from smilecity.ground import clock
from smilecity.ground.refusals import Refused
from smilecity.people.keys import actions, queries
from smilecity.people.keys.actions import NewKey
from smilecity.people.keys.queries import PartyRow
from smilecity.people.keys.rules import MOST_A_MINUTE, Scope

_END_OF_DAY = time(23, 59)


class KeyForm(forms.Form):
    """What a key is for, what it opens, how long, how fast."""

    label = WrittenField(
        label=gettext_lazy("Wofür ist der Schlüssel?"),
        most=actions.LABEL_MOST,
        help_text=gettext_lazy("Damit Sie ihn später wiedererkennen. Zum Beispiel: Pegel am Alten Strom"),
        error_messages={"required": gettext_lazy("Bitte schreiben Sie dazu, wofür der Schlüssel ist.")},
    )
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("Was darf der Schlüssel?"),
        choices=[(scope.value, said.SCOPES[scope]) for scope in Scope],
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("So wenig wie möglich: Ein Gerät, das nur misst, braucht nur „Messen“."),
        error_messages={"required": gettext_lazy("Bitte wählen Sie mindestens ein Recht für den Schlüssel.")},
    )
    expires_on = forms.DateField(
        label=gettext_lazy("Gilt bis einschließlich"),
        required=False,
        input_formats=["%Y-%m-%d", "%d.%m.%Y", "%d.%m.%y"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=gettext_lazy("Ohne Tag gilt der Schlüssel, bis Sie ihn widerrufen."),
        error_messages={"invalid": gettext_lazy("Bitte geben Sie einen Tag ein, zum Beispiel 31.12.2026.")},
    )
    a_minute = forms.IntegerField(
        label=gettext_lazy("Anfragen in der Minute, höchstens"),
        min_value=1,
        max_value=MOST_A_MINUTE,
        initial=actions.A_MINUTE,
        error_messages={
            key: gettext_lazy("Bitte geben Sie eine Zahl von 1 bis 1.000.000 ein.")
            for key in ("required", "invalid", "min_value", "max_value")
        },
    )

    def clean(self) -> dict[str, Any]:
        """Turn the last day into the instant at its end."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        last = cleaned.get("expires_on")
        try:
            cleaned["expires_at"] = on_city_clock(last, _END_OF_DAY) if last else None
        except forms.ValidationError as error:
            self.add_error("expires_on", error)
        return cleaned


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, party: int) -> HttpResponse:
    """Make a key for a party and show its secret, once."""
    away = turned_away(request)
    if away:
        return away
    at = clock.now()
    row = party_or_404(party, at)
    form = KeyForm(sent(request), initial={"scopes": [Scope.OBSERVE.value]})
    made = _make(request, row, form, at) if form.is_valid() else None
    if made:
        return _shown_once(request, row, form, made)
    if form.errors:
        validation_error(request, _("Noch nicht erstellt. Bitte prüfen Sie die markierten Felder."), form)
    return page(
        request,
        "desk/key_form.html",
        _("Neuer Schlüssel"),
        _way(row, _("Neuer Schlüssel")),
        icon="key",
        form=form,
        party_name=row.name,
        submit_button_label=_("Schlüssel erstellen"),
    )


def _way(row: PartyRow, here: str) -> Any:
    return way(parties_step(), (reverse("desk:party", args=[row.id]), row.name), here=here)


def _make(request: HttpRequest, row: PartyRow, form: KeyForm, at: datetime) -> NewKey | None:
    given = form.cleaned_data
    try:
        return actions.make_key(
            party=row.id,
            label=given["label"],
            scopes=[Scope(scope) for scope in given["scopes"]],
            a_minute=given["a_minute"],
            expires_at=given["expires_at"],
            by=staff(request),
            at=at,
        )
    except Refused as refusal:
        field = "expires_on" if refusal.sentence == actions.OVER_ALREADY else None
        form.add_error(field, words.said(refusal))
        return None


def _shown_once(request: HttpRequest, row: PartyRow, form: KeyForm, made: NewKey) -> HttpResponse:
    """Show the secret on this answer, which nobody keeps: no session, no address, and as all of the desk no cache."""
    return page(
        request,
        "desk/key_made.html",
        _("Der Schlüssel ist erstellt"),
        _way(row, _("Neuer Schlüssel")),
        icon="key",
        secret=made.secret,
        observer=made.id if Scope.OBSERVE.value in form.cleaned_data["scopes"] else "",
        label=form.cleaned_data["label"],
        party_name=row.name,
        party_url=reverse("desk:party", args=[row.id]),
    )


@require_POST
def revoke(request: HttpRequest, key: UUID) -> HttpResponse:
    """Revoke a key."""
    away = turned_away(request)
    if away:
        return away
    act = partial(actions.revoke_key, key=key, by=staff(request), at=clock.now())
    attempt(request, act, _("Der Schlüssel ist widerrufen. Er öffnet nichts mehr."))
    party = queries.party_of(key)
    return redirect("desk:party", party) if party else redirect("desk:parties")
