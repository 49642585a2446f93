"""What an office does with a contribution beside answering: hand it over, move the day, note something, take it."""

from functools import partial

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin.messages import validation_error

from smilecity.city import queries as city
from smilecity.collect.contributions.queries import Detail
from smilecity.deliver.answers import actions, queries, rules
from smilecity.deliver.answers.rules import Act
from smilecity.doors.desk import inbox_words as said
from smilecity.doors.desk import words
from smilecity.doors.desk.case import case_crumbs, detail_or_404
from smilecity.doors.desk.case_form import ExtendForm, HandOverForm
from smilecity.doors.desk.inbox_place import Today, today, turned_away
from smilecity.doors.desk.shell import attempt, page, sent, staff
from smilecity.ground.refusals import Refused

_pages = require_http_methods(["GET", "HEAD", "POST"])


@_pages
def hand_over(request: HttpRequest, number: int) -> HttpResponse:
    """Give a contribution to another office, with a note."""
    detail, now = detail_or_404(number), today(request)
    away = turned_away(request, now, Act.HAND_OVER, detail.office)
    if away:
        return away
    offices = {row.id: row for row in city.offices() if row.id != detail.office}
    form = HandOverForm(
        sent(request),
        offices={pk: row.name for pk, row in offices.items()},
        initial={"seen": queries.case(detail.id).seen},
    )
    if form.is_valid() and _hand_over(request, detail, form, now):
        messages.success(request, _("Der Beitrag liegt jetzt bei der anderen Stelle. Das Datum der Antwort bleibt."))
        return redirect("desk:inbox")
    text = f"{detail.title} {detail.text}"
    likely = rules.suggested({pk: row.keywords for pk, row in offices.items()}, text)
    return _form_page(
        request,
        detail,
        form,
        "desk/hand_over.html",
        _("An eine andere Stelle geben"),
        _("Jetzt weitergeben"),
        suggested=", ".join(offices[pk].name for pk in likely),
        due=said.on_day(detail.due_on) if detail.due_on else "",
    )


def _hand_over(request: HttpRequest, detail: Detail, form: HandOverForm, now: Today) -> bool:
    cleaned = form.cleaned_data
    try:
        actions.hand_over(
            contribution=detail.id,
            office=cleaned["office"],
            text=cleaned["text"],
            seen=cleaned["seen"] or 0,
            by=staff(request),
            at=now.at,
        )
    except Refused as refusal:
        form.add_error(None, words.said(refusal))
        return False
    return True


@_pages
def extend(request: HttpRequest, number: int) -> HttpResponse:
    """Promise a later day, with the reason in public."""
    detail, now = detail_or_404(number), today(request)
    known = queries.case(detail.id)
    act = Act.EXTEND_AGAIN if known.extensions else Act.EXTEND
    away = turned_away(request, now, act, detail.office)
    if away:
        return away
    form = ExtendForm(sent(request), initial={"seen": known.seen})
    if form.is_valid() and _extend(request, detail, form, now):
        return redirect("desk:case", number)
    return _form_page(
        request,
        detail,
        form,
        "desk/extend_answer.html",
        _("Antwort verschieben"),
        _("Neues Datum veröffentlichen"),
        due=said.on_weekday(detail.due_on) if detail.due_on else "",
    )


def _extend(request: HttpRequest, detail: Detail, form: ExtendForm, now: Today) -> bool:
    cleaned = form.cleaned_data
    try:
        day = actions.extend(
            contribution=detail.id,
            due_on=cleaned["due_on"],
            text=cleaned["text"],
            seen=cleaned["seen"] or 0,
            by=staff(request),
            at=now.at,
        )
    except Refused as refusal:
        form.add_error(None, words.said(refusal))
        return False
    messages.success(request, _("Zugesagt ist die Antwort jetzt bis {day}.").format(day=said.on_weekday(day)))
    return True


def _form_page(
    request: HttpRequest, detail: Detail, form: Form, template: str, title: str, save: str, **shown: str
) -> HttpResponse:
    if form.errors:
        validation_error(request, _("Noch nicht gespeichert. Bitte prüfen Sie die markierten Felder."), form)
    return page(
        request,
        template,
        title,
        case_crumbs(detail, title),
        icon="mail",
        form=form,
        submit_button_label=save,
        name=f"{said.name(detail.kind, detail.number)}: {detail.title}",
        **shown,
    )


@require_POST
def note(request: HttpRequest, number: int) -> HttpResponse:
    """Note something for the other clerks."""
    detail, now = detail_or_404(number), today(request)
    act = partial(actions.note, contribution=detail.id, text=request.POST.get("text", ""), by=staff(request), at=now.at)
    attempt(request, act, _("Die Notiz ist gespeichert. Nur Beschäftigte sehen sie."))
    return redirect("desk:case", number)


@require_POST
def take(request: HttpRequest, number: int) -> HttpResponse:
    """Take a contribution upon oneself, or leave it to the office again."""
    detail, now = detail_or_404(number), today(request)
    leaves = "abgeben" in request.POST
    act = partial(actions.let_go if leaves else actions.take, contribution=detail.id, by=staff(request), at=now.at)
    done = _("Der Beitrag liegt wieder bei der ganzen Stelle.") if leaves else _("Der Beitrag liegt jetzt bei Ihnen.")
    attempt(request, act, done)
    return redirect("desk:case", number)
