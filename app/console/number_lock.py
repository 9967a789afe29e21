"""Number lock: a Linux console starts without it, and a cashier's keypad must give digits."""

from __future__ import annotations

import fcntl

KDGKBLED, KDSKBLED = 0x4B64, 0x4B65
"""linux/kd.h: read and set the lock flags of a keyboard; not the lights, which follow them."""
_NUMBER_LOCK = 0x02
_AS_DEFAULT = _NUMBER_LOCK << 4
"""The upper half holds what a reset of the terminal goes back to."""


def switch_on(terminal: int) -> None:
    """Sets number lock now and after every reset. ``terminal``: descriptor. Raises OSError."""
    flags = bytearray(1)
    fcntl.ioctl(terminal, KDGKBLED, flags, True)
    fcntl.ioctl(terminal, KDSKBLED, flags[0] | _NUMBER_LOCK | _AS_DEFAULT)
