"""What a statement of an account's money is made of."""

from __future__ import annotations

from datetime import date

import msgspec

from app.domain.quantity import Money
from app.ledger.queries.payments import OtherPayment
from app.operations.account_money import MoneyMovement
from app.operations.account_movements import MovementLine


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """What an account owed and had at the end of a day."""

    arrears: Money
    balance: Money
    deposit: Money


class AccountStatement(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that the slip says; lines oldest first."""

    account: str
    since: date
    until: date
    opening: Standing
    closing: Standing
    bought: tuple[MovementLine, ...]
    """Purchases and what was given back for them."""
    paid: tuple[OtherPayment, ...]
    moved: tuple[MoneyMovement, ...]
    """Arrears, balance and deposit."""
