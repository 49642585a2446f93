"""Lists in other forms than JSON objects: dataArray (18-088, clause 13.1), GeoJSON (RFC 7946) and CSV (RFC 4180)."""

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from smilecity.sense.things.queries import addresses, lists, sizes
from smilecity.sense.things.queries.answers import CSV, GEOJSON, JSON, Answer, quoted, seen
from smilecity.sense.things.queries.asking import Asking
from smilecity.sense.things.queries.counts import counted
from smilecity.sense.things.queries.entities import Shape, as_json, as_text, entity
from smilecity.sense.things.queries.lists import Expansion
from smilecity.sense.things.queries.shapes import GEOMETRIES, geometry
from smilecity.sense.things.queries.sql import Sql, fill, join, rows
from smilecity.sense.things.queries.wanted import Wanted
from smilecity.sense.things.rules.schema import ID, SCHEMA, Kind, Property
from smilecity.sense.things.rules.tree import Expand, ResultFormat, Selection

# Whose values the rows of a data array are.
_OF = ("stream", "multi")
# In this order clients of other servers know them.
_COMPONENTS = ("id", "phenomenonTime", "resultTime", "result", "resultQuality", "validTime", "parameters")
# A file comes in pages of this size, so that neither memory nor a statement grows with it.
_CSV_PAGE = 5_000
# Spreadsheets take a cell for a formula that begins so; numbers may begin with a sign.
_FORMULA = re.compile(r"^[\s]*(?:[=@＝＋－＠|%]|[+\-](?!\d+(?:\.\d+)?(?:[eE][+\-]?\d+)?$))")


_Show = Callable[[str, Sequence[Expansion]], Sql]


def _rows_of(wanted: Wanted, asking: Asking, show: _Show, texts: Sequence[str], *others: str) -> "_Rows":
    """Read a page. `texts`: which columns of what `show` shows are the answer, beside `others`. Raises TooLong."""
    found = sizes.together(lists.table(wanted, asking, show), ["more", "token", "looks", *others], texts)
    shown = [row for row in found if not row[0]]
    token = shown[-1][1] if shown and len(shown) < len(found) else None
    return _Rows([row[3:] for row in shown], token, [row[2] for row in shown])


class _Rows:
    """A page: its rows, the token of the next, what it shows that is not public."""

    def __init__(self, shown: list[tuple[Any, ...]], token: str | None, looks: list[str | None]) -> None:
        self.shown, self.token, self.looks = shown, token, looks


def _frame(wanted: Wanted, asking: Asking, url: str, token: str | None) -> str:
    """Return the members of the answer beside its rows, each with a comma."""
    number = rows(fill("SELECT {}", counted(wanted, asking)))[0][0] if wanted.options.count else None
    following = f'"@iot.nextLink":{quoted(addresses.next_of(url, token))},' if token else ""
    return (f'"@iot.count":{number},' if wanted.options.count else "") + following


def data_array(wanted: Wanted, asking: Asking, url: str) -> Answer:
    """Return values as rows of their components, per datastream."""
    names = _selected(wanted, _COMPONENTS)
    said = ["@iot.id" if name == "id" and wanted.options.select else name for name in names]
    components = ",".join(quoted(name) for name in [*said, *(each.relation.name for each in wanted.options.expand)])
    found = _rows_of(wanted, asking, lambda row, expansions: _array(wanted, row, names, expansions), ["j"], *_OF)
    groups: dict[tuple[int, bool], list[str]] = {}
    for stream, multi, array in found.shown:
        groups.setdefault((stream, multi), []).append(array)
    value = ",".join(_group(asking.root, key, arrays, components) for key, arrays in groups.items())
    body = f'{{{_frame(wanted, asking, url, found.token)}"value":[{value}]}}'
    return Answer(200, JSON, body.encode(), seen((), *found.looks))


def _group(root: str, key: tuple[int, bool], arrays: Sequence[str], components: str) -> str:
    stream, multi = key
    kind = Kind.MULTI_DATASTREAMS if multi else Kind.DATASTREAMS
    link = quoted(f"{root}/{kind}({stream})")
    return (
        f'{{"{kind.singular}@iot.navigationLink":{link},"components":[{components}],'
        f'"dataArray@iot.count":{len(arrays)},"dataArray":[{",".join(arrays)}]}}'
    )


def _array(wanted: Wanted, row: str, names: Sequence[str], expansions: Sequence[Expansion]) -> Sql:
    parts = [Sql(f"coalesce({_json(wanted.kind, row, name)}, 'null')") for name in names]
    parts += [fill("coalesce({}, 'null')", each.value) for each in expansions]
    multi = f"{row}.multi" if wanted.multi is None else str(wanted.multi)
    return fill(f"{row}.datastream_id AS stream, {multi} AS multi, concat('[', {{}}, ']') AS j", join(", ',', ", parts))


def _json(kind: Kind, row: str, name: str) -> str:
    property_ = _property(kind, name)
    return f"{row}.id::text" if name == ID.name else as_json(kind, row, name, property_.type)


def _property(kind: Kind, name: str) -> Property:
    return ID if name == ID.name else SCHEMA[kind].properties[name]


def _selected(wanted: Wanted, otherwise: Sequence[str]) -> Sequence[str]:
    selection = wanted.options.select
    if selection is None:
        return otherwise
    return [name for name in selection.properties if name != "selfLink"] or ["id"]


def geojson(wanted: Wanted, asking: Asking, url: str) -> Answer:
    """Return a FeatureCollection; what lies nowhere has no geometry."""
    found = _rows_of(wanted, asking, lambda row, expansions: _feature(wanted, row, asking, expansions), ["j"])
    features = ",".join(feature for (feature,) in found.shown)
    frame = _frame(wanted, asking, url, found.token)
    body = f'{{"type":"FeatureCollection",{frame}"features":[{features}]}}'
    return Answer(200, GEOJSON, body.encode(), seen((), *found.looks))


def _feature(wanted: Wanted, row: str, asking: Asking, expansions: Sequence[Expansion]) -> Sql:
    own = GEOMETRIES.get(wanted.kind)
    names = [name for name in _selected(wanted, ("id", *SCHEMA[wanted.kind].properties)) if name != own]
    shape = Shape(asking.root, Selection(tuple(names), ()), {each.relation.name: each.members for each in expansions})
    return fill(
        'concat(chr(123), \'"type":"Feature","id":\', {row}.id, \',"geometry":\', coalesce({geometry}, \'null\'), '
        "',\"properties\":', {properties}, chr(125)) AS j",
        row=Sql(row),
        geometry=geometry(wanted.kind, row, asking),
        properties=entity(wanted.kind, row, shape),
    )


def table(wanted: Wanted, asking: Asking, url: str) -> Answer:
    """Return CSV: a line per entity, a column per property; what is expanded as JSON. Without $top: all there is."""
    del url
    columns = _columns(wanted)
    pages = _pages(wanted, asking, columns)
    first = next(pages)
    return Answer(200, CSV, _lines([name for name, _ in columns], first, pages), seen((), *first.looks))


def _columns(wanted: Wanted) -> Sequence[tuple[str, Expand | None]]:
    own = _COMPONENTS if wanted.kind is Kind.OBSERVATIONS else ("id", *SCHEMA[wanted.kind].properties)
    names: list[tuple[str, Expand | None]] = [(name, None) for name in _selected(wanted, own)]
    return names + [(each.relation.name, each) for each in wanted.options.expand]


def _pages(wanted: Wanted, asking: Asking, columns: Sequence[tuple[str, Expand | None]]) -> Iterator["_Rows"]:
    left, options, most = wanted.options.top, wanted.options, _CSV_PAGE
    names = [f"c{index}" for index in range(len(columns))]
    while True:
        size = most if left is None else min(left, most)
        page = replace(wanted, options=replace(options, top=size))
        try:
            found = _rows_of(page, asking, lambda row, expansions: _cells(wanted.kind, row, columns, expansions), names)
        except sizes.TooLong:
            # The file as a whole may be of any length; only a line that is too long by itself cannot be written.
            if size <= 1:
                raise
            most = size // 2
            continue
        yield found
        left = None if left is None else left - len(found.shown)
        if found.token is None or left == 0:
            return
        options = replace(options, skip=0, skiptoken=found.token)


def _cells(kind: Kind, row: str, columns: Sequence[tuple[str, Expand | None]], expansions: Sequence[Expansion]) -> Sql:
    related = {each.relation.name: each.value for each in expansions}
    cells = [
        fill(f"{{}} AS c{at}", related[name])
        if expand
        else Sql(f"{as_text(kind, row, _property(kind, name))} AS c{at}")
        for at, (name, expand) in enumerate(columns)
    ]
    return join(", ", cells)


def _lines(names: Sequence[str], first: _Rows, pages: Iterator[_Rows]) -> Iterator[bytes]:
    yield _written([names])
    yield _written([[_harmless(cell) for cell in row] for row in first.shown])
    for page in pages:
        yield _written([[_harmless(cell) for cell in row] for row in page.shown])


def _written(lines: Sequence[Sequence[str]]) -> bytes:
    page = io.StringIO()
    csv.writer(page, lineterminator="\r\n").writerows(lines)
    return page.getvalue().encode()


def _harmless(cell: str | None) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell and _FORMULA.match(cell) else cell or ""


ANSWERS: dict[ResultFormat | None, Callable[[Wanted, Asking, str], Answer]] = {
    ResultFormat.DATA_ARRAY: data_array,
    ResultFormat.GEOJSON: geojson,
    ResultFormat.CSV: table,
}
