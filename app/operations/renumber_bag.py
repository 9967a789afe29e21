"""The number of a bag in the safe was mistyped: it gets the one that is printed on it."""

from __future__ import annotations

import msgspec

from app.domain import safe as books
from app.domain.identity import EventId
from app.domain.permissions import Permission
from app.domain.quantity import Money
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events.safe import BagRenumbered
from app.ledger.queries import journal, safe
from app.ledger.queries.safe import SafeBag
from app.operations.bags import bag_number, require_free_number
from app.operations.errors import BadArgument, StaleQuote, UnknownRecord
from app.operations.local_time import local_date
from app.operations.operation import Caller, Operation
from app.operations.paper.cash_slip import renumbered_slip
from app.operations.paper.letterhead import print_document
from app.operations.reasons import reason_given


class RenumberBagArguments(msgspec.Struct, frozen=True, kw_only=True):
    """The number by which the bag is known, the one printed on it, and how it came about."""

    bag: str
    number: str
    reason: str


class RenumberBagQuote(msgspec.Struct, frozen=True, kw_only=True):
    """The bag, and its number from now on."""

    bag: SafeBag
    number: str
    reason: str

    @property
    def needs_second(self) -> bool:
        """Both numbers stand on the paper that is printed."""
        return False


class RenumberBagResult(msgspec.Struct, frozen=True, kw_only=True):
    """Both numbers."""

    renumbered: EventId
    old: str
    new: str
    amount: Money


def look_at(kiosk: Kiosk, caller: Caller, arguments: RenumberBagArguments) -> SafeBag:
    """The bag, which must be in the safe. Raises BadArgument, UnknownRecord."""
    number = bag_number(arguments.bag)
    with kiosk.ledger.read() as reader:
        bags = safe.bags_in_safe(reader.db, kiosk.ledger.node)
    found = next((bag for bag in bags if bag.number == number), None)
    if found is None:
        raise UnknownRecord(
            _("There is no bag {bag} in the safe.").format(bag=number),
            _("Nothing was changed. A bag on a deposit slip is corrected once that is taken back."),
        )
    return found


def quote_for(look: SafeBag, arguments: RenumberBagArguments) -> RenumberBagQuote:
    """Raises BadArgument."""
    number = bag_number(arguments.number)
    if number == look.number:
        raise BadArgument(
            _("The bag has this number."), _("Nothing was changed. Type what is printed on it.")
        )
    return RenumberBagQuote(bag=look, number=number, reason=reason_given(arguments.reason))


def carry_out(kiosk: Kiosk, caller: Caller, quote: RenumberBagQuote) -> RenumberBagResult:
    """Records it and prints the paper that goes with the bag. Raises BadArgument, StaleQuote."""
    node, today, bag = kiosk.ledger.node, local_date(kiosk), quote.bag

    def work(tx: Transaction) -> EventId:
        if bag not in safe.bags_in_safe(tx.db, node):
            raise StaleQuote(
                _("The bag left the safe, or was given a number, meanwhile."),
                _("Nothing was changed. Look at the safe again."),
            )
        require_free_number(tx.db, node, quote.number)
        paper = renumbered_slip(
            kiosk, tx, caller, bag, day=today, number=quote.number, reason=quote.reason
        )
        print_document(tx, paper, paper.number)
        event = BagRenumbered(
            bag=bag.id,
            old=bag.number,
            new=quote.number,
            amount=bag.amount,
            reason=quote.reason,
            date=today,
            entries=books.renumbered(bag.amount, bag.number, quote.number),
        )
        return tx.append(
            event, operator=caller.operator, second=caller.second, request=caller.request
        )

    return recall(kiosk, kiosk.ledger.commit(work))


def recall(kiosk: Kiosk, renumbered: EventId) -> RenumberBagResult:
    """What an earlier call recorded."""
    with kiosk.ledger.read() as reader:
        entry = journal.entry(reader.db, renumbered)
    if entry is None or not isinstance(entry.event, BagRenumbered):
        raise LookupError(renumbered)
    event = entry.event
    return RenumberBagResult(
        renumbered=renumbered, old=event.old, new=event.new, amount=event.amount
    )


RENUMBER_BAG = Operation(
    name="renumber-bag",
    summary=_("Give a bag in the safe the number that is printed on it, where it was mistyped."),
    permission=Permission.SHIFT,
    arguments=RenumberBagArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=recall,
    opened_by=("bag_renumbered",),
)
