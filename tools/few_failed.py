"""Say whether the last run of the tests came to its end with a few failures: those are worth a second try.

Names each of them. Exits with 1 where none or many failed: then a second try would only hide what is wrong.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

LAST = Path(".pytest_cache/v/cache/lastfailed")
FEW = 5


def main() -> int:
    """Print what failed; return 0 if it is worth a second try."""
    failed = sorted(json.loads(LAST.read_text())) if LAST.exists() else []
    for name in failed:
        print(f"FAILED once: {name}")
    return 0 if 0 < len(failed) <= FEW else 1


if __name__ == "__main__":
    sys.exit(main())
