"""Corrections, and limits of who may do what alone, in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from app.domain.quantity import Money
from app.domain.text import _
from app.operations.set_limit import SetLimitResult
from app.telling.words import Told, Words


def _limit(words: Words, limit: SetLimitResult) -> Told:
    return Told(
        _("What one person may give back alone: {amount}.").format(amount=_said(words, limit.new)),
        [(_("Before"), _said(words, limit.old))],
    )


def _said(words: Words, amount: Money | None) -> str:
    return _("any sum") if amount is None else words.money(amount)


TELLERS: dict[type[msgspec.Struct], Callable[[Words, Any], Told]] = {
    SetLimitResult: _limit,
}
