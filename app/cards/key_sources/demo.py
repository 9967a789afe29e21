"""The demo keys: printed here, so worth nothing. Every screen and paper says so.

PBOC keys of demo CPU cards are derived from the same master (docs/card-profiles.md), so that such
cards work without a PSAM.
"""

from __future__ import annotations

from app.cards.key_sources.master import MasterKeys

DEMO_MASTER = b"TAPCARD DEMO KEY"
"""Sixteen ASCII characters; also the key of the worked example in docs/card-profiles.md."""


class DemoKeys(MasterKeys):
    """A key source whose master key is public."""

    demo = True

    def __init__(self) -> None:
        """Version 1 is :data:`DEMO_MASTER`."""
        super().__init__({1: DEMO_MASTER})
