"""The editor's form of a page: it refuses addresses that belong to others, and languages without a title."""

from typing import Any

from django.core.exceptions import ValidationError
from django.urls import Resolver404, resolve
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from wagtail.admin.forms import WagtailAdminPageForm

from smilecity.doors.web.pages.tree import SERVED

_NEEDS_TITLE = {
    "title_en": (("lead_en", "body_en"), _("Ohne Titel auf Englisch erscheint die Seite dort auf Deutsch.")),
    "title_simple": (
        ("lead_simple", "body_simple"),
        _("Ohne Titel in Leichter Sprache erscheint die Seite dort in gewöhnlichem Deutsch."),
    ),
}


# Everything below these belongs to others, though nothing may lie at the word itself.
_RESERVED = frozenset(
    {"abos", "api", "de", "de-simple", "desk", "dokumente", "en", "feeds", "karte", "konto", "media", "sensorthings"}
    | {"static", "teilnahme", "umfragen"}
)


class PageForm(WagtailAdminPageForm):  # type: ignore[misc]  # wagtail ships no types
    """Checks what Wagtail does not know."""

    def clean(self) -> dict[str, Any]:
        """Say what is wrong beside its field; a draft may be incomplete."""
        cleaned: dict[str, Any] = super().clean()
        if "slug" in cleaned and self.parent_page is not None and self._is_taken(cleaned["slug"]):
            self.add_error("slug", ValidationError(_("Unter dieser Adresse gibt es schon einen festen Bereich.")))
        for title, (others, sentence) in _NEEDS_TITLE.items():
            written = any(name in cleaned and cleaned[name] for name in others)
            if title in self.fields and written and not (cleaned.get(title) or "").strip():
                self.add_error(title, ValidationError(sentence))
        return cleaned

    def _is_taken(self, slug: str) -> bool:
        """Say whether the address leads somewhere else than to pages; those that are fixed come first."""
        parents = self.parent_page.url_path.strip("/").split("/")[1:]
        if not any(parents) and slug in _RESERVED:
            return True
        path = "/".join(["", *(part for part in parents if part), slug, ""])
        try:
            with override("de"):
                return resolve(path).view_name != SERVED
        except Resolver404:
            return False
