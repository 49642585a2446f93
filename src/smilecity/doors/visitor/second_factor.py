"""The second factor of an account: whether it is set up, and whether this session has passed it."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.http import HttpRequest

from smilecity.people.models import User

SET_UP_HERE = "desk.second_factor_set_up_by"


def is_set_up(user: User) -> bool:
    """Say whether the account has a second factor. 1 SQL."""
    return bool(Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.TOTP).exists())


def set_up_among(accounts: Iterable[UUID]) -> set[UUID]:
    """Return those of these accounts that have a second factor. 1 SQL."""
    found = Authenticator.objects.filter(user_id__in=set(accounts), type=Authenticator.Type.TOTP)
    return set(found.values_list("user_id", flat=True))


def has_passed(request: HttpRequest, user: User) -> bool:
    """Say whether this session has seen a code of this account. A sign-in elsewhere (OIDC) does not count."""
    if request.session.get(SET_UP_HERE) == str(user.pk):
        return True
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, user))


def note_set_up(*, request: HttpRequest, user: User, authenticator: Authenticator, **_rest: Any) -> None:
    """Remember that this session has just proved to hold the new factor, so that it is not asked at once again."""
    if authenticator.type == Authenticator.Type.TOTP:
        request.session[SET_UP_HERE] = str(user.pk)
