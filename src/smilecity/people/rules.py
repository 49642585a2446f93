"""Who may do what in general: roles and the permissions they carry, as a table."""

from enum import StrEnum


class Role(StrEnum):
    """A role of a member of staff. Residents have none."""

    EDITOR = "editor"
    MODERATOR = "moderator"
    CLERK = "clerk"
    CREW = "crew"
    ANALYST = "analyst"
    STEWARD = "steward"
    ADMINISTRATOR = "administrator"


_DESK = frozenset({"wagtailadmin.access_admin"})
_PAGES = frozenset(
    f"{app}.{verb}_{model}"
    for app, model in (("wagtailimages", "image"), ("wagtaildocs", "document"))
    for verb in ("add", "change", "delete", "choose", "view")
) | frozenset(
    {
        *(f"wagtailcore.{verb}_page" for verb in ("add", "change", "publish", "lock", "unlock", "bulk_delete")),
        *(f"wagtailredirects.{verb}_redirect" for verb in ("add", "change", "delete", "view")),
    }
)

PERMISSIONS: dict[Role, frozenset[str]] = {
    Role.EDITOR: _DESK | _PAGES,
    Role.MODERATOR: _DESK,
    Role.CLERK: _DESK,
    # Works outside: sees the orders of their crews on a telephone, and nothing of the desk.
    Role.CREW: frozenset(),
    Role.ANALYST: _DESK,
    Role.STEWARD: _DESK,
    Role.ADMINISTRATOR: _DESK | _PAGES,
}


# Who works at the desk; crews are not among them.
DESK_ROLES = frozenset(role for role, held in PERMISSIONS.items() if held >= _DESK)


def permissions_of(roles: frozenset[Role]) -> frozenset[str]:
    """Return every permission (`app.codename`) that the roles carry together."""
    return frozenset().union(*(PERMISSIONS[role] for role in roles))


def enters_desk(roles: frozenset[Role]) -> bool:
    """Say whether somebody with these roles works at the desk; crews alone do not."""
    return bool(roles & DESK_ROLES)


def needs_second_factor(roles: frozenset[Role]) -> bool:
    """Staff sign in with a second factor; residents may."""
    return bool(roles)


def may_set_up(roles: frozenset[Role]) -> bool:
    """Say whether somebody with these roles sets up the city and gives roles to others."""
    return Role.ADMINISTRATOR in roles
