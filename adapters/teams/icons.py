"""The app's icons, drawn here: two shoes that walk towards each other. No picture is kept, and no library is needed.

Shapes are ellipses in a square of side 1; each pixel is the mean of a grid of points, so that edges are smooth.
"""

import functools
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass

COLOR_SIZE, OUTLINE_SIZE = 192, 32
"""Pixels on a side: what Teams asks for."""
ACCENT = (0x1D, 0x4D, 0x4F)
_PAPER = (0xFF, 0xFF, 0xFF)
_FINE = 4
"""Points on a side of each pixel's grid."""


@dataclass(frozen=True)
class _Ellipse:
    x: float
    y: float
    across: float
    along: float

    def holds(self, x: float, y: float) -> bool:
        return ((x - self.x) / self.across) ** 2 + ((y - self.y) / self.along) ** 2 <= 1


_UP = (_Ellipse(0.34, 0.34, 0.115, 0.19), _Ellipse(0.34, 0.66, 0.085, 0.10))
"""The sole and the heel of a shoe that walks up the picture."""
_DOWN = tuple(_Ellipse(1 - one.x, 1 - one.y, one.across, one.along) for one in _UP)
_SHOES = (*_UP, *_DOWN)


@functools.cache
def color_icon() -> bytes:
    """PNG of 192 by 192: white shoes on the accent colour, without transparency."""
    return _png(
        COLOR_SIZE,
        lambda covered: (*(round(a + (p - a) * covered) for a, p in zip(ACCENT, _PAPER, strict=True)), 255),
    )


@functools.cache
def outline_icon() -> bytes:
    """PNG of 32 by 32: white shoes on nothing."""
    return _png(OUTLINE_SIZE, lambda covered: (*_PAPER, round(255 * covered)))


def _png(size: int, paint: Callable[[float], tuple[int, ...]]) -> bytes:
    rows = b"".join(b"\0" + b"".join(bytes(paint(_covered(x, y, size))) for x in range(size)) for y in range(size))
    head = struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in chunks)


def _covered(x: int, y: int, size: int) -> float:
    """How much of a pixel the shoes cover, from 0 to 1."""
    points = [(step + 0.5) / _FINE for step in range(_FINE)]
    hits = sum(any(one.holds((x + dx) / size, (y + dy) / size) for one in _SHOES) for dx in points for dy in points)
    return hits / _FINE**2


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
