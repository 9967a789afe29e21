"""Training: a counter to learn at. Its numbers are nobody else's: nothing of it passes as real."""

from __future__ import annotations

from app.domain.identity import Node

TRAINING_NODE: Node = 32_767
"""The kiosk number of every training ledger, and with it the series of its papers."""

TRAINING_UTILITY = 65_535
"""The utility's number on every training card: no real utility has it."""


def is_training(node: Node) -> bool:
    """Whether a ledger of this node is one to learn at."""
    return node == TRAINING_NODE
