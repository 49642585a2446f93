"""What an office does with a report beside answering: file it under another category, hand it to a third party."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from smilecity.collect.contributions.queries import Detail
from smilecity.collect.contributions.rules import Kind
from smilecity.collect.reports import queries as reports
from smilecity.collect.reports.rules import THIRD_PARTY_MOST
from smilecity.deliver.answers import actions, queries
from smilecity.deliver.answers.rules import Act
from smilecity.doors.desk.case import case_crumbs, detail_or_404
from smilecity.doors.desk.entry_form import rubric_choices
from smilecity.doors.desk.fields import WrittenField
from smilecity.doors.desk.inbox_place import Today, today, turned_away
from smilecity.doors.desk.shell import attempt, page, sent, staff


class FileForm(forms.Form):
    """The category under which a report is filed."""

    rubric = forms.ChoiceField(label=gettext_lazy("Rubrik"))


class DelegateForm(forms.Form):
    """The third party that does it."""

    to = WrittenField(
        label=gettext_lazy("Wer sich jetzt darum kümmert"),
        most=THIRD_PARTY_MOST,
        help_text=gettext_lazy("Firma oder andere Behörde. Alle können das lesen. Bitte keine Namen von Personen."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, number: int) -> HttpResponse:
    """Show both forms; a POST does what its button says."""
    detail, now = detail_or_404(number), today(request)
    if detail.kind is not Kind.REPORT:
        raise Http404
    away = turned_away(request, now, Act.HAND_OVER, detail.office)
    if away:
        return away
    filing, delegating = _forms(request, detail)
    act = _act(request, detail, now, filing, delegating)
    if act and attempt(request, *act):
        return redirect("desk:inbox" if "ordnen" in request.POST else "desk:case", *_back(request, number))
    row, title = reports.report(detail.id), _("Rubrik und Dritte")
    return page(
        request,
        "desk/report_acts.html",
        title,
        case_crumbs(detail, title),
        icon="mail",
        filing=filing,
        delegating=delegating,
        seen=queries.case(detail.id).seen,
        third=row.delegated_to if row else "",
        name=detail.title,
    )


def _back(request: HttpRequest, number: int) -> list[int]:
    return [] if "ordnen" in request.POST else [number]


def _forms(request: HttpRequest, detail: Detail) -> tuple[FileForm, DelegateForm]:
    given = sent(request)
    filing = FileForm(given if given and "ordnen" in given else None, initial={"rubric": detail.category})
    field = filing.fields["rubric"]
    if isinstance(field, forms.ChoiceField):
        field.choices = rubric_choices(reports.categories())
    return filing, DelegateForm(given if given and "uebergeben" in given else None)


def _act(
    request: HttpRequest, detail: Detail, now: Today, filing: FileForm, delegating: DelegateForm
) -> tuple[Callable[[], object], str] | None:
    """Return what the button that was pressed does, and what is said then."""
    raw = request.POST.get("seen", "")
    seen = int(raw) if raw.isdecimal() and len(raw) < 9 else 0
    who: dict[str, Any] = {"contribution": detail.id, "seen": seen, "by": staff(request), "at": now.at}
    if filing.is_valid():
        category = filing.cleaned_data["rubric"]
        return partial(actions.file_report, category=category, **who), _(
            "Die Meldung steht jetzt in der anderen Rubrik. Das Datum der Antwort bleibt."
        )
    if delegating.is_valid():
        to = delegating.cleaned_data["to"]
        return partial(actions.delegate_report, to=to, **who), _("Alle können jetzt lesen, wer sich darum kümmert.")
    if "zurueck" in request.POST:
        return partial(actions.take_report_back, **who), _("Die Stadt kümmert sich wieder selbst.")
    return None
