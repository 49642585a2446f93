"""Somebody who works outside, signed in with the second factor in a browser without JavaScript; their orders."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from smilecity.collect.contributions.models import Call, Contribution
from smilecity.collect.contributions.rules import Kind
from smilecity.collect.reports.models import Category
from smilecity.deliver.answers import actions as answers
from smilecity.people.rules import Role
from tests.factories import AT, make_staff
from tests.factories_answers import make_answering_office
from tests.factories_contributions import LAT, LON
from tests.factories_fieldwork import make_crew, ordered
from tests.factories_reports import make_report, report_call
from tests.support.colleague import Colleague
from tests.support.pictures import photo
from tests.support.reporter import make_tree
from tests.support.visitor import Page


class Outside(Colleague):
    """Somebody of a crew, on a telephone; `crew`: theirs, made with its office unless it is named."""

    def __init__(self, crew: int | None = None) -> None:
        super().__init__(Role.CREW)
        self.office = 0
        if crew is None:
            self.office = make_answering_office()
            crew = make_crew(self.office, f"Team {uuid4().hex[:6]}")
        self.crew = crew
        join(self, crew)

    def order(self, *, urgent: bool = False, note: str = "", east: float = 0.0, **said: Any) -> UUID:
        """Give the crew an order about a new report; return it."""
        return ordered(self.report(east=east, **said), self.crew, urgent=urgent, note=note)

    def report(self, *, east: float = 0.0, category: str = "schlagloch", **said: Any) -> Contribution:
        """Make a report of the crew's office that everybody can read."""
        if not Category.objects.exists():
            make_tree()
        open_then = Call.objects.filter(kind=Kind.REPORT, opens_at__lte=AT)
        call = open_then.values_list("pk", flat=True).first() or report_call()
        row = make_report(
            call, category, lon=LON + east, lat=LAT, text="Tief und breit.", place="Lange Straße 4", **said
        )
        answers.assign(contribution=row.pk, at=AT)
        row.refresh_from_db()
        return row

    def enters(self, order: UUID, kind: str, said: str = "", *, token: str = "", photos: int = 0) -> Page:
        """Send a form of the page of an order, with a token of its own unless one is named."""
        pictures = [snapshot() for _ in range(photos)]
        fields: dict[str, object] = {"token": token or str(uuid4()), "kind": kind, "said": said, "photos": pictures}
        return self.post(f"/einsatz/{order}/", fields)


def join(who: Colleague, crew: int) -> None:
    """Let somebody be of a crew."""
    from smilecity.deliver.fieldwork import actions

    actions.add_to_crew(crew=crew, email=who.user.email, by=None, at=AT)
    who.user.refresh_from_db()


def leave(who: Outside, *, at: datetime = AT) -> None:
    """Let the administration take somebody out of their crew."""
    from smilecity.deliver.fieldwork import actions

    actions.remove_from_crew(crew=who.crew, user=who.user.pk, by=make_staff(Role.ADMINISTRATOR), at=at)
    who.user = type(who.user).objects.get(pk=who.user.pk)


def snapshot() -> SimpleUploadedFile:
    """Return a photo as a telephone sends it."""
    return SimpleUploadedFile("IMG_1.jpg", photo("JPEG", (640, 480)), content_type="image/jpeg")
