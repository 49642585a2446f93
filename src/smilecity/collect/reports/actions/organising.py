"""The town hall writes its tree of categories, and says which office has to do with what, where."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from smilecity.city.models import Office
from smilecity.collect.contributions.rules import clean_line, clean_text, has_words
from smilecity.collect.reports import rules
from smilecity.collect.reports.actions.filing import CATEGORY_GONE, NO_OFFICE, NOT_IN_CHARGE
from smilecity.collect.reports.models import Category, Responsibility
from smilecity.collect.reports.rules import Attribute, Where
from smilecity.ground import audit
from smilecity.ground.refusals import Refused
from smilecity.ground.text import LANGUAGES, Texts, sentence
from smilecity.people.models import User

TITLE_MOST = 80
TEXT_MOST = 600
WORD_MOST = 60
ICON_MOST = 40
_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

WRONG_CODE = sentence("Bitte geben Sie ein Kürzel an: kleine Buchstaben, Ziffern und Bindestriche, höchstens {most}.")
NO_TITLE = sentence("Bitte geben Sie der Rubrik einen Titel auf Deutsch.")
NO_INSTEAD = sentence("Bitte schreiben Sie auf Deutsch, wer sich stattdessen darum kümmert.")
NO_PARENT = sentence("Die Rubrik darüber gibt es nicht mehr.")
TOO_DEEP = sentence("Rubriken haben zwei Ebenen: Unter einer Unterrubrik kann keine weitere stehen.")
ENOUGH = sentence("Auf der ersten Seite stehen schon {most} Rubriken. Mehr machen die Auswahl schwer.")
WRONG_RADIUS = sentence("Bitte geben Sie für den Umkreis {least} bis {most} Meter an, oder nichts.")
WRONG_DAYS = sentence("Bitte geben Sie 1 bis {most} Arbeitstage an, oder nichts.")
EVERYWHERE = sentence("Bitte wählen Sie einen Ortsteil oder Land oder Wasser. Für alles Übrige gilt die Stelle oben.")


@dataclass(frozen=True)
class CategoryFields:
    """What staff say of a category; see models.Category. `office`, `radius_metres`, `answer_days` None: as above."""

    title: Texts
    hint: Texts = field(default_factory=dict)
    instead: Texts = field(default_factory=dict)
    urgent: Texts = field(default_factory=dict)
    keywords: Sequence[str] = ()
    icon: str = ""
    position: int = 0
    radius_metres: int | None = None
    handled: bool = True
    text_required: bool = False
    attributes: Sequence[Attribute] = ()
    office: int | None = None
    answer_days: int | None = None
    active: bool = True


@transaction.atomic
def save_category(*, code: str, parent: str, fields: CategoryFields, by: User | None, at: datetime) -> int:
    """Make a category with this code, or replace what is said of it; return its id. Raises Refused.

    `parent`: the code of the one above, empty on the first level. Open reports keep their office (see move_office).
    `by` None: the program itself.
    """
    _require_charge(by)
    row = Category.objects.select_for_update().filter(code=code).first() or _new(code)
    row.parent = _parent(row, parent)
    values = _checked(fields)
    _require_office(fields.office)
    for name, value in values.items():
        setattr(row, name, value)
    if row.active and row.parent is None and _first_level(row) >= rules.FIRST_LEVEL_MOST:
        raise Refused(ENOUGH, most=rules.FIRST_LEVEL_MOST)
    row.save()
    _record("save_category", row.pk, by, at)
    return row.pk


@transaction.atomic
def save_questions(*, code: str, attributes: Sequence[Attribute], by: User | None, at: datetime) -> None:
    """Replace what a category asks; reports keep what they were answered. Raises Refused."""
    _require_charge(by)
    row = Category.objects.select_for_update().filter(code=code).first()
    if row is None:
        raise Refused(CATEGORY_GONE)
    row.attributes = rules.written(rules.defined(attributes))
    row.save(update_fields=["attributes"])
    _record("save_category", row.pk, by, at)


def _new(code: str) -> Category:
    if not _CODE.fullmatch(code) or len(code) > rules.CODE_MOST:
        raise Refused(WRONG_CODE, most=rules.CODE_MOST)
    return Category(code=code)


def _parent(row: Category, code: str) -> Category | None:
    """Return the category above. Raises Refused: there is none such, or there would be a third level."""
    if not code:
        return None
    above = Category.objects.filter(code=code).first()
    if above is None:
        raise Refused(NO_PARENT)
    if above.parent_id is not None or above.pk == row.pk or Category.objects.filter(parent=row.pk or 0).exists():
        raise Refused(TOO_DEEP)
    return above


def _first_level(row: Category) -> int:
    return Category.objects.filter(parent=None, active=True).exclude(pk=row.pk).count()


def _checked(fields: CategoryFields) -> dict[str, object]:
    title = _texts(fields.title, TITLE_MOST)
    if not has_words(title.get("de", "")):
        raise Refused(NO_TITLE)
    instead = _texts(fields.instead, TEXT_MOST)
    if not fields.handled and not instead.get("de"):
        raise Refused(NO_INSTEAD)
    if fields.radius_metres is not None and fields.radius_metres not in rules.RADII:
        raise Refused(WRONG_RADIUS, least=rules.RADII.start, most=rules.RADII.stop - 1)
    if fields.answer_days is not None and not 1 <= fields.answer_days <= rules.ANSWER_DAYS_MOST:
        raise Refused(WRONG_DAYS, most=rules.ANSWER_DAYS_MOST)
    words = [clean_line(word, WORD_MOST) for word in fields.keywords]
    return {
        "title": title,
        "hint": _texts(fields.hint, TEXT_MOST),
        "instead": instead,
        "urgent": _texts(fields.urgent, TEXT_MOST),
        "keywords": [word for word in dict.fromkeys(words) if word],
        "icon": clean_line(fields.icon, ICON_MOST),
        "position": fields.position,
        "radius_metres": fields.radius_metres,
        "handled": fields.handled,
        "text_required": fields.text_required,
        "attributes": rules.written(rules.defined(fields.attributes)),
        "office_id": fields.office,
        "answer_days": fields.answer_days,
        "active": fields.active,
    }


def _texts(texts: Texts, most: int) -> dict[str, str]:
    """Return what was written, by language; blank ones are left out."""
    written = {language: clean_text(text, most) for language, text in texts.items() if language in LANGUAGES}
    return {language: text for language, text in written.items() if text}


@transaction.atomic
def set_responsibility(
    *, category: int, district: int | None, ground: Where, office: int, by: User | None, at: datetime
) -> int:
    """Say which office has to do with a category there; what was said for the same place is replaced.

    For reports that come in from now on. Raises Refused.
    """
    _require_charge(by)
    _require_office(office)
    if not Category.objects.filter(pk=category).exists():
        raise Refused(CATEGORY_GONE)
    if district is None and ground is Where.ANY:
        raise Refused(EVERYWHERE)
    made, _fresh = Responsibility.objects.update_or_create(
        category_id=category, district_id=district, ground=ground, defaults={"office_id": office}
    )
    _record("set_responsibility", category, by, at)
    return made.pk


@transaction.atomic
def remove_responsibility(*, responsibility: int, by: User, at: datetime) -> None:
    """Take a rule away; reports keep the office they have. Raises Refused."""
    _require_charge(by)
    row = Responsibility.objects.filter(pk=responsibility).first()
    if row:
        row.delete()
        _record("remove_responsibility", row.category_id, by, at)


def _require_charge(by: User | None) -> None:
    if by is not None and not rules.may_organise(by.role_set):
        raise Refused(NOT_IN_CHARGE)


def _require_office(office: int | None) -> None:
    if office is not None and not Office.objects.filter(pk=office, retired_on=None).exists():
        raise Refused(NO_OFFICE)


def _record(verb: str, category: int, by: User | None, at: datetime) -> None:
    audit.record(actor=by.pk if by else None, verb=f"reports.{verb}", subject=f"category:{category}", at=at)
