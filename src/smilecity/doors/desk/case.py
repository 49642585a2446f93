"""A contribution as its office sees it: what it says, what happened, and the public answer to be written."""

from functools import partial
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from smilecity.collect.contributions import queries as trunk
from smilecity.collect.contributions.queries import Detail
from smilecity.deliver.answers import actions, queries, rules
from smilecity.deliver.answers.queries import Case
from smilecity.deliver.answers.rules import Act
from smilecity.doors.desk import case_facts, case_talk
from smilecity.doors.desk import inbox_words as said
from smilecity.doors.desk.case_form import AnswerForm, CommentForm
from smilecity.doors.desk.case_orders import of_case
from smilecity.doors.desk.ending import done, tell
from smilecity.doors.desk.inbox_place import Today, today, turned_away
from smilecity.doors.desk.shell import Crumb, crumbs, page, sent, staff
from smilecity.doors.desk.text_blocks import theirs, with_block

_NOT_PUBLIC = gettext_lazy("Noch nicht veröffentlicht. Bitte prüfen Sie die markierten Felder.")


def detail_or_404(number: int) -> Detail:
    """Return the contribution of an address."""
    found = queries.by_number(number)
    detail = trunk.by_id(found) if found else None
    if detail is None:
        raise Http404
    return detail


def case_crumbs(detail: Detail, here: str = "") -> list[Crumb]:
    """Return the way to a page of a contribution."""
    listing = (reverse("desk:inbox"), _("Eingang"))
    name = said.name(detail.kind, detail.number)
    if not here:
        return crumbs(listing, here=name)
    return crumbs(listing, (reverse("desk:case", args=[detail.number]), name), here=here)


def uuid_of(raw: str) -> UUID | None:
    """Return the id in a form; None for nonsense."""
    try:
        return UUID(raw)
    except ValueError:
        return None


@require_http_methods(["GET", "HEAD", "POST"])
def case(request: HttpRequest, number: int) -> HttpResponse:
    """Show a contribution; a POST inserts a text block, shows the answer beforehand, comments, or answers in public."""
    detail, now = detail_or_404(number), today(request)
    away = turned_away(request, now)
    if away:
        return away
    known = queries.case(detail.id)
    if {"einfuegen", "vorschau"} & set(request.POST):
        return _written(request, detail, known, now)
    if "kommentieren" in request.POST:
        return _commented(request, detail, known, now)
    given = sent(request)
    form = AnswerForm(given, now=detail.status, initial={"seen": known.seen})
    if form.is_valid() and _answer(request, detail, form, now):
        messages.success(request, _("Die Antwort ist öffentlich. Wer Nachrichten möchte, bekommt sie per E-Mail."))
        return redirect("desk:case", number)
    tell(request, form, _NOT_PUBLIC)
    if form.errors and given is not None:
        # Whoever reads what happened meanwhile may decide anew: the words stay, the state is the one seen now.
        form.data = given.copy()
        form.data["seen"] = str(known.seen)
    return _page(request, detail, queries.case(detail.id), now, form)


def _answer(request: HttpRequest, detail: Detail, form: AnswerForm, now: Today) -> bool:
    act = partial(
        actions.answer,
        contribution=detail.id,
        text=form.cleaned_data["text"],
        status=form.new_status,
        seen=form.cleaned_data["seen"] or 0,
        by=staff(request),
        at=now.at,
    )
    return done(form, act)


def _commented(request: HttpRequest, detail: Detail, known: Case, now: Today) -> HttpResponse:
    """Say something in the name of the office; what cannot be said stays in its field, with the reason."""
    form = CommentForm(request.POST)
    if form.is_valid() and _comment(request, detail, form, now):
        messages.success(request, _("Der Kommentar ist öffentlich."))
        return redirect(reverse("desk:case", args=[detail.number]) + "#kommentare")
    tell(request, form, _NOT_PUBLIC)
    answer = AnswerForm(now=detail.status, initial={"seen": known.seen})
    return _page(request, detail, known, now, answer, comment=form)


def _comment(request: HttpRequest, detail: Detail, form: CommentForm, now: Today) -> bool:
    act = partial(
        actions.comment,
        contribution=detail.id,
        text=form.cleaned_data["comment"],
        once=form.cleaned_data["once"],
        by=staff(request),
        at=now.at,
    )
    return done(form, act, field="comment")


def _written(request: HttpRequest, detail: Detail, known: Case, now: Today) -> HttpResponse:
    """Show what is written so far: with a text block at its end, or as everybody will read it."""
    written = {key: request.POST.get(key, "") for key in ("status", "text", "seen")}
    if "einfuegen" in request.POST:
        written["text"] = with_block(written["text"], request.POST.get("baustein", ""), now)
        return _page(request, detail, known, now, AnswerForm(now=detail.status, initial=written))
    return _page(request, detail, known, now, AnswerForm(now=detail.status, initial=written), preview=written)


def _page(
    request: HttpRequest,
    detail: Detail,
    known: Case,
    now: Today,
    form: AnswerForm,
    preview: dict[str, str] | None = None,
    comment: CommentForm | None = None,
) -> HttpResponse:
    reason = rules.why_not_act(Act.ANSWER, now.who, detail.office)
    name = said.name(detail.kind, detail.number)
    return page(
        request,
        "desk/case.html",
        name,
        case_crumbs(detail),
        icon="mail",
        header_title=f"{_('Fehler:')} {name}" if form.errors or comment else name,
        form=form,
        shown=case_facts.shown(detail, now),
        talk=case_talk.talk(detail, uuid_of(request.GET.get("vor", ""))),
        comment_form=comment
        or (CommentForm(initial={"once": uuid4()}) if case_facts.may_comment(detail, now) else None),
        history=case_facts.history(detail, known),
        taken=case_facts.taken(detail, known, now),
        blocks=theirs(now),
        preview=_preview(detail, form, preview) if preview else None,
        reason=_(reason) if reason else "",
        buttons=case_facts.buttons(detail, known, now),
        notes_most=actions.noting.NOTE_MOST,
        outside=of_case(detail, now),
    )


def _preview(detail: Detail, form: AnswerForm, written: dict[str, str]) -> dict[str, Any]:
    chosen = next((choice for choice in form.choices if choice["value"] == written["status"]), None)
    changed = chosen["label"] if chosen and chosen["value"] else said.STATUSES[detail.status]
    return {"text": written["text"].strip(), "status": changed}
