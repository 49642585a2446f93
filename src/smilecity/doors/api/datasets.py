"""What there is to take as a whole: of each kind of contribution, and of all, files at addresses that stay.

Each comes with its licence, its schema and the time of the last change. Written over `Kind`: it grows by itself.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, override

from smilecity.collect.contributions.queries import export
from smilecity.collect.contributions.queries.filters import ListFilter
from smilecity.collect.contributions.rules import Kind
from smilecity.doors.api import licence as terms
from smilecity.doors.api.schemas import ContributionOut, DatasetOut, FileOut

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "geojson": "application/geo+json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
COLUMNS = (
    "number", "kind", "category", "call", "title", "text", "language", "themes", "longitude", "latitude", "place",
    "district", "status", "office", "due_on", "submitted_at", "published_at", "answered_at", "changed_at", "reply",
    "supports", "comments", "channel", "generated", "url", "photos", "id",
)  # fmt: skip
# Of a feature these stand elsewhere than among its properties.
ELSEWHERE = frozenset({"id", "longitude", "latitude"})
LIST_SEPARATOR = "|"
_TITLES: dict[str, Promise] = {
    "idea": gettext_lazy("Ideen"),
    "place": gettext_lazy("Orte"),
    "report": gettext_lazy("Meldungen"),
}
_ALL = gettext_lazy("Alles zusammen")
# Metadata Vocabulary for Tabular Data (W3C), 5.11.1: the names of datatypes.
_DATATYPES = {"integer": "integer", "number": "double", "boolean": "boolean"}
_FORMATS = {"date": "date", "date-time": "dateTime"}


@dataclass(frozen=True)
class Dataset:
    """Files of one sort: `name` is the last part of their addresses. `kind`: None for all of them."""

    name: str
    kind: Kind | None

    @property
    def title(self) -> str:
        """What it is called in the reader's language."""
        return str(_TITLES.get(self.kind.value, self.kind.value) if self.kind else _ALL)

    def address(self, ending: str) -> str:
        """Return the whole address of one of its files, by how it ends."""
        return f"{settings.BASE_URL}/api/v1/{self.name}.{ending}"

    def updated_at(self) -> datetime | None:
        """Return when anything of it changed last. 1 SQL."""
        return export.newest_change(ListFilter(kind=self.kind))


ALL = Dataset("contributions", None)
DATASETS = (ALL, *(Dataset(f"{kind.value}s", kind) for kind in Kind))
CSV_SCHEMA, GEOJSON_SCHEMA = "csv-metadata.json", "geojson-schema.json"
_SCHEMA_OF = {"csv": CSV_SCHEMA, "geojson": GEOJSON_SCHEMA}


def schema_of(dataset: Dataset, form: str) -> str:
    """Return where the schema of a file lies; empty for a workbook, whose first line says all there is to say."""
    return dataset.address(_SCHEMA_OF[form]) if form in _SCHEMA_OF else ""


def listed() -> list[DatasetOut]:
    """Return what there is, with addresses. A SQL for each kind and 1 more."""
    with override("de"):
        return [
            DatasetOut(
                name=one.name,
                title=one.title,
                kind=one.kind,
                updated_at=one.updated_at(),
                licence=terms.licence(),
                files=[
                    FileOut(media_type=kind, url=one.address(form), schema_url=schema_of(one, form) or None)
                    for form, kind in TYPES.items()
                ],
            )
            for one in DATASETS
        ]


def head(dataset: Dataset, updated_at: datetime | None) -> dict[str, Any]:
    """Return what a GeoJSON file says of itself (RFC 7946, 6.1: foreign members)."""
    return {
        "name": dataset.name,
        "licence": terms.licence().model_dump(),
        "updated_at": updated_at.isoformat() if updated_at else None,
        "describedby": schema_of(dataset, "geojson"),
    }


def csv_metadata(dataset: Dataset) -> dict[str, Any]:
    """Return what the columns of the CSV file mean (W3C, Metadata Vocabulary for Tabular Data). 2 SQL."""
    fields, of, changed = ContributionOut.model_json_schema()["properties"], terms.licence(), dataset.updated_at()
    with override("de"):
        title = dataset.title
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"language": "en"}],
        "url": dataset.address("csv"),
        "dc:title": {"@value": title, "@language": "de"},
        "dc:license": {"@id": of.url},
        "dc:creator": of.attribution,
        **({"dc:modified": {"@value": changed.isoformat(), "@type": "xsd:dateTime"}} if changed else {}),
        "dialect": {"delimiter": ",", "encoding": "utf-8", "header": True},
        "tableSchema": {"columns": [_column(name, fields[name]) for name in COLUMNS], "primaryKey": "id"},
    }


def _column(name: str, field: dict[str, Any]) -> dict[str, Any]:
    plain = next((one for one in field.get("anyOf", ()) if one.get("type") != "null"), field)
    datatype = _FORMATS.get(plain.get("format", ""), _DATATYPES.get(plain.get("type", ""), "string"))
    column: dict[str, Any] = {"name": name, "titles": name, "datatype": datatype}
    if plain.get("type") == "array":
        column["separator"] = LIST_SEPARATOR
    if "description" in field:
        column["dc:description"] = field["description"]
    return column


def geojson_schema(dataset: Dataset) -> dict[str, Any]:
    """Return the schema of the GeoJSON file (JSON Schema 2020-12)."""
    whole = ContributionOut.model_json_schema()
    kept = {name: field for name, field in whole["properties"].items() if name not in ELSEWHERE}
    position = {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2}
    feature = {
        "type": {"const": "Feature"},
        "id": whole["properties"]["id"],
        "geometry": {"anyOf": [{"type": "null"}, _object({"type": {"const": "Point"}, "coordinates": position})]},
        "properties": _object(kept),
    }
    said = {
        "type": {"const": "FeatureCollection"},
        "name": {"const": dataset.name},
        "licence": _object({key: {"type": "string"} for key in ("id", "name", "url", "attribution")}),
        "updated_at": {
            "type": ["string", "null"],
            "format": "date-time",
            "description": "The last change.",
        },
        "describedby": {"type": "string", "format": "uri"},
        "features": {"type": "array", "items": _object(feature)},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": dataset.address(GEOJSON_SCHEMA),
        "title": dataset.name,
        **_object(said),
        "$defs": whole.get("$defs", {}),
    }


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "required": list(properties), "properties": properties}
