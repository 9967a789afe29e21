"""The sixteen colours of the console.

A theme names colours of the kernel's own palette, and Rich picks them by it; another palette
repaints what is picked.
"""

from __future__ import annotations

import fcntl

PIO_CMAP = 0x4B71
"""linux/kd.h: sets red, green and blue of all sixteen colours, in the order of ANSI numbers."""


def set_palette(terminal: int, colours: str) -> None:
    """Sets the colours of all consoles. Raises OSError.

    ``terminal``: descriptor; ``colours``: sixteen times ``rrggbb``, space between.
    """
    fcntl.ioctl(terminal, PIO_CMAP, bytes.fromhex(colours))
