"""Who may see what not everybody sees (yet): its author, by account or by this browser's session, and staff."""

from uuid import UUID

from django.http import HttpRequest

from smilecity.collect.contributions.queries.detail import Detail
from smilecity.doors.visitor import second_factor
from smilecity.people.contacts import queries as contacts
from smilecity.people.models import User
from smilecity.understand.moderation import rules as moderation

_OWN = "contributions"
_KEPT_MOST = 50


def keep(request: HttpRequest, contribution: UUID) -> None:
    """Have this browser's session know a contribution that was written in it."""
    kept = [own for own in request.session.get(_OWN, []) if own != str(contribution)]
    request.session[_OWN] = [*kept, str(contribution)][-_KEPT_MOST:]


def knows(request: HttpRequest, contribution: UUID | None) -> bool:
    """Say whether a contribution was written in this browser."""
    return str(contribution) in request.session.get(_OWN, [])


def is_own(request: HttpRequest, shown: Detail) -> bool:
    """Say whether the reader wrote it. At most 1 SQL, and only for members."""
    if knows(request, shown.id):
        return True
    user = request.user
    return isinstance(user, User) and shown.author is not None and contacts.of_user(user.pk) == shown.author


def may_see_early(request: HttpRequest, shown: Detail) -> bool:
    """Say whether the reader may see what is not shown to everybody (yet)."""
    return is_own(request, shown) or may_look(request)


def may_look(request: HttpRequest) -> bool:
    """Say whether staff may look at what is not public: by their role, and with the second factor as at the desk.

    At most 1 SQL, and only for those with such a role.
    """
    user = request.user
    if not isinstance(user, User) or not moderation.may(moderation.Act.LOOK, user.role_set):
        return False
    return second_factor.has_passed(request, user) and second_factor.is_set_up(user)
