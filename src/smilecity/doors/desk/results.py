"""A result at the desk: seen as it would be published, then published, or taken back. A closed survey's only."""

from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from smilecity.collect.surveys import queries as survey_queries
from smilecity.collect.surveys.queries import SurveyRow
from smilecity.collect.surveys.rules import Act, State
from smilecity.doors.desk import words
from smilecity.doors.desk.shell import attempt, page, reason_against, staff, survey_crumbs, survey_or_404
from smilecity.ground import clock
from smilecity.ground.text import pick
from smilecity.understand.results import actions, queries, rules
from smilecity.understand.results.reading import Result
from smilecity.understand.results.rules import Portrait, Row, Said, Table

_HIDDEN = "–"


@require_safe
def result(request: HttpRequest, survey: UUID) -> HttpResponse:
    """Show the result as residents will see its numbers."""
    row = survey_or_404(survey)
    found = queries.preview(row.id) if row.state is State.CLOSED else None
    if found is None:
        messages.error(request, _("Das Ergebnis gibt es erst nach dem Ende der Umfrage."))
        return redirect("desk:survey", row.id)
    counts = survey_queries.text_counts(row.id)
    return page(
        request,
        "desk/result.html",
        _("Ergebnis"),
        survey_crumbs(row, _("Ergebnis")),
        icon="table",
        **standing(request, row),
        base=words.participations(found.base),
        tables=[_table(table) | {"crossed": _crossed(found, table)} for table in found.tables],
        portraits=[_portrait(portrait) for portrait in found.portraits],
        texts_waiting=counts.get("waiting", 0),
        texts_released=words.texts(counts.get("released", 0)) if counts else "",
        texts_url="" if reason_against(request, Act.RELEASE, row) else reverse("desk:texts", args=[row.id]),
        what_happens=pick(row.what_happens, "de"),
    )


def standing(request: HttpRequest, row: SurveyRow) -> dict[str, Any]:
    """Return whether a result is public, where, and what may be done about it."""
    public = queries.is_published(row.id)
    return {
        "published": public,
        "public_url": request.build_absolute_uri(reverse("web:result", args=[row.slug])) if public else "",
        "reason": reason_against(request, Act.PUBLISH, row) or "",
        "publish_url": reverse("desk:publish", args=[row.id]),
        "withdraw_url": reverse("desk:withdraw", args=[row.id]),
    }


@require_POST
def publish(request: HttpRequest, survey: UUID) -> HttpResponse:
    """Publish the result; the page before has shown it."""
    row = survey_or_404(survey)
    act = partial(actions.publish, survey=row.id, by=staff(request), at=clock.now())
    attempt(request, act, _("Das Ergebnis ist veröffentlicht. Alle können es jetzt sehen."))
    return redirect("desk:result", row.id)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, survey: UUID) -> HttpResponse:
    """Take a published result back, after a page that asks."""
    row = survey_or_404(survey)
    back = reverse("desk:result", args=[row.id])
    if request.method == "POST":
        act = partial(actions.withdraw, survey=row.id, by=staff(request), at=clock.now())
        attempt(request, act, _("Das Ergebnis ist nicht mehr öffentlich."))
        return redirect(back)
    reason = reason_against(request, Act.PUBLISH, row)
    if reason or not queries.is_published(row.id):
        messages.error(request, reason or _(actions.NOT_PUBLIC))
        return redirect(back)
    title = _("Veröffentlichung zurücknehmen")
    return page(request, "desk/withdraw.html", title, survey_crumbs(row, title), back_url=back)


def _in_words(said: Said | None) -> str:
    return said.text(get_language() or "de", _) if said else ""


def _table(table: Table) -> dict[str, Any]:
    return {
        "question": ": ".join(filter(None, [pick(table.text, "de"), pick(table.part, "de")])),
        "finding": _in_words(rules.finding(table)),
        "notes": [note for said in _said_of(table) if (note := _in_words(said))],
        "rows": [_row(row, table.base) for row in table.rows] if table.base else [],
    }


def _said_of(table: Table) -> list[Said | None]:
    return [
        rules.base_of(table),
        rules.hidden_note(table),
        rules.abstained_note(table),
        rules.places_note(table),
    ]


def _crossed(found: Result, table: Table) -> list[dict[str, Any]]:
    """Return a question by each feature, with the counts that everybody will see."""
    groups = {portrait.feature: {row.key: _label(row.label) for row in portrait.rows} for portrait in found.portraits}
    return [
        {
            "title": words.FEATURES[one.feature],
            "head": [words.FEATURES[one.feature], *(_label(row.label) for row in table.rows), _("keine Antwort")],
            "rows": [
                [groups[one.feature].get(group.key, _("ohne Angabe")), *map(_count, (*group.counts, group.unanswered))]
                for group in one.groups
            ],
            "note": _in_words(rules.crossed_note(one)),
        }
        for one in (found.by_feature(table.key) if table.base else [])
    ]


def _count(count: int | None) -> str:
    return _HIDDEN if count is None else words.number(count)


def _row(row: Row, base: int | None) -> dict[str, str]:
    known = row.count is not None and base
    return {
        "label": _label(row.label),
        "count": _count(row.count),
        "share": rules.share_text(row.count or 0, base or 1, get_language() or "de") if known else _HIDDEN,
    }


def _label(texts: Mapping[str, str]) -> str:
    return pick(texts, get_language() or "de")


def _portrait(portrait: Portrait) -> dict[str, Any]:
    notes = (rules.portrait_finding(portrait), rules.unsaid_note(portrait), rules.hidden_note(portrait))
    return {
        "title": words.FEATURES[portrait.feature],
        "notes": [note for said in notes if (note := _in_words(said))],
        "rows": [_beside(entry, portrait) for entry in portrait.rows] if portrait.base else [],
        "population": bool(portrait.population),
    }


def _beside(entry: rules.Entry, portrait: Portrait) -> dict[str, str]:
    known = entry.residents is not None and portrait.population
    share = rules.share_text(entry.residents or 0, portrait.population or 1, get_language() or "de")
    return _row(entry, portrait.base) | {"population": share if known else _HIDDEN}
