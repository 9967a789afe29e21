"""The training counter as a process of its own, on the terminal that the real counter lent it.

It shares no memory with card keys, and is handed nothing that would open them.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from types import FrameType

from app.console import notify

OPTION = "--training"
_HELD_BACK = (
    "CREDENTIALS_DIRECTORY",
    "NOTIFY_SOCKET",
    *("TAPCARD_KEY_PASSPHRASE", "TAPCARD_PIN", "TAPCARD_SECOND_PIN"),
)
"""Of the environment: what opens keys, what signs, and the line to systemd."""


def train() -> int | None:
    """Runs this same call with ``--training`` until it ends; returns its exit code.

    None: this process was told to end meanwhile, and so was the other. Systemd is told that the
    counter lives, because the process that it watches waits here.
    """
    told = False

    def end(_signal: int, _frame: FrameType | None) -> None:
        nonlocal told
        told = True
        other.terminate()

    environment = {name: value for name, value in os.environ.items() if name not in _HELD_BACK}
    words = [sys.executable, *sys.orig_argv[1:], OPTION]
    other = subprocess.Popen(words, env=environment)  # noqa: S603  our own call, once more
    before = signal.signal(signal.SIGTERM, end)
    try:
        while True:
            try:
                code = other.wait(notify.watchdog_seconds())
            except subprocess.TimeoutExpired:
                notify.watchdog()
            else:
                return None if told else code
    finally:
        signal.signal(signal.SIGTERM, before)
