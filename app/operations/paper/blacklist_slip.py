"""The slip of an entry on the blacklist."""

from __future__ import annotations

from app.domain.blacklist import Listed, Subject
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events.blacklist import Blacklisted, BlacklistLifted
from app.ledger.queries import settings
from app.operations.operation import Caller
from app.operations.paper.letterhead import common
from app.printing.documents import BlacklistSlip, serial_tail

LISTED_NAMES = {
    Listed.ACCOUNT: _("Account"),
    Listed.CARD: _("Card"),
    Listed.METER: _("Meter"),
}


def blacklist_slip(
    kiosk: Kiosk, tx: Transaction, event: Blacklisted | BlacklistLifted, caller: Caller
) -> BlacklistSlip:
    """What was put on or lifted, by whom."""
    second = None if caller.second is None else settings.operator(tx.db, caller.second)
    until = event.until if isinstance(event, Blacklisted) else None
    return BlacklistSlip(
        **common(
            kiosk,
            tx.db,
            number=str(tx.next_id()),
            operator=caller.operator,
            shift=None,
            proof=None,
        ),
        what=LISTED_NAMES[event.subject.what],
        subject=short_number(event.subject),
        account=event.account,
        lifted=isinstance(event, BlacklistLifted),
        reason=event.reason,
        until="" if until is None else until.isoformat(),
        second="" if second is None else f"{second.number} {second.name}",
    )


def short_number(subject: Subject) -> str:
    """The number; of a card the end of its serial, as papers and screens show it."""
    if subject.what is Listed.CARD:
        return serial_tail(bytes.fromhex(subject.number))
    return subject.number
