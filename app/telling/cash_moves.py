"""Cash moved beside sales, in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from app.domain.cash_moves import CashMove
from app.domain.text import _
from app.operations.cash_moves import CashMoveResult
from app.operations.count_drawer import CountDrawerResult
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


def _counted(words: Words, result: CountDrawerResult) -> Told:
    headline = (
        _("The count agrees. Close your shift with it.")
        if result.agrees
        else _("The count does not agree. Count once more: the next count closes the shift.")
    )
    return Told(headline, [(_("Counted"), words.column(result.total))])


TELLERS: dict[type[msgspec.Struct], Callable[[Words, Any], Told]] = {
    CashMoveResult: _moved,
    CountDrawerResult: _counted,
}
