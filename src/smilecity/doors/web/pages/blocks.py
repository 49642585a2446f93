"""What a page is made of: text, picture, accordion, steps, contact, and what the other rooms have to show."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from smilecity.doors.web.pages import choices
from smilecity.doors.web.pages.rich import RichBlock

Values = dict[str, Any]
_SERIES = re.compile(r"/messwerte/reihen/(\d{1,18})(?:/|$)")
# Each of these costs statements of its own; more of them on one page would be a dashboard.
MOST_OF_A_KIND = 3
COUNTS = {name: {"max_num": MOST_OF_A_KIND} for name in ("survey", "result", "chart", "map")}


class ImageBlock(blocks.StructBlock):  # type: ignore[misc]  # wagtail ships no types
    """A picture with words for those who do not see it, or the word that it is decoration."""

    image = ImageChooserBlock(label=_("Bild"))
    alt = blocks.CharBlock(
        label=_("Alternativtext"),
        required=False,
        max_length=250,
        help_text=_("Was ist zu sehen? Für Menschen, die das Bild nicht sehen."),
    )
    decorative = blocks.BooleanBlock(
        label=_("Das Bild schmückt nur"),
        required=False,
        help_text=_("Vorleseprogramme überspringen es dann."),
    )
    caption = blocks.CharBlock(label=_("Bildunterschrift"), required=False, max_length=250)

    class Meta:
        icon = "image"
        label = _("Bild")

    def clean(self, value: Values) -> Values:
        """Refuse a picture without words that is not called decoration, and decoration with words."""
        cleaned: Values = super().clean(value)
        if not cleaned["alt"].strip() and not cleaned["decorative"]:
            raise _wrong("alt", _("Beschreiben Sie das Bild, oder kreuzen Sie an, dass es nur schmückt."))
        if cleaned["alt"].strip() and cleaned["decorative"]:
            raise _wrong("alt", _("Ein Bild, das nur schmückt, braucht keinen Alternativtext."))
        return cleaned


class FoldBlock(blocks.StructBlock):  # type: ignore[misc]  # wagtail ships no types
    """A part that opens."""

    title = blocks.CharBlock(label=_("Überschrift"), max_length=150)
    text = RichBlock()


class AccordionBlock(blocks.StructBlock):  # type: ignore[misc]  # wagtail ships no types
    """Parts that open one by one."""

    title = blocks.CharBlock(label=_("Überschrift über allem"), required=False, max_length=150)
    folds = blocks.ListBlock(FoldBlock(), label=_("Aufklappbare Teile"), min_num=1, max_num=30)

    class Meta:
        icon = "list-ul"
        label = _("Zum Aufklappen")


class StepBlock(blocks.StructBlock):  # type: ignore[misc]  # wagtail ships no types
    """One step of a way."""

    title = blocks.CharBlock(label=_("Schritt"), max_length=150)
    text = blocks.TextBlock(label=_("Erklärung"), required=False, max_length=600, rows=3)


class StepsBlock(blocks.StructBlock):  # type: ignore[misc]  # wagtail ships no types
    """A way in numbered steps."""

    title = blocks.CharBlock(label=_("Überschrift"), required=False, max_length=150)
    steps = blocks.ListBlock(StepBlock(), label=_("Schritte"), min_num=1, max_num=12)

    class Meta:
        icon = "list-ol"
        label = _("Schritte")


class ContactBlock(blocks.StructBlock):  # type: ignore[misc]  # wagtail ships no types
    """Whom to ask: an office of the town hall with what is known of it, or somebody else."""

    title = blocks.CharBlock(label=_("Überschrift"), required=False, max_length=150)
    office = blocks.ChoiceBlock(label=_("Stelle der Stadt"), choices=choices.offices, required=False)
    name = blocks.CharBlock(label=_("Name"), required=False, max_length=150)
    phone = blocks.CharBlock(label=_("Telefon"), required=False, max_length=40)
    email = blocks.EmailBlock(label=_("E-Mail"), required=False)
    text = blocks.TextBlock(label=_("Anschrift, Zeiten"), required=False, max_length=600, rows=3)

    class Meta:
        icon = "mail"
        label = _("Kontakt")

    def clean(self, value: Values) -> Values:
        """Refuse a contact that names nobody."""
        cleaned: Values = super().clean(value)
        if not cleaned["office"] and not cleaned["name"].strip():
            raise _wrong("name", _("Nennen Sie eine Stelle oder einen Namen."))
        return cleaned


class SeriesBlock(blocks.CharBlock):  # type: ignore[misc]  # wagtail ships no types
    """A datastream, by the address of its page or its number."""

    def clean(self, value: str) -> str:
        """Return the number of the datastream."""
        given = super().clean(value).strip()
        found = _SERIES.search(given)
        if not found and not re.fullmatch(r"\d{1,18}", given):
            raise ValidationError(_("Das ist nicht die Adresse einer Messreihe."))
        return found[1] if found else given


class ChartBlock(blocks.StructBlock):  # type: ignore[misc]  # wagtail ships no types
    """What a datastream says now, and its last days as a drawing."""

    series = SeriesBlock(
        label=_("Messreihe"),
        max_length=300,
        help_text=_("Öffnen Sie die Messreihe auf den Seiten der Stadt und kopieren Sie ihre Adresse hierher."),
    )

    class Meta:
        icon = "decimal"
        label = _("Messreihe als Diagramm")


class LinkBlock(blocks.StructBlock):  # type: ignore[misc]  # wagtail ships no types
    """An entry of a menu: a page, or one that is always there, called something in each language."""

    page = blocks.PageChooserBlock(label=_("Seite"), required=False)
    screen = blocks.ChoiceBlock(label=_("oder fester Bereich"), choices=choices.screens, required=False)
    de = blocks.CharBlock(label=_("Deutsch"), required=False, max_length=40)
    en = blocks.CharBlock(label=_("Englisch"), required=False, max_length=40)
    simple = blocks.CharBlock(label=_("Leichte Sprache"), required=False, max_length=40)

    class Meta:
        icon = "link"
        label = _("Eintrag")

    def clean(self, value: Values) -> Values:
        """Refuse an entry that leads nowhere or to two places."""
        cleaned: Values = super().clean(value)
        if bool(cleaned["page"]) == bool(cleaned["screen"]):
            raise _wrong("page", _("Wählen Sie eine Seite oder einen festen Bereich, nicht beides."))
        return cleaned


class BodyBlock(blocks.StreamBlock):  # type: ignore[misc]  # wagtail ships no types
    """Everything a page may hold, in any order."""

    text = RichBlock(icon="pilcrow")
    image = ImageBlock()
    accordion = AccordionBlock()
    steps = StepsBlock()
    contact = ContactBlock()
    document = DocumentChooserBlock(label=_("Datei zum Herunterladen"), icon="download")
    survey = blocks.ChoiceBlock(label=_("Umfrage"), choices=choices.open_surveys, icon="form")
    result = blocks.ChoiceBlock(label=_("Ergebnis einer Umfrage"), choices=choices.published_results, icon="table")
    chart = ChartBlock()
    map = blocks.ChoiceBlock(label=_("Karte"), choices=choices.MAPS, icon="site")

    class Meta:
        block_counts = COUNTS


def _wrong(field: str, sentence: Any) -> StructBlockValidationError:
    return StructBlockValidationError(block_errors={field: ValidationError(sentence)})
