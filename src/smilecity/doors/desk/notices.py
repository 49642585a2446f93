"""What is said before a process asks anything, and how old people must be: worded per process."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin.messages import validation_error

from smilecity.collect.surveys import queries as surveys
from smilecity.collect.surveys.queries import SurveyRow
from smilecity.doors.desk import words
from smilecity.doors.desk.legal_form import NoticeForm
from smilecity.doors.desk.legal_place import Process, process, processes, turned_away, way
from smilecity.doors.desk.shell import page, sent, staff
from smilecity.doors.desk.survey_path import after, path_of
from smilecity.ground import clock
from smilecity.ground.refusals import Refused
from smilecity.people.privacy import actions, queries
from smilecity.people.privacy.rules import DEFAULTS, LABELS, Notice, Sort

_SORTS = {
    Sort.SURVEY: gettext_lazy("Umfrage"),
    Sort.CALL: gettext_lazy("Aufruf"),
    Sort.SUBSCRIPTION: gettext_lazy("Abos"),
    Sort.EVENT: gettext_lazy("Anmeldungen zu Veranstaltungen"),
}


def _name(one: Process) -> str:
    return f"{_SORTS[one.sort]}: {one.title}" if one.title else str(_SORTS[one.sort])


@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """List the processes with what the city has worded itself."""
    away = turned_away(request)
    if away:
        return away
    found = processes()
    worded = queries.notices([one.subject for one in found])
    title = _("Datenschutzhinweise")
    rows = [_row(one, worded[one.subject]) for one in found]
    return page(request, "desk/notices.html", title, way(here=title), icon="lock", rows=rows)


def _row(one: Process, notice: Notice) -> dict[str, str]:
    facts = [_("eigene Texte") if notice.points else _("Texte des Programms")]
    if notice.minimum_age:
        facts.append(_("ab {age} Jahren").format(age=notice.minimum_age))
    if notice.consent:
        facts.append(_("mit Einwilligung"))
    return {"name": _name(one), "facts": " · ".join(facts), "url": _url(one)}


def _url(one: Process) -> str:
    return reverse("desk:notice", args=[one.sort.value, *([one.key] if one.key else [])])


@require_http_methods(["GET", "HEAD", "POST"])
def notice(request: HttpRequest, sort: str, key: UUID | None = None) -> HttpResponse:
    """Show the notice of one process; a POST keeps the city's words."""
    away = turned_away(request)
    if away:
        return away
    one = process(Sort(sort), key) if sort in set(Sort) else None
    if one is None:
        raise Http404
    form = NoticeForm(sent(request), known=queries.notice(one.subject), sort=one.sort)
    if form.is_valid() and _keep(request, one, form):
        messages.success(request, _("Der Hinweis ist gespeichert."))
        return redirect(_next(request, one))
    if form.errors:
        validation_error(request, _("Noch nicht gespeichert. Bitte prüfen Sie die markierten Felder."), form)
    defaults = [(_(LABELS[point]), _(text)) for point, text in DEFAULTS[one.sort].items()]
    listing = (reverse("desk:notices"), _("Datenschutzhinweise"))
    shown = {"form": form, "defaults": defaults, "submit_button_label": _("Hinweis speichern")}
    survey = _survey(one)
    shown["path"] = path_of(request, survey) if survey else {}
    return page(request, "desk/notice_form.html", _name(one), way(listing, here=_name(one)), icon="lock", **shown)


def _survey(one: Process) -> SurveyRow | None:
    return surveys.by_id(one.key) if one.sort is Sort.SURVEY and one.key else None


def _next(request: HttpRequest, one: Process) -> str:
    survey, listing = _survey(one), reverse("desk:notices")
    return after(request, survey, listing) if survey else listing


def _keep(request: HttpRequest, one: Process, form: NoticeForm) -> bool:
    try:
        actions.word(subject=one.subject, notice=form.written(), by=staff(request), at=clock.now())
    except Refused as refusal:
        form.add_error(None, words.said(refusal))
        return False
    return True
