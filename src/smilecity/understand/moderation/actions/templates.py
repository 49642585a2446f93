"""Reasons ready to use are written and removed. Decisions keep their own words, so removing one takes nothing away."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from smilecity.collect.contributions.rules import clean_line, clean_text
from smilecity.ground import audit
from smilecity.ground.refusals import Refused
from smilecity.ground.text import Texts, pick, sentence
from smilecity.people.models import User
from smilecity.understand.moderation import rules
from smilecity.understand.moderation.models import ReasonTemplate
from smilecity.understand.moderation.rules import Act, Ground
from smilecity.understand.moderation.rules.samples import SAMPLES

TAKEN = sentence("Es gibt schon eine Vorlage mit diesem Namen.")
GONE = sentence("Diese Vorlage gibt es nicht mehr.")


@transaction.atomic
def save_template(
    *,
    name: str,
    ground: Ground,
    text: Texts,
    by: User | None,
    at: datetime,
    law: str = "",
    template: UUID | None = None,
) -> UUID:
    """Write a template anew or change one; return its id. `by` None: the program itself. Raises Refused."""
    _require(by)
    values: dict[str, Any] = {
        "name": clean_line(name, rules.TEMPLATE_NAME_MOST),
        "ground": ground,
        "law": clean_line(law, rules.LAW_MOST),
        "text": {language: clean_text(said, rules.REASON_MOST) for language, said in text.items()},
    }
    if not values["name"]:
        raise Refused(rules.NO_NAME)
    if not pick(text, "de"):
        raise Refused(rules.NO_GERMAN)
    named = ReasonTemplate.objects.values_list("pk", flat=True).filter(name=values["name"]).first()
    if named not in {None, template}:
        raise Refused(TAKEN)
    key = _written(template, values)
    _record("save_template", key, by, at)
    return key


def _written(template: UUID | None, values: dict[str, Any]) -> UUID:
    if template is None:
        return ReasonTemplate.objects.create(**values).pk
    if not ReasonTemplate.objects.filter(pk=template).update(**values):
        raise Refused(GONE)
    return template


@transaction.atomic
def remove_template(*, template: UUID, by: User, at: datetime) -> None:
    """Remove a template; what was decided with it stays as it was told. Raises Refused."""
    _require(by)
    gone, _ = ReasonTemplate.objects.filter(pk=template).delete()
    if not gone:
        raise Refused(GONE)
    _record("remove_template", template, by, at)


@transaction.atomic
def take_samples(*, said: Callable[[str], Texts], by: User, at: datetime) -> int:
    """Take over the reasons to begin with that are not there by name; return how many. Raises Refused.

    `said` gives a German sentence in the languages of the site.
    """
    _require(by)
    there = set(ReasonTemplate.objects.values_list("name", flat=True))
    rows = [
        ReasonTemplate(name=s.name, ground=s.ground, text=dict(said(s.text))) for s in SAMPLES if s.name not in there
    ]
    ReasonTemplate.objects.bulk_create(rows, ignore_conflicts=True)
    if rows:
        audit.record(actor=by.pk, verb="moderation.take_samples", subject="templates", at=at)
    return len(rows)


def _require(by: User | None) -> None:
    if by is not None:
        rules.require(Act.TEMPLATES, by.role_set)


def _record(verb: str, template: UUID, by: User | None, at: datetime) -> None:
    audit.record(actor=by.pk if by else None, verb=f"moderation.{verb}", subject=f"template:{template}", at=at)
