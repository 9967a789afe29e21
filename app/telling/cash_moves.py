"""Cash moved beside sales, in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from app.domain.cash_moves import CashMove
from app.domain.text import _
from app.operations.cash_moves import CashMoveResult
from app.telling.words import Told, Words

_DONE = {
    CashMove.DROP: _("The bag is recorded. Put it into the safe."),
    CashMove.PAID_IN: _("It is recorded. Put the cash into the drawer."),
    CashMove.PAID_OUT: _("It is recorded. Take the cash out of the drawer."),
    CashMove.COUNTERFEIT: _("The false note is recorded. Keep it apart from the cash."),
    CashMove.NO_SALE: _("It is recorded that the drawer was opened."),
}


def _moved(words: Words, result: CashMoveResult) -> Told:
    return Told(
        _DONE[result.what],
        [
            (_("Amount"), words.money(result.amount) if result.amount else ""),
            (_("Bag"), result.bag),
            (_("Number on it"), result.note),
            (_("Reason"), result.reason),
            (_("Paper"), "" if result.what is CashMove.NO_SALE else str(result.move)),
        ],
    )


TELLERS: dict[type[msgspec.Struct], Callable[[Words, Any], Told]] = {CashMoveResult: _moved}
