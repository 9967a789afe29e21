"""One line to the system's journal, by its own socket.

Standard error is the customer's screen on a kiosk, so that nothing else can be written there.
"""

from __future__ import annotations

import socket
from pathlib import Path

_SOCKET = Path("/run/systemd/journal/socket")
_ERROR = 3
"""syslog(3): LOG_ERR."""
_SECONDS = 1.0


def report(sentence: str, to: Path = _SOCKET) -> bool:
    """Writes an error to the journal; returns whether there is one. Never raises."""
    line = " ".join(sentence.splitlines())
    entry = f"MESSAGE={line}\nPRIORITY={_ERROR}\nSYSLOG_IDENTIFIER=tapcard\n"
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as sender:
            sender.settimeout(_SECONDS)
            sender.sendto(entry.encode(), str(to))
    except OSError:
        return False
    return True
