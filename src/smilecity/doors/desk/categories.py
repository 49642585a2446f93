"""The categories of reports at the desk: the tree, what is said of each, what it asks, who has to do with it where."""

from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from smilecity.city import queries as city
from smilecity.collect.reports import actions, queries, rules
from smilecity.collect.reports.actions import organising
from smilecity.collect.reports.actions.filing import NOT_IN_CHARGE
from smilecity.collect.reports.queries import CategoryRow, Where
from smilecity.deliver.answers import actions as answers
from smilecity.doors.desk import category_form as form_of
from smilecity.doors.desk.category_form import CategoryForm
from smilecity.doors.desk.ending import done, tell
from smilecity.doors.desk.shell import Crumb, attempt, crumbs, page, sent, staff
from smilecity.ground import clock
from smilecity.ground.text import pick

ICON = "list-ul"
_FIELDS = {
    organising.WRONG_CODE: "code",
    organising.NO_TITLE: "title_de",
    organising.NO_INSTEAD: "instead_de",
    organising.NO_PARENT: "parent",
    organising.TOO_DEEP: "parent",
    organising.WRONG_RADIUS: "radius_metres",
    organising.WRONG_DAYS: "answer_days",
}
_pages = require_http_methods(["GET", "HEAD", "POST"])


def where_text(where: Where) -> str:
    """Return on which ground a rule is for."""
    return {Where.ANY: _("überall"), Where.LAND: _("an Land"), Where.WATER: _("auf dem Wasser")}[where]


def _turned_away(request: HttpRequest) -> HttpResponse | None:
    """Send to the first page, with the reason, who does not organise reports."""
    if rules.may_organise(staff(request).role_set):
        return None
    messages.error(request, _(NOT_IN_CHARGE))
    return redirect("wagtailadmin_home")


def _way(here: str, *steps: tuple[str, str]) -> list[Crumb]:
    return crumbs((reverse("desk:inbox"), _("Eingang")), (reverse("desk:categories"), _("Rubriken")), *steps, here=here)


def _row_or_404(code: str) -> CategoryRow:
    row = queries.category(code)
    if row is None:
        raise Http404
    return row


@require_safe
def categories(request: HttpRequest) -> HttpResponse:
    """Show the whole tree, retired categories too."""
    away = _turned_away(request)
    if away:
        return away
    offices, rows = city.names().offices, queries.categories(retired=True)
    return page(
        request,
        "desk/categories.html",
        _("Rubriken für Meldungen"),
        crumbs((reverse("desk:inbox"), _("Eingang")), here=_("Rubriken")),
        icon=ICON,
        rows=[_listed(row, offices) for row in rows],
    )


def _listed(row: CategoryRow, offices: Any) -> dict[str, Any]:
    asks = ngettext("{n} Frage", "{n} Fragen", len(row.attributes)).format(n=len(row.attributes))
    days = ngettext("{n} Arbeitstag", "{n} Arbeitstage", row.answer_days or 0).format(n=row.answer_days or 0)
    facts = [
        offices[row.office].name if row.office in offices else "",
        days if row.answer_days else "",
        asks if row.attributes else "",
        "" if row.handled else _("kümmert sich nicht die Stadt"),
        "" if row.active else _("kann nicht mehr ausgewählt werden"),
    ]
    return {
        "title": pick(row.title, "de"),
        "url": reverse("desk:category", args=[row.code]),
        "below": bool(row.parent),
        "retired": not row.active,
        "facts": " · ".join(fact for fact in facts if fact),
    }


@_pages
def new(request: HttpRequest) -> HttpResponse:
    """Make a category."""
    return _edit(request, None)


@_pages
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """Change what is said of a category."""
    return _edit(request, _row_or_404(code))


def _edit(request: HttpRequest, row: CategoryRow | None) -> HttpResponse:
    away = _turned_away(request)
    if away:
        return away
    form = _form(request, row)
    if form.is_valid():
        code = row.code if row else form.cleaned_data["code"]
        act = partial(_save, request, form, code)
        if done(form, act, _FIELDS):
            messages.success(request, _("Die Rubrik ist gespeichert."))
            return redirect("desk:category", code)
    tell(request, form)
    title = _("Angaben zu: {name}").format(name=pick(row.title, "de")) if row else _("Neue Rubrik")
    steps = [_step(row)] if row else []
    trail = _way(_("Angaben") if row else title, *steps)
    label = _("Rubrik speichern")
    return page(request, "desk/category_form.html", title, trail, icon=ICON, form=form, submit_button_label=label)


def _form(request: HttpRequest, row: CategoryRow | None) -> CategoryForm:
    here, parent = (row.code, row.parent) if row else ("", "")
    # The one above it now is offered even when it is retired: saving anything else must not cut the two apart.
    first = [each for each in queries.categories(retired=True) if not each.parent and each.code != here]
    above = [each for each in first if each.active or each.code == parent]
    offices = [(str(office.id), office.name) for office in city.offices()]
    return CategoryForm(sent(request), row=row, parents=above, offices=offices)


def _save(request: HttpRequest, form: forms.Form, code: str) -> None:
    if isinstance(form, CategoryForm):
        parent = form.cleaned_data["parent"]
        actions.save_category(code=code, parent=parent, fields=form.category(), by=staff(request), at=clock.now())


def _step(row: CategoryRow) -> tuple[str, str]:
    return reverse("desk:category", args=[row.code]), pick(row.title, "de")


@require_safe
def category(request: HttpRequest, code: str) -> HttpResponse:
    """Show a category: who has to do with it where, and how many reports are open."""
    away = _turned_away(request)
    if away:
        return away
    row, names, routes = _row_or_404(code), city.names(), queries.routes()
    waiting = queries.open_reports(code, routes)
    office = routes.route(code, None, None).office
    return page(
        request,
        "desk/category.html",
        pick(row.title, "de"),
        _way(pick(row.title, "de")),
        icon=ICON,
        code=code,
        listed=_listed(row, names.offices),
        office=names.offices[office].name if office and office in names.offices else "",
        open_text=ngettext("{n} offene Meldung", "{n} offene Meldungen", waiting).format(n=waiting),
        rules=[_rule(rule, names) for rule in queries.rules_of(row.id)],
        offices=[(each.id, each.name) for each in city.offices()],
        districts=[(each.id, each.name) for each in city.districts()],
        grounds=[(where.value, where_text(where)) for where in Where],
    )


def _rule(rule: queries.RuleRow, names: Any) -> dict[str, Any]:
    district = names.districts[rule.district].name if rule.district in names.districts else _("alle Ortsteile")
    office = names.offices[rule.office].name if rule.office in names.offices else _("ohne Stelle")
    return {"id": rule.id, "where": f"{district}, {where_text(rule.ground)}", "office": office}


def _key(raw: str) -> int | None:
    return int(raw) if raw.isdecimal() and len(raw) < 9 else None


@require_POST
def add_rule(request: HttpRequest, code: str) -> HttpResponse:
    """Say which office has to do with a category in a district or on the water."""
    row, given = _row_or_404(code), request.POST
    raw = given.get("ground", "")
    act = partial(
        actions.set_responsibility,
        category=row.id,
        district=_key(given.get("district", "")),
        ground=Where(raw) if raw in set(Where) else Where.ANY,
        office=_key(given.get("office", "")) or 0,
        by=staff(request),
        at=clock.now(),
    )
    attempt(request, act, _("Das gilt ab jetzt für neue Meldungen."))
    return redirect("desk:category", code)


@require_POST
def remove_rule(request: HttpRequest, code: str, rule: int) -> HttpResponse:
    """Take such a rule away."""
    act = partial(actions.remove_responsibility, responsibility=rule, by=staff(request), at=clock.now())
    attempt(request, act, _("Die Regel gilt nicht mehr. Meldungen behalten die Stelle, die sie haben."))
    return redirect("desk:category", code)


@require_POST
def move(request: HttpRequest, code: str) -> HttpResponse:
    """Let another office have to do with a category, open reports included."""
    row, moved = _row_or_404(code), list[int]()

    def act() -> None:
        office = _key(request.POST.get("office", "")) or 0
        moved.append(answers.move_category(category=row.id, office=office, by=staff(request), at=clock.now()))

    if attempt(request, act, _("Die Stelle ist geändert.")):
        said = ngettext("{n} offene Meldung ist mitgegangen.", "{n} offene Meldungen sind mitgegangen.", moved[0])
        messages.info(request, said.format(n=moved[0]))
    return redirect("desk:category", code)


@_pages
def questions(request: HttpRequest, code: str) -> HttpResponse:
    """Show and change what a category asks."""
    away = _turned_away(request)
    if away:
        return away
    row, given = _row_or_404(code), sent(request)
    asked = list(row.attributes) if given is None else form_of.questions_of(given, row.attributes)
    if given is not None:
        act = partial(actions.save_questions, code=code, attributes=asked, by=staff(request), at=clock.now())
        if attempt(request, act, _("Die Fragen sind gespeichert.")):
            return redirect("desk:category_questions", code)
    title = _("Fragen der Rubrik")
    return page(
        request,
        "desk/category_questions.html",
        title,
        _way(title, _step(row)),
        icon=ICON,
        rows=form_of.question_rows(asked),
        kinds=[(kind.value, label) for kind, label in form_of.ATTRIBUTE_KINDS.items()],
        back_url=reverse("desk:category", args=[code]),
        has_narrower=not row.leaf,
    )
