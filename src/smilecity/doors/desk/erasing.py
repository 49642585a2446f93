"""The single answers of a closed survey at the desk: until when they are kept, and erasing them sooner."""

from datetime import date, datetime, time
from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from smilecity.collect.surveys import actions, queries, rules
from smilecity.collect.surveys.queries import SurveyRow
from smilecity.collect.surveys.rules import Act
from smilecity.doors.desk import words
from smilecity.doors.desk.shell import attempt, page, reason_against, staff, survey_crumbs, survey_or_404
from smilecity.ground import clock
from smilecity.understand.results import queries as results


def months(number: int) -> str:
    """Return a length of time: 12 Monate."""
    return ngettext("{n} Monat", "{n} Monate", number).format(n=number)


def kept(row: SurveyRow) -> str:
    """Return until when single answers are kept, in words."""
    if row.erased_at:
        gone = queries.erased(row.id)
        return _("gelöscht am {day}: {answers} Teilnahmen und {texts} freie Texte").format(
            day=words.day(row.erased_at), answers=words.number(gone.answers), texts=words.number(gone.texts)
        )
    if row.erase_on:
        return _("werden am {day} gelöscht").format(day=day(row.erase_on))
    if row.keep_months and not row.closed_at:
        return _("werden {months} nach dem Ende gelöscht").format(months=months(row.keep_months))
    return _("ohne Namen und Adresse, ohne Frist")


def day(on: date) -> str:
    """Return a day as the desk writes it."""
    return words.day(datetime.combine(on, time(12), words.city_zone()))


@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest, survey: UUID) -> HttpResponse:
    """Erase the single answers now, after a page that says what is lost."""
    row = survey_or_404(survey)
    back = redirect("desk:survey", row.id)
    if request.method == "POST":
        act = partial(actions.erase_sooner, survey=row.id, by=staff(request), at=clock.now())
        attempt(request, act, _("Die einzelnen Antworten werden jetzt gelöscht."))
        return back
    reason = reason_against(request, Act.ERASE, row) or (_(rules.NOTHING_LEFT) if row.erased_at else None)
    if reason:
        messages.error(request, reason)
        return back
    return page(
        request,
        "desk/erase.html",
        _("Einzelne Antworten löschen"),
        survey_crumbs(row, _("Einzelne Antworten löschen")),
        icon="bin",
        survey_url=reverse("desk:survey", args=[row.id]),
        participations=words.participations(queries.participations(row.id)),
        erase_on=day(row.erase_on) if row.erase_on else "",
        published=results.is_published(row.id),
        texts_waiting=queries.text_counts(row.id).get("waiting", 0),
    )
