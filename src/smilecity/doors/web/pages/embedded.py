"""What other rooms show on a page: results, the drawing of a datastream, a map. By the code of their own pages."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from smilecity.doors.web import links, measured_series, result_screens
from smilecity.doors.web.pages import choices

Values = dict[str, Any]


def headlines() -> dict[str, Values]:
    """Return the published results by the public names of their surveys."""
    return {row["slug"]: dict(row) for row in result_screens.headlines()}


def chart(series: int, at: datetime) -> Values | None:
    """Return what a datastream says now and its last days; None where not everybody may see it. At most 3 SQL."""
    found = measured_series.page(series, {}, at)
    if found is None:
        return None
    parts: Any = found["parts"]
    return {
        "name": found["name"],
        "thing": found["thing"],
        "finding": found["finding"],
        "measured_at": found["measured_at"],
        "generated_text": _("frei erfundenes Beispiel") if found["generated"] else "",
        "url": reverse("web:measured_series", args=[series]),
        "history_url": found["history_url"],
        "part": parts[0] if parts else None,
    }


def map_of(kind: str) -> Values:
    """Return a map of ideas, places or what is measured, and the list that says the same."""
    word = dict(choices.MAPS).get(kind, "")
    source = (
        links.to("web:measured_map") if kind == "measured" else f"{links.to('web:map_data')}?art={kind.rstrip('s')}"
    )
    return {"title": word, "source": source, "list_url": links.to(f"web:{kind}"), "list_text": _("Dasselbe als Liste")}
