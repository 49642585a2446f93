"""Prepared values for the screens of reporting: tiles, questions of a category, what is near, the last check."""

from collections.abc import Mapping, Sequence

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from smilecity.collect.contributions import rules
from smilecity.collect.contributions.queries.drafts import PhotoRow
from smilecity.collect.reports import rules as report_rules
from smilecity.collect.reports.queries import Attribute, CategoryRow, NearRow, answer
from smilecity.collect.reports.queries.titles import Titles
from smilecity.doors.web import contribution_words, words, writing_screens
from smilecity.doors.web.contribution_cards import state
from smilecity.doors.web.refusals import Errors
from smilecity.doors.web.report_forms import ACCOUNT, ANONYMOUS, MAIL, Reached
from smilecity.doors.web.report_tree import Tree, attribute_field, sub_field
from smilecity.doors.web.writing import Step, Writing

Values = dict[str, object]
_WAYS = {
    MAIL: gettext_lazy("Ja, per E-Mail"),
    ACCOUNT: gettext_lazy("Ja, an die Adresse meines Kontos"),
    ANONYMOUS: gettext_lazy("Nein, ich melde ohne Namen und Adresse"),
}


# --- what ------------------------------------------------------------------------------------------------------------


def what(here: Writing, tree: Tree, typed: QueryDict | None, rows: Sequence[PhotoRow], wrong: Errors) -> Values:
    """Return the first screen: photos, tiles with what is below each, a few words."""
    chosen = tree.chosen(here)
    path = {row.code for row in (chosen, tree.above(chosen)) if row} if chosen else set()
    return writing_screens.photos(rows, wrong) | {
        "asks_photos": here.call.photos,
        "tiles": [_tile(tree, row, path, typed) for row in tree.tiles],
        "text": typed.get("text", "") if typed else here.content.text,
        "limit": rules.TEXT_MOST,
    }


def _tile(tree: Tree, row: CategoryRow, path: set[str], typed: QueryDict | None) -> Values:
    field = sub_field(row)
    below = typed.get(field, "") if typed else ""
    return {
        "code": row.code,
        "title": tree.said(row.title),
        "hint": tree.said(row.hint),
        "icon": row.icon or "flag",
        "checked": typed.get("category") == row.code if typed else row.code in path,
        "field": field,
        "label": _("{category}: Was genau?").format(category=tree.said(row.title)),
        "below": [
            (one.code, tree.said(one.title), one.code == below if typed else one.code in path)
            for one in tree.below(row)
        ],
    }


# --- what exactly ----------------------------------------------------------------------------------------------------


def asks_more(here: Writing, tree: Tree) -> bool:
    """Say whether the category wants to know more, or has something to say."""
    chosen = tree.chosen(here)
    if chosen is None:
        return False
    lacks_text = chosen.text_required and not here.content.text
    return bool(tree.below(chosen) or chosen.attributes or not chosen.handled or lacks_text)


def detail(here: Writing, tree: Tree, chosen: CategoryRow, typed: QueryDict | None, wrong: Errors) -> Values:
    """Return the look aside: the narrower categories, the questions of the category, or who else is responsible."""
    return {
        "category": tree.name(chosen),
        "below": [(one.code, tree.said(one.title), False) for one in tree.below(chosen)],
        "not_ours": "" if chosen.handled else tree.said(chosen.instead) or _("Dafür ist nicht die Stadt zuständig."),
        "attributes": [_attribute(one, tree, _said_to(one, here, typed), dict(wrong)) for one in chosen.attributes],
        "asks_text": chosen.text_required and not here.content.text,
        "text": typed.get("text", "") if typed else "",
        "limit": rules.TEXT_MOST,
        "what_url": here.again(Step.WHAT),
        **frame(here, tree),
    }


def _said_to(one: Attribute, here: Writing, typed: QueryDict | None) -> list[str]:
    """Return what was answered to a question: as it was typed now, or as the draft has it."""
    if typed is not None:
        return typed.getlist(attribute_field(one))
    kept = here.content.attributes.get(one.code, "")
    return [kept] if isinstance(kept, str) else list(kept)


def _attribute(one: Attribute, tree: Tree, said: Sequence[str], reasons: Mapping[str, str]) -> Values:
    field = attribute_field(one)
    return {
        "id": field,
        "error": reasons.get(field, ""),
        "kind": one.kind.value,
        "label": tree.said(one.label),
        "hint": tree.said(one.hint),
        "optional": not one.required,
        "value": said[0] if said else "",
        "options": [(option.key, tree.said(option.label), option.key in said) for option in one.options],
    }


# --- near it ---------------------------------------------------------------------------------------------------------


def near(here: Writing, tree: Tree, rows: Sequence[NearRow]) -> Values:
    """Return what is reported already near the place."""
    titles = Titles(here.language)
    return {"near": [_near(row, titles) for row in rows], "next_url": here.after(Step.NEAR), **frame(here, tree)}


def _near(row: NearRow, titles: Titles) -> Values:
    away = _("{n} Meter entfernt").format(n=words.number(row.metres))
    return {
        "title": titles.said(rules.Kind.REPORT, row.title),
        "excerpt": row.excerpt,
        "url": reverse("web:report", args=[row.number]),
        "support_url": reverse("web:report_support", args=[row.number]),
        "away": away if row.metres else _("an derselben Stelle"),
        "reported": _("gemeldet am {day}").format(day=words.day(row.submitted_at)),
        "supports_text": contribution_words.supports(row.supports),
        "state": state(row.status),
        "photo": f"/fotos/{row.photo}-small.webp" if row.photo else "",
    }


# --- check and contact ------------------------------------------------------------------------------------------------


def missing(here: Writing, tree: Tree) -> Step | None:
    """Return the first screen without which nothing can be sent off."""
    chosen = tree.chosen(here)
    if chosen is None:
        return Step.WHAT
    said = here.content
    unanswered = report_rules.attributes_read(chosen.attributes, said.attributes).refused
    if not chosen.leaf or not chosen.handled or unanswered or (chosen.text_required and not said.text):
        return Step.DETAIL
    return None if said.lon is not None or said.place else Step.PLACE


def check(here: Writing, tree: Tree, rows: Sequence[PhotoRow], given: Reached) -> Values:
    """Return all that was said, each with the way to change it, and the question how the reporter is reached."""
    kept = here.draft.address if here.draft else ""
    ways = [ACCOUNT if here.member else MAIL, ANONYMOUS]
    way = given.way or (MAIL if kept and not here.member else "")
    return {
        "answers": _answers(here, tree),
        "photos": [writing_screens.photo(row, number) for number, row in enumerate(rows, 1)],
        "ways": [(key, _WAYS[key], key == way) for key in ways],
        "email": given.address or kept,
        "member_email": here.member.email if here.member else "",
        "login_url": f"{reverse('account_login')}?next={here.url(Step.CHECK)}",
        "unconfirmed_text": writing_screens.unconfirmed(),
        "read_before": here.call.moderation == rules.Moderation.BEFORE,
        **frame(here, tree),
    }


def _answers(here: Writing, tree: Tree) -> list[Values]:
    said, chosen = here.content, tree.chosen(here)
    place = [part for part in (writing_screens.in_words(said.lon, said.lat), said.place) if part]
    told = [(Step.WHAT, _("Was"), [tree.name(chosen)] if chosen else [])]
    told += [
        (Step.DETAIL, tree.said(one.label), answer(one, said.attributes.get(one.code, ""), tree.language))
        for one in (chosen.attributes if chosen else ())
    ]
    told += [(Step.WHAT, _("Beschreibung"), [said.text] if said.text else []), (Step.PLACE, _("Ort"), place)]
    return [
        {"question": label, "values": values, "change_url": f"{here.url(step)}?{Step.CHECK}"}
        for step, label, values in told
    ]


def frame(here: Writing, tree: Tree) -> Values:
    """Return what every screen after the first one says: what to do in an emergency, where it reads like one."""
    chosen = tree.chosen(here)
    above = tree.above(chosen) if chosen else None
    urgent = [tree.said(row.urgent) for row in (chosen, above) if row]
    return {
        "emergency": report_rules.emergency_words(here.content.text),
        "urgent": next(filter(None, urgent), ""),
    }
