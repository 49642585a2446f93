"""Which edition of something somebody has before them: the same words, the same edition. For two who write at once."""

import json
from collections.abc import Mapping
from dataclasses import asdict, is_dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from smilecity.ground.refusals import Refused
from smilecity.ground.text import sentence

# So long after its last word somebody is taken to be at an editor: three times as long as its page is silent.
PRESENT_FOR = timedelta(seconds=60)
CHANGED = sentence("Das wurde inzwischen geändert. Ihre Eingaben stehen noch hier und sind nicht gespeichert.")


def edition_of(*parts: object) -> str:
    """Return a short name for what was written: of texts, times, and dataclasses of them."""
    said = json.dumps(parts, default=_plain, sort_keys=True, ensure_ascii=False)
    return sha256(said.encode()).hexdigest()[:20]


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return dict(value) if isinstance(value, Mapping) else str(value)


def require_edition(seen: str, now: str) -> None:
    """Raise Refused where somebody has changed what was seen; `seen` empty: nobody looked."""
    if seen and seen != now:
        raise Refused(CHANGED)
