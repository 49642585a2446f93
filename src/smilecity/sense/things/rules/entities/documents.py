"""An entity as the JSON that a JSON Patch (RFC 6902) is made for, and the patch applied to it."""

import json
from collections.abc import Mapping
from copy import deepcopy
from typing import Any

import jsonpatch
from jsonpointer import JsonPointerException

from smilecity.sense.things.rules.entities.checks import kind_of, storable
from smilecity.sense.things.rules.entities.parts import DATASTREAMS, PARTS
from smilecity.sense.things.rules.entities.series import block_of
from smilecity.sense.things.rules.problems import Problem
from smilecity.sense.things.rules.schema import Kind

MOST_STEPS = 1_000
# A patch may copy a part into itself again and again, doubling it each time.
MOST_CHARACTERS = 500_000


def document(kind: Kind, columns: Mapping[str, Any]) -> dict[str, Any]:
    """Return what may be changed of an entity, by the names of the standard."""
    found = {name: columns[part.column] for name, part in PARTS[kind].items() if columns[part.column] is not None}
    if kind in DATASTREAMS:
        found["properties"] = (columns["properties"] or {}) | block_of(columns)
    if kind is Kind.HISTORICAL_LOCATIONS:
        found["time"] = columns["time"].isoformat()
    return found


def patched(found: dict[str, Any], patch: Any) -> dict[str, Any]:
    """Return the document after all steps of a patch. Raises Problem: 400 no patch, 409 does not fit what is there."""
    storable(patch)
    if not isinstance(patch, list):
        raise Problem(400, f"A JSON Patch is a list of operations, not {kind_of(patch)}.")
    if len(patch) > MOST_STEPS:
        raise Problem(413, f"A JSON Patch may have at most {MOST_STEPS} operations.")
    found = deepcopy(found)
    for number, step in enumerate(patch):
        found = _stepped(found, step, number)
    if not isinstance(found, dict):
        raise Problem(400, "The JSON Patch leaves no JSON object.")
    return found


def _stepped(found: dict[str, Any], step: Any, number: int) -> dict[str, Any]:
    where = f"Operation {number} of the JSON Patch"
    if not _is_step(step):
        raise Problem(400, f"{where} needs op and path (a JSON Pointer such as /properties/colour).")
    try:
        found = jsonpatch.JsonPatch([step]).apply(found, in_place=True)
    except jsonpatch.JsonPatchTestFailed:
        raise Problem(409, f"{where}: the test failed, nothing was changed.") from None
    except (jsonpatch.JsonPatchConflict, JsonPointerException):
        raise Problem(409, f"{where}: its path is not there, nothing was changed.") from None
    except (jsonpatch.JsonPatchException, TypeError, KeyError, AttributeError, ValueError):
        raise Problem(400, f"{where} is none of add, remove, replace, move, copy, test with what they need.") from None
    if step["op"] == "copy" and len(json.dumps(found)) > MOST_CHARACTERS:
        raise Problem(413, f"{where} makes the entity too large.")
    return found


def _is_step(step: Any) -> bool:
    if not isinstance(step, dict) or "op" not in step or "path" not in step:
        return False
    pointers = [step[name] for name in ("path", "from") if name in step]
    return all(isinstance(pointer, str) and pointer[:1] in {"", "/"} for pointer in pointers)
