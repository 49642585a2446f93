"""Map tiles from where the city wants them: nowhere, our own files, fetched and kept by us, or by the browser itself.

In: z/x/y. Out: a picture, or why there is none. A source is told nothing about the visitor, neither address nor page.
"""

import http.client
import math
import os
import secrets
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from smilecity.ground.env import WrongSetting
from smilecity.ground.geo import Box

NEAREST, FARTHEST = 19, 6
_MOST_BYTES = 1_000_000
_PATIENCE = 5.0
# A source that did not answer is left alone for so long, so that nobody waits for it again and again.
_PAUSE = 30.0
_FRESH = 30 * 24 * 3600
_KINDS = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg", b"RIFF": "image/webp"}
# The city and this share of it around, so that the map does not end at the border.
_AROUND = 0.5


@dataclass(frozen=True)
class Tile:
    """A picture as it goes to the browser."""

    content: bytes
    kind: str


class NoTile(Exception):
    """There is no such tile here."""


class Away(Exception):
    """The source does not answer now, or gives what is no picture."""


def check_settings() -> None:
    """Fail now rather than at the first map. Raises WrongSetting."""
    if settings.TILES not in {"proxy", "direct"}:
        return
    if not all(part in settings.TILES_URL for part in ("{z}", "{x}", "{y}")):
        raise WrongSetting("SMILECITY_TILES_URL", "expected an address with {z}, {x} and {y} for tiles to come from")


def foreign_host() -> str:
    """Return the one other host a browser may ask (`https://tiles.example.org`); empty unless the city chose so."""
    if settings.TILES != "direct":
        return ""
    source = urlsplit(settings.TILES_URL)
    return f"{source.scheme}://{source.netloc}"


def touches(box: Box, z: int, x: int, y: int) -> bool:
    """Say whether a tile shows a part of the city or of what is around it."""
    if not (FARTHEST <= z <= NEAREST and 0 <= x < 2**z and 0 <= y < 2**z):
        return False
    wide, high = (box.east - box.west) * _AROUND, (box.north - box.south) * _AROUND
    west, east = _lon(x, z), _lon(x + 1, z)
    north, south = _lat(y, z), _lat(y + 1, z)
    return (
        west <= box.east + wide and east >= box.west - wide and south <= box.north + high and north >= box.south - high
    )


def _lon(x: int, z: int) -> float:
    return float(x / 2**z * 360 - 180)


def _lat(y: int, z: int) -> float:
    """Return the northern edge of a row of tiles in the Mercator projection of the web."""
    return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * y / 2**z))))


def own(z: int, x: int, y: int) -> Tile:
    """Return a tile from our own files. Raises NoTile."""
    for ending in ("png", "jpg", "webp"):
        found = _read(settings.TILES_FOLDER / str(z) / str(x) / f"{y}.{ending}")
        if found:
            return found
    raise NoTile


def fetched(z: int, x: int, y: int, *, before: Callable[[], None]) -> Tile:
    """Return a tile that we keep, or fetch it now after `before` (which may refuse). Raises NoTile, Away.

    Where the source is away, an old one is better than none.
    """
    path = settings.TILES_KEPT / str(z) / str(x) / str(y)
    kept = _read(path)
    if kept and time.time() - path.stat().st_mtime < _FRESH:
        return kept
    before()
    try:
        tile = _source.fetch(z, x, y)
    except Away:
        if kept is None:
            raise
        return kept
    _kept.add(path, tile.content)
    return tile


def _read(path: Path) -> Tile | None:
    try:
        content = path.read_bytes()
    except OSError:
        return None
    kind = _kind(content)
    return Tile(content, kind) if kind else None


def _kind(content: bytes) -> str:
    """Return what a picture is by its first bytes, whatever it is called; empty for anything else."""
    return next((kind for start, kind in _KINDS.items() if content.startswith(start)), "")


class _NoDetour(urllib.request.HTTPRedirectHandler):
    """A source that sends us elsewhere might send us anywhere, also into the town hall's own network."""

    def redirect_request(self, *_args: Any, **_more: Any) -> None:
        return None


class _Source:
    """The server tiles come from."""

    def __init__(self) -> None:
        self._opener = urllib.request.build_opener(_NoDetour())
        self._silent_until = 0.0

    def fetch(self, z: int, x: int, y: int) -> Tile:
        """Ask for a tile. Raises NoTile where the source has none, Away where it does not answer."""
        if time.monotonic() < self._silent_until:
            raise Away
        address = settings.TILES_URL.replace("{z}", str(z)).replace("{x}", str(x)).replace("{y}", str(y))
        # Who asks is the installation; nothing of the visitor's request goes along.
        request = urllib.request.Request(address, headers={"User-Agent": f"SmileCity ({settings.BASE_URL})"})  # noqa: S310 - http(s), from the settings
        try:
            with self._opener.open(request, timeout=_PATIENCE) as reply:
                content = reply.read(_MOST_BYTES + 1)
        except urllib.error.HTTPError as error:
            error.close()
            if error.code in {204, 404, 410}:
                raise NoTile from None
            raise self._pause() from None
        except (OSError, http.client.HTTPException):
            raise self._pause() from None
        kind = _kind(content)
        if not kind or len(content) > _MOST_BYTES:
            raise NoTile
        return Tile(content, kind)

    def _pause(self) -> Away:
        self._silent_until = time.monotonic() + _PAUSE
        return Away()

    def forget(self) -> None:
        """Ask again at once."""
        self._silent_until = 0.0


class _Kept:
    """The tiles on our disk, together no larger than the settings say; the oldest go first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._size: int | None = None

    def add(self, path: Path, content: bytes) -> None:
        """Keep a tile; another process may keep the same one, and the last stays. A full disk is no reason to fail."""
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}.new")
            fresh.write_bytes(content)
            fresh.replace(path)
        except OSError:
            return
        with self._lock:
            self._size = self._measured() if self._size is None else self._size + len(content)
            if self._size > settings.TILES_MEGABYTES * 1_000_000:
                self._size = self._thin_out()

    def _files(self) -> list[tuple[float, int, Path]]:
        found = []
        for folder, _folders, names in os.walk(settings.TILES_KEPT):
            for name in names:
                path = Path(folder, name)
                try:
                    state = path.stat()
                except OSError:
                    continue  # another process was faster
                found.append((state.st_mtime, state.st_size, path))
        return sorted(found)

    def _measured(self) -> int:
        return sum(size for _at, size, _path in self._files())

    def _thin_out(self) -> int:
        """Remove the oldest tiles until a tenth is free again, and return what is left."""
        files = self._files()
        size = sum(size for _at, size, _path in files)
        most = settings.TILES_MEGABYTES * 900_000
        for _at, one, path in files:
            if size <= most:
                break
            path.unlink(missing_ok=True)
            size -= one
        return size

    def forget(self) -> None:
        """Measure anew."""
        self._size = None


_source, _kept = _Source(), _Kept()


def forget() -> None:
    """Forget what is known of source and disk, as after a change of the settings."""
    _source.forget()
    _kept.forget()
