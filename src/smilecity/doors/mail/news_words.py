"""What a mail says of each change, in the language that is active. In: facts of deliver/notices. Out: lines of text."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from smilecity.collect.contributions.rules import Kind, Status, Verb
from smilecity.collect.reports.queries.titles import Titles
from smilecity.deliver.notices.queries import Letter, Named, News
from smilecity.deliver.notices.rules import Reason, Rhythm
from smilecity.ground.text import Texts, pick

PAGES = {Kind.IDEA: "web:idea", Kind.PLACE: "web:place", Kind.REPORT: "web:report"}
STATUSES = {
    Status.RECEIVED: gettext_lazy("eingegangen"),
    Status.IN_REVIEW: gettext_lazy("in Prüfung"),
    Status.ACCEPTED: gettext_lazy("wird umgesetzt"),
    Status.DONE: gettext_lazy("umgesetzt"),
    Status.DECLINED: gettext_lazy("nicht umsetzbar"),
}
# A mail says enough to decide whether to read on; the page says it all.
COMMENT_MOST = 300
GROUPS_MOST = 20


@dataclass(frozen=True)
class Line:
    """One change: what happened, and what was said about it."""

    what: str
    said: Sequence[str]


@dataclass(frozen=True)
class Group:
    """All that is new about one contribution."""

    title: str
    url: str
    lines: Sequence[Line]


def titled(told: Letter) -> Letter:
    """Return a letter that calls what it tells of by names in the active language. At most 1 SQL."""
    titles = Titles(get_language() or "de")

    def called(named: Named) -> Named:
        return replace(named, title=titles.said(named.kind, named.title))

    news = [replace(one, about=called(one.about), other=called(one.other) if one.other else None) for one in told.news]
    return replace(told, news=news)


def groups(told: Letter) -> list[Group]:
    """Return the changes by contribution, in the order in which they happened; of many, the first GROUPS_MOST."""
    return [Group(title(news[0].about), url(news[0].about), [line(one) for one in news]) for news in _by_number(told)][
        :GROUPS_MOST
    ]


def more(told: Letter) -> int:
    """Return about how many more contributions there is something new that the mail does not list."""
    return max(0, len(_by_number(told)) - GROUPS_MOST)


def _by_number(told: Letter) -> list[list[News]]:
    by_number: dict[int, list[News]] = {}
    for news in told.news:
        by_number.setdefault(news.about.number, []).append(news)
    return list(by_number.values())


def title(named: Named) -> str:
    """Return what a contribution is called; one whose title the reader may not see has its number left."""
    return named.title or _("Beitrag Nr. {number}").format(number=named.number)


def url(named: Named) -> str:
    """Return the address of a contribution's page in the active language."""
    return settings.BASE_URL + reverse(PAGES[named.kind], args=[named.number])


def line(news: News) -> Line:
    """Return one change in words."""
    if news.verb is None:
        return Line(_comment(news), _paragraphs(_shortened(news.text)))
    if news.fresh and news.verb in (Verb.SHOWN, Verb.SUBMITTED):
        return Line(_("Neu zu Ihrem Abo."), [])
    return Line(_WORDS.get(news.verb, _something)(news), [*_paragraphs(news.text), *_photos(news)])


def _photos(news: News) -> list[str]:
    """Return where the photos stand that show what was done, for who reads text alone."""
    said = _("So sieht es jetzt aus: {url}")
    return [said.format(url=settings.BASE_URL + reverse("web:photo", args=[one, "large"])) for one in news.photos]


def _comment(news: News) -> str:
    office = _name(news.office)
    if office:
        return _("{office} hat einen Kommentar geschrieben:").format(office=office)
    if news.name:
        return _("{name} hat einen Kommentar geschrieben:").format(name=news.name)
    return _("Es gibt einen neuen Kommentar:")


def _shown(news: News) -> str:
    return _("Ihr Beitrag ist jetzt für alle zu sehen.") if news.own else _("Der Beitrag ist für alle zu sehen.")


def _office(news: News) -> str:
    said = _("Zuständig ist jetzt: {office}.").format(office=_name(news.office))
    return f"{said} {_promise(news)}".strip()


def _promise(news: News) -> str:
    if news.due_on is None:
        return ""
    return _("Die Antwort ist bis zum {day} zugesagt.").format(day=_day(news))


def _due(news: News) -> str:
    return _promise(news) or _("Für die Antwort gibt es zurzeit kein Datum.")


def _day(news: News) -> str:
    return date_format(news.due_on, "DATE_FORMAT") if news.due_on else ""


def _status(news: News) -> str:
    return _("Neuer Stand: {status}.").format(status=_status_name(news))


def _status_name(news: News) -> str:
    return str(STATUSES[news.status]) if news.status else ""


def _replied(news: News) -> str:
    office = _name(news.office) or _("Die Stadtverwaltung")
    if news.status:
        return _("Antwort von: {office}. Stand: {status}.").format(office=office, status=_status_name(news))
    return _("Antwort von: {office}.").format(office=office)


def _merged(news: News) -> str:
    if news.other is None:
        return _("Der Beitrag wurde mit einem anderen zusammengeführt.")
    if not news.other.title:  # nobody sees it any more, so there is nothing to lead to
        number = _("Nr. {n}").format(n=news.other.number)
        return _("Der Beitrag wurde mit {other} zusammengeführt.").format(other=number)
    said = _("Der Beitrag wurde mit „{title}“ zusammengeführt. Dort geht es weiter, und Sie hören auch davon:")
    return f"{said.format(title=news.other.title)} {url(news.other)}"


def _something(_news: News) -> str:
    return _("Es hat sich etwas geändert.")


_WORDS: dict[Verb, Callable[[News], str]] = {
    Verb.SUBMITTED: lambda news: _("Der Beitrag ist eingegangen."),
    Verb.SHOWN: _shown,
    Verb.REMOVED: lambda news: _("Ihr Beitrag wurde gelöscht."),
    Verb.EDITED: lambda news: _("Der Text wurde geändert."),
    Verb.OFFICE: _office,
    Verb.DUE: _due,
    Verb.STATUS: _status,
    Verb.REPLIED: _replied,
    Verb.MERGED: _merged,
    Verb.PARTED: lambda news: _("Der Beitrag steht wieder für sich."),
    Verb.DELEGATED: lambda news: _("Darum kümmert sich jetzt:"),
    Verb.RETURNED: lambda news: _("Darum kümmert sich wieder die Stadt selbst, nicht mehr:"),
}


def _name(texts: Texts) -> str:
    return pick(texts, get_language() or "de")


def _shortened(text: str) -> str:
    return text if len(text) <= COMMENT_MOST else text[:COMMENT_MOST].rsplit(" ", 1)[0] + " …"


def _paragraphs(text: str) -> list[str]:
    return text.strip().splitlines()


def subject(told: Letter) -> str:
    """Return what the mail is about, in one line."""
    if told.rhythm is Rhythm.DAILY and told.subscription is None:
        return _("Neues von gestern und heute")
    if told.rhythm is Rhythm.WEEKLY and told.subscription is None:
        return _("Neues aus dieser Woche")
    names = {news.about.number: title(news.about) for news in told.news}
    first = next(iter(names.values()))
    if all(news.fresh for news in told.news):
        return _fresh(first, len(names))
    if any(news.verb is Verb.REPLIED for news in told.news):
        return _("Antwort zu „{title}“").format(title=first)
    return _("Neues zu „{title}“").format(title=first)


def _fresh(first: str, count: int) -> str:
    if count == 1:
        return _("Neu: {title}").format(title=first)
    return ngettext("{n} neuer Beitrag zu Ihrem Abo", "{n} neue Beiträge zu Ihrem Abo", count).format(n=count)


_REASONS = {
    Reason.AUTHOR: gettext_lazy("Sie bekommen diese E-Mail, weil der Beitrag von Ihnen ist."),
    Reason.SUPPORT: gettext_lazy("Sie bekommen diese E-Mail, weil Sie den Beitrag unterstützen."),
    Reason.COMMENT: gettext_lazy("Sie bekommen diese E-Mail, weil Sie den Beitrag kommentiert haben."),
    Reason.SUBSCRIBED: gettext_lazy("Sie bekommen diese E-Mail, weil Sie den Beitrag abonniert haben."),
}


def why(told: Letter) -> str:
    """Return why the reader gets this mail."""
    reasons = {news.reason for news in told.news}
    if len(reasons) > 1 or (told.subscription is None and reasons != {None}):
        return _("Sie bekommen diese E-Mail, weil Sie mitgemacht oder etwas abonniert haben.")
    reason, first = reasons.pop(), told.news[0]
    if reason is Reason.SUBSCRIBED and first.fresh:
        return _wanted(first)
    return str(_REASONS[reason or Reason.AUTHOR])


def _wanted(news: News) -> str:
    """Return what the reader subscribed to: more than this one contribution."""
    if news.theme:
        return _("Sie bekommen diese E-Mail, weil Sie das Thema „{name}“ abonniert haben.").format(
            name=_name(news.theme)
        )
    if news.district:
        return _("Sie bekommen diese E-Mail, weil Sie Neues aus diesem Ortsteil abonniert haben: {name}.").format(
            name=news.district
        )
    return _("Sie bekommen diese E-Mail, weil Sie eine Suche abonniert haben.")
