"""Bags leave the safe for the bank on a numbered deposit slip."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec
from peewee import Database

from app.domain import safe as books
from app.domain.approval import signed_money
from app.domain.denominations import denominations
from app.domain.identity import EventId
from app.domain.money_limits import MoneyLimit, above_limit
from app.domain.permissions import Permission
from app.domain.quantity import Money
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events.cash import CashDropped
from app.ledger.events.operators import Denomination
from app.ledger.events.safe import BagsDeposited, CashBagged
from app.ledger.queries import journal, safe, settings
from app.ledger.queries.safe import SafeBag
from app.operations.authority import require_second_above_limit
from app.operations.bags import bag_number
from app.operations.errors import BadArgument, StaleQuote, UnknownRecord
from app.operations.local_time import local_date
from app.operations.operation import Caller, Operation
from app.operations.paper.deposit_slip import deposit_slip
from app.operations.paper.letterhead import print_document
from app.operations.reasons import line_of_text

MOST_BAGS = 60
"""On one slip: what one person carries, and a paper that is still read."""
_LONGEST_NAME = 30
"""Characters of who carries it, and of the account at the bank."""
_NAMED = 5
"""Of the bags in the safe, as many are named in a refusal."""


class DepositBagsArguments(msgspec.Struct, frozen=True, kw_only=True):
    """Which bags, who carries them, into which account."""

    bags: str = ""
    """Their numbers, parted by commas; none: all that are in the safe."""
    carrier: str
    bank: str = ""
    """Name or number of the account; none: that of the slip before."""


class BagContents(msgspec.Struct, frozen=True, kw_only=True):
    """A bag in the safe, and what was counted into it."""

    bag: SafeBag
    counted: tuple[Denomination, ...]


class DepositBagsLook(msgspec.Struct, frozen=True, kw_only=True):
    """What can go on a slip."""

    bags: tuple[BagContents, ...]
    usual_bank: str
    """Of the slip before; empty: there was none."""
    limit: Money | None
    """Above it a second person signs too."""
    notes: tuple[Money, ...]
    """Notes and coins of the currency."""


class DepositBagsQuote(msgspec.Struct, frozen=True, kw_only=True):
    """The slip as it will be."""

    bags: tuple[SafeBag, ...]
    counted: tuple[Denomination, ...]
    """By denomination, largest first, as far as that is known."""
    uncounted: Money
    amount: Money
    carrier: str
    bank: str
    limit: Money | None

    @property
    def needs_second(self) -> bool:
        """Whether it is more than one person takes to the bank."""
        return above_limit(self.amount, self.limit)


class DepositBagsResult(msgspec.Struct, frozen=True, kw_only=True):
    """The slip."""

    slip: EventId
    bags: tuple[str, ...]
    amount: Money
    carrier: str
    bank: str


def look_at(kiosk: Kiosk, caller: Caller, arguments: DepositBagsArguments) -> DepositBagsLook:
    """What is in the safe."""
    node = kiosk.ledger.node
    with kiosk.ledger.read() as reader:
        utility = settings.utility(reader.db)
        before = safe.newest_slip(reader.db, node)
        return DepositBagsLook(
            bags=tuple(_contents(reader.db, bag) for bag in safe.bags_in_safe(reader.db, node)),
            usual_bank="" if before is None else before.bank,
            limit=settings.money_limit(reader.db, MoneyLimit.BANK),
            notes=denominations(utility.currency, utility.currency_digits),
        )


def _contents(db: Database, bag: SafeBag) -> BagContents:
    entry = journal.entry(db, bag.id)
    if entry is None or not isinstance(entry.event, CashDropped | CashBagged):
        raise LookupError(bag.id)
    return BagContents(bag=bag, counted=entry.event.counted)


def quote_for(look: DepositBagsLook, arguments: DepositBagsArguments) -> DepositBagsQuote:
    """Raises BadArgument, UnknownRecord."""
    chosen = _chosen(look.bags, arguments.bags)
    counted = _by_denomination(chosen, look.notes)
    amount = sum(one.bag.amount for one in chosen)
    return DepositBagsQuote(
        bags=tuple(one.bag for one in chosen),
        counted=counted,
        uncounted=amount - sum(one.value * one.pieces for one in counted),
        amount=amount,
        carrier=line_of_text(arguments.carrier, _("name of who carries it"), _LONGEST_NAME),
        bank=line_of_text(arguments.bank.strip() or look.usual_bank, _("account"), _LONGEST_NAME),
        limit=look.limit,
    )


def _chosen(bags: Sequence[BagContents], numbers: str) -> Sequence[BagContents]:
    if not bags:
        raise UnknownRecord(_("There is no bag in the safe."), _("No deposit slip was written."))
    wanted = [bag_number(one) for one in numbers.split(",")] if numbers.strip() else []
    if len(set(wanted)) < len(wanted):
        raise BadArgument(
            _("A bag is named twice."), _("No deposit slip was written. Name each bag once.")
        )
    there = {one.bag.number: one for one in bags}
    missing = [number for number in wanted if number not in there]
    if missing:
        raise UnknownRecord(
            _("There is no bag {bag} in the safe.").format(bag=missing[0]),
            _("No deposit slip was written. In the safe: {bags}.").format(
                bags=", ".join([*there][:_NAMED])
            ),
        )
    # In the order in which they came, whatever the order in which they were named.
    chosen = [one for one in bags if not wanted or one.bag.number in wanted]
    if len(chosen) > MOST_BAGS:
        raise BadArgument(
            _("A deposit slip has at most {most} bags; these are {count}.").format(
                most=MOST_BAGS, count=len(chosen)
            ),
            _("No deposit slip was written. Name fewer bags."),
        )
    return chosen


def _by_denomination(
    bags: Iterable[BagContents], notes: Iterable[Money]
) -> tuple[Denomination, ...]:
    """Pieces of all bags; a sum that was typed as one piece is no note or coin."""
    pieces: Counter[Money] = Counter()
    for bag in bags:
        for one in bag.counted:
            pieces[one.value] += one.pieces
    return tuple(Denomination(value, pieces[value]) for value in notes if pieces[value])


def carry_out(kiosk: Kiosk, caller: Caller, quote: DepositBagsQuote) -> DepositBagsResult:
    """Records and prints the slip, by two above the limit.

    Raises SecondPersonNeeded, NotAllowed, StaleQuote.
    """
    require_second_above_limit(kiosk, caller, quote.amount, MoneyLimit.BANK)
    today = local_date(kiosk)
    bags = tuple(bag.on_slip for bag in quote.bags)

    def work(tx: Transaction) -> EventId:
        there = safe.bags_in_safe(tx.db, kiosk.ledger.node)
        if not set(quote.bags) <= set(there):
            raise StaleQuote(
                _("A bag left the safe, or was given a number, meanwhile."),
                _("No deposit slip was written. Look at the safe again."),
            )
        slip = tx.next_id()
        event = BagsDeposited(
            bags=bags,
            counted=quote.counted,
            uncounted=quote.uncounted,
            amount=quote.amount,
            carrier=quote.carrier,
            bank=quote.bank,
            date=today,
            entries=books.deposited(bags, str(slip)),
        )
        paper = deposit_slip(kiosk, tx, caller, event)
        print_document(tx, paper, paper.number)
        return tx.append(
            event, operator=caller.operator, second=caller.second, request=caller.request
        )

    return recall(kiosk, kiosk.ledger.commit(work))


def recall(kiosk: Kiosk, slip: EventId) -> DepositBagsResult:
    """The slip that an earlier call wrote."""
    with kiosk.ledger.read() as reader:
        entry = journal.entry(reader.db, slip)
    if entry is None or not isinstance(entry.event, BagsDeposited):
        raise LookupError(slip)
    event = entry.event
    return DepositBagsResult(
        slip=slip,
        bags=tuple(bag.number for bag in event.bags),
        amount=event.amount,
        carrier=event.carrier,
        bank=event.bank,
    )


DEPOSIT_BAGS = Operation(
    name="deposit-bags",
    summary=_("Write the deposit slip on which bags of the safe go to the bank."),
    permission=Permission.SHIFT,
    arguments=DepositBagsArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=recall,
    opened_by=("bags_deposited",),
    signed_for=lambda quote: signed_money("", quote.amount),
)
