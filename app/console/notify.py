"""Tells systemd how the counter is: sd_notify(3), without its library.

Every function returns whether systemd was told, and is harmless where nobody listens. None raises:
a counter that cannot report goes on selling.
"""

from __future__ import annotations

import os
import socket

_SOCKET = "NOTIFY_SOCKET"
_WATCHDOG_MICROSECONDS, _WATCHDOG_PROCESS = "WATCHDOG_USEC", "WATCHDOG_PID"
_BEATS = 3
"""Signs of life in one watchdog interval: two may come late."""
_SECONDS = 1.0
"""How long systemd may leave a message untaken, before the screen would be felt to wait."""


def ready() -> bool:
    """The first screen is painted: the unit counts as started."""
    return _send("READY=1")


def status(sentence: str) -> bool:
    """What ``systemctl status kiosk`` shows."""
    return _send(f"STATUS={' '.join(sentence.splitlines())}")


def watchdog() -> bool:
    """A sign of life. Only a loop that has just proved screen and ledger alive may send it."""
    return _send("WATCHDOG=1")


def stopping() -> bool:
    """The counter is ending because it was asked to."""
    return _send("STOPPING=1")


def watchdog_seconds() -> float | None:
    """How often to call :func:`watchdog`: a third of what the unit allows. None for never."""
    allowed = os.environ.get(_WATCHDOG_MICROSECONDS, "")
    meant_for = os.environ.get(_WATCHDOG_PROCESS)
    if not allowed.isdecimal() or not int(allowed):
        return None
    if meant_for is not None and meant_for != str(os.getpid()):
        return None  # inherited: the watched process is another one
    return int(allowed) / 1_000_000 / _BEATS


def _send(message: str) -> bool:
    address = os.environ.get(_SOCKET, "")
    if not address:
        return False
    if address.startswith("@"):
        address = "\0" + address[1:]
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as sender:
            sender.settimeout(_SECONDS)
            sender.sendto(message.encode(), address)
    except OSError:
        return False
    return True
