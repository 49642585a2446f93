"""Checks the papers of the project: lock files that name no download host, and a complete `publiccode.yml`."""

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("requirements.lock", "requirements-dev.lock", "package-lock.json")
# Keys the standard demands (publiccode.yml 0.4), and what follows from what they say.
_REQUIRED = (
    "publiccodeYmlVersion", "name", "url", "platforms", "categories", "developmentStatus", "softwareType",
    "description", "legal.license", "maintenance.type", "localisation.localisationReady",
    "localisation.availableLanguages",
)  # fmt: skip
_LICENCE = "EUPL-1.2"


def problems() -> Iterator[str]:
    """Yield a sentence for everything that is wrong."""
    yield from _hosts()
    yield from _publiccode(yaml.safe_load((ROOT / "publiccode.yml").read_text(encoding="utf-8")))
    if json.loads((ROOT / "package.json").read_text())["license"] != _LICENCE:
        yield f"package.json: the licence is {_LICENCE}"


def _hosts() -> Iterator[str]:
    for name in LOCKS:
        if found := re.search(r"https?://[^\s\"',]+", _without_homepages(name)):
            yield f"{name} names a host ({found[0]}): run make lock with the settings of this project"


def _without_homepages(name: str) -> str:
    """Return the lock file without npm's links for donations, which nothing is downloaded from."""
    text = (ROOT / name).read_text(encoding="utf-8")
    return re.sub(r'"funding": (\{[^}]*\}|\[[^\]]*\])', "", text)


def _publiccode(code: dict[str, object]) -> Iterator[str]:
    for path in _REQUIRED:
        if _at(code, path) in (None, "", [], {}):
            yield f"publiccode.yml: {path} is missing"
    if _at(code, "legal.license") != _LICENCE:
        yield f"publiccode.yml: the licence is {_LICENCE}"
    if _at(code, "maintenance.type") in {"internal", "community"} and not _at(code, "maintenance.contacts"):
        yield "publiccode.yml: maintenance.contacts is missing"
    for language in ("de", "en"):
        yield from _description(code, language)


def _description(code: dict[str, object], language: str) -> Iterator[str]:
    short = str(_at(code, f"description.{language}.shortDescription") or "")
    long = str(_at(code, f"description.{language}.longDescription") or "")
    if not 1 <= len(short) <= 150:
        yield f"publiccode.yml: the short description ({language}) has 1 to 150 characters, not {len(short)}"
    if not 150 <= len(long) <= 10_000:
        yield f"publiccode.yml: the long description ({language}) has 150 to 10,000 characters, not {len(long)}"
    if not _at(code, f"description.{language}.features"):
        yield f"publiccode.yml: description.{language}.features is missing"


def _at(tree: object, path: str) -> object:
    for key in path.split("."):
        tree = tree.get(key) if isinstance(tree, dict) else None
    return tree


if __name__ == "__main__":
    found = list(problems())
    print("\n".join(found) or "Papers are in order.")
    sys.exit(1 if found else 0)
