"""Somebody writes: a draft begins, is filled field by field, and is known to their own browser only."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from math import isfinite
from typing import Any
from uuid import UUID, uuid4

from django.db.models.expressions import RawSQL

from smilecity.collect.contributions import rules
from smilecity.collect.contributions.actions.storing import CLOSED, Content, require_open
from smilecity.collect.contributions.models import Call, Comment, Contribution, Draft
from smilecity.collect.contributions.rules import Act
from smilecity.ground.refusals import Refused
from smilecity.ground.text import Texts, sentence
from smilecity.people.register import actions as register
from smilecity.people.register.rules import CONFIRM_WITHIN, Purpose

DRAFT_KEPT = timedelta(days=7)
DRAFT_GONE = sentence("Ihren angefangenen Beitrag gibt es nicht mehr. Sie können neu beginnen.")
NO_POINT = sentence("Diesen Punkt gibt es auf der Karte nicht. Bitte wählen Sie den Ort noch einmal.")

_NAMED = {"de": "Beitrag Nr. {number}", "en": "contribution no. {number}", "de-simple": "Beitrag Nummer {number}"}
_LINES = {
    "title": rules.TITLE_MOST,
    "place": rules.PLACE_MOST,
    "author_name": rules.NAME_MOST,
    "category": 20,
    "place_source": 20,
}


def begin(*, call: UUID, language: str, at: datetime, consents: Sequence[UUID] = ()) -> UUID:
    """Begin a draft and return its id, to be kept in the session only. Raises Refused when the call is closed.

    `consents`: the texts agreed to before.
    """
    row = Call.objects.filter(pk=call).first()
    if row is None:
        raise Refused(CLOSED)
    require_open(row, at)
    made = Draft(act=Act.CONTRIBUTE, call=row, language=language, erase_at=at + DRAFT_KEPT, consents=list(consents))
    made.save(force_insert=True)
    return made.pk


def write(*, draft: UUID, content: Mapping[str, Any], at: datetime) -> None:
    """Keep the fields given in a draft; others stay as they are. Raises Refused: gone, sent off, too long.

    `content`: any of title, text, theme_ids, category, lon, lat, place, place_source, attributes, author_name. What is
    missing is asked for only when it is sent off. One statement: two tabs never overwrite each other's fields.
    """
    kept = RawSQL("content || %s::jsonb", [json.dumps(_cleaned(content))])
    rows = Draft.objects.filter(pk=draft, act=Act.CONTRIBUTE, submitted=False)
    if not rows.update(content=kept, erase_at=at + DRAFT_KEPT):
        raise Refused(DRAFT_GONE)


def _cleaned(content: Mapping[str, Any]) -> dict[str, object]:
    cleaned: dict[str, object] = {}
    for name, value in content.items():
        if name in _LINES:
            cleaned[name] = rules.clean_line(str(value), _LINES[name])
        elif name == "text":
            cleaned[name] = rules.clean_text(str(value), rules.TEXT_MOST)
        elif name == "theme_ids":
            cleaned[name] = sorted({int(theme) for theme in value})
        elif name in {"lon", "lat"}:
            cleaned[name] = _degrees(value)
        elif name == "attributes":
            cleaned[name] = _answers(value)
        else:
            raise TypeError(f"a draft has no {name}")
    return cleaned


def _answers(given: Mapping[str, str | Sequence[str]]) -> dict[str, str | list[str]]:
    """Return what was answered to the questions of a category, as clean text; its room reads it when it is sent off."""
    return {
        rules.clean_line(name, 40): rules.clean_text(said, rules.TEXT_MOST)
        if isinstance(said, str)
        else [rules.clean_line(one, rules.TITLE_MOST) for one in said]
        for name, said in given.items()
    }


def _degrees(value: float | None) -> float | None:
    if value is None:
        return None
    if not isfinite(value) or abs(value) > 180:
        raise Refused(NO_POINT)
    return float(value)


def content_of(draft: Draft) -> Content:
    """Return what a draft says."""
    return Content(**{**draft.content, "language": draft.language})


def held_draft(draft: UUID, *acts: Act) -> Draft | None:
    """Return a draft, locked until the end of the transaction. A contribution is always locked before its drafts."""
    rows = Draft.objects.select_for_update(of=("self",)).select_related("call").filter(pk=draft)
    return rows.filter(act__in=acts).first() if acts else rows.first()


def ask(
    row: Draft, *, address: str, purpose: Purpose, informed: bool, language: str, at: datetime, about: int | None = None
) -> None:
    """Have a locked draft wait for its confirmation by mail. Raises Refused. Does the same for every address.

    `about`: the number of what is supported or commented on. Not its title: that may be anybody's words, and the
    address a stranger's.
    """
    named: Texts = {key: words.format(number=about) for key, words in _NAMED.items()} if about else {}
    register.ask(
        process=row.call.process_id,
        reference=row.pk,
        address=address,
        language=language,
        until=row.call.closes_at or at + CONFIRM_WITHIN,
        at=at,
        purpose=purpose,
        about=named,
    )
    # The address now lies with the register only.
    row.submitted, row.address, row.informed, row.language = True, "", informed, language
    row.erase_at = at + CONFIRM_WITHIN + DRAFT_KEPT
    row.save()


def waiting_draft(once: UUID | None, act: Act, target: Contribution, language: str, at: datetime) -> Draft:
    """Return a locked draft for an act on a contribution: a new one, or that which this page has made before.

    `once` is made by the page and sent along, so that a double click asks once. Raises Refused where it is another's,
    or has become a comment already.
    """
    if once and Comment.objects.filter(pk=once).exists():
        raise Refused(DRAFT_GONE)
    fresh = Draft(
        pk=once or uuid4(), act=act, call=target.call, target=target, language=language, erase_at=at + DRAFT_KEPT
    )
    Draft.objects.bulk_create([fresh], ignore_conflicts=True)
    row = held_draft(fresh.pk, act)
    if row is None or row.target_id != target.pk:
        raise Refused(DRAFT_GONE)
    return row
