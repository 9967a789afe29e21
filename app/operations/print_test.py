"""A test paper, to see that the printer prints. Nothing is sold and nothing is recorded."""

from __future__ import annotations

import msgspec

from app.domain.permissions import Permission
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.operations.operation import Caller, Operation
from app.operations.paper.letterhead import common, print_document
from app.printing.documents import TestPage

_DIGITS = 8
"""Of the time in milliseconds: enough to tell the papers of a day apart."""


class PrintTestArguments(msgspec.Struct, frozen=True, kw_only=True):
    """Nothing to say."""


class PrintTestResult(msgspec.Struct, frozen=True, kw_only=True):
    """The paper that goes to the printer."""

    number: str


def look_at(kiosk: Kiosk, caller: Caller, arguments: PrintTestArguments) -> PrintTestResult:
    """Gives the paper its number."""
    return PrintTestResult(number=f"TEST-{str(kiosk.clock.milliseconds())[-_DIGITS:]}")


def quote_for(look: PrintTestResult, arguments: PrintTestArguments) -> PrintTestResult:
    """There is nothing to choose."""
    return look


def carry_out(kiosk: Kiosk, caller: Caller, quote: PrintTestResult) -> PrintTestResult:
    """Queues the paper."""

    def work(tx: Transaction) -> None:
        given = common(
            kiosk, tx.db, number=quote.number, operator=caller.operator, shift=None, proof=None
        )
        print_document(tx, TestPage(**given), quote.number)

    kiosk.ledger.commit(work)
    return quote


PRINT_TEST = Operation(
    name="print-test",
    summary=_("Print a test paper; nothing is recorded."),
    permission=Permission.SIGN_IN,
    arguments=PrintTestArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
)
