"""The city's tables: one profile, districts, population, themes, offices, its map. Every promise is a constraint."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, IntegerRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import CheckConstraint, F, Func, Q, UniqueConstraint, Value
from django.db.models.functions import Coalesce

from smilecity.city.house_numbers import LETTER_MOST, HouseNumber
from smilecity.city.rules import (
    DEFAULT_ACCENT,
    DEFAULT_ACCENT_DARK,
    LAND_BY_KEY,
    OLDEST,
    POPULATION_SEXES,
    LayerKind,
)

_COLOUR = r"^#[0-9a-f]{6}$"
_SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
# A check whose answer is unknown passes, so half a box has to be ruled out by name.
_WHOLE_BOX = Q(west__isnull=False, south__isnull=False, east__isnull=False, north__isnull=False)


def _right_box() -> Q:
    """West before east, south before north, all on the globe."""
    return Q(west__gte=-180, west__lt=F("east"), east__lte=180, south__gte=-90, south__lt=F("north"), north__lte=90)


class City(models.Model):
    """What this installation says about its city. There is one row at most."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    name = models.CharField("Name", max_length=100)
    official_name = models.CharField("amtlicher Name", max_length=200)
    claim = models.JSONField("Leitsatz", default=dict, blank=True)
    ags = models.CharField("amtlicher Gemeindeschlüssel", max_length=8, blank=True)
    land = models.CharField("Bundesland", max_length=2, blank=True)
    email = models.EmailField("E-Mail-Adresse", max_length=254, blank=True)
    phone = models.CharField("Telefon", max_length=200, blank=True)
    street = models.CharField("Straße und Hausnummer", max_length=200, blank=True)
    postal_code = models.CharField("Postleitzahl", max_length=5, blank=True)
    town = models.CharField("Ort", max_length=200, blank=True)
    accent = models.CharField("Akzentfarbe auf hellem Grund", max_length=7, default=DEFAULT_ACCENT)
    accent_dark = models.CharField("Akzentfarbe auf dunklem Grund", max_length=7, default=DEFAULT_ACCENT_DARK)
    west = models.FloatField("West", null=True, blank=True)
    south = models.FloatField("Süd", null=True, blank=True)
    east = models.FloatField("Ost", null=True, blank=True)
    north = models.FloatField("Nord", null=True, blank=True)
    legal_form = models.TextField("Rechtsform", blank=True)
    represented_by = models.TextField("vertreten durch", blank=True)
    vat_id = models.TextField("Umsatzsteuer-Identifikationsnummer", blank=True)
    content_responsible = models.TextField("inhaltlich verantwortlich", blank=True)
    municipal_supervision = models.TextField("Rechtsaufsicht", blank=True)
    responsible = models.TextField("Verantwortlicher für den Datenschutz", blank=True)
    data_protection_officer = models.TextField("Datenschutzbeauftragte Person", blank=True)
    supervisory_authority = models.TextField("Datenschutz-Aufsichtsbehörde", blank=True)
    accessibility_contact = models.TextField("Kontakt für Barrieren", blank=True)
    enforcement_body = models.TextField("Durchsetzungsstelle für Barrierefreiheit", blank=True)
    accessibility_stated_on = models.CharField(
        "Stand der Erklärung zur Barrierefreiheit", max_length=10, blank=True, db_default="", help_text="2026-12-31"
    )
    accessibility_limits = models.TextField("Was noch nicht barrierefrei ist", blank=True, db_default="")
    without_mail = models.TextField("Wege ohne E-Mail", blank=True, db_default="")

    class Meta:
        verbose_name = "Stadtprofil"
        verbose_name_plural = "Stadtprofile"
        constraints = [
            CheckConstraint(condition=Q(id=1), name="one_city"),
            CheckConstraint(condition=~Q(name=""), name="city_has_name"),
            CheckConstraint(
                condition=Q(accent__regex=_COLOUR, accent_dark__regex=_COLOUR), name="city_accents_are_colours"
            ),
            CheckConstraint(condition=Q(ags__regex=r"^([0-9]{5}|[0-9]{8})?$"), name="city_ags_is_key"),
            CheckConstraint(condition=Q(land__in=["", *LAND_BY_KEY.values()]), name="city_land_is_known"),
            CheckConstraint(
                condition=Q(west=None, south=None, east=None, north=None) | (_WHOLE_BOX & _right_box()),
                name="city_box_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class District(models.Model):
    """A part of the city with a name everybody knows: Ortsteil, Stadtteil, Bezirk."""

    code = models.CharField("Kürzel", max_length=60)
    name = models.CharField("Name", max_length=60)
    name_sort = models.CharField(max_length=200, editable=False)
    outline = models.JSONField("Umriss")
    west = models.FloatField()
    south = models.FloatField()
    east = models.FloatField()
    north = models.FloatField()

    class Meta:
        verbose_name = "Ortsteil"
        verbose_name_plural = "Ortsteile"
        constraints = [
            UniqueConstraint(fields=["code"], name="one_district_per_code"),
            # At the end of the transaction: two districts may swap their names in one import.
            UniqueConstraint(fields=["name"], name="one_district_per_name", deferrable=models.Deferrable.DEFERRED),
            CheckConstraint(condition=~Q(code="") & ~Q(name=""), name="district_is_named"),
            CheckConstraint(condition=_right_box(), name="district_box_is_right"),
        ]
        indexes = [
            models.Index(fields=["name_sort", "id"], name="district_by_name"),
            models.Index(fields=["west", "east", "south", "north"], name="district_by_box"),
        ]

    def __str__(self) -> str:
        return self.name


class Population(models.Model):
    """How many people of one sex and age group lived in a district, or in the whole city, at the end of a year."""

    district = models.ForeignKey(
        District, null=True, blank=True, on_delete=models.PROTECT, related_name="population", verbose_name="Ortsteil"
    )
    year = models.PositiveSmallIntegerField("Jahr")
    age_from = models.PositiveSmallIntegerField("ab Alter")
    age_to = models.PositiveSmallIntegerField(
        "bis unter Alter", null=True, blank=True, help_text="Das erste Alter, das nicht mehr dazugehört."
    )
    sex = models.CharField("Geschlecht", max_length=6)
    count = models.PositiveIntegerField("Anzahl")

    class Meta:
        verbose_name = "Bevölkerungszahl"
        verbose_name_plural = "Bevölkerungszahlen"
        constraints = [
            # Nobody is counted twice: within one year, place and sex no two age groups share an age. This is stronger
            # than a unique constraint, and a missing district (the whole city) equals itself.
            ExclusionConstraint(
                name="nobody_counted_twice",
                expressions=[
                    (Coalesce("district", Value(0), output_field=models.BigIntegerField()), RangeOperators.EQUAL),
                    ("year", RangeOperators.EQUAL),
                    ("sex", RangeOperators.EQUAL),
                    (
                        Func(F("age_from"), F("age_to"), function="int4range", output_field=IntegerRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
            CheckConstraint(
                condition=Q(age_from__lte=OLDEST) & (Q(age_to=None) | Q(age_to__gt=F("age_from"))),
                name="population_ages_are_right",
            ),
            CheckConstraint(condition=Q(year__range=(1900, 2199)), name="population_year_is_likely"),
            CheckConstraint(
                condition=Q(sex__in=[sex.value for sex in POPULATION_SEXES]), name="population_sex_is_known"
            ),
        ]
        indexes = [models.Index(fields=["-year", "district", "sex", "age_from"], name="population_newest_first")]

    def __str__(self) -> str:
        return f"{self.year}, {self.sex}, {self.age_from} – {self.age_to or ''}: {self.count}"


class Theme(models.Model):
    """A field of action (Handlungsfeld). Themes overlap: what people say may belong to several."""

    slug = models.CharField("Kürzel", max_length=60)
    name = models.JSONField("Name")
    description = models.JSONField("Beschreibung", default=dict, blank=True)
    position = models.PositiveSmallIntegerField("Reihenfolge")

    class Meta:
        verbose_name = "Thema"
        verbose_name_plural = "Themen"
        constraints = [
            UniqueConstraint(fields=["slug"], name="one_theme_per_slug"),
            CheckConstraint(condition=Q(slug__regex=_SLUG), name="theme_slug_is_word"),
            CheckConstraint(condition=Q(name__has_key="de"), name="theme_has_german_name"),
        ]
        indexes = [models.Index(fields=["position", "id"], name="theme_by_position")]

    def __str__(self) -> str:
        return str(self.name["de"])


class Office(models.Model):
    """A part of the town hall that is responsible and answers (zuständige Stelle)."""

    slug = models.CharField("Kürzel", max_length=60)
    name = models.JSONField("Name")
    name_sort = models.CharField(max_length=300, editable=False)
    responsibilities = models.JSONField("Zuständigkeiten", default=dict, blank=True)
    email = models.EmailField("E-Mail-Adresse", max_length=254, blank=True)
    phone = models.CharField("Telefon", max_length=200, blank=True)
    address = models.CharField("Anschrift", max_length=500, blank=True)
    keywords = ArrayField(models.CharField(max_length=60), verbose_name="Stichwörter", default=list, blank=True)
    everyday = models.JSONField("Wörter aus dem Alltag", default=dict, blank=True, help_text="{language: [words]}")
    opening = models.JSONField("Öffnungszeiten", default=dict, blank=True)
    accessibility = models.JSONField("Barrierefreiheit", default=dict, blank=True)
    serves = ArrayField(
        models.CharField(max_length=60),
        verbose_name="Ortsteile",
        default=list,
        blank=True,
        help_text="Codes of districts; empty: the whole city.",
    )
    retired_on = models.DateField("aufgelöst am", null=True, blank=True, help_text="Only history names it any more.")

    class Meta:
        verbose_name = "zuständige Stelle"
        verbose_name_plural = "zuständige Stellen"
        constraints = [
            UniqueConstraint(fields=["slug"], name="one_office_per_slug"),
            CheckConstraint(condition=Q(slug__regex=_SLUG), name="office_slug_is_word"),
            CheckConstraint(condition=Q(name__has_key="de"), name="office_has_german_name"),
        ]
        indexes = [models.Index(fields=["name_sort", "id"], name="office_by_name")]

    def __str__(self) -> str:
        return str(self.name["de"])


class MapLayer(models.Model):
    """A layer of the city's own map, such as its streets; it comes in as a whole file."""

    kind = models.CharField("Art", max_length=10, primary_key=True)
    source = models.CharField("Quelle", max_length=300, blank=True)

    class Meta:
        verbose_name = "Kartenebene"
        verbose_name_plural = "Kartenebenen"
        constraints = [CheckConstraint(condition=Q(kind__in=[kind.value for kind in LayerKind]), name="layer_is_known")]

    def __str__(self) -> str:
        return self.kind


class MapFeature(models.Model):
    """A thing on a layer: a street, a park, a river. `key`: made of its name and shape, for files have no numbers."""

    layer = models.ForeignKey(MapLayer, on_delete=models.CASCADE, related_name="features", verbose_name="Kartenebene")
    key = models.CharField("Kürzel", max_length=32)
    name = models.CharField("Name", max_length=120, blank=True)
    search = models.CharField(max_length=200, blank=True, editable=False)
    geometry = models.JSONField("Geometrie")
    lon = models.FloatField("Länge")
    lat = models.FloatField("Breite")
    west = models.FloatField()
    south = models.FloatField()
    east = models.FloatField()
    north = models.FloatField()

    class Meta:
        verbose_name = "Kartenobjekt"
        verbose_name_plural = "Kartenobjekte"
        constraints = [
            UniqueConstraint(fields=["layer", "key"], name="one_feature_per_key"),
            CheckConstraint(
                condition=Q(lon__gte=F("west"), lon__lte=F("east"), lat__gte=F("south"), lat__lte=F("north")),
                name="feature_lies_in_its_box",
            ),
        ]
        indexes = [
            GinIndex(fields=["search"], opclasses=["gin_trgm_ops"], name="feature_by_search"),
            models.Index(fields=["west", "east", "south", "north"], name="feature_by_box"),
        ]

    def __str__(self) -> str:
        return self.name or self.key


class Address(models.Model):
    """A house by its number: „Lange Straße 12a“. It comes in as a whole file; the nearest one says where a place is.

    `until`: the last number of several in one (12–14), else the number itself; `district` is empty outside of all.
    """

    street = models.CharField("Straße", max_length=120)
    street_key = models.CharField(max_length=200, editable=False)
    number = models.PositiveSmallIntegerField("Hausnummer")
    letter = models.CharField("Zusatz", max_length=LETTER_MOST, blank=True)
    until = models.PositiveSmallIntegerField("bis Hausnummer")
    postal_code = models.CharField("Postleitzahl", max_length=5, blank=True)
    district = models.CharField("Ortsteil", max_length=60, blank=True)
    lon = models.FloatField("Länge")
    lat = models.FloatField("Breite")

    class Meta:
        verbose_name = "Adresse"
        verbose_name_plural = "Adressen"
        constraints = [
            UniqueConstraint(fields=["street_key", "number", "letter", "until", "lon", "lat"], name="one_address"),
            CheckConstraint(condition=~Q(street="") & ~Q(street_key=""), name="address_has_street"),
            CheckConstraint(condition=Q(number__gte=1, until__gte=F("number")), name="address_has_number"),
            CheckConstraint(condition=Q(postal_code__regex=r"^([0-9]{5})?$"), name="address_postal_code_is_one"),
        ]
        indexes = [models.Index(fields=["lon", "lat"], name="address_by_place")]

    def __str__(self) -> str:
        return f"{self.street} {HouseNumber(self.number, self.letter, self.until)}"


class KnownPlace(models.Model):
    """What the search for addresses knows by name: a street in a district, a park, a water, a district.

    Made anew from layers, districts and addresses with each import. `loose`: what slips of the pen leave of the name;
    `slips`: that and what is left of it without one letter.
    """

    name = models.CharField("Name", max_length=120)
    key = models.CharField(max_length=200)
    loose = models.CharField(max_length=200)
    slips = ArrayField(models.CharField(max_length=200))
    is_district = models.BooleanField(default=False)
    district = models.CharField("Ortsteil", max_length=60, blank=True)
    postal_codes = ArrayField(models.CharField(max_length=5), verbose_name="Postleitzahlen", default=list)
    lon = models.FloatField("Länge")
    lat = models.FloatField("Breite")

    class Meta:
        verbose_name = "bekannter Ort"
        verbose_name_plural = "bekannte Orte"
        constraints = [CheckConstraint(condition=~Q(name="") & ~Q(key=""), name="known_place_has_name")]
        indexes = [
            GinIndex(fields=["key"], opclasses=["gin_trgm_ops"], name="known_place_by_key"),
            GinIndex(fields=["slips"], name="known_place_by_slips"),
            models.Index(fields=["loose"], opclasses=["varchar_pattern_ops"], name="known_place_by_beginning"),
        ]

    def __str__(self) -> str:
        return self.name


class MapDrawing(models.Model):
    """A part of the map as browsers get it, made anew with each import; `digest` names its content."""

    name = models.CharField("Name", max_length=10, primary_key=True)
    digest = models.CharField("Prüfsumme", max_length=16)
    content = models.TextField("Inhalt")

    class Meta:
        verbose_name = "Kartenzeichnung"
        verbose_name_plural = "Kartenzeichnungen"
        constraints = [CheckConstraint(condition=Q(name__in=["ground", "streets"]), name="drawing_is_known")]

    def __str__(self) -> str:
        return self.name
