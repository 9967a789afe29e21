"""The training keys: public like the demo keys, and others than those.

A card made in training opens at no counter that sells, even at one on trial with demo keys, and a
card of such a counter opens at no training counter.
"""

from __future__ import annotations

from app.cards.key_sources.master import MasterKeys

_MASTER = b"TAPCARD TRAINING"
"""Sixteen ASCII characters."""


class TrainingKeys(MasterKeys):
    """A key source that is worth nothing, and says so as the demo keys do."""

    demo = True

    def __init__(self) -> None:
        """Version 1 is known to everybody."""
        super().__init__({1: _MASTER})
