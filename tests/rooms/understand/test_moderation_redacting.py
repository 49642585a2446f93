"""What was redacted is gone everywhere after a fortnight, earlier versions included, and nobody outside sees it before.

The whole database is searched: every column of every table.
"""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client

from smilecity.collect.contributions import actions as contributions
from smilecity.collect.contributions import queries
from smilecity.collect.contributions.models import Comment, Contribution, Revision
from smilecity.people.rules import Role
from smilecity.understand.moderation import actions
from smilecity.understand.moderation.actions import Reason
from smilecity.understand.moderation.rules import Ground
from tests.factories import AT, make_staff
from tests.factories_contributions import make_contribution
from tests.factories_moderation import seen, target
from tests.factories_taking import ask_comment, confirm, contribute
from tests.jobs import run_jobs
from tests.support.everywhere import tables_holding

pytestmark = pytest.mark.django_db
NUMBER = "0381 555 77 33"
PRIVATE = Reason(Ground.PERSONAL_DATA, "Wir zeigen keine Telefonnummern.")
CLEARER = Reason(Ground.OTHER, "Ein Wort fehlte.")
FORTNIGHT = timedelta(days=14)


def _contribution() -> UUID:
    return contribute(title=f"Ruft an: {NUMBER}", text=f"Meine Nummer ist {NUMBER}.")


def _comment() -> UUID:
    confirm(ask_comment(make_contribution(shown=True).pk, text=f"Meine Nummer ist {NUMBER}."))
    return Comment.objects.get().pk


THINGS = pytest.mark.parametrize("make", [_contribution, _comment], ids=["contribution", "comment"])


def correct(made: UUID, text: str, *, title: str = "Ruft an", reason: Reason = CLEARER, redacts: bool = False) -> None:
    changed = actions.correct(
        target=target(made),
        title=title,
        text=text,
        reason=reason,
        redacts=redacts,
        seen=seen(made),
        by=make_staff(Role.MODERATOR),
        at=AT,
    )
    assert changed


def corrected_then_redacted(made: UUID) -> None:
    """Correct twice, which keeps the number in older versions, then take it out."""
    correct(made, f"Meine Nummer ist die {NUMBER}.", title=f"Ruft mich an: {NUMBER}")
    correct(made, f"Meine Nummer ist also die {NUMBER}.", title=f"Ruft mich doch an: {NUMBER}")
    correct(made, "Meine Nummer ist also die …", reason=PRIVATE, redacts=True)
    run_jobs()


@THINGS
def test_what_was_corrected_before_it_was_redacted_is_gone_after_a_fortnight(make: Callable[[], UUID]) -> None:
    made = make()
    corrected_then_redacted(made)
    contributions.erase_revisions(at=AT + FORTNIGHT - timedelta(seconds=1))
    assert tables_holding(NUMBER) == ["contributions_revision"]
    assert contributions.erase_revisions(at=AT + FORTNIGHT) == 3
    assert tables_holding(NUMBER) == []
    assert [row.reason for row in Revision.objects.order_by("revision")] == [CLEARER.text, CLEARER.text, PRIVATE.text]


@THINGS
def test_until_then_nobody_outside_sees_it(make: Callable[[], UUID]) -> None:
    made = make()
    corrected_then_redacted(made)
    owner = Contribution.objects.get(pk=target(made).contribution)
    path = f"/ideen/{owner.number}/"
    for client_path in (path, "/ideen/", f"/api/v1/contributions/{owner.number}"):
        assert NUMBER not in Client().get(client_path, follow=True).content.decode()
    assert Client().get(path).status_code == 200
    assert NUMBER not in str(queries.steps(owner.pk, public=True))


@THINGS
def test_a_second_redaction_does_not_put_off_the_first_and_wakes_nothing(make: Callable[[], UUID]) -> None:
    made = make()
    correct(made, "Meine Nummer ist …", reason=PRIVATE, redacts=True)
    first = Revision.objects.get()
    actions.correct(
        target=target(made),
        title="Ruft an",
        text="Meine Nummer steht im Buch.",
        reason=PRIVATE,
        redacts=True,
        seen=seen(made),
        by=make_staff(Role.MODERATOR),
        at=AT + timedelta(days=7),
    )
    first.refresh_from_db()
    assert first.erase_at == AT + FORTNIGHT
    assert contributions.erase_revisions(at=AT + FORTNIGHT) == 1
    correct(made, "Meine Nummer steht im Telefonbuch.", reason=PRIVATE, redacts=True)
    assert Revision.objects.filter(pk=first.pk, text="", erase_at=None).exists()


def test_what_is_redacted_in_a_comment_leaves_other_texts_alone() -> None:
    made = contribute(text="Damit es kühler wird.")
    correct(made, "Damit es viel kühler wird.", title="Bäume")
    confirm(ask_comment(made, text=f"Meine Nummer ist {NUMBER}."))
    confirm(ask_comment(made, text="Ja!"))
    mine, other = Comment.objects.order_by("posted_at", "text").values_list("pk", flat=True)
    ids = {row.text: row.pk for row in Comment.objects.all()}
    assert {mine, other} == set(ids.values())
    correct(ids["Ja!"], "Ja, gern!")
    correct(ids[f"Meine Nummer ist {NUMBER}."], "Meine Nummer ist …", reason=PRIVATE, redacts=True)
    assert contributions.erase_revisions(at=AT + FORTNIGHT) == 1
    assert set(Revision.objects.values_list("text", flat=True)) == {"Damit es kühler wird.", "Ja!", ""}
