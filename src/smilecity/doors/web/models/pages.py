"""The kinds of pages: the first page with its menus, news, information. Each holds its text in three languages."""

import json
from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, ObjectList, TabbedInterface
from wagtail.fields import StreamField
from wagtail.models import Page

from smilecity.doors.web.models.images import CityImage
from smilecity.doors.web.pages import languages
from smilecity.doors.web.pages.blocks import BodyBlock, LinkBlock
from smilecity.doors.web.pages.form import PageForm
from smilecity.doors.web.pages.panels import settings_tab, side_by_side

_SHARING = _("Steht neben der Seite, wenn jemand sie weiterleitet, und in Listen.")
_LEAD = _("Worum es geht, in einem oder zwei Sätzen.")


def _title(name: Any) -> Any:
    return models.CharField(name, max_length=255, blank=True)


def _lead(name: Any) -> Any:
    return models.TextField(name, max_length=500, blank=True, help_text=_LEAD)


def _body(name: Any) -> Any:
    return StreamField(BodyBlock(), verbose_name=name, blank=True)


class Told(Page):  # type: ignore[misc]  # wagtail ships no types
    """What every page of text has: title, lead and body in German, English and Leichte Sprache, and a picture."""

    title_en = _title(_("Titel auf Englisch"))
    title_simple = _title(_("Titel in Leichter Sprache"))
    lead = _lead(_("Kurz gesagt"))
    lead_en = _lead(_("Kurz gesagt auf Englisch"))
    lead_simple = _lead(_("Kurz gesagt in Leichter Sprache"))
    body = _body(_("Inhalt"))
    body_en = _body(_("Inhalt auf Englisch"))
    body_simple = _body(_("Inhalt in Leichter Sprache"))
    picture: models.ForeignKey[CityImage | None, CityImage | None] = models.ForeignKey(
        CityImage, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("Bild")
    )

    base_form_class = PageForm
    # Pages here are for everybody: what is not, is not published.
    private_page_options: ClassVar[list[str]] = []
    show_in_menus_default = False

    class Meta:
        abstract = True

    def parts(self, language: str) -> list[str]:
        """Return what is to be read in a language, as it lies in the database, the title first."""
        suffix = languages.SUFFIX[language]
        body = getattr(self, f"body{suffix}")
        return [getattr(self, f"title{suffix}"), getattr(self, f"lead{suffix}"), _raw(body)]

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the page; the editor's preview comes this way too."""
        from smilecity.doors.web.views import pages

        return pages.show(request, self)

    serve_preview = serve


def _raw(body: Any) -> str:
    """Return a body as it is kept, always written down the same way; empty where nothing is in it."""
    kept = [(block["type"], block["value"]) for block in body.raw_data]
    return json.dumps(kept, ensure_ascii=False, sort_keys=True, default=str) if kept else ""


def _told_panels(*more: Any) -> Any:
    return TabbedInterface(
        [
            ObjectList([*more, *side_by_side("title", "lead", "body")], heading=_("Texte")),
            ObjectList([FieldPanel("picture", help_text=_SHARING)], heading=_("Bild")),
            settings_tab(),
        ],
        base_form_class=PageForm,
    )


class Front(Page):  # type: ignore[misc]  # wagtail ships no types
    """The first page: its welcome, and the menus at the head and foot of every page."""

    heading = _title(_("Begrüßung"))
    heading_en = _title(_("Begrüßung auf Englisch"))
    heading_simple = _title(_("Begrüßung in Leichter Sprache"))
    lead = _lead(_("Kurz gesagt"))
    lead_en = _lead(_("Kurz gesagt auf Englisch"))
    lead_simple = _lead(_("Kurz gesagt in Leichter Sprache"))
    header_links = StreamField([("link", LinkBlock())], blank=True, verbose_name=_("Menü oben"), max_num=8)
    footer_links = StreamField([("link", LinkBlock())], blank=True, verbose_name=_("Menü unten"), max_num=12)
    picture: models.ForeignKey[CityImage | None, CityImage | None] = models.ForeignKey(
        CityImage, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("Bild")
    )

    base_form_class = PageForm
    private_page_options: ClassVar[list[str]] = []
    parent_page_types: ClassVar[list[str]] = []
    subpage_types: ClassVar[list[str]] = ["web.InfoPage"]
    max_count = 1

    edit_handler = TabbedInterface(
        [
            ObjectList([*side_by_side("heading", "lead")], heading=_("Texte")),
            ObjectList([FieldPanel("header_links"), FieldPanel("footer_links")], heading=_("Menüs")),
            ObjectList(
                [FieldPanel("picture", help_text=_("Steht neben Seiten ohne eigenes Bild, wenn jemand sie teilt."))],
                heading=_("Bild"),
            ),
        ],
        base_form_class=PageForm,
    )

    class Meta:
        verbose_name = _("Startseite")

    def parts(self, language: str) -> list[str]:
        """Return the welcome in a language."""
        suffix = languages.SUFFIX[language]
        return [getattr(self, f"heading{suffix}"), getattr(self, f"lead{suffix}")]

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the first page with this welcome."""
        from smilecity.doors.web.pages import frame
        from smilecity.doors.web.views import home

        return home.show(request, frame.welcome_of(self, get_language() or "de"))

    serve_preview = serve


class NewsIndex(Page):  # type: ignore[misc]  # wagtail ships no types
    """Where news lie; its page is the list of them."""

    private_page_options: ClassVar[list[str]] = []
    parent_page_types: ClassVar[list[str]] = []
    subpage_types: ClassVar[list[str]] = ["web.NewsPage"]
    max_count = 1
    edit_handler = ObjectList([], heading=_("Neues"))

    class Meta:
        verbose_name = _("Neues")

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the list."""
        from smilecity.doors.web.views import pages

        return pages.news(request)

    serve_preview = serve


class NewsPage(Told):
    """A piece of news, with its day."""

    day: "models.DateField[date, date]" = models.DateField(_("Tag der Nachricht"))

    parent_page_types: ClassVar[list[str]] = ["web.NewsIndex"]
    subpage_types: ClassVar[list[str]] = []
    edit_handler = _told_panels(FieldPanel("day"))

    class Meta:
        verbose_name = _("Nachricht")
        verbose_name_plural = _("Nachrichten")
        indexes = [models.Index(fields=["-day", "-page_ptr"], name="news_by_day")]


class InfoPage(Told):
    """A page of information, with pages below it."""

    parent_page_types: ClassVar[list[str]] = ["web.Front", "web.InfoPage"]
    subpage_types: ClassVar[list[str]] = ["web.InfoPage"]
    edit_handler = _told_panels()

    class Meta:
        verbose_name = _("Informationsseite")
        verbose_name_plural = _("Informationsseiten")
