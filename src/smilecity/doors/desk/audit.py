"""The audit log, for administrators: who did what, when. Newest first, a page at a time."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from smilecity.collect.reports import queries as reports
from smilecity.collect.reports.queries import CategoryRow
from smilecity.collect.surveys import queries as survey_queries
from smilecity.doors.desk import words
from smilecity.doors.desk.shell import crumbs, page, staff, title_of
from smilecity.ground.queries import AuditRow, audit_entries
from smilecity.ground.text import pick
from smilecity.people import queries as people
from smilecity.people.keys import queries as keys
from smilecity.people.rules import Role
from smilecity.sense.things.queries import keeping
from smilecity.understand.moderation.queries import things

PAGE = 50
_SURVEY = "survey:"
_USER = "user:"
_FILED = "reports.file_under"
# What residents wrote: named by its title, opened where it can be read.
_READ = ("contribution:", "comment:")
_ADDRESSES = {
    "survey": "desk:survey",
    "contribution": "desk:moderation_thing",
    "comment": "desk:moderation_thing",
    "party": "desk:party",
    "thing": "desk:thing",
    "datastream": "desk:datastream",
    "category": "desk:category",
}

# What has no page of its own, or no longer, and what no name is looked up for: the log says at least what kind it is.
_KINDS = {
    "user": gettext_lazy("gelöschtes Konto"),
    "notices": gettext_lazy("Benachrichtigungen"),
    "owndata": gettext_lazy("Meine Daten"),
    "contacts": gettext_lazy("Meine Daten"),
    "barrier": gettext_lazy("Gemeldete Barrieren"),
    "subscription": gettext_lazy("Abos"),
    "city": gettext_lazy("Stadt"),
    "survey": gettext_lazy("Umfrage"),
    "library": gettext_lazy("Frage der Sammlung"),
    "call": gettext_lazy("Aufruf"),
    "category": gettext_lazy("Rubrik"),
    "contribution": gettext_lazy("Beitrag"),
    "comment": gettext_lazy("Kommentar"),
    "office": gettext_lazy("Stelle"),
    "block": gettext_lazy("Textbaustein"),
    "template": gettext_lazy("Vorlage"),
    "templates": gettext_lazy("Vorlagen"),
    "appeal": gettext_lazy("Beschwerden"),
    "calendar": gettext_lazy("Kalender"),
    "event": gettext_lazy("Anmeldungen zu Veranstaltungen"),
    "event:": gettext_lazy("Veranstaltung"),
    "date": gettext_lazy("Termin"),
    "page": gettext_lazy("Seite"),
    "party": gettext_lazy("Partner"),
    "thing": gettext_lazy("Messstelle"),
    "datastream": gettext_lazy("Messreihe"),
    "import": gettext_lazy("Messwerte"),
}


@require_safe
def log(request: HttpRequest) -> HttpResponse:
    """Show the log, or that of one survey (`?umfrage=`)."""
    if Role.ADMINISTRATOR not in staff(request).role_set:
        messages.error(request, _("Das Protokoll sehen nur Konten mit der Rolle Administration."))
        return redirect("wagtailadmin_home")
    survey = _uuid(request.GET.get("umfrage", ""))
    found = audit_entries(
        subject=f"{_SURVEY}{survey}" if survey else None, after=_after(request.GET.get("nach", "")), most=PAGE + 1
    )
    entries, here = found[:PAGE], reverse("desk:audit")
    kept = {"umfrage": str(survey)} if survey else {}
    titles, codes = _titles(entries), {}
    for row in _categories(entries):
        titles[f"category:{row.id}"] = titles[f"filed:{row.code}"] = pick(row.title, "de")
        codes[f"category:{row.id}"] = row.code
    return page(
        request,
        "desk/audit.html",
        _("Protokoll"),
        crumbs(here=_("Protokoll")),
        icon="history",
        days=_by_day(entries, titles, codes),
        only=titles.get(f"{_SURVEY}{survey}", "") if survey else "",
        all_url=here,
        first_url=f"{here}?{urlencode(kept)}" if "nach" in request.GET else "",
        next_url=f"{here}?{urlencode(kept | {'nach': _mark(entries[-1])})}" if len(found) > PAGE else "",
    )


def _uuid(raw: str) -> UUID | None:
    try:
        return UUID(raw)
    except ValueError:
        return None


def _mark(entry: AuditRow) -> str:
    return f"{entry.at.isoformat()}_{entry.id}"


def _after(raw: str) -> tuple[datetime, UUID] | None:
    """Return the entry a page goes on after; nonsense begins at the top."""
    instant, _sep, entry = raw.partition("_")
    try:
        at = datetime.fromisoformat(instant)
        return (at, UUID(entry)) if at.tzinfo else None
    except ValueError:
        return None


def _titles(entries: list[AuditRow]) -> dict[str, str]:
    """Return the names of what the entries are about, by subject."""
    ids = {prefix: _ids(entries, prefix) for prefix in (_SURVEY, _USER, *_READ)}
    surveys = survey_queries.by_ids(list(ids[_SURVEY]))
    actors = {entry.actor for entry in entries if entry.actor}
    # Programs of parties act under the id of their key.
    names = {**keys.labels(actors), **people.names(ids[_USER] | actors)}
    read = things.titles(set().union(*(ids[prefix] for prefix in _READ)))
    return {
        **{f"{_SURVEY}{key}": title_of(row) for key, row in surveys.items()},
        **{f"{_USER}{key}": name for key, name in names.items()},
        **{f"{prefix}{key}": read[key] for prefix in _READ for key in ids[prefix] if key in read},
        **_measured_titles(entries),
    }


def _measured_titles(entries: list[AuditRow]) -> dict[str, str]:
    """Return the names of parties, things and datastreams. 3 SQL."""
    asked = {"party": keys.names, "thing": keeping.thing_names, "datastream": keeping.names}
    found = {kind: names(_numbers(entries, f"{kind}:")) for kind, names in asked.items()}
    return {f"{kind}:{key}": name for kind, names in found.items() for key, name in names.items()}


def _categories(entries: list[AuditRow]) -> list[CategoryRow]:
    """Return all categories where entries are about any, also what nobody can choose any more. 1 SQL or none."""
    asked = any(entry.subject.startswith("category:") or entry.verb == _FILED for entry in entries)
    return reports.categories(retired=True) if asked else []


def _numbers(entries: list[AuditRow], prefix: str) -> set[int]:
    found = (entry.subject.removeprefix(prefix) for entry in entries if entry.subject.startswith(prefix))
    return {int(key) for key in found if key.isdecimal()}


def _ids(entries: list[AuditRow], prefix: str) -> set[UUID]:
    found = (_uuid(entry.subject.removeprefix(prefix)) for entry in entries if entry.subject.startswith(prefix))
    return {key for key in found if key}


def _by_day(entries: list[AuditRow], titles: dict[str, str], codes: dict[str, str]) -> list[dict[str, Any]]:
    days: dict[str, list[dict[str, Any]]] = {}
    for entry in entries:
        days.setdefault(words.day(entry.at), []).append(_shown(entry, titles, codes))
    return [{"day": day, "entries": shown} for day, shown in days.items()]


def _shown(entry: AuditRow, titles: dict[str, str], codes: dict[str, str]) -> dict[str, Any]:
    kind, sep, key = entry.subject.partition(":")
    # Pages of categories go by their codes, for these never change.
    key = codes.get(entry.subject, key)
    unnamed = _KINDS.get(kind + sep, _KINDS.get(kind, entry.subject))
    return {
        "time": f"{entry.at.astimezone(words.city_zone()):%H:%M}",
        "who": titles.get(f"{_USER}{entry.actor}", _("gelöschtes Konto")) if entry.actor else _("Programm"),
        "deed": words.DEEDS.get(entry.verb, entry.verb),
        "what": titles.get(entry.subject, unnamed),
        "url": reverse(_ADDRESSES[kind], args=[key]) if entry.subject in titles and kind in _ADDRESSES else "",
        "more": titles.get(f"filed:{entry.details.get('category')}") or _more(entry),
    }


def _more(entry: AuditRow) -> str:
    """Return what the act was about, where that can be said in words."""
    details = entry.details
    if "released" in details:
        return _("freigegeben") if details["released"] else _("zurückgehalten")
    if "closes_at" in details:
        return _("neues Ende: {moment}").format(moment=words.moment(datetime.fromisoformat(str(details["closes_at"]))))
    if "roles" in details:
        known = [words.ROLES[Role(role)] for role in str(details["roles"]).split(", ") if role in set(Role)]
        return words.listed(known) or _("keine Rolle")
    if "unreachable" in details:
        return _("ohne E-Mails insgesamt: {n}").format(n=details["unreachable"])
    if entry.verb.startswith("library."):
        return f"„{details.get('name', '')}“"
    return ""
