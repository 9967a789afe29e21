"""Results of operations in words that a cashier reads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from app.commands import telling_cards, telling_records, telling_sales
from app.commands.words import Told, Words
from app.kiosk import Kiosk

TELLERS: dict[type[msgspec.Struct], Callable[[Words, Any], Told]] = {
    **telling_sales.TELLERS,
    **telling_cards.TELLERS,
    **telling_records.TELLERS,
}


def in_words(kiosk: Kiosk, result: msgspec.Struct) -> list[str]:
    """The lines of a result."""
    return TELLERS[type(result)](Words.of(kiosk), result).lines()


def missing_in(result: msgspec.Struct) -> list[str]:
    """Sentences about side tasks that a result says were not done: drawer, backup."""
    sentences = (getattr(result, name, "") for name in ("drawer", "backup_failure"))
    return [sentence for sentence in sentences if sentence]
