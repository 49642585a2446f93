"""What one can subscribe to, in words and addresses. In: the query of an address. Out: a target; and back to words."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.utils import translation
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from smilecity.city import queries as city
from smilecity.city.queries import Named, Names
from smilecity.collect.contributions.queries import detail
from smilecity.collect.contributions.rules import Kind, Status
from smilecity.collect.reports.queries.titles import Titles
from smilecity.deliver.notices import rules
from smilecity.deliver.notices.queries import SubscriptionRow
from smilecity.deliver.notices.rules import Reason, Rhythm, Search, Target
from smilecity.doors.web import contribution_words as said
from smilecity.doors.web import report_words
from smilecity.doors.web.contribution_filters import (
    CATEGORIES,
    CATEGORY,
    DISTRICT,
    REPORTED,
    STATUS,
    STATUSES,
    TEXT,
    THEME,
)
from smilecity.doors.web.kind_words import BY_PATH, WORDS
from smilecity.ground.text import Texts

KIND, CONTRIBUTION = "art", "beitrag"
RHYTHMS = {
    Rhythm.SINGLE: gettext_lazy("Gleich, mit einer E-Mail zu jeder Neuigkeit"),
    Rhythm.DAILY: gettext_lazy("Einmal am Tag, morgens um 7 Uhr"),
    Rhythm.WEEKLY: gettext_lazy("Einmal in der Woche, montags um 7 Uhr"),
    Rhythm.NONE: gettext_lazy("Gar nicht, ich schaue selbst nach"),
}
REASONS = {
    Reason.AUTHOR: gettext_lazy("von Ihnen geschrieben"),
    Reason.SUPPORT: gettext_lazy("von Ihnen unterstützt"),
    Reason.COMMENT: gettext_lazy("von Ihnen kommentiert"),
    Reason.SUBSCRIBED: gettext_lazy("von Ihnen abonniert"),
}


@dataclass(frozen=True)
class Wanted:
    """What somebody wants to subscribe to, and what it is called here. `number`, `kind`: of a contribution."""

    target: Target
    name: str
    kind: Kind | None = None
    number: int = 0


def read(given: Mapping[str, str]) -> Wanted | None:
    """Read what an address asks to subscribe to; None where it asks for nothing that is there."""
    number = given.get(CONTRIBUTION, "")
    if number.isascii() and number.isdigit() and len(number) < 12:
        return _contribution(int(number))
    search = _search(given, city.names(get_language() or "de"))
    target = _simplest(search)
    return Wanted(target, name_of(target)) if target else None


def _contribution(number: int) -> Wanted | None:
    for kind in Kind:
        found = detail.contribution(number, kind)
        if found and found.visible:
            name = Titles(get_language() or "de").said(kind, found.title)
            return Wanted(Target(contribution=found.id), name, kind, number)
    return None


def _search(given: Mapping[str, str], names: Names) -> Search:
    kind, status = BY_PATH.get(given.get(KIND, "")), STATUSES.get(given.get(STATUS, ""))
    return rules.search_of(
        {
            "kind": kind.value if kind else "",
            "theme": _id(names.themes, given.get(THEME, "")),
            "district": _id(names.districts, given.get(DISTRICT, "")),
            "status": status.value if status else "",
            "category": given.get(REPORTED, "") if kind is Kind.REPORT else CATEGORIES.get(given.get(CATEGORY, ""), ""),
            "text": given.get(TEXT, ""),
        }
    )


def _id(rows: Mapping[int, Named], key: str) -> int | None:
    return next((row.id for row in rows.values() if row.key == key), None) if key else None


def _simplest(search: Search) -> Target | None:
    """Return a theme or district where the search asks for nothing else; None where it asks for nothing at all."""
    if search == Search():
        return None
    if search == Search(theme=search.theme):
        return Target(theme=search.theme)
    if search == Search(district=search.district):
        return Target(district=search.district)
    return Target(search=search)


def name_of(target: Target, names: Names | None = None, *, in_full: bool = True) -> str:
    """Return what a theme, district or search is called: Neue Ideen zum Thema „Verkehr“ in Warnemünde.

    `in_full`: with the words that are looked for, which are the visitor's own.
    """
    names = names or city.names(get_language() or "de")
    search = target.search or Search(theme=target.theme, district=target.district)
    parts = [
        str(WORDS[Kind(search.kind)].new) if search.kind else _("Neues"),
        _named(_("zum Thema „{words}“"), names.themes, search.theme),
        _named(_("in {words}"), names.districts, search.district),
        _("mit dem Stand „{words}“").format(words=said.status(Status(search.status))) if search.status else "",
        _category(search),
        _containing(search.text) if in_full or not search.text else _("passend zu einer Suche"),
    ]
    return " ".join(part for part in parts if part)


def _category(search: Search) -> str:
    """Return the feeling of places, or the category of reports; empty where neither is asked for. At most 1 SQL."""
    if search.kind == Kind.REPORT:
        name = report_words.name(search.category) if search.category else ""
        return _("aus der Rubrik „{words}“").format(words=name) if name else ""
    return _("mit dem Gefühl „{words}“").format(words=said.category(search.category)) if search.category else ""


def _containing(text: str) -> str:
    if " " in text:
        return _("mit den Wörtern „{words}“").format(words=text)
    return _("mit dem Wort „{words}“").format(words=text) if text else ""


def _named(sentence: str, rows: Mapping[int, Named], key: int | None) -> str:
    row = rows.get(key) if key is not None else None
    return sentence.format(words=row.name) if row else ""


def about(wanted: Wanted) -> Texts:
    """Return the name in each language of the site, for the mail that asks for a confirmation.

    Without a title or words looked for: the address may be a stranger's, and nobody shall send them words of their own.
    """
    texts: dict[str, str] = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            texts[language] = numbered(wanted.number) if wanted.number else name_of(wanted.target, in_full=False)
    return texts


def title_of(row: SubscriptionRow, names: Names, titles: Titles) -> str:
    """Return what a subscription is called."""
    if row.about:
        return titles.said(row.about.kind, row.about.title) or numbered(row.about.number)
    return name_of(row.target, names)


def numbered(number: int) -> str:
    """Return what a contribution is called without its title."""
    return _("Beitrag Nr. {number}").format(number=number)
