"""Opening, moving the end, closing: each has a page that says what will happen, and only its button does it."""

from datetime import datetime
from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from smilecity.collect.surveys import actions, queries, rules
from smilecity.collect.surveys.queries import SurveyRow
from smilecity.collect.surveys.rules import Act
from smilecity.doors.desk import erasing, state_of, words
from smilecity.doors.desk.ending import tell, turned_away
from smilecity.doors.desk.fields import initial_deadline
from smilecity.doors.desk.shell import attempt, page, sent, staff, survey_crumbs, survey_or_404
from smilecity.doors.desk.survey_form import ExtendForm
from smilecity.doors.desk.survey_path import path_of
from smilecity.ground import clock
from smilecity.people.register import queries as register

_pages = require_http_methods(["GET", "HEAD", "POST"])


@_pages
def open_survey(request: HttpRequest, survey: UUID) -> HttpResponse:
    """Open a survey: from then on residents can answer."""
    row, at = survey_or_404(survey), clock.now()
    if request.method == "POST":
        act = partial(actions.open_now, survey=row.id, by=staff(request), at=at)
        attempt(request, act, _("Die Umfrage ist jetzt offen. Alle können mitmachen."))
        return redirect("desk:survey", row.id)
    return turned_away(request, Act.OPEN, row) or _open_page(request, row, at)


def _open_page(request: HttpRequest, row: SurveyRow, at: datetime) -> HttpResponse:
    questions = queries.questions_of(row.id)
    lacking = state_of.lacking(row, questions, at)
    if lacking:
        messages.error(request, " ".join(lacking))
        return redirect("desk:survey", row.id)
    return page(
        request,
        "desk/open.html",
        _("Umfrage öffnen"),
        survey_crumbs(row, _("Umfrage öffnen")),
        survey_url=reverse("desk:survey", args=[row.id]),
        preview_url=reverse("desk:preview", args=[row.id]),
        public_url=request.build_absolute_uri(reverse("web:survey", args=[row.slug])),
        number=len(questions),
        keep=erasing.months(row.keep_months or rules.KEEP_AT_FIRST),
        closes=words.moment(row.closes_at) if row.closes_at else "",
        ways=words.listed([words.WAYS[way] for way in row.ways]),
        advice=state_of.advice(row),
        path=path_of(request, row),
        translations=[far for far in state_of.translations(row, questions) if not far.complete],
    )


@_pages
def extend(request: HttpRequest, survey: UUID) -> HttpResponse:
    """Move the end of an open survey."""
    row, at = survey_or_404(survey), clock.now()
    away = turned_away(request, Act.EXTEND, row)
    if away:
        return away
    form = ExtendForm(sent(request), at=at, initial=initial_deadline(row.closes_at))
    if form.is_valid():
        closes_at = form.cleaned_data["closes_at"]
        act = partial(actions.extend, survey=row.id, closes_at=closes_at, by=staff(request), at=at)
        attempt(request, act, _("Die Umfrage läuft jetzt bis {moment}.").format(moment=words.moment(closes_at)))
        return redirect("desk:survey", row.id)
    tell(request, form)
    return page(
        request,
        "desk/extend.html",
        _("Ende verschieben"),
        survey_crumbs(row, _("Ende verschieben")),
        form=form,
        submit_button_label=_("Neues Ende speichern"),
        closes=words.moment(row.closes_at) if row.closes_at else "",
    )


@_pages
def close(request: HttpRequest, survey: UUID) -> HttpResponse:
    """Close a survey, for good."""
    row, at = survey_or_404(survey), clock.now()
    if request.method == "POST":
        act = partial(actions.close, survey=row.id, by=staff(request), at=at)
        attempt(request, act, _("Die Umfrage ist geschlossen. Jetzt können Sie die freien Texte prüfen."))
        return redirect("desk:survey", row.id)
    return turned_away(request, Act.CLOSE, row) or page(
        request,
        "desk/close.html",
        _("Umfrage schließen"),
        survey_crumbs(row, _("Umfrage schließen")),
        survey_url=reverse("desk:survey", args=[row.id]),
        participations=words.participations(queries.participations(row.id)),
        waiting=register.waiting_count(row.process, at) if row.process else 0,
        closes=words.moment(row.closes_at) if row.closes_at else "",
    )
