"""Bars of a chart: how long each is drawn and what stands beside it. In: counts and words. Out: values for templates.

Labels are text of the page and only the bar is drawn (components/bars.html), so that a chart wraps and zooms on a
phone. A hidden count has no length: whoever measures the picture learns nothing.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Bar:
    """One bar. `percent` and `peer_percent`: its length on a track of 100, with a point, safe to write into SVG."""

    label: str
    share_text: str
    percent: str = "0"
    peer_text: str = ""
    peer_percent: str = "0"
    first: bool = False
    hidden: bool = False


def length(count: int, base: int) -> str:
    """Return the length of a bar that shows `count` of `base`, 0 to 100; somebody is never drawn as nobody."""
    if count <= 0 or base <= 0:
        return "0"
    return f"{min(100.0, max(0.4, 100 * count / base)):.1f}"
