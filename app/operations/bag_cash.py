"""Loose cash of the safe, which counted drawers left there, goes into a numbered bag."""

from __future__ import annotations

import msgspec

from app.domain import safe as books
from app.domain.cash_moves import CashMove
from app.domain.entries import Book
from app.domain.identity import EventId
from app.domain.permissions import Permission
from app.domain.quantity import Money
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events.operators import Denomination
from app.ledger.events.safe import CashBagged
from app.ledger.queries import journal, money, settings
from app.operations.bags import bag_number, put_in, require_free_number
from app.operations.local_time import local_date
from app.operations.operation import Caller, Operation
from app.operations.paper.cash_slip import cash_slip
from app.operations.paper.letterhead import print_document


class BagCashArguments(msgspec.Struct, frozen=True, kw_only=True):
    """What is printed on the bag, and what is in it: ``100x3,20x7``, or a sum as ``440x1``."""

    bag: str
    counted: str


class BagCashLook(msgspec.Struct, frozen=True, kw_only=True):
    """What the books say of the loose cash.

    Change money that was in the safe before the first float is not in them: so much more may lie
    there, and a bag is not refused for it.
    """

    loose: Money
    currency_digits: int


class BagCashQuote(msgspec.Struct, frozen=True, kw_only=True):
    """The bag."""

    look: BagCashLook
    bag: str
    counted: tuple[Denomination, ...]
    amount: Money

    @property
    def needs_second(self) -> bool:
        """It stays in the safe."""
        return False


class BagCashResult(msgspec.Struct, frozen=True, kw_only=True):
    """The bag."""

    bagged: EventId
    bag: str
    amount: Money


def look_at(kiosk: Kiosk, caller: Caller, arguments: BagCashArguments) -> BagCashLook:
    """The loose cash by the books."""
    with kiosk.ledger.read() as reader:
        return BagCashLook(
            loose=money.book_total(reader.db, Book.SAFE, ""),
            currency_digits=settings.utility(reader.db).currency_digits,
        )


def quote_for(look: BagCashLook, arguments: BagCashArguments) -> BagCashQuote:
    """The bag, added up. Raises BadArgument, BadAmount."""
    counted, amount = put_in(arguments.counted, look.currency_digits)
    return BagCashQuote(look=look, bag=bag_number(arguments.bag), counted=counted, amount=amount)


def carry_out(kiosk: Kiosk, caller: Caller, quote: BagCashQuote) -> BagCashResult:
    """Records it and prints the paper that goes with the bag. Raises BadArgument."""
    today = local_date(kiosk)

    def work(tx: Transaction) -> EventId:
        require_free_number(tx.db, kiosk.ledger.node, quote.bag)
        paper = cash_slip(
            kiosk,
            tx,
            caller,
            what=CashMove.DROP,
            shift=None,
            day=today,
            amount=quote.amount,
            counted=quote.counted,
            bag=quote.bag,
        )
        print_document(tx, paper, paper.number)
        event = CashBagged(
            bag=quote.bag,
            counted=quote.counted,
            amount=quote.amount,
            date=today,
            entries=books.bagged(quote.amount, quote.bag),
        )
        return tx.append(
            event, operator=caller.operator, second=caller.second, request=caller.request
        )

    return recall(kiosk, kiosk.ledger.commit(work))


def recall(kiosk: Kiosk, bagged: EventId) -> BagCashResult:
    """What an earlier call recorded."""
    with kiosk.ledger.read() as reader:
        entry = journal.entry(reader.db, bagged)
    if entry is None or not isinstance(entry.event, CashBagged):
        raise LookupError(bagged)
    return BagCashResult(bagged=bagged, bag=entry.event.bag, amount=entry.event.amount)


BAG_CASH = Operation(
    name="bag-cash",
    summary=_("Put loose cash of the safe, as counted drawers left it, into a numbered bag."),
    permission=Permission.SHIFT,
    arguments=BagCashArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=recall,
    opened_by=("cash_bagged",),
)
