"""Results of operations in words that a cashier reads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from app.kiosk import Kiosk
from app.telling import (
    account_states,
    agents,
    allowances,
    automatic_reports,
    blacklist,
    cards,
    cards_out,
    cash_moves,
    corrections,
    customers,
    dial_readings,
    function_cards,
    inquiry,
    invoice_stock,
    meter_changes,
    payments,
    receipt_forms,
    records,
    reports,
    safe,
    sales,
    settings,
    tariffs,
    tax_invoices,
    tenders,
)
from app.telling.words import Told, Words

TELLERS: dict[type[msgspec.Struct], Callable[[Words, Any], Told]] = {
    **sales.TELLERS,
    **cards.TELLERS,
    **function_cards.TELLERS,
    **cards_out.TELLERS,
    **dial_readings.TELLERS,
    **cash_moves.TELLERS,
    **safe.TELLERS,
    **meter_changes.TELLERS,
    **records.TELLERS,
    **corrections.TELLERS,
    **account_states.TELLERS,
    **settings.TELLERS,
    **tariffs.TELLERS,
    **blacklist.TELLERS,
    **payments.TELLERS,
    **customers.TELLERS,
    **inquiry.TELLERS,
    **agents.TELLERS,
    **tax_invoices.TELLERS,
    **receipt_forms.TELLERS,
    **invoice_stock.TELLERS,
    **allowances.TELLERS,
    **tenders.TELLERS,
    **reports.TELLERS,
    **automatic_reports.TELLERS,
}


def told(words: Words, result: msgspec.Struct) -> Told:
    """A result in words."""
    return TELLERS[type(result)](words, result)


def in_words(kiosk: Kiosk, result: msgspec.Struct) -> list[str]:
    """The lines of a result."""
    return told(Words.of(kiosk), result).lines()


def missing_in(result: msgspec.Struct) -> list[str]:
    """Sentences about side tasks that a result says were not done: drawer, backup."""
    sentences = (getattr(result, name, "") for name in ("drawer", "backup_failure"))
    return [sentence for sentence in sentences if sentence]
