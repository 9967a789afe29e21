"""The machine's clock and entropy, as the kiosk sees them."""

from __future__ import annotations

import os
import time
from pathlib import Path

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
_SYNCHRONISED = Path("/run/systemd/timesync/synchronized")
_RTC = Path("/dev/rtc0")


class SystemClock:
    """Wall time of the machine; see :class:`app.kiosk.Clock`."""

    def milliseconds(self) -> int:
        """Wall time, milliseconds since 1970 UTC."""
        return time.time_ns() // 1_000_000

    def boot(self) -> str:
        """The kernel's identity of this boot."""
        return _BOOT_ID.read_text(encoding="ascii").strip()

    def trusted(self) -> bool:
        """Whether a network source has set the clock in this boot, or a battery kept it."""
        return _SYNCHRONISED.exists() or _RTC.exists()


class SystemRandomness:
    """The kernel's random bytes."""

    def bytes(self, count: int) -> bytes:
        """``count`` unpredictable bytes."""
        return os.urandom(count)
