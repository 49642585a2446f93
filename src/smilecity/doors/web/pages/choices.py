"""What an editor may choose from in a block: surveys, results, offices, maps. Asked anew whenever a form opens."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from smilecity.city import queries as city
from smilecity.collect.surveys import queries as surveys
from smilecity.collect.surveys.rules import State
from smilecity.ground.text import pick
from smilecity.understand.results import queries as results

Choices = list[tuple[str, str]]

MAPS = [
    ("ideas", gettext_lazy("Ideen")),
    ("places", gettext_lazy("Orte")),
    ("measured", gettext_lazy("Messwerte")),
]
# Pages that are always there, as menus may name them: the names of their addresses.
SCREENS = [
    ("web:taking_part", gettext_lazy("Mitmachen")),
    ("web:news", gettext_lazy("Neues")),
    ("web:ideas", gettext_lazy("Ideen")),
    ("web:places", gettext_lazy("Orte")),
    ("web:reports", gettext_lazy("Meldungen")),
    ("web:calendar", gettext_lazy("Kalender")),
    ("web:measured", gettext_lazy("Messwerte")),
    ("web:map", gettext_lazy("Karte")),
    ("web:outcomes", gettext_lazy("Was wurde daraus?")),
    ("web:mine", gettext_lazy("Mein Bereich")),
    ("web:responsible", gettext_lazy("Wer ist zuständig?")),
    ("web:search", gettext_lazy("Suche")),
    ("open_data", gettext_lazy("Offene Daten")),
    ("web:contact_points", gettext_lazy("Kontaktstellen")),
]


def screens() -> Choices:
    """Return the pages that are always there; asked, so that a new one needs no migration."""
    return [(name, str(word)) for name, word in SCREENS]


def open_surveys() -> Choices:
    """Return the surveys that residents know of, by their public names."""
    rows = (counted.survey for counted in surveys.all_for_desk())
    return [(row.slug, pick(row.title, "de")) for row in rows if row.state is not State.DRAFT and row.slug]


def published_results() -> Choices:
    """Return the surveys whose results are published."""
    return [(row.slug, pick(row.title, "de")) for row in results.published_list()]


def offices() -> Choices:
    """Return the offices of the town hall."""
    return [("", _("keine Stelle der Stadt")), *((row.slug, row.name) for row in city.offices())]
