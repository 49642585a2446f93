"""`smilecity staff`: roles are given and taken from the server's console, and every act stands in the audit log."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from smilecity.ground.models import AuditEntry
from smilecity.people.models import User
from smilecity.people.rules import Role
from tests.factories import make_resident

pytestmark = pytest.mark.django_db


def staff(*words: str) -> str:
    said = StringIO()
    call_command("staff", *words, stdout=said)
    return said.getvalue().strip()


def test_roles_are_given_whatever_the_case_of_the_address() -> None:
    make_resident(email="karin@stadt.example")
    assert staff("give", "Karin@Stadt.example", "editor", "moderator") == "karin@stadt.example: editor, moderator"
    assert User.objects.get().role_set == {Role.EDITOR, Role.MODERATOR}
    assert AuditEntry.objects.get(verb="people.give_roles").actor is None


def test_given_roles_replace_the_old_ones_and_can_all_be_taken() -> None:
    make_resident(email="karin@stadt.example")
    staff("give", "karin@stadt.example", "editor")
    assert staff("give", "karin@stadt.example", "analyst") == "karin@stadt.example: analyst"
    assert staff("remove", "karin@stadt.example") == "karin@stadt.example: keine Rolle"


def test_a_locked_account_says_so_and_opens_again() -> None:
    make_resident(email="karin@stadt.example")
    assert staff("lock", "karin@stadt.example") == "karin@stadt.example: keine Rolle (gesperrt)"
    assert not User.objects.get().is_active
    assert staff("unlock", "karin@stadt.example") == "karin@stadt.example: keine Rolle"


def test_an_unknown_address_changes_nothing_and_says_what_to_do() -> None:
    with pytest.raises(CommandError, match="gibt es nicht"):
        staff("give", "nobody@stadt.example", "editor")


def test_an_unknown_role_is_refused() -> None:
    make_resident(email="karin@stadt.example")
    with pytest.raises(CommandError, match="king"):
        staff("give", "karin@stadt.example", "king")


def test_the_list_names_who_has_roles_and_helps_when_nobody_has() -> None:
    make_resident(email="karin@stadt.example")
    assert staff("list").startswith("Noch hat kein Konto eine Rolle.")
    staff("give", "karin@stadt.example", "administrator")
    assert staff("list") == "karin@stadt.example: administrator"
