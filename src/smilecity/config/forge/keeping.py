"""Keeps a bundle, and the codes of its receipts, as files: whole or not at all, the codes for nobody else to read."""

import csv
import io
import os
import platform
import secrets
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from smilecity.decide.forge.rules.bundle.packing import packed
from smilecity.decide.forge.rules.bundle.receipts import codes_of
from smilecity.decide.forge.rules.counting import Progress
from smilecity.decide.forge.rules.election import Election
from smilecity.decide.forge.rules.outcome import Outcome


def keep(election: Election, outcome: Outcome, target: Path, receipts: Path | None, progress: Progress) -> str:
    """Write the bundle and, where asked for, the codes to a new file; return the SHA-256 of the bundle."""
    voters = list(election.voters.ids) if election.voters and receipts else []
    codes = codes_of(voters, secrets.token_bytes(32)) if voters else []
    data = packed(election, outcome, versions=_versions(), codes=codes, progress=progress)
    if receipts:
        _write_new(receipts, _table(voters, codes))
    try:
        _replace(target, data)
    except BaseException:
        if receipts:
            receipts.unlink(missing_ok=True)
        raise
    return sha256(data).hexdigest()


def _versions() -> dict[str, str]:
    return {"smilecity": version("smilecity"), "numpy": version("numpy"), "python": platform.python_version()}


def _table(voters: list[str], codes: list[str]) -> bytes:
    out = io.StringIO()
    rows = csv.writer(out, delimiter=";", lineterminator="\n")
    rows.writerow(["voter_id", "code"])
    rows.writerows(zip(voters, codes, strict=True))
    return out.getvalue().encode()


def _write_new(path: Path, data: bytes) -> None:
    path.touch(0o600, exist_ok=False)
    path.write_bytes(data)


def _replace(path: Path, data: bytes) -> None:
    """Write beside the file and take its place, so that whoever stops this leaves no half of it."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with beside.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
