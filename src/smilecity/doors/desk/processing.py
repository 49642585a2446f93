"""The record of processing activities (Art. 30 GDPR): on a page, and as JSON, CSV or XLSX, from what really runs."""

import csv
import io
from collections.abc import Callable, Sequence

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from xlsxwriter import Workbook

from smilecity.city import queries as city
from smilecity.doors.desk.legal_place import Process, processes, turned_away, way
from smilecity.doors.desk.shell import page
from smilecity.ground.sheets import harmless
from smilecity.ground.text import pick
from smilecity.people.privacy import queries
from smilecity.people.privacy.activities import ACTIVITIES, MEASURES, TRANSFERS, Activity
from smilecity.people.privacy.rules import Notice, Point

_HEADS = {
    "name": gettext_lazy("Verarbeitungstätigkeit"),
    "purpose": gettext_lazy("Zweck"),
    "basis": gettext_lazy("Rechtsgrundlage"),
    "people": gettext_lazy("Betroffene Personen"),
    "data": gettext_lazy("Daten"),
    "recipients": gettext_lazy("Empfänger"),
    "transfers": gettext_lazy("Drittländer"),
    "retention": gettext_lazy("Löschfristen"),
    "measures": gettext_lazy("Technische und organisatorische Maßnahmen"),
    "responsible": gettext_lazy("Verantwortlich"),
    "officer": gettext_lazy("Datenschutzbeauftragte"),
}
_WORDED = {"purpose": Point.PURPOSE, "basis": Point.BASIS, "retention": Point.RETENTION, "recipients": Point.RECIPIENTS}
Row = dict[str, str]


def record() -> list[Row]:
    """Return the record: a line for each activity, and for each process that runs or ran. A fixed number of SQL."""
    running = processes()
    worded = queries.notices([one.subject for one in running])
    lines: list[Row] = []
    for activity in ACTIVITIES:
        single = [one for one in running if one.sort is activity.sort and activity.sort]
        lines += [_line(activity, one, worded[one.subject]) for one in single] or [_line(activity, None, Notice())]
    return lines


def _line(activity: Activity, process: Process | None, notice: Notice) -> Row:
    profile = city.profile()
    said = {
        name: _(getattr(activity, name)) for name in ("purpose", "basis", "people", "data", "recipients", "retention")
    }
    own = {name: pick(notice.points.get(point, {}), "de") for name, point in _WORDED.items()}
    name = _(activity.name)
    return {
        "name": f"{name}: {process.title}" if process and process.title else name,
        **{key: own.get(key) or text for key, text in said.items()},
        "transfers": _(TRANSFERS),
        "measures": "\n".join(_(text) for text in MEASURES),
        "responsible": pick(notice.points.get(Point.RESPONSIBLE, {}), "de") or profile.responsible,
        "officer": pick(notice.points.get(Point.OFFICER, {}), "de") or profile.data_protection_officer,
    }


@require_safe
def processing(request: HttpRequest) -> HttpResponse:
    """Show the record."""
    away = turned_away(request)
    if away:
        return away
    title = _("Verzeichnis der Verarbeitungstätigkeiten")
    return page(
        request,
        "desk/processing.html",
        title,
        way(here=title),
        icon="lock",
        heads=list(_HEADS.values()),
        lines=[[(_HEADS[key], text) for key, text in line.items()] for line in record()],
        files=[(form.upper(), reverse("desk:processing_file", args=[form])) for form in _FORMS],
    )


@require_safe
def file(request: HttpRequest, form: str) -> HttpResponse:
    """Hand the record out as a file."""
    away = turned_away(request)
    if away:
        return away
    if form not in _FORMS:
        raise Http404
    response = _FORMS[form](record())
    response["Content-Disposition"] = f'attachment; filename="verarbeitungen.{form}"'
    return response


def _table(lines: Sequence[Row]) -> list[list[str]]:
    return [[str(head) for head in _HEADS.values()], *([line[key] for key in _HEADS] for line in lines)]


def _json(lines: Sequence[Row]) -> HttpResponse:
    return JsonResponse({"activities": list(lines)}, json_dumps_params={"ensure_ascii": False, "indent": 2})


def _csv(lines: Sequence[Row]) -> HttpResponse:
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=";", lineterminator="\r\n").writerows(
        [harmless(cell) for cell in row] for row in _table(lines)
    )
    # Excel knows UTF-8 by its mark only.
    return HttpResponse("\ufeff" + written.getvalue(), content_type="text/csv; charset=utf-8")


def _xlsx(lines: Sequence[Row]) -> HttpResponse:
    kept = io.BytesIO()
    with Workbook(kept, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet, wrapped = book.add_worksheet(_("Verarbeitungen")), book.add_format({"text_wrap": True, "valign": "top"})
        sheet.set_column(0, len(_HEADS) - 1, 32, wrapped)
        for number, row in enumerate(_table(lines)):
            sheet.write_row(number, 0, row)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return HttpResponse(kept.getvalue(), content_type=kind)


_FORMS: dict[str, Callable[[Sequence[Row]], HttpResponse]] = {"json": _json, "csv": _csv, "xlsx": _xlsx}
