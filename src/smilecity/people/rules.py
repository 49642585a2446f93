"""Who may do what in general: roles and the permissions they carry, as a table."""

from enum import StrEnum


class Role(StrEnum):
    """A role of a member of staff. Residents have none."""

    EDITOR = "editor"
    MODERATOR = "moderator"
    CLERK = "clerk"
    ANALYST = "analyst"
    STEWARD = "steward"
    ADMINISTRATOR = "administrator"


_DESK = frozenset({"wagtailadmin.access_admin"})
_PAGES = frozenset(
    f"{app}.{verb}_{model}"
    for app, model in (("wagtailimages", "image"), ("wagtaildocs", "document"))
    for verb in ("add", "change", "delete", "choose", "view")
)

PERMISSIONS: dict[Role, frozenset[str]] = {
    Role.EDITOR: _DESK | _PAGES,
    Role.MODERATOR: _DESK,
    Role.CLERK: _DESK,
    Role.ANALYST: _DESK,
    Role.STEWARD: _DESK,
    Role.ADMINISTRATOR: _DESK | _PAGES,
}


def permissions_of(roles: frozenset[Role]) -> frozenset[str]:
    """Return every permission (`app.codename`) that the roles carry together."""
    return frozenset().union(*(PERMISSIONS[role] for role in roles))


def needs_second_factor(roles: frozenset[Role]) -> bool:
    """Staff sign in with a second factor; residents may."""
    return bool(roles)
