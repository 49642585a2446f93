"""Backup and restore, timed as people run them: two commands, a database with every participation, files beside it."""

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

import psycopg
from django.db import connection, connections
from psycopg import sql

_FILES, _BYTES = 200, 200_000


@dataclass(frozen=True)
class Kept:
    """What a backup and its restore took."""

    rows: int
    megabytes: float
    backup: float
    restore: float
    same: bool


def measure() -> Kept:
    """Keep the database of this run with some files, restore both into an empty one, compare the rows."""
    connections.close_all()
    url = os.environ["DATABASE_URL"]
    with TemporaryDirectory(prefix="smilecity-bench-") as name:
        folder, fresh = Path(name), f"bench_{os.getpid()}_restored"
        for number in range(_FILES):
            path = folder / "home" / "media" / "photos" / f"{number}.webp"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(os.urandom(_BYTES))
        file = folder / "kept.zip"
        backup = _timed(["backup", str(file)], url, folder / "home")
        with psycopg.connect(url, autocommit=True) as database:
            database.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(fresh)))
        try:
            there = urlsplit(url)._replace(path=f"/{fresh}").geturl()
            restore = _timed(["restore", str(file)], there, folder / "restored")
            same = _rows(url) == _rows(there)
        finally:
            with psycopg.connect(url, autocommit=True) as database:
                database.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(fresh)))
        return Kept(sum(_rows(url).values()), file.stat().st_size / 1e6, backup, restore, same)


def _timed(words: list[str], url: str, home: Path) -> float:
    began = time.perf_counter()
    surroundings = os.environ | {"DATABASE_URL": url, "SMILECITY_HOME": str(home)}
    subprocess.run([sys.executable, "-m", "smilecity", *words], env=surroundings, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


def _rows(url: str) -> dict[str, int]:
    """Return the rows of each table that is kept."""
    with psycopg.connect(url) as database:
        names = connection.introspection.table_names()
        kept = [name for name in names if name not in {"ground_cache", "ground_ratecount"}]
        count = sql.SQL("SELECT count(*) FROM {}")
        counts = [database.execute(count.format(sql.Identifier(name))).fetchone() for name in kept]
        return {name: int(row[0]) if row else 0 for name, row in zip(kept, counts, strict=True)}
