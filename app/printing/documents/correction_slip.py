"""The slip of a correction: what was recorded wrongly, and what stands now."""

from __future__ import annotations

import msgspec

from app.domain.cards import UtilityKind
from app.domain.quantity import Money
from app.domain.tariff.breakdown import Line
from app.printing.documents.customer import Customer
from app.printing.documents.document import Document


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was put right."""

    name: str
    old: str
    new: str


class CorrectionSlip(Document, tag="correction_slip", frozen=True, kw_only=True):
    """What was wrong, what is right, why, and what of it is money. Those who did it sign."""

    customer: Customer
    what: str
    """What kind of thing was put right."""
    changes: tuple[Change, ...]
    reason: str
    second: str = ""
    """Second person; the first one is the operator."""
    kind: UtilityKind = UtilityKind.WATER
    lines: tuple[Line, ...] = ()
    """The difference, line by line: positive is owed by the customer."""
    to_arrears: Money = 0
    to_balance: Money = 0
    arrears_after: Money | None = None
    balance_after: Money | None = None
