"""What of the inbox needs somebody who comes to the desk: what is overdue, what is due soon, what is new."""

from typing import Any

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from smilecity.deliver.answers import queries, rules
from smilecity.deliver.answers.queries import Tab
from smilecity.deliver.answers.rules import Act
from smilecity.doors.desk import words
from smilecity.doors.desk.inbox_place import place, today
from smilecity.doors.desk.shell import staff
from smilecity.people.rules import Role

_ANSWERING = frozenset({Role.CLERK, Role.ADMINISTRATOR})


def needs(request: HttpRequest) -> list[dict[str, Any]]:
    """Return what waits for an answer, for who answers. 5 SQL, none for others."""
    if not staff(request).role_set & _ANSWERING:
        return []
    now = today(request)
    if not rules.may(Act.SEE, now.who, None):
        return []
    here = place(QueryDict(), now)
    counts = queries.counts(here.wanted).by_tab
    return [
        {
            "title": title,
            "what": _sentence(tab, counts[tab]),
            "go": _("Antworten"),
            "url": here.url(was=tab.value),
        }
        for tab, title in (
            (Tab.OVERDUE, _("Überfällige Antworten")),
            (Tab.SOON, _("Bald fällige Antworten")),
            (Tab.NEW, _("Neue Beiträge")),
        )
        if counts.get(tab)
    ]


def _sentence(tab: Tab, number: int) -> str:
    sentences = {
        Tab.OVERDUE: ngettext(
            "Bei {n} Beitrag ist das zugesagte Datum verstrichen",
            "Bei {n} Beiträgen ist das zugesagte Datum verstrichen",
            number,
        ),
        Tab.SOON: ngettext(
            "{n} Beitrag wartet bis in drei Arbeitstagen auf Antwort",
            "{n} Beiträge warten bis in drei Arbeitstagen auf Antwort",
            number,
        ),
        Tab.NEW: ngettext("{n} Beitrag noch nicht angesehen", "{n} Beiträge noch nicht angesehen", number),
    }
    return sentences[tab].format(n=words.number(number))
