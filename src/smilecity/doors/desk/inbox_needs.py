"""What of the inbox needs somebody who comes to the desk: what is overdue, due soon, new, or without an office."""

from typing import Any

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from smilecity.deliver.answers import queries, rules
from smilecity.deliver.answers.queries import Desk, Tab
from smilecity.deliver.answers.rules import Act
from smilecity.deliver.fieldwork import queries as fieldwork
from smilecity.doors.desk import words
from smilecity.doors.desk.inbox_place import Place, Today, place, today
from smilecity.doors.desk.shell import staff
from smilecity.people.rules import Role

_ANSWERING = frozenset({Role.CLERK, Role.ADMINISTRATOR})


def needs(request: HttpRequest) -> list[dict[str, Any]]:
    """Return what waits for an answer or came back from a crew, for who answers. 6 or 7 SQL, none for others."""
    if not staff(request).role_set & _ANSWERING:
        return []
    now = today(request)
    if not rules.may(Act.SEE, now.who, None):
        return []
    here = place(QueryDict(), now)
    counts = queries.counts(here.wanted).by_tab | {Tab.LOST: _without_office(now)}
    return [
        {
            "title": title,
            "what": _sentence(tab, counts[tab]),
            "go": go,
            "url": here.url(wo=Desk.ALL.value if tab is Tab.LOST else "", was=tab.value),
        }
        for tab, title, go in (
            (Tab.OVERDUE, _("Überfällige Antworten"), _("Antworten")),
            (Tab.LOST, _("Beiträge ohne Stelle"), _("Stelle wählen")),
            (Tab.SOON, _("Bald fällige Antworten"), _("Antworten")),
            (Tab.NEW, _("Neue Beiträge"), _("Antworten")),
        )
        if counts.get(tab)
    ] + _returned(here, now)


def _returned(here: Place, now: Today) -> list[dict[str, Any]]:
    rows = fieldwork.returned(here.offices(now.who))
    done = sum(row.done for row in rows)
    given_back = len(rows) - done
    undone = ngettext(
        "{n} Auftrag konnte so nicht erledigt werden", "{n} Aufträge konnten so nicht erledigt werden", given_back
    )
    silent = ngettext(
        "{n} Auftrag ist erledigt, aber noch nicht beantwortet",
        "{n} Aufträge sind erledigt, aber noch nicht beantwortet",
        done,
    )
    title, go, url = _("Zurück vom Außendienst"), _("Ansehen"), here.url()
    return [
        {"title": title, "what": sentence.format(n=words.number(number)), "go": go, "url": url}
        for sentence, number in ((undone, given_back), (silent, done))
        if number
    ]


def _without_office(now: Today) -> int:
    """Return how many have nobody who answers; only the administration can help there. 1 SQL, none for others."""
    if not now.who.administers:
        return 0
    return queries.counts(place(QueryDict(f"wo={Desk.ALL}"), now).wanted).by_tab[Tab.LOST]


def _sentence(tab: Tab, number: int) -> str:
    sentences = {
        Tab.OVERDUE: ngettext(
            "Bei {n} Beitrag ist das zugesagte Datum verstrichen",
            "Bei {n} Beiträgen ist das zugesagte Datum verstrichen",
            number,
        ),
        Tab.LOST: ngettext(
            "Für {n} Beitrag ist niemand zuständig, und kein Datum ist zugesagt",
            "Für {n} Beiträge ist niemand zuständig, und kein Datum ist zugesagt",
            number,
        ),
        Tab.SOON: ngettext(
            "{n} Beitrag muss in den nächsten drei Arbeitstagen beantwortet werden",
            "{n} Beiträge müssen in den nächsten drei Arbeitstagen beantwortet werden",
            number,
        ),
        Tab.NEW: ngettext(
            "{n} Beitrag ist eingegangen und noch nicht in Bearbeitung",
            "{n} Beiträge sind eingegangen und noch nicht in Bearbeitung",
            number,
        ),
    }
    return sentences[tab].format(n=words.number(number))
