"""The districts drawn by numbers that may be shown. In: the frozen drawing, a number each. Out: values for templates.

The picture says nothing that the list beside it does not. What is hidden is hatched and has no number here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from smilecity.understand.results import rules
from smilecity.understand.results.drawing import Plan

_STEPS = 4
_ROUND = (1, 1.5, 2, 2.5, 3, 4, 5, 7.5, 10, 15, 20, 25, 30)
HIDDEN = ""


@dataclass(frozen=True)
class Place:
    """A district by its code. `value`: what is drawn; None: hidden. `text`: its name and number in words."""

    code: str
    value: float | None
    text: str


@dataclass(frozen=True)
class Area:
    """A district on the map. `step`: 1 (few) to 4 (many), 0: none; empty: not shown."""

    path: str
    step: str
    text: str


def drawn(
    plan: Plan, title: str, places: Sequence[Place], *, none: str = "", whole: bool = False
) -> dict[str, Any] | None:
    """Return the map with its legend, as components/districts.html takes it; None without a drawing or a number.

    `none`: what 0 is called where it is not people who are counted. `whole`: the steps end at whole numbers.
    """
    edges = _edges([place.value for place in places if place.value], whole=whole)
    if not plan.paths or not edges:
        return None
    steps = {place.code: _step(place.value, edges) for place in places}
    return {
        "width": plan.width,
        "height": plan.height,
        "areas": [
            Area(plan.paths[place.code], steps[place.code], place.text) for place in places if place.code in plan.paths
        ],
        "title": title,
        "legend": _legend(edges, set(steps.values()), none or _("niemand")),
    }


def _edges(values: Sequence[float], *, whole: bool) -> list[float]:
    """Return the upper ends of four steps that are alike and round; none without values."""
    if not values:
        return []
    most = max(values)
    power = 10.0 ** (len(str(int(most))) - 2) if most >= 1 else 0.01
    width = next(step * power for step in _ROUND if step * power * _STEPS >= most)
    width = float(ceil(width)) if whole else width
    return [width * step for step in range(1, _STEPS + 1)]


def _step(value: float | None, edges: Sequence[float]) -> str:
    if value is None:
        return HIDDEN
    return "0" if not value else str(next(at for at, edge in enumerate(edges, 1) if value <= edge))


def _legend(edges: Sequence[float], on_map: set[str], none: str) -> list[tuple[str, str]]:
    """Return each step that is on the map with its words."""
    numbers = [_number(edge) for edge in edges]
    said = {"0": none, "1": _("bis {most}").format(most=numbers[0])}
    for at in range(1, _STEPS):
        said[str(at + 1)] = _("über {least} bis {most}").format(least=numbers[at - 1], most=numbers[at])
    said[HIDDEN] = _("nicht gezeigt")
    return [(step, text) for step, text in said.items() if step in on_map]


def _number(value: float) -> str:
    shown = round(value, 2)
    return rules.number_text(int(shown) if shown.is_integer() else shown, get_language() or "de")


# --- on paper ------------------------------------------------------------------------------------------------------

# What share of the city's colour a step has on white; the page mixes it in its style sheet.
_INK = {"0": 0.0, "1": 0.18, "2": 0.42, "3": 0.7, "4": 1.0}
_HATCHED = "url(#h)"


def colour(step: str, accent: str) -> str:
    """Return the colour of a step on white paper; empty for what is hatched."""
    if step not in _INK:
        return ""
    parts = (int(accent[at : at + 2], 16) for at in (1, 3, 5))
    return "#" + "".join(f"{round(255 + (part - 255) * _INK[step]):02x}" for part in parts)


def svg(shown: Mapping[str, Any], accent: str) -> str:
    """Return the map as a picture of its own, on white paper."""
    paths = "".join(
        f'<path fill="{colour(area.step, accent) or _HATCHED}" d="{area.path}"/>' for area in shown["areas"]
    )
    hatch = '<rect width="8" height="8" fill="#fff"/><rect width="2" height="8" fill="#999"/>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-2 -2 {shown["width"] + 4} {shown["height"] + 4}">'
        '<defs><pattern id="h" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        f'{hatch}</pattern></defs><g stroke="#6f7b83" stroke-width="1" fill-rule="evenodd">{paths}</g></svg>'
    )
