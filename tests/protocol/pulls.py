"""Who the two kiosks are, and where a card may be pulled."""

from __future__ import annotations

import enum

A, B = 7, 8
"""The nodes of both kiosks; A opens the account and sells first."""


class Pull(enum.StrEnum):
    """Where a card is pulled out of a reader while a plan is written."""

    BEFORE_FIRST_BYTE = "before the first byte"
    INSIDE_COPY = "inside the copy"
    AFTER_LAST_BYTE = "after the last byte"
