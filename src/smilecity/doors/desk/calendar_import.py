"""Reading iCal files at the desk: first a preview with each entry and what becomes of it, then the reading itself."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from smilecity.collect.calendar import actions
from smilecity.collect.calendar.reading import ical
from smilecity.collect.calendar.rules import Kind
from smilecity.collect.calendar.rules.entries import BYTES_MOST, ENTRIES_MOST, Fate, ReadFile, Refusal, Taken
from smilecity.collect.calendar.rules.rights import Act
from smilecity.doors.desk import calendar_words as said
from smilecity.doors.desk import words
from smilecity.doors.desk.calendar_form import ImportForm
from smilecity.doors.desk.calendar_place import ICON, turned_away, way
from smilecity.doors.desk.shell import page, sent, staff
from smilecity.ground import clock
from smilecity.ground.refusals import Refused

FATES: dict[Fate, Any] = {
    Fate.NEW: gettext_lazy("Neu"),
    Fate.CHANGED: gettext_lazy("Geändert"),
    Fate.SAME: gettext_lazy("Unverändert"),
    Fate.REFUSED: gettext_lazy("Nicht übernommen"),
}
_NO_FILE = gettext_lazy("Bitte wählen Sie eine Datei aus.")


@require_http_methods(["GET", "HEAD", "POST"])
def read(request: HttpRequest) -> HttpResponse:
    """Take a file, show what would become of it, and with the second button take it."""
    away = turned_away(request, Act.IMPORT)
    if away:
        return away
    form = ImportForm(sent(request), request.FILES or None)
    if not form.is_valid():
        return _page(request, form)
    raw = _content(form)
    if not raw:
        form.add_error("file", str(_NO_FILE))
        return _page(request, form)
    try:
        found = ical.read(raw, words.city_zone())
    except Refused as refusal:
        form.add_error("file", words.said(refusal))
        return _page(request, form)
    keep = "take" in request.POST
    taken = _take(request, form, found, keep=keep)
    if keep:
        return _kept(request, taken, found)
    return _page(request, form, found=found, taken=taken, text=raw.decode("utf-8", "replace"))


def _content(form: ImportForm) -> bytes:
    file = form.cleaned_data["file"]
    # One byte more than there may be, so that too much is refused rather than cut off.
    content: bytes = file.read(BYTES_MOST + 1) if file else form.cleaned_data["text"].encode()
    return content


def _take(request: HttpRequest, form: ImportForm, found: ReadFile, *, keep: bool) -> list[Taken]:
    return actions.import_entries(
        entries=found.entries,
        kind=Kind(form.cleaned_data["kind"]),
        office=None,
        publish=form.cleaned_data["publish"],
        by=staff(request),
        at=clock.now(),
        keep=keep,
    )


def _kept(request: HttpRequest, taken: list[Taken], found: ReadFile) -> HttpResponse:
    count = sum(one.fate in {Fate.NEW, Fate.CHANGED} for one in taken)
    left = sum(one.fate is Fate.REFUSED for one in taken) + len(found.refusals)
    messages.success(request, ngettext("{n} Eintrag übernommen.", "{n} Einträge übernommen.", count).format(n=count))
    if left:
        said_left = ngettext("{n} Eintrag nicht übernommen.", "{n} Einträge nicht übernommen.", left)
        messages.warning(request, said_left.format(n=left))
    return redirect("desk:calendar")


def _page(
    request: HttpRequest,
    form: ImportForm,
    *,
    found: ReadFile | None = None,
    taken: list[Taken] | None = None,
    text: str = "",
) -> HttpResponse:
    title = _("iCal-Datei einlesen")
    rows = [_listed(one) for one in taken or []] + [_refused(one) for one in (found.refusals if found else [])]
    return page(
        request,
        "desk/calendar_import.html",
        title,
        way(here=title),
        icon=ICON,
        form=form,
        rows=rows,
        text=text,
        fresh=any(row["fresh"] for row in rows),
        megabytes=BYTES_MOST // 1_000_000,
        entries=ENTRIES_MOST,
    )


def _listed(one: Taken) -> dict[str, Any]:
    spans = one.entry.spans
    return {
        "title": one.entry.title,
        "when": said.when(spans[0]),
        "dates": said.dates(len(spans)) if len(spans) > 1 else "",
        "endless": one.entry.endless,
        "fate": FATES[one.fate],
        "fresh": one.fate in {Fate.NEW, Fate.CHANGED},
        "reason": words.said(Refused(one.reason, **one.values)) if one.reason else "",
    }


def _refused(refusal: Refusal) -> dict[str, Any]:
    reason = words.said(Refused(refusal.sentence, **refusal.values))
    return {"title": refusal.title, "fate": FATES[Fate.REFUSED], "fresh": False, "reason": reason}
