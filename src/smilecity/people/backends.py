"""The one place that turns roles into Django permissions; signing in is the door's affair."""

from typing import Any

from django.contrib.auth.backends import BaseBackend

from smilecity.people.models import User
from smilecity.people.rules import permissions_of


class RoleBackend(BaseBackend):
    """Grants what the roles of an active account carry, without a query."""

    def get_user_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """Return the permissions of the account's roles."""
        if not isinstance(user_obj, User) or not user_obj.is_active or obj is not None:
            return set()
        return set(permissions_of(user_obj.role_set))
