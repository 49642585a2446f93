"""Solves a proof of work as a browser does."""

import base64
import json
from collections.abc import Mapping

import altcha


def solved(challenge: Mapping[str, object], **changed: object) -> str:
    """Return what the field of the form holds then. `changed`: parts of the solution that are made wrong."""
    given = altcha.Challenge.from_dict(dict(challenge))
    solution = altcha.solve_challenge(given)
    assert solution
    parts = {"challenge": challenge, "solution": solution.to_dict() | changed}
    return base64.b64encode(json.dumps(parts).encode()).decode()
