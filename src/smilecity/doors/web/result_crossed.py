"""Prepared values for questions by groups: who said what, in the reader's language. Takes tables that were frozen."""

from collections.abc import Mapping

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext as _

from smilecity.doors.web import words
from smilecity.ground.text import pick
from smilecity.understand.results import rules
from smilecity.understand.results.reading import Result
from smilecity.understand.results.rules import UNSAID, Crossed, Group, Hidden, Table

Shown = dict[str, object]


def crossed(result: Result, table: Table, labels: list[str]) -> Shown | None:
    """Return a question by each feature; None: there is nothing to cross. `labels`: its answers in words."""
    tables = result.by_feature(table.key)
    if not tables or not table.base or table.hidden is Hidden.ALL:
        return None
    titles = [gettext(rules.FEATURE_TITLES[one.feature]) for one in tables]
    return {
        "summary": _("Nach {features}").format(features=", ".join(titles)),
        "parts": [
            _part(one, pick(table.text, get_language() or "de"), group_labels(result, one), labels) for one in tables
        ],
        "shares": any(one.groups for one in tables),
    }


def group_labels(result: Result, one: Crossed) -> dict[str, str]:
    """Return the groups of a crossed table in words."""
    language = get_language() or "de"
    portrait = next(portrait for portrait in result.portraits if portrait.feature is one.feature)
    return {row.key: pick(row.label, language) for row in portrait.rows} | {UNSAID: _("ohne Angabe")}


def _part(one: Crossed, question: str, groups: Mapping[str, str], answers: list[str]) -> Shown:
    title = gettext(rules.FEATURE_TITLES[one.feature])
    note = rules.crossed_note(one)
    return {
        "title": title,
        # A text that was borrowed from German stays one.
        "caption": type(question)(f"{title}: {question}"),
        "head": [title, *answers, _("keine Antwort")],
        "rows": [_line(group, groups[group.key]) for group in one.groups if not _is_empty(group)],
        "note": note.text(get_language() or "de", gettext) if note else "",
    }


def _is_empty(group: Group) -> bool:
    """Say whether it is public that nobody belongs to a group."""
    return group.base == 0 == group.unanswered


def _line(group: Group, label: str) -> list[str]:
    return [label, *(_cell(count, group.base) for count in group.counts), _cell(group.unanswered, None)]


def _cell(count: int | None, base: int | None) -> str:
    if count is None:
        return _("nicht gezeigt")
    share = f" ({rules.share_text(count, base, get_language() or 'de')})" if base else ""
    return words.number(count) + share
