"""Where the desk's pages on law and privacy lie, who may see them, and which processes have a notice."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from smilecity.collect.contributions.queries import calls
from smilecity.collect.surveys import queries as surveys
from smilecity.doors.desk.shell import Crumb, crumbs, staff
from smilecity.ground.text import pick
from smilecity.people.privacy import rules
from smilecity.people.privacy.rules import NOT_YOURS, Sort


@dataclass(frozen=True)
class Process:
    """Something people take part in, with a notice of its own."""

    sort: Sort
    key: UUID | None
    title: str

    @property
    def subject(self) -> str:
        """The name under which its notice is kept."""
        return rules.subject_of(self.sort, self.key or "")


def processes() -> list[Process]:
    """Return surveys and calls, the newest first, then what is there once. 4 SQL."""
    return [
        *(Process(Sort.SURVEY, row.survey.id, pick(row.survey.title, "de")) for row in surveys.all_for_desk()),
        *(Process(Sort.CALL, row.id, pick(row.title, "de")) for row in calls.all_calls()),
        Process(Sort.SUBSCRIPTION, None, ""),
        Process(Sort.EVENT, None, ""),
    ]


def process(sort: Sort, key: UUID | None) -> Process | None:
    """Return one of the processes."""
    return next((one for one in processes() if one.sort is sort and one.key == key), None)


def turned_away(request: HttpRequest) -> HttpResponse | None:
    """Return where those belong who may not see these pages; None: they may."""
    if rules.may_change(staff(request).role_set):
        return None
    messages.error(request, _(NOT_YOURS))
    return redirect("wagtailadmin_home")


def way(*steps: tuple[str, str], here: str) -> list[Crumb]:
    """Return the way to a page."""
    return crumbs((reverse("desk:legal"), _("Recht und Datenschutz")), *steps, here=here)
