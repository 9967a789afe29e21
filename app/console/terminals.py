"""Which virtual terminal is seen, and whether keys can change that."""

from __future__ import annotations

import fcntl

VT_ACTIVATE, VT_WAITACTIVE = 0x5606, 0x5607
VT_LOCKSWITCH, VT_UNLOCKSWITCH = 0x560B, 0x560C
"""linux/vt.h; locking needs root, and holds against every key and ``chvt`` until unlocked."""
TIOCLINUX = 0x541C
_REDIRECT_MESSAGES = 11
"""linux/tiocl.h: TIOCL_SETKMSGREDIRECT, sends kernel messages to the terminal of that number."""
_MESSAGES_AT = 8


def show(terminal: int, number: int) -> None:
    """Brings terminal ``number`` to the screen. ``terminal``: any descriptor. Raises OSError."""
    fcntl.ioctl(terminal, VT_UNLOCKSWITCH)  # a locked console would not change
    fcntl.ioctl(terminal, VT_ACTIVATE, number)
    fcntl.ioctl(terminal, VT_WAITACTIVE, number)


def lock(terminal: int) -> None:
    """Nothing changes the visible terminal any more. Raises OSError."""
    fcntl.ioctl(terminal, VT_LOCKSWITCH)


def unlock(terminal: int) -> None:
    """Keys and ``chvt`` change terminals again. Raises OSError."""
    fcntl.ioctl(terminal, VT_UNLOCKSWITCH)


def keep_messages_away(terminal: int) -> None:
    """The kernel writes to another terminal, not over the counter. Raises OSError."""
    fcntl.ioctl(terminal, TIOCLINUX, bytes((_REDIRECT_MESSAGES, _MESSAGES_AT)))
