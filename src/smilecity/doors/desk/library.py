"""The library of questions at the desk: found by words, looked at, written, changed, removed."""

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from smilecity.collect.library import actions, queries, rules
from smilecity.collect.library.queries import EntryRow
from smilecity.collect.library.rules import Act
from smilecity.collect.library.rules.first_set import FIRST_SET
from smilecity.collect.surveys import queries as surveys
from smilecity.collect.surveys.rules import State
from smilecity.doors.desk import library_words, words
from smilecity.doors.desk.shell import Crumb, attempt, crumbs, page, staff, title_of
from smilecity.ground import clock

ICON = "openquote"
_pages = require_http_methods(["GET", "HEAD", "POST"])


def way(*steps: tuple[str, str], here: str) -> list[Crumb]:
    """Return the way to a page of the library."""
    surveys_step = (reverse("desk:surveys"), _("Umfragen"))
    return crumbs(surveys_step, (reverse("desk:library"), _("Fragensammlung")), *steps, here=here)


def turned_away(request: HttpRequest, act: Act) -> HttpResponse | None:
    """Send back to the library, with the reason, who may not do this."""
    if rules.may(act, staff(request).role_set):
        return None
    messages.error(request, _(rules.NOT_YOURS))
    return redirect("desk:library")


def entry_or_404(entry: UUID) -> EntryRow:
    """Return the entry of an address."""
    found = queries.entry(entry)
    if found is None:
        raise Http404
    return found


@require_safe
def library(request: HttpRequest) -> HttpResponse:
    """List the entries, or those found (`?suche=`, `?schlagwort=`). 2 SQL beside the shell's."""
    return page(
        request,
        "desk/library.html",
        _("Fragensammlung"),
        crumbs((reverse("desk:surveys"), _("Umfragen")), here=_("Fragensammlung")),
        icon=ICON,
        may_edit=rules.may(Act.EDIT, staff(request).role_set),
        first_set=[worded.name for worded in FIRST_SET],
        **found(request),
    )


def found(request: HttpRequest) -> dict[str, Any]:
    """Return what was looked for, and what of it there is. 2 SQL."""
    words_wanted, tag = request.GET.get("suche", "")[:200], request.GET.get("schlagwort", "")
    rows = [library_words.listed(row) for row in queries.entries(words=words_wanted, tag=tag)]
    known = queries.tags()
    return {
        "wanted": words_wanted,
        "tag": tag,
        "rows": rows,
        "none_at_all": not rows and not (words_wanted or tag) and not known,
        "tags": [_tag(request.path, name, count, tag) for name, count in known],
        "all_url": request.path,
        "count_text": ngettext("{n} Frage", "{n} Fragen", len(rows)).format(n=len(rows)),
    }


def _tag(path: str, name: str, count: int, chosen: str) -> dict[str, Any]:
    return {"name": name, "count": count, "url": f"{path}?{urlencode({'schlagwort': name})}", "current": name == chosen}


@require_safe
def entry(request: HttpRequest, entry: UUID) -> HttpResponse:
    """Look at an entry, with all its languages."""
    row = entry_or_404(entry)
    question = row.worded.question
    roles = staff(request).role_set
    return page(
        request,
        "desk/library_entry.html",
        row.worded.name,
        way(here=row.worded.name),
        icon=ICON,
        entry=library_words.listed(row),
        facts=library_words.facts(question) if question else [],
        texts=library_words.side_by_side(question) if question else [],
        languages=list(words.LANGUAGES.values()),
        may_edit=rules.may(Act.EDIT, roles),
        drafts=_drafts() if rules.may(Act.TAKE, roles) else [],
    )


def _drafts() -> list[dict[str, Any]]:
    rows = (row.survey for row in surveys.all_for_desk() if row.survey.state is State.DRAFT)
    return [{"url": reverse("desk:take_questions", args=[row.id]), "title": title_of(row)} for row in rows]


@_pages
def remove(request: HttpRequest, entry: UUID) -> HttpResponse:
    """Ask before an entry goes; a POST removes it."""
    away = turned_away(request, Act.REMOVE)
    if away:
        return away
    row = entry_or_404(entry)
    if request.method == "POST":
        act = partial(actions.remove, entry=row.id, by=staff(request), at=clock.now())
        attempt(request, act, _("Die Frage steht nicht mehr in der Sammlung."))
        return redirect("desk:library")
    title = _("Frage aus der Sammlung löschen")
    shown = {"entry": library_words.listed(row)}
    steps = (reverse("desk:library_entry", args=[row.id]), row.worded.name)
    return page(request, "desk/library_remove.html", title, way(steps, here=title), icon=ICON, **shown)


@require_POST
def first_set(request: HttpRequest) -> HttpResponse:
    """Take over the set of questions that comes with the program."""
    act = partial(actions.take_first_set, by=staff(request), at=clock.now())
    attempt(request, act, _("Die mitgelieferten Fragen stehen jetzt in der Sammlung. Sie können jede ändern."))
    return redirect("desk:library")
