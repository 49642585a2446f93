"""What a backup says of itself: version, moment, rows of each table, size and checksum of each file. Pure.

In: the text of `manifest.json`. Out: a Manifest, or Unreadable with a sentence.
"""

import hashlib
import hmac
import json
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

FORMAT = 1
NAME = "manifest.json"
DATABASE = "database.dump"
MEDIA = "media/"
SECRET = "secret-key"


class Unreadable(Exception):
    """This is no backup, or it is damaged, or made by a version that knows more than we do; says which."""


@dataclass(frozen=True)
class Member:
    """A file in the backup."""

    size: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """Everything about one backup. `migrations` are written "app.name", `tables` gives the rows of each."""

    version: str
    made_at: datetime
    postgres: int
    migrations: frozenset[str]
    tables: Mapping[str, int]
    files: Mapping[str, Member]
    secret: str

    @property
    def rows(self) -> int:
        """All rows together."""
        return sum(self.tables.values())


def fingerprint(secret_key: str) -> str:
    """Return what tells one secret key from another without giving it away."""
    return hmac.new(secret_key.encode(), b"smilecity backup", hashlib.sha256).hexdigest()[:16]


def write(manifest: Manifest) -> str:
    """Return the text of a manifest."""
    said = asdict(manifest) | {
        "format": FORMAT,
        "made_at": manifest.made_at.isoformat(),
        "migrations": sorted(manifest.migrations),
    }
    return json.dumps(said, indent=1, sort_keys=True)


def read(text: str) -> Manifest:
    """Return what a text says. Raises Unreadable."""
    try:
        said = json.loads(text)
        if said["format"] != FORMAT:
            raise Unreadable(f"This backup has the format {said['format']}; this version reads {FORMAT}.")
        return Manifest(
            version=str(said["version"]),
            made_at=datetime.fromisoformat(said["made_at"]),
            postgres=int(said["postgres"]),
            migrations=frozenset(map(str, said["migrations"])),
            tables={str(name): int(rows) for name, rows in said["tables"].items()},
            files={str(name): Member(int(one["size"]), str(one["sha256"])) for name, one in said["files"].items()},
            secret=str(said["secret"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        raise Unreadable("This is no backup of Smile City, or it is damaged: its manifest cannot be read.") from None


def too_new(manifest: Manifest, known: Collection[str]) -> str | None:
    """Say that a backup knows migrations which this version does not; it has to be restored by a newer one."""
    unknown = sorted(manifest.migrations - set(known))
    if not unknown:
        return None
    return (
        f"The backup was made by version {manifest.version}, which knows more than this one ({unknown[0]}"
        f"{f' and {len(unknown) - 1} more' if unknown[1:] else ''}). Install that version or a newer one, then restore."
    )


def is_safe(name: str) -> bool:
    """Say whether a file of a backup stays within the folder it is written to."""
    return not name.startswith("/") and not {"", ".", ".."} & set(name.split("/")) and "\\" not in name
