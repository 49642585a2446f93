"""Two who write the same at once: whoever saves later is told who was first and what stands there now."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _

from smilecity.doors.desk import words
from smilecity.ground import queries
from smilecity.people import queries as people

NAME = "fassung"


def seen(request: HttpRequest) -> str:
    """Return the edition that whoever sends a form had before them."""
    return request.POST.get(NAME, "")


def who_changed(subject: str, verbs: Sequence[str]) -> str:
    """Return who changed something last, and when, in words. 2 SQL."""
    last = queries.last_entry(subject=subject, verbs=verbs)
    if last is None or last.actor is None:
        return ""
    name = people.names([last.actor]).get(last.actor, "")
    return _("{name} hat hier zuletzt gespeichert: {moment}.").format(name=name, moment=words.moment(last.at))


def theirs(form: forms.Form, kept: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return what stands there now wherever something else was typed: the label of the field, and its value."""
    found = []
    for name, field in form.fields.items():
        typed = field.widget.value_from_datadict(form.data, form.files, name)
        known = kept.get(name)
        if name in kept and _comparable(typed) != _comparable(known):
            found.append((str(field.label or ""), _shown(field, known)))
    return found


def _comparable(value: Any) -> list[str]:
    values = value if isinstance(value, list | tuple | set) else [value]
    return sorted(" ".join(str(each).split()) for each in values if each not in (None, "", False))


def _shown(field: forms.Field, value: Any) -> str:
    if isinstance(value, bool):
        return _("ja") if value else _("nein")
    labels = {str(key): str(label) for key, label in getattr(field, "choices", ())}
    values = value if isinstance(value, list | tuple | set) else [value]
    return ", ".join(labels.get(str(each), str(each)) for each in values if each not in (None, "")) or "–"
