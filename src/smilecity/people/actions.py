"""What is done to accounts: made, given roles. Every act on staff rights stands in the audit log."""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from smilecity.ground import audit
from smilecity.ground.refusals import Refused
from smilecity.ground.text import sentence
from smilecity.people.models import User
from smilecity.people.rules import Role, may_set_up

NAME_MOST = 120
NAME_TOO_LONG = sentence("Bitte kürzen Sie den Namen auf höchstens {most} Zeichen.")
NOT_YOURS = sentence("Rollen vergibt nur die Administration.")
NO_ACCOUNT = sentence("Mit dieser Adresse gibt es noch kein Konto. Die Person legt es auf der Seite selbst an.")
NOT_YOURSELF = sentence("Die Administration können Sie sich nicht selbst nehmen. Bitten Sie jemand anderen darum.")


class AddressTaken(Exception):
    """There is an account with this address already. Does not name it: what is raised may end in a log."""


@transaction.atomic
def make_account(*, email: str, name: str = "", password: str | None, at: datetime) -> User:
    """Make an account without roles. `password=None`: sign-in by password is impossible. Raises AddressTaken.

    The address is kept in small letters: that is how signing in looks it up.
    """
    user = User(email=email.strip().lower(), name=name.strip(), joined_at=at)
    user.set_password(password)
    # Ignored rather than caught: PostgreSQL writes a failed statement to its log, with address and password hash.
    User.objects.bulk_create([user], ignore_conflicts=True)
    if not User.objects.filter(pk=user.pk).exists():
        raise AddressTaken
    return user


@transaction.atomic
def give_roles(*, user: UUID, roles: Iterable[Role], by: UUID | None, at: datetime) -> None:
    """Replace the roles of an account. Repeating it changes nothing."""
    account = User.objects.select_for_update().get(pk=user)
    account.roles = sorted({role.value for role in roles})
    account.save(update_fields=["roles"])
    audit.record(
        actor=by, verb="people.give_roles", subject=f"user:{user}", at=at, details={"roles": ", ".join(account.roles)}
    )


@transaction.atomic
def appoint(*, email: str, roles: Collection[Role], by: User, at: datetime) -> UUID:
    """Let an administrator give an account exactly these roles; return the account. Raises Refused.

    Nobody takes the administration from themselves: so there is always somebody left who can give it.
    """
    if not may_set_up(by.role_set):
        raise Refused(NOT_YOURS)
    account = User.objects.filter(email__iexact=email.strip()).first()
    if account is None:
        raise Refused(NO_ACCOUNT)
    if account.pk == by.pk and Role.ADMINISTRATOR not in roles:
        raise Refused(NOT_YOURSELF)
    give_roles(user=account.pk, roles=roles, by=by.pk, at=at)
    return account.pk


@transaction.atomic
def set_active(*, user: UUID, active: bool, by: UUID | None, at: datetime) -> None:
    """Let an account sign in, or no longer. Repeating it changes nothing."""
    User.objects.filter(pk=user).update(is_active=active)
    audit.record(actor=by, verb="people.set_active", subject=f"user:{user}", at=at, details={"active": active})


def rename(*, user: UUID, name: str) -> None:
    """Let somebody be called otherwise from now on. Raises Refused when the name is too long."""
    cleaned = " ".join("".join(letter for letter in name if letter.isprintable()).split())
    if len(cleaned) > NAME_MOST:
        raise Refused(NAME_TOO_LONG, most=NAME_MOST)
    User.objects.filter(pk=user).update(name=cleaned)
