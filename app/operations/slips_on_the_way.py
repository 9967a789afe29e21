"""Deposit slips of which the bank said nothing yet: found by their number."""

from __future__ import annotations

from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.queries import safe
from app.ledger.queries.safe import Slip
from app.operations.errors import BadArgument, StaleQuote, UnknownRecord
from app.operations.plan_look import parse_event_id

_NAMED = 5
"""As many are named in a refusal."""


def slip_on_the_way(kiosk: Kiosk, number: str) -> Slip:
    """The one of this number; where none is given, the only one.

    Raises BadArgument, UnknownRecord.
    """
    with kiosk.ledger.read() as reader:
        slips = safe.slips_on_the_way(reader.db, kiosk.ledger.node)
    wanted = parse_event_id(number) if number.strip() else None
    found = [slip for slip in slips if wanted in (None, slip.id)]
    said = ", ".join(str(slip.id) for slip in slips[:_NAMED]) or _("none")
    if not found:
        raise UnknownRecord(
            _("No such deposit slip is on its way to the bank."),
            _("Nothing was changed. On their way: {slips}.").format(slips=said),
        )
    if len(found) > 1:
        raise BadArgument(
            _("Several deposit slips are on their way: {slips}.").format(slips=said),
            _("Nothing was changed. Say which (slip=)."),
        )
    return found[0]


def slip_at_the_bank(kiosk: Kiosk, number: str) -> Slip:
    """The same, or of that number one of which the bank has said what it received."""
    if number.strip():
        with kiosk.ledger.read() as reader:
            found = safe.slip(reader.db, parse_event_id(number))
        if found is not None and found.id.node == kiosk.ledger.node and found.word is not None:
            return found
    return slip_on_the_way(kiosk, number)


def require_still_on_the_way(tx: Transaction, slip: Slip) -> None:
    """Raises StaleQuote where somebody said meanwhile what became of a slip."""
    if safe.slip(tx.db, slip.id) != slip:
        raise StaleQuote(
            _("Somebody has said what became of this slip."),
            _("Nothing was changed now. Look at the safe again."),
        )
