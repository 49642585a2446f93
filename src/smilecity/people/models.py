"""Accounts. The e-mail address is the name; roles lie on the account, so that rights cost no further query."""

import uuid
from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Upper

from smilecity.people.rules import Role


class UserManager(BaseUserManager["User"]):
    """Finds accounts by address, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> "User":
        """Return the account with this address."""
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account: a resident, or staff with roles."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField("E-Mail-Adresse", max_length=254)
    name = models.CharField("Name", max_length=120, blank=True)
    roles = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField()

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = "Konto"
        verbose_name_plural = "Konten"
        constraints = [
            # In upper case, because that is how `iexact` looks an account up: were two addresses the same there but
            # not here (ſ and s), one could be opened to keep the other from signing in.
            models.UniqueConstraint(Upper("email"), name="one_account_per_address"),
            models.CheckConstraint(
                condition=models.Q(roles__contained_by=[role.value for role in Role]), name="known_roles_only"
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def role_set(self) -> frozenset[Role]:
        """The account's roles as the rules know them."""
        return frozenset(Role(role) for role in self.roles)

    @property
    def is_staff(self) -> bool:
        """Whether the account has any role; Django and Wagtail ask by this name."""
        return bool(self.roles)
