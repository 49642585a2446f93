"""Signing in by address and password. Rights are not given here: roles give them, in one place (`people.backends`)."""

# allauth ships no types, so what we build on it is Any to mypy.
# mypy: allow-subclassing-any

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend


class SignInBackend(AuthenticationBackend):
    """allauth's sign-in without Django's groups and permissions, which this house does not use (and not query)."""

    def get_user_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """Return none."""
        return set()

    def get_group_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """Return none."""
        return set()

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """Return none."""
        return set()

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        """Grant nothing."""
        return False

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        """Grant nothing."""
        return False
