"""How the editor's form is laid out: the three languages side by side, each with its own column."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList, PublishingPanel, TitleFieldPanel

from smilecity.doors.web.pages.languages import SUFFIX

_LANGUAGES = {"de": _("Deutsch"), "en": _("Englisch"), "de-simple": _("Leichte Sprache")}
_HEADINGS = {"title": _("Titel"), "heading": _("Begrüßung"), "lead": _("Kurz gesagt"), "body": _("Inhalt")}


def side_by_side(*names: str) -> list[Any]:
    """Return a row for each field, with a column for each language."""
    return [
        FieldRowPanel(
            [_panel(f"{name}{suffix}", _LANGUAGES[code]) for code, suffix in SUFFIX.items()],
            heading=_HEADINGS[name],
            icon="globe",
            classname="beside-fields",
        )
        for name in names
    ]


def _panel(name: str, language: Any) -> Any:
    return TitleFieldPanel(name, heading=language) if name == "title" else FieldPanel(name, heading=language)


def settings_tab() -> Any:
    """Return the address and when the page appears and disappears."""
    return ObjectList([FieldPanel("slug"), PublishingPanel()], heading=_("Adresse und Zeiten"))
