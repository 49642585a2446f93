"""This interface described as OpenAPI 3.1, from the same tables of entities that it works with."""

import json
from functools import cache
from typing import Any

from smilecity.doors.api.sensorthings.addresses import ROOT
from smilecity.doors.api.sensorthings.description.operations import paths
from smilecity.doors.api.sensorthings.description.schemas import schemas

# Not of the standard; where programs look for a description.
PATHS = frozenset({"openapi.json", "api"})
_ABOUT = """\
OGC SensorThings API 1.1 (18-088). Whatever is public may be read by everybody; an API key (Bearer, or HTTP Basic with
the key as the password) opens what is not, and writes. Errors are JSON and say in a sentence what to do.
Values that were answered with 201 are stored durably.
"""


@cache
def document() -> bytes:
    """Return the description as JSON."""
    return json.dumps(_document(), ensure_ascii=False).encode()


def _document() -> dict[str, Any]:
    basic = {"type": "http", "scheme": "basic", "description": "The key is the password; the user name is ignored."}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Smile City SensorThings API", "version": "1.1", "description": _ABOUT},
        "servers": [{"url": ROOT}],
        "paths": paths(),
        "components": {
            "schemas": schemas(),
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}, "password": basic},
        },
    }


__all__ = ["PATHS", "document"]
