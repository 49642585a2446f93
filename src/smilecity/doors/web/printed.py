"""What every printed report shares: how it is compiled (PDF/UA-1, our own fonts), bars, maps, who answers for it.

In: a template of its own, values in words. Out: the file. The same values make the same file.
"""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from smilecity.city.rules import CityProfile
from smilecity.doors.web import district_map, result_files

_COMMON = Path(__file__).with_suffix(".typ")


def compiled(template: Path, data: Mapping[str, object]) -> bytes:
    """Return a report as PDF. `data`: language, accent, city, title, finding, warning, facts, url, day, words and more.

    Everything in it reaches the template as JSON, so that nothing that somebody wrote is read as markup.
    """
    # A large library that only printing needs.
    import typst

    return bytes(
        typst.compile(
            source(template),
            sys_inputs={"data": json.dumps(data, default=str)},
            ignore_system_fonts=True,
            pdf_standards=["ua-1"],
        )
    )


@cache
def source(template: Path) -> bytes:
    """Return a template with what all share before it."""
    return _COMMON.read_bytes() + template.read_bytes()


def imprint(city: CityProfile) -> dict[str, object]:
    """Return who answers for a report, and how it may be passed on."""
    place = " ".join(filter(None, [city.postal_code, city.town]))
    source_name, licence = city.official_name or city.name, result_files.LICENCE["name"]
    said = _("Sie dürfen die Zahlen weitergeben, wenn Sie sagen, woher sie sind: {source}. {licence}")
    return {
        "contact": [line for line in (source_name, city.street, place, city.phone, city.email) if line],
        "licence": said.format(source=source_name, licence=licence),
        "licence_url": result_files.LICENCE["url"],
    }


def lines(rows: Sequence[Sequence[str]], bars: Sequence[Any]) -> list[dict[str, Any]]:
    """Return lines of a table, each with the length of its bar."""
    return [
        {
            "cells": list(row),
            "percent": float(bar.percent),
            "peer": float(bar.peer_percent) if bar.peer_text else None,
            "hidden": bar.hidden,
            "first": bar.first,
        }
        for row, bar in zip(rows, bars, strict=True)
    ]


def map_of(drawn: Mapping[str, Any] | None, accent: str) -> dict[str, Any] | None:
    """Return a map of districts as a picture with its legend; None where there is none."""
    if drawn is None:
        return None
    return {
        "svg": district_map.svg(drawn, accent),
        "title": drawn["title"],
        "legend": [(district_map.colour(step, accent), text) for step, text in drawn["legend"]],
    }
