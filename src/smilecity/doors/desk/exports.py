"""Files of all answers at the desk: asked for, watched while they are made, fetched, thrown away."""

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from smilecity.collect.surveys.queries import SurveyRow
from smilecity.doors.desk import ranged, words
from smilecity.doors.desk.shell import attempt, page, staff, survey_crumbs, survey_or_404
from smilecity.ground import audit, clock
from smilecity.ground.text import Texts, pick
from smilecity.understand.exports import actions, queries, rules
from smilecity.understand.exports.queries import ExportRow
from smilecity.understand.exports.rules import Book, Form, Stage

FORMS = {
    Form.XLSX: gettext_lazy("Excel (XLSX)"),
    Form.CSV: gettext_lazy("Tabelle als Text (CSV)"),
    Form.JSON: gettext_lazy("JSON für Programme"),
}
_TYPES = {
    Form.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Form.CSV: "text/csv; charset=utf-8",
    Form.JSON: "application/json",
}


@require_http_methods(["GET", "HEAD", "POST"])
def exports(request: HttpRequest, survey: UUID) -> HttpResponse:
    """Show the files of a survey and ask for one more."""
    row = survey_or_404(survey)
    reason = rules.why_not(staff(request).role_set, row.state, erased=row.erased_at is not None)
    if reason:
        messages.error(request, _(reason))
        return redirect("desk:survey", row.id)
    book = queries.book_of(row)
    if request.method == "POST":
        act = partial(
            actions.ask,
            survey=row.id,
            form=_form(request),
            chosen={key: request.POST.getlist(key) for key in book.offered()},
            by=staff(request),
            at=clock.now(),
        )
        attempt(request, act, _("Die Datei wird erstellt. Wir schreiben Ihnen, wenn sie fertig ist."))
        return redirect("desk:exports", row.id)
    return page(
        request,
        "desk/exports.html",
        _("Dateien zum Auswerten"),
        survey_crumbs(row, _("Dateien zum Auswerten")),
        icon="download",
        forms=[(form.value, label) for form, label in FORMS.items()],
        choices=_choices(book),
        **_listed(row, book),
    )


def _form(request: HttpRequest) -> Form:
    given = request.POST.get("form", "")
    return Form(given) if given in set(Form) else Form.XLSX


def _choices(book: Book) -> list[dict[str, Any]]:
    """Return what a part may be chosen by: each question and feature with its values."""
    asked = [
        {"key": question.id, "label": pick(question.text, "de"), "values": _named(rules.answers_of(question))}
        for question in book.questions
        if rules.answers_of(question)
    ]
    told = [
        {"key": feature.value, "label": words.FEATURES[feature], "values": _named(labels)}
        for feature, labels in book.features.items()
        if labels
    ]
    return asked + told


def _named(labels: Any) -> list[tuple[str, str]]:
    return [(key, pick(text, "de")) for key, text in labels.items()]


@require_safe
def progress(request: HttpRequest, survey: UUID) -> HttpResponse:
    """Give the list of files as it stands, for the page that shows it."""
    row = survey_or_404(survey)
    if rules.why_not(staff(request).role_set, row.state):
        raise Http404
    return render(request, "desk/exports_list.html", _listed(row, queries.book_of(row)))


def _listed(row: SurveyRow, book: Book) -> dict[str, Any]:
    found = queries.of_survey(row.id)
    return {
        "files": [_file(row, one, book) for one in found],
        "under_way": any(one.under_way for one in found),
        "progress_url": reverse("desk:exports_progress", args=[row.id]),
    }


def _file(row: SurveyRow, one: ExportRow, book: Book) -> dict[str, Any]:
    return {
        "form": FORMS[one.form],
        "asked": words.moment(one.asked_at),
        "chosen": _in_words(one, book),
        "stage": one.stage.value,
        "done": one.done,
        "total": one.total,
        "how_far": _how_far(one),
        "size": filesizeformat(one.size) if one.size else "",
        "until": words.day(one.erase_at),
        "fetch_url": reverse("desk:export_file", args=[row.id, one.id]) if one.stage is Stage.READY else "",
        "remove_url": reverse("desk:remove_export", args=[row.id, one.id]),
    }


def _how_far(one: ExportRow) -> str:
    if one.total is None:
        return _("Gleich geht es los.")
    return _("{done} von {total} Teilnahmen").format(done=words.number(one.done), total=words.number(one.total))


def _in_words(one: ExportRow, book: Book) -> str:
    """Return which part was chosen: each question or feature with the values that count."""
    asked: dict[str, tuple[Texts | str, Any]] = {q.id: (q.text, rules.answers_of(q)) for q in book.questions}
    asked |= {feature.value: (str(words.FEATURES[feature]), labels) for feature, labels in book.features.items()}
    said = []
    for key, values in one.chosen.items():
        title, labels = asked.get(key, ("", {}))
        named = [pick(labels[value], "de") for value in values if value in labels]
        said.append(f"{title if isinstance(title, str) else pick(title, 'de')}: {', '.join(named)}")
    return "; ".join(said) or _("alle Teilnahmen")


@require_safe
def export_file(request: HttpRequest, survey: UUID, export: UUID) -> HttpResponseBase:
    """Hand over a file, or the rest of it. The first piece of each stands in the audit log."""
    row, found, path = survey_or_404(survey), queries.by_id(export), queries.file_of(export)
    if rules.why_not(staff(request).role_set, row.state) or found is None or found.survey != row.id:
        raise Http404
    if path is None:
        messages.error(request, _("Diese Datei gibt es nicht mehr. Sie können sie neu erstellen."))
        return redirect("desk:exports", row.id)
    name = f"{row.slug}.{found.form.value}"
    response = ranged.answer(request, path, name=name, content_type=_TYPES[found.form], tag=f'"{export}"')
    if request.method == "GET" and ranged.begins(request):
        by = staff(request).pk
        audit.record(actor=by, verb="exports.fetch", subject=f"survey:{row.id}", at=clock.now())
    return response


@require_POST
def remove(request: HttpRequest, survey: UUID, export: UUID) -> HttpResponse:
    """Throw a file away."""
    row, found = survey_or_404(survey), queries.by_id(export)
    if found is not None and found.survey != row.id:
        raise Http404
    act = partial(actions.remove, export=export, by=staff(request), at=clock.now())
    attempt(request, act, _("Die Datei ist gelöscht."))
    return redirect("desk:exports", row.id)
