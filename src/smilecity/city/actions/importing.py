"""Districts, population, themes, offices and the map of the city come in as files; offices are described.

All or nothing: a bad file raises BadFile with every bad row and changes nothing. Repeating an import changes nothing.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, models, transaction
from django.utils import timezone

from smilecity.city import (
    drawing,
    entries,
    figures,
    findable,
    layers,
    office_details,
    outlines,
    references,
    street_names,
)
from smilecity.city.actions.gathering import gather, place_addresses
from smilecity.city.models import City, District, MapDrawing, MapFeature, MapLayer, Office, Population, Theme
from smilecity.city.office_details import Details
from smilecity.city.problems import BadFile, Problem
from smilecity.city.reading import Table
from smilecity.city.rules import LayerKind
from smilecity.ground import audit
from smilecity.ground.refusals import Refused
from smilecity.ground.search import actions as search
from smilecity.ground.text import german_key, sentence


@dataclass(frozen=True)
class Imported:
    """What an import did to the rows of one table.

    `skipped`: rows of the file that were not for it, such as totals; `retired`: gone, but history still names them.
    """

    added: int = 0
    changed: int = 0
    removed: int = 0
    unchanged: int = 0
    skipped: int = 0
    retired: int = 0


@transaction.atomic
def import_districts(
    *,
    features: Sequence[object],
    by: UUID | None,
    at: datetime,
    name_property: str = "",
    code_property: str = "",
    drop_population: bool = False,
) -> Imported:
    """Make the districts those of the features, told apart by their codes. Raises BadFile.

    A district that is missing goes away, unless something refers to it: then the file is refused. Its own population
    figures go with it only if `drop_population` says so.
    """
    checked = outlines.districts(features, name_property=name_property, code_property=code_property)
    one_at_a_time()
    if drop_population:
        Population.objects.exclude(district=None).exclude(district__code__in=[one.code for one in checked]).delete()
    imported = _replace(District.objects, "code", {one.code: _district_values(one) for one in checked})
    _draw(drawing.GROUND)
    place_addresses()
    gather()
    record("city.import_districts", imported, by, at)
    return imported


def _district_values(entry: outlines.DistrictEntry) -> dict[str, object]:
    return {
        "name": entry.name,
        "name_sort": german_key(entry.name),
        "outline": entry.outline,
        **entry.box._asdict(),
    }


@transaction.atomic
def import_layer(
    *,
    kind: LayerKind,
    features: Sequence[object],
    by: UUID | None,
    at: datetime,
    name_property: str = "",
    source: str = "",
) -> Imported:
    """Make a layer of the city's map the features of the file; `source`: who is named beside it. Raises BadFile."""
    checked = layers.features(kind, features, name_property=name_property)
    one_at_a_time()
    layer, _is_new = MapLayer.objects.update_or_create(kind=kind, defaults={"source": source.strip()[:300]})
    wanted = {one.key: {"layer_id": layer.kind, **_feature_values(one)} for one in checked}
    imported = _replace(layer.features, "key", wanted)
    _draw(drawing.STREETS if kind is LayerKind.STREET else drawing.GROUND)
    if kind is not LayerKind.OUTLINE:
        gather()
    record(f"city.import_{kind}", imported, by, at)
    return imported


def _feature_values(entry: layers.FeatureEntry) -> dict[str, object]:
    return {
        "name": entry.name,
        "search": street_names.search_key(entry.name)[:200],
        "geometry": entry.geometry,
        "lon": entry.lon,
        "lat": entry.lat,
        **entry.box._asdict(),
    }


def _draw(name: str) -> None:
    """Draw a part of the map anew from what is there now."""
    drawn = _drawn_streets() if name == drawing.STREETS else _drawn_ground()
    row = MapDrawing(name=name, digest=drawn.digest, content=drawn.content)
    MapDrawing.objects.bulk_create(
        [row], update_conflicts=True, unique_fields=["name"], update_fields=["digest", "content"]
    )


def _drawn_streets() -> drawing.Drawing:
    rows = MapFeature.objects.filter(layer=LayerKind.STREET).order_by("search", "id")
    return drawing.streets(drawing.Thing(*row) for row in rows.values_list("name", "geometry"))


def _drawn_ground() -> drawing.Drawing:
    areas: dict[str, list[drawing.Thing]] = {}
    rows = MapFeature.objects.exclude(layer=LayerKind.STREET).order_by("search", "id")
    for kind, name, geometry in rows.values_list("layer", "name", "geometry"):
        areas.setdefault(kind, []).append(drawing.Thing(name, geometry))
    districts = District.objects.order_by("name_sort", "id").values_list("name", "outline")
    return drawing.ground(areas, [drawing.Thing(*row) for row in districts])


@transaction.atomic
def import_population(
    *, table: Table, by: UUID | None, at: datetime, ags: str = "", year: int | None = None
) -> Imported:
    """Make the figures of every year and place in the table those of the table. Raises BadFile.

    Other years and places keep theirs. `ags` chooses one municipality of several, else the city's own key does;
    `year` is for a table without such a column.
    """
    one_at_a_time()
    ags = ags or City.objects.values_list("ags", flat=True).first() or ""
    ids = dict(District.objects.values_list("code", "id"))
    checked = figures.population(table, districts=_district_words(), ags=ags, year=year)
    wanted = {
        (figure.year, ids[figure.district] if figure.district else None, *_group(figure)): figure.count
        for figure in checked.figures
    }
    imported = _replace_figures(wanted, skipped=checked.skipped)
    record("city.import_population", imported, by, at)
    return imported


def _district_words() -> dict[str, str]:
    """Return the code of every district by its name and by its code, in small letters."""
    pairs = list(District.objects.values_list("code", "name"))
    # A code means itself, even where another district is called so.
    return {name.casefold(): code for code, name in pairs} | {code.casefold(): code for code, _name in pairs}


_Key = tuple[int, int | None, str, int, int | None]


def _group(figure: figures.Figure) -> tuple[str, int, int | None]:
    return figure.sex.value, figure.ages.lower, figure.ages.upper


def _replace_figures(wanted: Mapping[_Key, int], *, skipped: int) -> Imported:
    places = {key[:2] for key in wanted}
    stored = Population.objects.filter(year__in={year for year, _district in places})
    there: dict[_Key, tuple[int, int]] = {
        (row.year, row.district_id, row.sex, row.age_from, row.age_to): (row.pk, row.count)
        for row in stored
        if (row.year, row.district_id) in places
    }
    same = {key for key in wanted.keys() & there.keys() if there[key][1] == wanted[key]}
    stale = there.keys() - same
    # First away, then in: groups that are cut differently now would overlap with the old ones.
    Population.objects.filter(pk__in=[there[key][0] for key in stale]).delete()
    Population.objects.bulk_create(
        Population(year=key[0], district_id=key[1], sex=key[2], age_from=key[3], age_to=key[4], count=count)
        for key, count in wanted.items()
        if key not in same
    )
    changed = len(stale & wanted.keys())
    return Imported(len(wanted) - len(same) - changed, changed, len(stale) - changed, len(same), skipped)


@transaction.atomic
def import_themes(*, items: Sequence[object], by: UUID | None, at: datetime) -> Imported:
    """Make the themes those of the list, in its order, told apart by their slugs. Raises BadFile."""
    checked = entries.themes(items)
    one_at_a_time()
    imported = _replace(Theme.objects, "slug", {one.slug: _values(one) for one in checked})
    record("city.import_themes", imported, by, at)
    return imported


@transaction.atomic
def import_offices(*, items: Sequence[object], by: UUID | None, at: datetime) -> Imported:
    """Make the offices those of the list, told apart by their slugs. Raises BadFile.

    An office that is missing goes away; where history names it, it retires and can no longer be chosen. One that still
    has something to do is refused.
    """
    checked = entries.offices(items)
    one_at_a_time()
    _require_districts(checked)
    wanted = {
        one.slug: {**_values(one), "name_sort": german_key(one.name["de"]), "retired_on": None} for one in checked
    }
    kept = _referred(Office.objects.exclude(slug__in=wanted))
    imported = _replace(Office.objects.exclude(pk__in=kept), "slug", wanted)
    retired = Office.objects.filter(pk__in=kept, retired_on=None).update(retired_on=timezone.localdate(at))
    imported = replace(imported, retired=retired)
    for one in checked:
        _tell_more(one)
    search.refresh(findable.SOURCE)
    record("city.import_offices", imported, by, at)
    return imported


def _require_districts(offices: Sequence[entries.OfficeEntry]) -> None:
    """Raise BadFile where an office serves a district that does not exist."""
    known = set(District.objects.values_list("code", flat=True))
    problems = [
        Problem(row, f"Eintrag {row}, Feld „serves“: Den Ortsteil „{code}“ gibt es nicht.")
        for row, entry in enumerate(offices, 1)
        for code in entry.more.serves or ()
        if code not in known
    ]
    if problems:
        raise BadFile(problems)


def _tell_more(entry: entries.OfficeEntry) -> None:
    """Set what the file says to residents; what it leaves out stays as staff have written it."""
    said = {name: value for name, value in asdict(entry.more).items() if value is not None}
    if said:
        Office.objects.filter(slug=entry.slug).update(**said)


NO_OFFICE = sentence("Diese Stelle gibt es nicht mehr.")


@transaction.atomic
def describe_office(*, office: int, details: Details, by: UUID | None, at: datetime) -> None:
    """Set what residents are told of an office; the caller says who may. Raises Refused."""
    row = Office.objects.select_for_update().filter(pk=office, retired_on=None).first()
    if row is None:
        raise Refused(NO_OFFICE)
    said = office_details.checked(details, set(District.objects.values_list("code", flat=True)))
    for name, value in asdict(said).items():
        setattr(row, name, value)
    row.save(update_fields=list(asdict(said)))
    search.changed(findable.SOURCE, [row.pk])
    audit.record(actor=by, verb="city.describe_office", subject=f"office:{office}", at=at)


def _referred(missing: models.QuerySet[Office]) -> list[int]:
    """Return which of the missing offices are still named. Raises BadFile where one still has something to do."""
    names = {row.pk: str(row) for row in missing}
    problems = [
        Problem(
            0,
            f"zuständige Stelle „{names[pk]}“ fehlt in der Datei, hat aber noch zu tun: {' und '.join(words)}. "
            "Geben Sie das im Arbeitsbereich an eine andere Stelle und lesen Sie die Datei dann noch einmal ein.",
        )
        for pk, words in sorted(references.needed(list(names)).items())
    ]
    if problems:
        raise BadFile(problems)
    return sorted(references.uses(Office, list(names)))


def _values(entry: entries.ThemeEntry | entries.OfficeEntry) -> dict[str, object]:
    values = asdict(entry)
    del values["slug"]
    values.pop("more", None)
    return values


# --- full files ------------------------------------------------------------------------------------------------------


def one_at_a_time() -> None:
    """Hold off other imports until the end of the transaction; readers are not held off."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('smilecity.city'))")


def _replace(
    rows: models.Manager[Any] | models.QuerySet[Any], key: str, wanted: Mapping[str, Mapping[str, object]]
) -> Imported:
    """Make the rows of a table those that are wanted, by key; refuse where a row to go is referred to."""
    there: dict[str, Any] = {getattr(row, key): row for row in rows.all()}
    gone = [row for name, row in there.items() if name not in wanted]
    _refuse_referred(rows.model, gone)
    changed = [there[name] for name in wanted.keys() & there.keys() if _update(there[name], wanted[name])]
    fresh = [rows.model(**{key: name}, **values) for name, values in wanted.items() if name not in there]
    rows.filter(pk__in=[row.pk for row in gone]).delete()
    if changed:
        rows.bulk_update(changed, list(next(iter(wanted.values()))))
    rows.bulk_create(fresh)
    return Imported(len(fresh), len(changed), len(gone), len(there) - len(gone) - len(changed))


def _update(row: models.Model, values: Mapping[str, object]) -> bool:
    """Give a row its values and say whether any of them is new."""
    differs = any(getattr(row, name) != value for name, value in values.items())
    for name, value in values.items():
        setattr(row, name, value)
    return differs


def _refuse_referred(model: type[models.Model], gone: Iterable[models.Model]) -> None:
    """Raise BadFile with a sentence for every row that is to go although other rows refer to it."""
    by_id = {row.pk: row for row in gone}
    what = references.options(model).verbose_name
    problems = [
        Problem(0, f"{what} „{by_id[pk]}“ fehlt in der Datei, wird aber noch gebraucht ({_listed(counts)}).")
        for pk, counts in sorted(references.uses(model, list(by_id)).items())
    ]
    if problems:
        raise BadFile(problems)


def _listed(counts: Counter[str]) -> str:
    return ", ".join(f"{number} {name}" for name, number in sorted(counts.items()))


def record(verb: str, imported: Imported, by: UUID | None, at: datetime) -> None:
    """Write down what came in."""
    audit.record(actor=by, verb=verb, subject="city", at=at, details=asdict(imported))
