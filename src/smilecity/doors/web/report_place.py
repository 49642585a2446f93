"""Who acts at a place that is not the usual ground of the city: on its water, and outside of it. In words for pages."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from smilecity.city import queries as city
from smilecity.collect.reports import queries, rules
from smilecity.collect.reports.queries import Ground


def told(code: str, lon: float, lat: float) -> str:
    """Return who acts at a point where it is not land of the city; empty on land. At most 14 SQL.

    `code`: of the category that is reported.
    """
    ground = queries.ground_at(lon, lat)
    if ground is Ground.OUTSIDE:
        return _(rules.OUTSIDE).format(city=city.profile().name)
    return _on_water(code, lon, lat) if ground is Ground.WATER else ""


def _on_water(code: str, lon: float, lat: float) -> str:
    district = city.describe(lon, lat).district
    office = queries.routes().route(code, district.id if district else None, Ground.WATER).office
    named = city.names(get_language() or "de").offices.get(office) if office else None
    if named is None:
        return _("Dieser Punkt liegt im Wasser. Wer sich dort darum kümmert, klärt die Stadtverwaltung.")
    return _("Dieser Punkt liegt im Wasser. Dort kümmert sich darum: {office}.").format(office=named.name)
