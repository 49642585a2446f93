"""Photos as a telephone's browser or app sends them: 1,600 pixels long, JPEG, with a grain that no codec can guess."""

import io
from random import Random

import numpy as np
from PIL import Image

SIZE = (1600, 1200)
_QUALITY = 85
_GRAIN = 6
_PATCH = 64


def snapshots(number: int, size: tuple[int, int] = SIZE) -> list[bytes]:
    """Return so many photos, each another, the same ones every time."""
    return [_snapshot(Random(seed), size) for seed in range(number)]


def _snapshot(chosen: Random, size: tuple[int, int]) -> bytes:
    width, height = size
    rows, columns = height // _PATCH + 1, width // _PATCH + 1
    patches = Image.frombytes("RGB", (columns, rows), chosen.randbytes(columns * rows * 3))
    grain = np.random.default_rng(chosen.randrange(1000)).normal(0, _GRAIN, (height, width, 1))
    pixels = np.asarray(patches.resize(size, Image.Resampling.BICUBIC)) + grain
    out = io.BytesIO()
    Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8)).save(out, "JPEG", quality=_QUALITY)
    return out.getvalue()
