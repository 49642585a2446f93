"""What of the city's senses can be found: things that everybody may see, with what they measure in public."""

from collections.abc import Iterable, Iterator, Sequence

from smilecity.ground.search import actions as search
from smilecity.ground.search.rules import Findable
from smilecity.people.keys.rules import PUBLIC
from smilecity.sense.things.models import Datastream
from smilecity.sense.things.queries.sql import TRUE, fill, named_rows, value
from smilecity.sense.things.queries.visibility import visible
from smilecity.sense.things.rules.schema import Kind

SOURCE = "things"
_STREAMS = frozenset({Kind.DATASTREAMS, Kind.MULTI_DATASTREAMS})

_THINGS = """
SELECT t.id, t.name, t.description, t.changed_at, s.streams, s.said, p.properties, p.measured FROM things_thing t
CROSS JOIN LATERAL (
    SELECT coalesce(array_agg(d.id ORDER BY d.id), ARRAY[]::bigint[]) AS streams,
        coalesce(array_agg(concat_ws(E'\\n', d.name, d.description) ORDER BY d.id), ARRAY[]::text[]) AS said
    FROM things_datastream d WHERE d.thing_id = t.id AND {}
) s
CROSS JOIN LATERAL (
    SELECT coalesce(array_agg(o.id ORDER BY o.id), ARRAY[]::bigint[]) AS properties,
        coalesce(array_agg(concat_ws(E'\\n', o.name, o.description) ORDER BY o.id), ARRAY[]::text[]) AS measured
    FROM things_observedproperty o WHERE o.id IN (
        SELECT m.observed_property_id FROM things_measured m WHERE m.datastream_id = ANY (s.streams)
    )
) p
WHERE {} AND {} ORDER BY t.id
"""


def read(keys: Sequence[str] | None) -> Iterator[Findable]:
    """Yield the public ones of these things. 1 SQL."""
    named = TRUE if keys is None else fill("t.id = ANY ({})", value([int(key) for key in keys], "bigint[]"))
    streams, things = visible(Kind.DATASTREAMS, "d", PUBLIC), visible(Kind.THINGS, "t", PUBLIC)
    for row in named_rows(fill(_THINGS, streams, things, named)):
        yield Findable(
            key=str(row["id"]),
            kind="thing",
            title={"de": row["name"]},
            lead={"de": row["description"]},
            body={"de": "\n".join([*row["said"], *row["measured"]])},
            at=row["changed_at"],
            facts={"id": row["id"]},
            marks=[
                *(_mark(Kind.DATASTREAMS, id_) for id_ in row["streams"]),
                *(_mark(Kind.OBSERVED_PROPERTIES, id_) for id_ in row["properties"]),
            ],
        )


def _mark(kind: Kind, id_: int) -> str:
    return f"{Kind.DATASTREAMS if kind in _STREAMS else kind}:{id_}"


def find_anew(changed: Iterable[tuple[Kind, int]]) -> None:
    """Bring the search up to date with entities that were made, changed or removed, within the running transaction."""
    told = list(changed)
    marks = [_mark(kind, id_) for kind, id_ in told if kind in _STREAMS or kind is Kind.OBSERVED_PROPERTIES]
    things = {id_ for kind, id_ in told if kind is Kind.THINGS}
    if not marks and not things:
        return
    streams = [id_ for kind, id_ in told if kind in _STREAMS]
    properties = [id_ for kind, id_ in told if kind is Kind.OBSERVED_PROPERTIES]
    search.marked(SOURCE, marks, also=things | _things_of(streams, properties))


def _things_of(streams: Sequence[int], properties: Sequence[int]) -> set[int]:
    """Return where datastreams are now; those that are gone, or were elsewhere before, are known by their marks."""
    rows = Datastream.objects.filter(pk__in=streams) if streams else Datastream.objects.none()
    if properties:
        rows = rows | Datastream.objects.filter(observed_properties__in=properties)
    return set(rows.values_list("thing", flat=True))
