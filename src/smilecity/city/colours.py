"""The city's accent colour: readable on the light and the dark pages, by the contrast formula of WCAG 2.2.

In: colours as "#rrggbb". Out: ratios from 1 to 21, and readable neighbours of a colour.
"""

import re
from collections.abc import Sequence

READABLE = 4.5  # WCAG 2.2, 1.4.3, for text of any size
# The lightest and the darkest ground on which the pages set the accent as text.
LIGHT_GROUND = "#ffffff"
DARK_GROUND = "#172328"
# A hint of the accent lies under labels in the accent itself.
TINT = 0.1

_COLOUR = re.compile(r"#[0-9a-f]{6}")


def is_colour(text: str) -> bool:
    """Say whether the text is a colour as "#rrggbb" in small letters."""
    return bool(_COLOUR.fullmatch(text))


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21 (WCAG 2.2, "contrast ratio")."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def contrast_on(ground: str, colour: str) -> float:
    """Return the contrast of a colour as text on a ground and on its own tint over that ground, whichever is less."""
    return min(contrast(colour, ground), contrast(colour, mix(ground, colour, TINT)))


def readable(colour: str, ground: str) -> str:
    """Return the colour, mixed with just so much black or white that it is readable on the ground."""
    towards = "#000000" if _luminance(ground) > 0.5 else "#ffffff"
    candidates = (mix(colour, towards, step / 100) for step in range(101))
    return next((found for found in candidates if contrast_on(ground, found) >= READABLE), towards)


def mix(one: str, other: str, share: float) -> str:
    """Return `one` with a share (0 to 1) of `other`, channel by channel in sRGB as CSS `color-mix(in srgb, …)` does."""
    channels = zip(_channels(one), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in channels)


def _channels(colour: str) -> Sequence[int]:
    return bytes.fromhex(colour[1:])


def _luminance(colour: str) -> float:
    """Return the relative luminance (WCAG 2.2, "relative luminance")."""
    red, green, blue = (_linear(channel / 255) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
