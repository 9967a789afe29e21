"""What head office lets this counter sell, in words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import msgspec

from app.domain.allowance import Allowance, AllowanceLeft, refusal
from app.domain.amounts import format_money
from app.domain.text import _
from app.operations.refill_allowance import RefillAllowanceResult
from app.telling.words import Row, Told, Words

_FEW_SALES, _FEW_DAYS = 100, 32


def counter_vending_words(words: Words, left: AllowanceLeft, today: date) -> str:
    """What this counter may sell, in the few words that a status bar has room for.

    The number of sales and of days is told once it is small.
    """
    if refusal(left, 1, today) is not None:
        return _("VENDING LIMIT REACHED: no sales")
    said = [_("sells {amount}").format(amount=format_money(left.money, words.digits))]
    if left.count < _FEW_SALES:
        said.append(_("{count}x").format(count=left.count))
    if left.days(today) < _FEW_DAYS:
        said.append(_("{days} d").format(days=left.days(today)))
    return ", ".join(said)


def allowance_rows(words: Words, grant: Allowance, left: AllowanceLeft) -> list[Row]:
    """What a grant says, and what it takes the place of."""
    before = _("none")
    if left.serial:
        before = _("{amount}, {count} sales, until {day}").format(
            amount=words.money(left.money), count=left.count, day=left.until.isoformat()
        )
    return [*_rows(words, grant), (_("Left before"), before)]


def _rows(words: Words, grant: Allowance | RefillAllowanceResult) -> list[Row]:
    return [
        (_("Limit number"), str(grant.serial)),
        (_("May be sold"), words.money(grant.money)),
        (_("Sales"), str(grant.count)),
        (_("Last day"), grant.until.isoformat()),
    ]


def _refilled(words: Words, result: RefillAllowanceResult) -> Told:
    return Told(_("This counter may sell again."), _rows(words, result))


TELLERS: dict[type[msgspec.Struct], Callable[[Words, Any], Told]] = {
    RefillAllowanceResult: _refilled,
}
