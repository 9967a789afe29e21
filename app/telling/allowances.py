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


def counter_vending_words(words: Words, left: AllowanceLeft, today: date) -> str:
    """What this counter may sell, in the few words that a status bar has room for."""
    if refusal(left, 1, today) is not None:
        return _("VENDING LIMIT REACHED: no sales")
    return _("sells {amount}, {count}x, {days} d").format(
        amount=format_money(left.money, words.digits), count=left.count, days=left.days(today)
    )


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
