"""Changes entities: some properties (PATCH), all of them (PUT), by steps (JSON Patch); 18-088, clause 10.3.

Relations change with links only. Nothing is half changed: what does not fit is refused with a Problem.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Model

from smilecity.people.keys.rules import Caller
from smilecity.sense.things.actions import changing, linking, placing
from smilecity.sense.things.actions.acting import MODELS, Created, Lock, find_one, note, one_act, tell
from smilecity.sense.things.actions.making import measure, remember_places, share
from smilecity.sense.things.models import Extent, FeatureExtent, Measured
from smilecity.sense.things.rules.entities import Draft, Way, check_multi, document, patched, read_changes, settle
from smilecity.sense.things.rules.entities.places import is_box
from smilecity.sense.things.rules.problems import Problem
from smilecity.sense.things.rules.schema import SCHEMA, Kind

# The box of a datastream is the one around its features.
_NEW_BOXES = """
    UPDATE things_extent e SET west = b.west, south = b.south, east = b.east, north = b.north
    FROM (
        SELECT x.datastream_id, min(f.west) AS west, min(f.south) AS south, max(f.east) AS east, max(f.north) AS north
        FROM things_featureextent x JOIN things_featureofinterest f ON f.id = x.feature_id
        WHERE x.datastream_id = ANY(%s) GROUP BY x.datastream_id
    ) b
    WHERE e.datastream_id = b.datastream_id
"""


@one_act
def update(kind: Kind, id_: int, body: Any, *, way: Way, caller: Caller, at: datetime) -> None:
    """Change an entity. Raises Problem; then nothing of it is changed."""
    if kind is Kind.OBSERVATIONS:
        changing.update(id_, body, way=way, caller=caller, at=at)
        return
    find_one(kind, id_, caller=caller, lock=Lock.CHANGED)
    row = MODELS[kind]._default_manager.get(pk=id_)  # noqa: SLF001 -- public, as Django documents it
    fields = row._meta.concrete_fields  # noqa: SLF001 -- public, as Django documents it
    columns = {field.attname: getattr(row, field.attname) for field in fields}
    if way is Way.PATCH:
        body = patched(document(kind, columns), body)
    draft = read_changes(kind, body, way=way)
    linking.hold_links([draft], caller=caller)
    _write(kind, row, columns, draft, caller, at)
    made = _connect(kind, id_, draft, at)
    tell([Created(kind, id_), *made], at=at)
    note("update", kind, id_, caller=caller, at=at, way=way.value)


def _write(kind: Kind, row: Model, before: Mapping[str, Any], draft: Draft, caller: Caller, at: datetime) -> None:
    changes = dict(draft.columns)
    shared_with = changes.pop("shared_with", None)
    after = {**before, **changes}
    changes |= settle(kind, after)
    if kind is Kind.MULTI_DATASTREAMS:
        _check_multi(row.pk, before, after, draft)
    if changes.get("observed_area") is not None and before["observed_area"] is None:
        changes["observed_area"] = _area_of_its_own(row.pk, changes["observed_area"])
    if kind is Kind.LOCATIONS and _is_elsewhere(before, after):
        # Values from now on are about the new place; those that are there keep the feature they were measured at.
        changes["feature_id"] = None
    for name, value in {**changes, "changed_at": at}.items():
        setattr(row, name, value)
    row.save(update_fields=[*changes, "changed_at"])
    if shared_with is not None:
        share(row.pk, shared_with, caller=caller)
    if kind is Kind.HISTORICAL_LOCATIONS:
        placing.follow(row.pk)
    if kind is Kind.FEATURES_OF_INTEREST:
        _box_datastreams_of(row.pk)


def _connect(kind: Kind, id_: int, draft: Draft, at: datetime) -> list[Created]:
    """Set the relations that a body names; lists that are one thing together are replaced as a whole."""
    made: list[Created] = []
    for name, members in draft.related.items():
        ids = linking.ids_of(members)
        if (kind, name) == (Kind.THINGS, "Locations"):
            made += placing.move(id_, ids, keep_others=False, at=at)
        elif (kind, name) == (Kind.HISTORICAL_LOCATIONS, "Locations"):
            remember_places(id_, ids)
        elif (kind, name) == (Kind.MULTI_DATASTREAMS, "ObservedProperties"):
            measure(id_, ids)
        else:
            for target in ids:
                made += linking.connect(kind, id_, SCHEMA[kind].relations[name], target, at=at)
    return made


def _area_of_its_own(datastream: int, area: Any) -> Any:
    """Return the area, or none where it is but the box around the features, sent back by a client that has read it.

    Kept, it would stay as it is while the features move on.
    """
    extent = Extent.objects.filter(pk=datastream).values_list("west", "south", "east", "north").first()
    return None if extent and is_box(area, *extent) else area


def _is_elsewhere(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    return any(before[name] != after[name] for name in ("location", "encoding_type"))


def _check_multi(id_: int, before: Mapping[str, Any], after: Mapping[str, Any], draft: Draft) -> None:
    """Keep units, types and observed properties equally many, and as many as the results there are have parts."""
    named = draft.related.get("ObservedProperties")
    count = Measured.objects.filter(datastream=id_).count() if named is None else len(named)
    check_multi(after["units"], after["types"], count, "")
    changed = len(after["units"]) != len(before["units"])
    if changed and Extent.objects.filter(pk=id_, observations__gt=0).exists():
        raise Problem(409, "A MultiDatastream that has Observations keeps the number of its ObservedProperties.")


def _box_datastreams_of(feature: int) -> None:
    """Draw the boxes of the datastreams anew that have values of a feature which has changed its place."""
    ids = list(FeatureExtent.objects.filter(feature=feature).values_list("datastream", flat=True))
    list(Extent.objects.filter(pk__in=ids).select_for_update(no_key=True).order_by("pk").values_list("pk"))
    with connection.cursor() as cursor:
        cursor.execute(_NEW_BOXES, [ids])
