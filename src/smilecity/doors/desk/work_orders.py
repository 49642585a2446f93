"""An office orders a crew to see to a contribution, gives the order to another one, or takes it back."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from smilecity.collect.contributions.queries import Detail
from smilecity.collect.contributions.rules import OPEN
from smilecity.deliver.answers import queries as answers
from smilecity.deliver.answers import rules as answering
from smilecity.deliver.fieldwork import actions, queries
from smilecity.deliver.fieldwork.queries import CrewRow, DeskOrder
from smilecity.deliver.fieldwork.rules import NOTE_MOST, State
from smilecity.doors.desk.case import case_crumbs, detail_or_404
from smilecity.doors.desk.case_orders import shown
from smilecity.doors.desk.ending import done, tell
from smilecity.doors.desk.fields import WrittenField
from smilecity.doors.desk.inbox_place import Today, today, turned_away
from smilecity.doors.desk.shell import attempt, page, sent, staff


class OrderForm(forms.Form):
    """Which crew, what it has to know, and whether it comes before all else. `seen`: what was known of the case."""

    crew = forms.TypedChoiceField(label=gettext_lazy("Team"), coerce=int)
    note = WrittenField(
        label=gettext_lazy("Hinweis an das Team"),
        most=NOTE_MOST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Nur das Team liest ihn: Schlüssel, Ansprechperson, Werkzeug, Gefahren."),
    )
    urgent = forms.BooleanField(label=gettext_lazy("Dringend: kommt vor allem anderen"), required=False)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, crews: Sequence[CrewRow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["crew"]
        if isinstance(field, forms.TypedChoiceField):
            field.choices = [(row.id, choice_of(row)) for row in crews]


def choice_of(row: CrewRow) -> str:
    """Return a crew as a choice names it: with how much it has to do already."""
    return _("{name} ({n} offen)").format(name=row.name, n=row.open)


@require_http_methods(["GET", "HEAD", "POST"])
def order(request: HttpRequest, number: int) -> HttpResponse:
    """Show the order of a contribution, or the form for one; a POST does what its button says."""
    detail, now = detail_or_404(number), today(request)
    away = turned_away(request, now, answering.Act.HAND_OVER, detail.office)
    if away:
        return away
    there = queries.order_of(detail.id)
    crews = [row for row in queries.crews(detail.office) if row.active] if detail.office else []
    given = sent(request)
    if there and given is not None and {"wechseln", "zurueckziehen"} & set(given):
        attempt(request, *_moved(request, there, now))
        return redirect("desk:case", number)
    form = OrderForm(given, crews=crews, initial={"seen": answers.case(detail.id).seen})
    if form.is_valid() and done(form, partial(_order, request, detail, form, now)):
        return redirect("desk:case", number)
    tell(request, form)
    return _page(request, detail, form, crews, there if there and there.state is State.OPEN else None)


def _order(request: HttpRequest, detail: Detail, form: OrderForm, now: Today) -> None:
    cleaned = form.cleaned_data
    seen = cleaned.pop("seen") or 0
    actions.order_work(contribution=detail.id, seen=seen, by=staff(request), at=now.at, **cleaned)


def _moved(request: HttpRequest, there: DeskOrder, now: Today) -> tuple[Callable[[], object], str]:
    """Return what the button that was pressed does, and what is said then."""
    who: dict[str, Any] = {"order": there.id, "by": staff(request), "at": now.at}
    if "zurueckziehen" in request.POST:
        return partial(actions.withdraw_order, **who), _(
            "Der Auftrag ist zurückgezogen. Das Team sieht ihn nicht mehr."
        )
    raw = request.POST.get("crew", "")
    crew = int(raw) if raw.isdecimal() and len(raw) < 9 else 0
    return partial(actions.change_crew, crew=crew, **who), _("Der Auftrag liegt jetzt beim anderen Team.")


def _page(
    request: HttpRequest, detail: Detail, form: OrderForm, crews: Sequence[CrewRow], there: DeskOrder | None
) -> HttpResponse:
    title = _("Auftrag an ein Team")
    return page(
        request,
        "desk/work_order.html",
        title,
        case_crumbs(detail, title),
        icon="mail",
        form=form,
        name=detail.title,
        number=detail.number,
        order=shown(there) if there else None,
        others=[(row.id, choice_of(row)) for row in crews if there and row.id != there.crew],
        crews_url=reverse("desk:crews", args=[detail.office]) if detail.office else "",
        tells=detail.status in OPEN,
    )
