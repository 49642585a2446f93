"""Entries of the library are written at the desk: new ones, known ones (two editors are told), copies from surveys."""

from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from smilecity.collect.library import actions, rules
from smilecity.collect.library.actions import NAME_TAKEN
from smilecity.collect.library.queries import EntryRow
from smilecity.collect.library.rules import Act
from smilecity.collect.surveys import actions as surveys
from smilecity.collect.surveys.rules import Kind
from smilecity.doors.desk import editions, option_rows, words
from smilecity.doors.desk.ending import done, tell
from smilecity.doors.desk.library import ICON, entry_or_404, turned_away, way
from smilecity.doors.desk.library_form import EntryForm, NamedForm, shown_tags
from smilecity.doors.desk.question_form import initial
from smilecity.doors.desk.questions import question_or_404
from smilecity.doors.desk.shell import page, sent, staff, survey_crumbs, survey_or_404
from smilecity.doors.desk.survey_path import back
from smilecity.ground import clock
from smilecity.ground.refusals import Refused
from smilecity.ground.text import pick

_pages = require_http_methods(["GET", "HEAD", "POST"])
Form = EntryForm | NamedForm


@_pages
def new(request: HttpRequest) -> HttpResponse:
    """Write a question for the library itself."""
    return turned_away(request, Act.PUT) or _write(request, None)


@_pages
def edit(request: HttpRequest, entry: UUID) -> HttpResponse:
    """Change an entry."""
    return turned_away(request, Act.EDIT) or _write(request, entry_or_404(entry))


def _write(request: HttpRequest, row: EntryRow | None) -> HttpResponse:
    if request.method == "POST" and "rows" in request.POST:
        rows, focus = option_rows.changed(option_rows.typed(request.POST), request.POST["rows"])
        form: Form = EntryForm(rows=rows, kept=_kept(row), initial=request.POST.dict())
        return _page(request, row, form, focus=focus, has_unsaved_changes=True)
    form = _form(request, row)
    if form.is_valid():
        saved = _save(request, row, form)
        if saved:
            messages.success(request, _("Die Frage in der Sammlung ist gespeichert. Umfragen behalten ihre Kopien."))
            return redirect("desk:library_entry", saved)
    return _page(request, row, form, has_unsaved_changes=form.is_bound)


def _kept(row: EntryRow | None) -> Any:
    return row.worded.question if row else None


def _form(request: HttpRequest, row: EntryRow | None) -> Form:
    begins = {"name": row.worded.name, "tags": shown_tags(row.worded.tags)} if row else {}
    kept = _kept(row)
    if row is not None and kept is None:
        return NamedForm(sent(request), initial=begins)
    if request.method == "POST":
        return EntryForm(request.POST, rows=option_rows.typed(request.POST), kept=kept)
    if kept is None:
        return EntryForm(rows=option_rows.padded([], least=3), initial={"kind": Kind.ONE.value})
    return EntryForm(rows=option_rows.known(kept.options), kept=kept, initial=begins | initial(kept))


def _save(request: HttpRequest, row: EntryRow | None, form: Form) -> UUID | None:
    named = {"name": form.cleaned_data["name"], "tags": form.cleaned_data["tags"]}
    by, at = staff(request), clock.now()
    try:
        question = surveys.as_written(form.fields_written()) if isinstance(form, EntryForm) else None
        if row is None and question is not None:
            return actions.add(question=question, by=by, at=at, **named)
        if row is not None:
            actions.edit(entry=row.id, question=question, by=by, at=at, seen=editions.seen(request), **named)
            return row.id
    except Refused as refusal:
        form.add_error("name" if refusal.sentence == NAME_TAKEN else None, words.said(refusal))
    return None


def _page(request: HttpRequest, row: EntryRow | None, form: Form, **shown: Any) -> HttpResponse:
    tell(request, form)
    title = _("Frage der Sammlung bearbeiten") if row else _("Neue Frage für die Sammlung")
    back = reverse("desk:library_entry", args=[row.id]) if row else reverse("desk:library")
    if row:
        shown |= {"edition": row.worded.edition, "theirs": _theirs(request, row, form)}
    return page(
        request,
        "desk/library_form.html" if isinstance(form, EntryForm) else "desk/library_named.html",
        title,
        way(*([(back, row.worded.name)] if row else []), here=title),
        icon=ICON,
        form=form,
        languages=[{"code": code, "label": label} for code, label in words.LANGUAGES.items()],
        submit_button_label=_("Frage speichern"),
        survey_url=back,
        **shown,
    )


def _theirs(request: HttpRequest, row: EntryRow, form: forms.Form) -> dict[str, Any]:
    """Return how somebody else has changed the entry since the form was opened, if anybody has."""
    if not form.is_bound or editions.seen(request) in {"", row.worded.edition}:
        return {}
    known = {"name": row.worded.name, "tags": shown_tags(row.worded.tags)}
    question = row.worded.question
    options = [(_("Antworten"), ", ".join(pick(o.text, "de") for o in question.options))] if question else []
    who = editions.who_changed(f"library:{row.id}", ["library.edit"])
    kept = known | (initial(question) if question else {})
    return {"who": who, "rows": [*editions.theirs(form, kept), *(pair for pair in options if pair[1])]}


@_pages
def put(request: HttpRequest, survey: UUID, question: UUID) -> HttpResponse:
    """Put a copy of a survey's question into the library; the page says what will stay behind."""
    row = survey_or_404(survey)
    asked = question_or_404(row, question)
    if not rules.may(Act.PUT, staff(request).role_set):
        messages.error(request, _(rules.NOT_YOURS))
        return redirect("desk:survey", row.id)
    bare, left = rules.alone(asked)
    form = NamedForm(sent(request), initial={"name": rules.name_for(bare)})
    if form.is_valid() and _put(request, question, form):
        messages.success(request, " ".join([_("Die Frage steht jetzt in der Sammlung."), *map(_, left)]))
        return redirect(back(request, row, f"frage-{question}"))
    tell(request, form)
    title = _("Frage in die Sammlung legen")
    return page(
        request,
        "desk/library_put.html",
        title,
        survey_crumbs(row, title),
        icon=ICON,
        form=form,
        text=pick(bare.text, "de"),
        options=[pick(option.text, "de") for option in bare.options],
        left=[_(sentence) for sentence in left],
        submit_button_label=_("In die Sammlung legen"),
    )


def _put(request: HttpRequest, question: UUID, form: NamedForm) -> bool:
    given = form.cleaned_data
    act = partial(
        actions.put, question=question, name=given["name"], tags=given["tags"], by=staff(request), at=clock.now()
    )
    return done(form, act, {NAME_TAKEN: "name"})
