"""How well a text can be told from what lies behind it."""

from __future__ import annotations

from textual.color import Color

_LINEAR_BELOW = 0.04045
"""sRGB has a straight foot: IEC 61966-2-1."""


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours ``#rrggbb``, 1 to 21, in any order.

    As WCAG 2.2 defines it: (lighter + 0.05) / (darker + 0.05) of their relative luminances.
    """
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(part / 255) for part in Color.parse(colour).rgb)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= _LINEAR_BELOW else float(((part + 0.055) / 1.055) ** 2.4)
