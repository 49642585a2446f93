"""Text blocks at the desk: words an office needs again and again, written, changed, deleted by its clerks."""

from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin.messages import validation_error
from wagtail.admin.widgets import AdminAutoHeightTextInput

from smilecity.city import queries as city
from smilecity.deliver.answers import actions, queries, rules
from smilecity.deliver.answers.actions.noting import BLOCK_MOST, NAME_MOST
from smilecity.deliver.answers.queries import BlockRow
from smilecity.deliver.answers.rules import Act
from smilecity.doors.desk import words
from smilecity.doors.desk.fields import WrittenField
from smilecity.doors.desk.inbox_place import Today, today, turned_away
from smilecity.doors.desk.shell import Crumb, attempt, crumbs, page, sent, staff
from smilecity.ground.refusals import Refused

_pages = require_http_methods(["GET", "HEAD", "POST"])
_ALL = ""


class BlockForm(forms.Form):
    """Whose block it is, its name, its words."""

    office = forms.ChoiceField(label=gettext_lazy("Stelle"), required=False)
    name = WrittenField(
        label=gettext_lazy("Name"),
        most=NAME_MOST,
        help_text=gettext_lazy("Nur Sie und Ihre Stelle sehen ihn. Zum Beispiel: Dank und Eingang"),
        error_messages={"required": gettext_lazy("Bitte geben Sie dem Textbaustein einen Namen.")},
    )
    text = WrittenField(
        label=gettext_lazy("Text"),
        most=BLOCK_MOST,
        widget=AdminAutoHeightTextInput(attrs={"rows": 6}),
        help_text=gettext_lazy("Sie können ihn in jeder Antwort noch ändern."),
        error_messages={"required": gettext_lazy("Bitte schreiben Sie den Text des Bausteins.")},
    )

    def __init__(self, *args: Any, offices: list[tuple[str, str]] | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["office"]
        if offices is None:
            # A block stays with its office.
            del self.fields["office"]
        elif isinstance(field, forms.ChoiceField):
            field.choices = offices


@require_safe
def blocks(request: HttpRequest) -> HttpResponse:
    """Show the text blocks of one's offices, and those that are everybody's."""
    now = today(request)
    away = turned_away(request, now)
    if away:
        return away
    offices = city.names().offices
    shown = [
        {
            "name": row.name,
            "text": row.text,
            "office": offices[row.office].name if row.office and row.office in offices else _("für alle Stellen"),
            "url": reverse("desk:block", args=[row.id]) if _may(row.office, now) else "",
        }
        for row in theirs(now)
    ]
    return page(request, "desk/blocks.html", _("Textbausteine"), _way(), icon="openquote", blocks=shown)


def theirs(now: Today) -> list[BlockRow]:
    """Return the text blocks that somebody may use today. 1 SQL."""
    return queries.blocks(None if now.who.administers else now.who.offices | now.who.heads)


def with_block(text: str, chosen: str, now: Today) -> str:
    """Return what is written so far with the chosen block at its end: so a page without a script inserts it."""
    added = next((block.text for block in theirs(now) if str(block.id) == chosen), "")
    return "\n\n".join(part for part in (text.rstrip(), added) if part)


def _may(office: int | None, now: Today) -> bool:
    return rules.may(Act.BLOCKS if office is not None else Act.ORGANISE, now.who, office)


def _way(here: str = "") -> list[Crumb]:
    inbox = (reverse("desk:inbox"), _("Eingang"))
    if not here:
        return crumbs(inbox, here=_("Textbausteine"))
    return crumbs(inbox, (reverse("desk:blocks"), _("Textbausteine")), here=here)


@_pages
def new(request: HttpRequest) -> HttpResponse:
    """Write a text block."""
    now = today(request)
    away = turned_away(request, now)
    if away:
        return away
    offices = [(str(row.id), row.name) for row in city.offices() if rules.may(Act.BLOCKS, now.who, row.id)]
    every = [(_ALL, _("für alle Stellen"))] if now.who.administers else []
    form = BlockForm(sent(request), offices=[*every, *offices])
    if form.is_valid():
        office = form.cleaned_data["office"]
        save = partial(actions.make_block, office=int(office) if office else None)
        if _saved(request, form, save, now):
            return redirect("desk:blocks")
    return _form_page(request, form, _("Neuer Textbaustein"))


@_pages
def edit(request: HttpRequest, block: int) -> HttpResponse:
    """Change a text block."""
    now = today(request)
    row = next((row for row in theirs(now) if row.id == block), None)
    if row is None:
        raise Http404
    away = turned_away(request, now, Act.BLOCKS if row.office is not None else Act.ORGANISE, row.office)
    if away:
        return away
    form = BlockForm(sent(request), offices=None, initial={"name": row.name, "text": row.text})
    if form.is_valid() and _saved(request, form, partial(actions.edit_block, block=block), now):
        return redirect("desk:blocks")
    return _form_page(request, form, _("Textbaustein ändern"), remove_url=reverse("desk:remove_block", args=[block]))


def _saved(request: HttpRequest, form: BlockForm, save: Any, now: Today) -> bool:
    cleaned = form.cleaned_data
    try:
        save(name=cleaned["name"], text=cleaned["text"], by=staff(request), at=now.at)
    except Refused as refusal:
        form.add_error("name", words.said(refusal))
        return False
    messages.success(request, _("Der Textbaustein ist gespeichert."))
    return True


def _form_page(request: HttpRequest, form: BlockForm, title: str, remove_url: str = "") -> HttpResponse:
    if form.errors:
        validation_error(request, _("Noch nicht gespeichert. Bitte prüfen Sie die markierten Felder."), form)
    return page(
        request,
        "desk/block.html",
        title,
        _way(title),
        icon="openquote",
        form=form,
        submit_button_label=_("Textbaustein speichern"),
        remove_url=remove_url,
    )


@require_POST
def remove(request: HttpRequest, block: int) -> HttpResponse:
    """Delete a text block."""
    act = partial(actions.remove_block, block=block, by=staff(request), at=today(request).at)
    attempt(request, act, _("Der Textbaustein ist gelöscht."))
    return redirect("desk:blocks")
