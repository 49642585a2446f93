"""The law of barriers: what has to be said, who at the town hall takes care of it, how long names are kept."""

import re
from collections.abc import Collection
from datetime import datetime, timedelta

from smilecity.ground.refusals import Refused
from smilecity.ground.text import sentence
from smilecity.people.rules import Role

TEXT_MOST = 3_000
LINE_MOST = 300
# Whoever is not content with our answer may go to the enforcement body; after that nobody needs the name.
NAMES_KEPT = timedelta(days=183)

NO_TEXT = sentence("Bitte beschreiben Sie kurz, was nicht geht.")
TOO_LONG = sentence("Bitte kürzen Sie auf höchstens {most} Zeichen.")
NOT_YOURS = sentence("Gemeldete Barrieren bearbeiten die Redaktion und die Administration.")
GONE = sentence("Diese Meldung gibt es nicht mehr.")

_CARES = frozenset({Role.EDITOR, Role.ADMINISTRATOR})
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def may_care(roles: Collection[Role]) -> bool:
    """Say whether somebody with these roles reads and settles what was reported."""
    return bool(_CARES.intersection(roles))


def clean_text(raw: str) -> str:
    """Return what was described. Raises Refused when there is nothing, or too much."""
    text = _UNPRINTABLE.sub("", raw.replace("\r\n", "\n")).strip()
    if not text:
        raise Refused(NO_TEXT)
    if len(text) > TEXT_MOST:
        raise Refused(TOO_LONG, most=TEXT_MOST)
    return text


def clean_line(raw: str) -> str:
    """Return a line without what cannot be printed, cut where it is too long: a report is never lost for its name."""
    return " ".join(_UNPRINTABLE.sub("", raw).split())[:LINE_MOST]


def forgotten_before(at: datetime) -> datetime:
    """Return the moment before which settled reports lose their names."""
    return at - NAMES_KEPT
