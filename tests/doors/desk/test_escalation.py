"""A contribution from its arrival to the late answer: reminded, escalated, overdue in public, answered, counted."""

from datetime import datetime, timedelta

import pytest

from smilecity.deliver.answers import actions
from smilecity.people.rules import Role
from tests.factories import AT
from tests.factories_answers import make_answering_office, make_clerk
from tests.factories_contributions import make_contribution
from tests.jobs import run_jobs
from tests.smtp import Inbox
from tests.support.clock import Clock
from tests.support.colleague import Colleague
from tests.support.visitor import Visitor

pytestmark = pytest.mark.django_db
# Promised for 30 March; three working days before is 25 March.
CALM, SOON, LATE = (AT + timedelta(days=days) for days in (22, 23, 29))


def test_from_the_inbox_over_the_day_to_the_escalation_and_the_late_answer(time: Clock, smtp: Inbox) -> None:
    head = make_clerk()
    office = make_answering_office(head=head, name={"de": "Grünamt"})
    clerk = Colleague(Role.CLERK)
    actions.add_clerk(office=office, email=clerk.user.email, by=None, at=AT)
    row = make_contribution(title="Bänke am Hafen")
    run_jobs()
    clerk.opens("eingang/?was=new").says("Bänke am Hafen", "bis 30. März 2026 (noch 28 Tage)")

    told = [_next_morning(day, time, smtp) for day in (CALM, SOON, LATE, LATE)]
    assert told == [[], [clerk.user.email], [head.email], []]

    clerk.opens("eingang/").says("überfällig seit 1 Tag", "Leitung informiert")
    Visitor().get("/was-wurde-daraus/").says("Bei 1 Beitrag ist der zugesagte Tag vorbei", "Bänke am Hafen")

    opened = clerk.opens(f"eingang/{row.number}/")
    opened.says("Stelle erinnert", "Leitung informiert")
    sent = {"status": "accepted", "text": "Entschuldigung. Sie kommen im Mai.", "seen": opened.fields["seen"]}
    clerk.sends(f"eingang/{row.number}/", **sent).says("Die Antwort ist öffentlich.")
    actions.count(at=time.at)
    page = Visitor().get("/was-wurde-daraus/")
    page.says("Die Stadt hat 1 von 1 Beitrag beantwortet.", "rechtzeitig kam: 0.", "Nichts ist überfällig")
    Visitor().get(f"/ideen/{row.number}/").says("Sie kommen im Mai.", "Grünamt")


def _next_morning(day: datetime, time: Clock, smtp: Inbox) -> list[str]:
    """Let the jobs of a day run; return who got a mail about answers."""
    time.at = day
    smtp.messages.clear()
    actions.remind(at=time.at)
    actions.count(at=time.at)
    run_jobs()
    return [address for mail in smtp.messages for address in mail.to if "fällig" in mail.subject]
