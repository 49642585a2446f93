"""Pictures of pages. What a picture says is written where it is used, because there it means something."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from wagtail.images.models import AbstractImage, AbstractRendition

from smilecity.people.models import User


class CityImage(AbstractImage):  # type: ignore[misc]  # wagtail ships no types
    """A picture, with whoever has to be named beside it."""

    # As Wagtail has it, but without a way back from the account, which is no affair of people.
    uploaded_by_user: "models.ForeignKey[User | None, User | None]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    credit: "models.CharField[str, str]" = models.CharField(
        "Quelle", max_length=200, blank=True, help_text="Zum Beispiel: Foto: Erika Muster"
    )

    admin_form_fields: ClassVar[tuple[str, ...]] = (
        "title",
        "file",
        "credit",
        "collection",
        "tags",
        "focal_point_x",
        "focal_point_y",
        "focal_point_width",
        "focal_point_height",
    )

    class Meta(AbstractImage.Meta):  # type: ignore[misc]  # wagtail ships no types
        verbose_name = "Bild"
        verbose_name_plural = "Bilder"

    @property
    def default_alt_text(self) -> str:
        """Nothing: a title says how a file is called, not what can be seen."""
        return ""


class CityRendition(AbstractRendition):  # type: ignore[misc]  # wagtail ships no types
    """A picture in one size."""

    image: models.ForeignKey[CityImage, CityImage] = models.ForeignKey(
        CityImage, on_delete=models.CASCADE, related_name="renditions"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="one_rendition_per_size")
        ]
