"""What the tests of Open311 share: questions asked of us, and the shapes that the specification gives."""

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema_rs
import yaml
from django.test import Client

ROOT = "/open311/v2"
# Faults are told in English unless somebody asks otherwise.
GERMAN = {"accept-language": "de"}


def ask(path: str, **query: Any) -> Any:
    """Return the answer to a GET, whatever its status."""
    return Client(headers=GERMAN).get(f"{ROOT}/{path}", query)


def read(path: str, **query: Any) -> Any:
    """Return the JSON of an answer."""
    response = ask(f"{path}.json", **query)
    assert response.status_code == 200, response.content
    assert response["Content-Type"] == "application/json; charset=utf-8"
    return json.loads(response.content)


def tree(path: str, **query: Any) -> ElementTree.Element:
    """Return the root of an answer in XML."""
    response = ask(f"{path}.xml", **query)
    assert response.status_code == 200, response.content
    assert response["Content-Type"] == "text/xml; charset=utf-8"
    assert response.content.startswith(b'<?xml version="1.0" encoding="utf-8"?>\n')
    return parsed(response.content)


def parsed(document: bytes) -> ElementTree.Element:
    """Return the root of a document of ours, or of a sample."""
    return ElementTree.fromstring(document)  # noqa: S314 - our own, and samples that are kept with us


def faults(response: Any) -> list[tuple[int, str]]:
    """Return code and sentence of each error."""
    return [(each["code"], each["description"]) for each in json.loads(response.content)]


def numbers(path: str = "requests", **query: Any) -> list[int]:
    """Return the ids of the requests that are answered, in their order."""
    return [int(each["service_request_id"]) for each in read(path, **query)]


class Specification:
    """The OpenAPI description of the specification."""

    def __init__(self, folder: Path) -> None:
        self._definitions = yaml.safe_load((folder / "open311" / "georeport_v2-1_openapi.yaml").read_text())[
            "definitions"
        ]

    def require(self, name: str, value: Any) -> None:
        """Fail unless the value is what the description calls so. Null stands for an element that is empty."""
        schema = {"$ref": f"#/definitions/{name}", "definitions": self._definitions}
        jsonschema_rs.Draft4Validator(schema).validate(_without_null(value))

    def fields(self, name: str) -> set[str]:
        """Return the fields that the description knows."""
        return set(self._definitions[name]["properties"])


def _without_null(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_null(its) for name, its in value.items() if its is not None}
    return [_without_null(each) for each in value] if isinstance(value, list) else value
