"""What somebody was told, in one sentence, for their own page."""

from django.utils.translation import gettext as _

from smilecity.collect.contributions.rules import Verb
from smilecity.collect.reports.queries.titles import Titles
from smilecity.deliver.notices.queries import Named, News
from smilecity.doors.web import contribution_words as said
from smilecity.doors.web import words


def sentence(news: News, titles: Titles) -> str:
    """Return what happened; the title of what it is about stands beside it."""
    if news.fresh:
        return _("Neu zu Ihrem Abo")
    if news.verb is None:
        return _comment(news)
    office = said.texts(news.office) or _("Die Stadtverwaltung")
    state = said.status(news.status) if news.status else ""
    due = words.on_day(news.due_on) if news.due_on else ""
    return (
        _table(news, state, due)
        .get(news.verb, _("Etwas hat sich geändert"))
        .format(office=office, state=state, day=due, other=_other(news.other, titles))
    )


def title(named: Named, titles: Titles) -> str:
    """Return what a contribution is called; one whose title the reader may not see has its number left."""
    return titles.said(named.kind, named.title) or _("Beitrag Nr. {number}").format(number=named.number)


def _other(other: Named | None, titles: Titles) -> str:
    if other is None:
        return _("einem anderen Beitrag")
    name = titles.said(other.kind, other.title)
    return _("„{title}“").format(title=name) if name else _("Nr. {n}").format(n=other.number)


def _comment(news: News) -> str:
    office = said.texts(news.office)
    if office:
        return _("{office} hat einen Kommentar geschrieben").format(office=office)
    return _("{name} hat einen Kommentar geschrieben").format(name=news.name or _("Ein Gast"))


def _table(news: News, state: str, due: str) -> dict[Verb, str]:
    return {
        Verb.SHOWN: _("Ihr Beitrag ist jetzt für alle zu sehen") if news.own else _("Ist jetzt für alle zu sehen"),
        Verb.HIDDEN: _("Die Moderation hat den Beitrag verborgen"),
        Verb.REMOVED: _("Der Beitrag wurde gelöscht"),
        Verb.WITHDRAWN: _("Der Beitrag wurde zurückgezogen"),
        Verb.EDITED: _("Der Text wurde geändert"),
        Verb.OFFICE: _("Zuständig ist jetzt: {office}"),
        Verb.DUE: _("Neues Datum der Antwort: {day}") if due else _("Das Datum der Antwort ist entfallen"),
        Verb.STATUS: _("Neuer Stand: {state}"),
        Verb.REPLIED: _("Antwort von: {office}") + (f" ({state})" if state else ""),
        Verb.MERGED: _("Zusammengeführt mit {other}"),
        Verb.PARTED: _("Steht wieder für sich"),
    }
