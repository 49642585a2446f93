"""Codes at the desk: batches are planned, each of their files is printed once, what is lost becomes void."""

from collections.abc import Sequence
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from smilecity.collect.surveys import actions
from smilecity.collect.surveys.queries import SurveyRow
from smilecity.collect.surveys.rules import Act
from smilecity.doors.desk import code_sheet, words
from smilecity.doors.desk.ending import tell, turned_away
from smilecity.doors.desk.fields import WrittenField
from smilecity.doors.desk.shell import attempt, page, sent, staff, survey_crumbs, survey_or_404
from smilecity.ground import clock
from smilecity.ground.refusals import Refused
from smilecity.people.codes import queries, rules
from smilecity.people.codes.queries import BatchRow, SheetRow
from smilecity.people.codes.rules import Layout

LAYOUTS = {
    Layout.LETTER: gettext_lazy("Briefe: eine Seite je Code"),
    Layout.CARDS: gettext_lazy("Karten: acht je Seite"),
}
_HOW_MANY = gettext_lazy("Auf einmal gehen 1 bis 20.000 Codes. Bitte geben Sie eine Zahl dazwischen ein.")


class BatchForm(forms.Form):
    """A name to find the codes again, how many, and how they are printed."""

    name = WrittenField(
        label=gettext_lazy("Name"),
        most=rules.NAME_MOST,
        help_text=gettext_lazy("Damit Sie die Codes wiederfinden. Zum Beispiel: Briefe Ortsteil Reutershagen"),
        error_messages={"required": gettext_lazy("Bitte geben Sie den Codes einen Namen.")},
    )
    number = forms.IntegerField(
        label=gettext_lazy("Wie viele Codes?"),
        min_value=1,
        max_value=rules.BATCH_MOST,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), _HOW_MANY),
    )
    layout = forms.ChoiceField(
        label=gettext_lazy("Wie sollen sie gedruckt werden?"),
        choices=[(layout.value, label) for layout, label in LAYOUTS.items()],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Bitte wählen Sie Briefe oder Karten.")},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def codes(request: HttpRequest, survey: UUID) -> HttpResponse:
    """List the batches of a survey; a POST plans another."""
    row = survey_or_404(survey)
    away = turned_away(request, Act.PRINT_CODES, row)
    if away:
        return away
    form = BatchForm(sent(request), initial={"layout": Layout.LETTER.value})
    if form.is_valid():
        _plan(request, row, form)
        return redirect("desk:codes", row.id)
    tell(request, form, _("Noch nicht angelegt. Bitte prüfen Sie die markierten Felder."))
    return page(
        request,
        "desk/codes.html",
        _("Codes drucken"),
        survey_crumbs(row, _("Codes drucken")),
        form=form,
        batches=[_shown(batch) for batch in queries.batches(row.process)] if row.process else [],
        survey_id=row.id,
        submit_button_label=_("Codes anlegen"),
    )


def _plan(request: HttpRequest, row: SurveyRow, form: BatchForm) -> None:
    given = form.cleaned_data
    act = partial(
        actions.make_codes,
        survey=row.id,
        name=given["name"],
        number=given["number"],
        layout=Layout(given["layout"]),
        by=staff(request),
        at=clock.now(),
    )
    attempt(request, act, _("Die Codes sind angelegt. Jetzt können Sie sie drucken, jede Datei einmal."))


def _shown(batch: BatchRow) -> dict[str, Any]:
    return {
        "name": batch.name,
        "size": words.number(batch.size),
        "layout": LAYOUTS[batch.layout],
        "made": words.day(batch.made_at),
        "used": "" if batch.used is None else words.number(batch.used),
        "sheets": [_sheet(sheet) for sheet in batch.sheets],
    }


def _sheet(sheet: SheetRow) -> dict[str, Any]:
    return {
        "id": sheet.id,
        "label": _label(sheet),
        "size": words.number(sheet.size),
        "made": words.moment(sheet.made_at) if sheet.made_at else "",
        "void": words.moment(sheet.void_at) if sheet.void_at else "",
    }


def _label(sheet: SheetRow) -> str:
    if sheet.of == 1:
        return _("eine Datei")
    return _("Datei {number} von {of}").format(number=sheet.number, of=sheet.of)


@require_POST
def print_sheet(request: HttpRequest, survey: UUID, sheet: UUID) -> HttpResponse:
    """Make the codes of a file and send it, this one time."""
    row = survey_or_404(survey)
    away = turned_away(request, Act.PRINT_CODES, row)
    if away:
        return away
    found, _name, layout = _sheet_or_404(row, sheet)

    def draw(made: Sequence[str]) -> bytes:
        return code_sheet.draw(row, layout, made)

    try:
        file = actions.print_codes(survey=row.id, sheet=found.id, draw=draw, by=staff(request), at=clock.now())
    except Refused as refusal:
        messages.error(request, words.said(refusal))
        return redirect("desk:codes", row.id)
    response = HttpResponse(file, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="codes-{row.slug}-{found.number}.pdf"'
    # No cache and no proxy keeps what we do not keep ourselves.
    response["Cache-Control"] = "private, no-store"
    return response


def _sheet_or_404(row: SurveyRow, sheet: UUID) -> tuple[SheetRow, str, Layout]:
    found = queries.sheet(row.process, sheet) if row.process else None
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def void(request: HttpRequest, survey: UUID, sheet: UUID) -> HttpResponse:
    """Say what it means that codes become void; a POST does it, and there is a new file to print."""
    row = survey_or_404(survey)
    away = turned_away(request, Act.PRINT_CODES, row)
    if away:
        return away
    found, name, _layout = _sheet_or_404(row, sheet)
    if request.method == "POST":
        act = partial(actions.void_codes, survey=row.id, sheet=found.id, by=staff(request), at=clock.now())
        attempt(request, act, _("Diese Codes gelten nicht mehr. Sie können jetzt neue drucken."))
        return redirect("desk:codes", row.id)
    title = _("Codes für ungültig erklären")
    return page(
        request,
        "desk/codes_void.html",
        title,
        survey_crumbs(row, title),
        name=name,
        sheet=_sheet(found),
        survey_id=row.id,
    )
