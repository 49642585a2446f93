"""Reasons ready to use are written, changed and removed at the desk, in the languages of the site."""

from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin.messages import validation_error

from smilecity.doors.desk import moderation_words as said
from smilecity.doors.desk import words
from smilecity.doors.desk.fields import Said, TextsForm, WrittenField, initial_texts
from smilecity.doors.desk.moderation_place import turned_away
from smilecity.doors.desk.shell import Crumb, attempt, crumbs, page, sent, staff
from smilecity.ground import clock
from smilecity.ground.refusals import Refused
from smilecity.ground.text import FALLBACK, LANGUAGES, Texts, pick
from smilecity.understand.moderation import actions, rules
from smilecity.understand.moderation.queries import templates
from smilecity.understand.moderation.queries.templates import TemplateRow
from smilecity.understand.moderation.rules import Act, Ground

_pages = require_http_methods(["GET", "HEAD", "POST"])


class TemplateForm(TextsForm):
    """The name of a reason, its ground, its words in every language, and the paragraph where there is one."""

    texts = {
        "text": Said(
            label=gettext_lazy("Begründung"),
            help=gettext_lazy("In klaren, freundlichen Worten. Sie geht so an die Menschen, die es betrifft."),
            most=rules.REASON_MOST,
            long=True,
            lacking=gettext_lazy("Bitte schreiben Sie den Text auf Deutsch."),
        ),
    }

    name = WrittenField(
        label=gettext_lazy("Name der Vorlage"),
        most=rules.TEMPLATE_NAME_MOST,
        error_messages={"required": gettext_lazy("Bitte geben Sie der Vorlage einen Namen.")},
    )
    ground = forms.ChoiceField(
        label=gettext_lazy("Grund"), choices=[(ground.value, text) for ground, text in said.GROUNDS.items()]
    )
    law = WrittenField(
        label=gettext_lazy("Rechtsgrundlage"),
        most=rules.LAW_MOST,
        required=False,
        help_text=gettext_lazy("Nur, wenn ein Gesetz verletzt ist. Zum Beispiel: § 185 StGB"),
    )

    @property
    def text_group(self) -> Any:
        """The words, with the languages side by side."""
        return self.group("text")


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Show every template."""
    away = turned_away(request, Act.TEMPLATES)
    if away:
        return away
    shown = [
        {
            "name": row.name,
            "ground": said.GROUNDS[row.ground],
            "text": pick(row.text, "de"),
            "url": reverse("desk:reason_template", args=[row.id]),
        }
        for row in templates.templates()
    ]
    return page(request, "desk/moderation_templates.html", _("Vorlagen"), _way(), icon="openquote", templates=shown)


def _way(here: str = "") -> list[Crumb]:
    start = (reverse("desk:moderation"), _("Moderation"))
    if not here:
        return crumbs(start, here=_("Vorlagen"))
    return crumbs(start, (reverse("desk:reason_templates"), _("Vorlagen")), here=here)


@_pages
def new(request: HttpRequest) -> HttpResponse:
    """Write a template."""
    return turned_away(request, Act.TEMPLATES) or _write(request, None)


@_pages
def edit(request: HttpRequest, template: UUID) -> HttpResponse:
    """Change a template."""
    away = turned_away(request, Act.TEMPLATES)
    if away:
        return away
    row = templates.template(template)
    if row is None:
        raise Http404
    return _write(request, row)


def _write(request: HttpRequest, row: TemplateRow | None) -> HttpResponse:
    form = TemplateForm(sent(request), initial=_initial(row) if row else {})
    if form.is_valid() and _save(request, form, row):
        messages.success(request, _("Die Vorlage ist gespeichert."))
        return redirect("desk:reason_templates")
    if form.errors:
        validation_error(request, _("Noch nicht gespeichert. Bitte prüfen Sie die markierten Felder."), form)
    title = _("Vorlage ändern") if row else _("Neue Vorlage")
    return page(
        request,
        "desk/moderation_template.html",
        title,
        _way(title),
        form=form,
        submit_button_label=_("Vorlage speichern"),
        remove_url=reverse("desk:remove_reason_template", args=[row.id]) if row else "",
    )


def _initial(row: TemplateRow) -> dict[str, Any]:
    return {"name": row.name, "ground": row.ground.value, "law": row.law, **initial_texts(text=row.text)}


def _save(request: HttpRequest, form: TemplateForm, row: TemplateRow | None) -> bool:
    try:
        actions.save_template(
            name=form.cleaned_data["name"],
            ground=Ground(form.cleaned_data["ground"]),
            text=form.texts_of("text"),
            law=form.cleaned_data["law"],
            template=row.id if row else None,
            by=staff(request),
            at=clock.now(),
        )
    except Refused as refusal:
        form.add_error("name", words.said(refusal))
        return False
    return True


@require_POST
def take_samples(request: HttpRequest) -> HttpResponse:
    """Take over reasons to begin with; those that are there already stay as they are."""
    act = partial(actions.take_samples, said=_in_every_language, by=staff(request), at=clock.now())
    attempt(request, act, _("Die Muster sind übernommen. Bitte lesen Sie sie und passen Sie sie an."))
    return redirect("desk:reason_templates")


def _in_every_language(text: str) -> Texts:
    """Return a German sentence in every language of the site that has words for it."""
    said = {language: _in(language, text) for language in LANGUAGES}
    return {language: words for language, words in said.items() if language == FALLBACK or words != text}


def _in(language: str, text: str) -> str:
    with translation.override(language):
        return _(text)


@require_POST
def remove(request: HttpRequest, template: UUID) -> HttpResponse:
    """Remove a template; decisions keep their words."""
    act = partial(actions.remove_template, template=template, by=staff(request), at=clock.now())
    attempt(request, act, _("Die Vorlage ist gelöscht."))
    return redirect("desk:reason_templates")
