"""Rights on pages, pictures and files as Wagtail asks for them, answered from the roles on the account.

Wagtail keeps such rights in groups; here they are the table in people/rules, for the whole tree below the first page.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.contrib.auth.models import Permission
from wagtail.models import Collection, Page
from wagtail.permission_policies.collections import CollectionOwnershipPermissionPolicy
from wagtail.permission_policies.pages import PagePermissionPolicy

from smilecity.people.models import User
from smilecity.people.rules import permissions_of


@dataclass(frozen=True, eq=False)
class PageGrant:
    """A right on a page and everything below it."""

    permission: Permission
    page: Page

    @property
    def page_id(self) -> int:
        """The page's number, as Wagtail asks for it."""
        return int(self.page.pk)


@dataclass(frozen=True, eq=False)
class CollectionGrant:
    """A right on a collection and everything below it. `find` looks for it, and is asked only where that matters."""

    permission: Permission
    find: Callable[[], Collection]

    @property
    def collection(self) -> Collection:
        """The collection."""
        return self.find()

    @property
    def collection_id(self) -> int:
        """The collection's number, as Wagtail asks for it."""
        return int(self.collection.pk)


class RolePagePolicy(PagePermissionPolicy):  # type: ignore[misc]  # wagtail ships no types
    """Who may do what with pages."""

    def get_all_permissions_for_user(self, user: Any) -> Sequence[PageGrant]:
        """Return what the roles carry. 1 SQL where they carry anything."""
        codes = _codes(user, "wagtailcore")
        front = Page.objects.filter(depth=2).order_by("path").first() if codes else None
        return [PageGrant(Permission(codename=code), front) for code in codes] if front else []

    def explorable_root_instance(self, user: Any) -> Page | None:
        """Return where the tree begins for somebody: the first page, for all who may do anything there."""
        return next(iter(self.instances_with_direct_explore_permission(user)), None)


class RoleCollectionPolicy(CollectionOwnershipPermissionPolicy):  # type: ignore[misc]  # wagtail ships no types
    """Who may do what with pictures and files."""

    def get_all_permissions_for_user(self, user: Any) -> Sequence[CollectionGrant]:
        """Return what the roles carry. 1 SQL once somebody asks where: menus ask only whether there is anything."""
        codes = _codes(user, "wagtailimages", "wagtaildocs")
        root = cache(Collection.get_first_root_node)
        return [CollectionGrant(Permission(codename=code), root) for code in codes]


def _codes(user: Any, *apps: str) -> list[str]:
    """Return the codes of the rights in these apps that the roles carry."""
    if not isinstance(user, User) or not user.is_active:
        return []
    split = (name.partition(".") for name in permissions_of(user.role_set))
    return sorted(code for app, _dot, code in split if app in apps)


def register() -> None:
    """Let Wagtail ask here. Called once, after its own apps are ready."""
    from wagtail.documents import get_document_model
    from wagtail.images import get_image_model
    from wagtail.images.models import Image
    from wagtail.permissions import register_permission_policy

    documents, images = get_document_model(), get_image_model()
    register_permission_policy(Page, RolePagePolicy(Page))
    register_permission_policy(images, RoleCollectionPolicy(images, Image, owner_field_name="uploaded_by_user"))
    register_permission_policy(documents, RoleCollectionPolicy(documents, documents, "uploaded_by_user"))
