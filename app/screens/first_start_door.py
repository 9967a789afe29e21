"""What the first start may do to the machine: whoever starts it knows how."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.kiosk import Kiosk
from app.operations.begin_ledger import BeginLedgerArguments


@dataclass(frozen=True)
class FirstStartDoor:
    """All of them are called beside the screen, and may take their time."""

    begin: Callable[[BeginLedgerArguments, str], Kiosk]
    """Makes the ledger, with the first operator's PIN, and opens a kiosk over it, which stays open
    until the first start has ended. Raises a TapcardError, with no ledger made."""
    test_printer: Callable[[], None]
    """Prints a test paper. Raises a TapcardError where it cannot."""
    test_reader: Callable[[], str]
    """Says in a few words what lies on the reader. Raises a TapcardError where it cannot see."""
