"""One thing as it is read before a decision: text, photos, place, author, reports, history, and what can be done."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from smilecity.collect.contributions.queries import PhotoFile
from smilecity.collect.contributions.rules import Kind
from smilecity.collect.reports import queries as reports
from smilecity.doors.desk import moderation_words as said
from smilecity.doors.desk import words
from smilecity.doors.desk.case_facts import answers
from smilecity.doors.desk.moderation_place import Place
from smilecity.doors.desk.shell import staff
from smilecity.ground.text import pick
from smilecity.people.rules import Role
from smilecity.understand.moderation import rules
from smilecity.understand.moderation.queries import decisions, templates, things
from smilecity.understand.moderation.queries.things import Around, DecisionRow, PhotoRow, Thing
from smilecity.understand.moderation.rules import Act, Outcome


def pane(request: HttpRequest, here: Place, key: UUID | None, at: datetime) -> dict[str, Any] | None:
    """Return what the reading pane shows; None where there is nothing to read."""
    row = things.thing(key) if key else None
    if row is None:
        return None
    around = things.around(row.target)
    return {
        **_head(row),
        **_around(row, around, at),
        "photos": _photos(request, row, around),
        "answers": _answers(row),
        "acts": _acts(request, row, around, here),
        "decisions": _decisions(request, around, at),
    }


def name(row: Thing) -> str:
    """Return what a thing is called at the desk: Idee 12: Mehr Bänke."""
    kind = said.KINDS["comment" if row.target.comment else row.kind]
    if row.target.comment:
        return _("{kind} zu {number}: {title}").format(kind=kind, number=row.number, title=row.title)
    return _("{kind} {number}: {title}").format(kind=kind, number=row.number, title=row.title)


def _head(row: Thing) -> dict[str, Any]:
    return {
        "id": row.target.id,
        "name": name(row),
        "is_comment": row.target.comment is not None,
        "title": row.title,
        "text": row.text,
        "language": row.language,
        "place": row.place,
        "has_point": row.lon is not None,
        "author": row.author_name or _("ohne Namen"),
        "channel": said.CHANNELS[row.channel],
        "call": pick(row.call, "de"),
        "state": said.PUBLICITIES[row.publicity],
        "publicity": row.publicity.value,
        "since": words.moment(row.since),
        "merged_into": row.merged_into,
        "contribution_url": reverse("desk:moderation_thing", args=[row.target.contribution]),
    }


def _around(row: Thing, around: Around, at: datetime) -> dict[str, Any]:
    return {
        "flags": [
            {
                "number": flag.number,
                "ground": said.GROUNDS[flag.ground],
                "text": flag.text,
                "name": flag.name or _("ohne Namen"),
                "since": said.age(flag.received_at, at),
                "reachable": bool(flag.address),
            }
            for flag in around.flags
        ],
        "steps": [
            {"what": said.VERBS[step.verb], "when": words.moment(step.at), "by": step.by, "text": step.text}
            for step in around.steps
        ],
        "before": [
            {"title": old.title, "text": old.text, "why": old.reason, "when": words.moment(old.at)}
            for old in around.before
        ],
    }


def _photos(request: HttpRequest, row: Thing, around: Around) -> list[dict[str, Any]]:
    can_change = rules.may(Act.DECIDE, staff(request).role_set) and rules.possible(Outcome.RESTORED, row.publicity)
    return [
        {
            "url": reverse("desk:moderation_photo_file", args=[photo.id]),
            "edit_url": reverse("desk:moderation_photo", args=[photo.id]),
            "description": photo.description,
            "width": photo.width,
            "height": photo.height,
            **photo_state(photo, can_change=can_change),
        }
        for photo in around.photos
    ]


def _answers(row: Thing) -> list[dict[str, Any]]:
    """Return what was answered to the questions of a category: most of it is public as soon as the report is."""
    reported = row.kind == Kind.REPORT and row.target.comment is None
    return answers(reports.answers(row.target.contribution)) if reported else []


def photo_state(photo: PhotoRow | PhotoFile, *, can_change: bool) -> dict[str, Any]:
    """Return what desk/moderation_photo_state.html shows: what was done to a photo, and the way back."""
    return {
        "states": [
            *([_("Ausgeblendet: Nur die Verwaltung sieht dieses Foto.")] if photo.hidden else []),
            *([_boxes(photo.original_until)] if photo.covered else []),
        ],
        "show_url": reverse("desk:show_photo", args=[photo.id]) if photo.hidden and can_change else "",
        "uncover_url": reverse("desk:uncover_photo", args=[photo.id]) if photo.original_until and can_change else "",
    }


def _boxes(until: datetime | None) -> str:
    if until is None:
        return _("Hier ist etwas verdeckt. Das ursprüngliche Foto ist gelöscht, die Flächen bleiben.")
    said = _("Hier ist etwas verdeckt. Bis {day} lassen sich die Flächen wieder entfernen.")
    return said.format(day=words.day(until))


def _acts(request: HttpRequest, row: Thing, around: Around, here: Place) -> dict[str, Any] | None:
    """Return what can be decided now, for who may decide."""
    if not rules.may(Act.DECIDE, staff(request).role_set):
        return None
    key, flagged = row.target.id, bool(around.flags)
    can = {outcome: rules.possible(outcome, row.publicity) for outcome in Outcome}
    return {
        "hidden": {
            "stand": row.publicity.value,
            "fassung": row.revision,
            "zeigen": key,
            **{name: value for name, value in here.query.items() if value},
        },
        "release_url": reverse("desk:release", args=[key]) if can[Outcome.RELEASED] else "",
        "hide_url": reverse("desk:hide", args=[key]) if can[Outcome.HIDDEN] else "",
        "keep_url": reverse("desk:keep", args=[key]) if can[Outcome.KEPT] and (flagged or _unread(row)) else "",
        "hide_label": _("Verbergen") if row.publicity == "shown" else _("Ablehnen"),
        "edit_url": reverse("desk:moderation_edit", args=[key]) if can[Outcome.EDITED] else "",
        "remove_url": _remove_url(request, row),
        "merge_url": _merge_url(request, row),
        "flagged": flagged,
        **reason_choices(row.language, {}),
    }


def reason_choices(language: str, written: dict[str, Any]) -> dict[str, Any]:
    """Return what desk/moderation_reason.html shows, with what was chosen and typed before."""
    return {
        "templates": [
            {
                "id": template.id,
                "name": template.name,
                "text": pick(template.text, language),
                "chosen": str(template.id) == written.get("vorlage"),
            }
            for template in templates.templates()
        ],
        "grounds": [
            {"value": ground.value, "text": text, "chosen": ground.value == written.get("anlass")}
            for ground, text in said.GROUNDS.items()
        ],
        "written": written,
    }


def _merge_url(request: HttpRequest, row: Thing) -> str:
    """Return where two contributions become one; empty for whom the desk of answers would turn away."""
    if row.target.comment or row.merged_into or Role.ADMINISTRATOR not in staff(request).role_set:
        return ""
    return reverse("desk:merge", args=[row.number])


def _remove_url(request: HttpRequest, row: Thing) -> str:
    """Return where it is erased for good; empty for who may not, and where nothing is left to erase."""
    if not rules.may(Act.REMOVE, staff(request).role_set) or not rules.possible(Outcome.REMOVED, row.publicity):
        return ""
    return reverse("desk:moderation_remove", args=[row.target.id])


def _unread(row: Thing) -> bool:
    return decisions.is_unseen(row.target)


def _decisions(request: HttpRequest, around: Around, at: datetime) -> list[dict[str, Any]]:
    """Return what was decided so far; only the last decision that stands can be taken back."""
    last = next((row for row in around.decisions if not row.undone_at), None)
    may = last is not None and rules.may(Act.DECIDE, staff(request).role_set)
    undo = last.id if last and may and decisions.can_undo(last.id, at) else None
    return [_decided(row, at, undoable=row.id == undo) for row in around.decisions]


def _decided(row: DecisionRow, at: datetime, *, undoable: bool) -> dict[str, Any]:
    return {
        "what": said.OUTCOMES[row.outcome],
        "ground": said.GROUNDS[row.ground] if row.ground else "",
        "reason": row.reason,
        "by": row.by or _("gelöschtes Konto"),
        "when": words.moment(row.decided_at),
        "undone": bool(row.undone_at),
        "undo_url": reverse("desk:undo_decision", args=[row.id]) if undoable else "",
        "left": said.minutes_left(row.decided_at + rules.UNDO_WITHIN, at) if undoable else "",
    }
