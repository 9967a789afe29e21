"""Inquiry: purchases, by account, card, meter, receipt, operator, days, region, amount."""

from __future__ import annotations

import enum
from datetime import date

import msgspec

from app.domain.amounts import parse_money
from app.domain.cards import UtilityKind
from app.domain.identity import EventId, Operator
from app.domain.permissions import Permission
from app.domain.quantity import Money
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.queries import purchases, settings
from app.ledger.queries.purchases import FoundPurchase, PurchaseFilter, PurchasePlace
from app.operations.inquiring import (
    PER_PAGE,
    account_typed,
    days_in_order,
    meter_typed,
    place_behind,
    receipt_typed,
    rows_asked,
    serial_typed,
    token_of,
)
from app.operations.operation import Caller, Operation
from app.printing.documents import receipt_number, slip_number


class SaleState(enum.StrEnum):
    """What became of a purchase."""

    LOADED = "loaded"
    """It is on its card, or in its meter by now."""
    IN_DOUBT = "in_doubt"
    NOT_WRITTEN = "not_written"
    """It never reached its card; its money went back."""
    REFUND_WAITS = "refund_waits"
    REFUNDED = "refunded"


class PurchasesArguments(msgspec.Struct, frozen=True, kw_only=True):
    """Which purchases; all where nothing is said."""

    account: str | None = None
    card: str | None = None
    """Serial."""
    meter: str | None = None
    receipt: str | None = None
    operator: Operator | None = None
    since: date | None = None
    until: date | None = None
    """Last day."""
    region: int | None = None
    amount: str | None = None
    """Price of the purchase, exactly."""
    rows: int = PER_PAGE
    after: str | None = None
    """What the page before said under ``next``."""


class PurchaseRow(msgspec.Struct, frozen=True, kw_only=True):
    """A purchase in a list."""

    purchase: EventId
    date: date
    account: str
    meter: str
    card: bytes
    number: int
    kind: UtilityKind
    quantity: int
    money: Money
    """Credit in money, of a meter that counts it; else 0."""
    total: Money
    operator: Operator | None
    paper: str
    """Number of its receipt, or of its slip while it is in doubt; empty without either."""
    state: SaleState


class PurchasesResult(msgspec.Struct, frozen=True, kw_only=True):
    """A page, newest first."""

    purchases: tuple[PurchaseRow, ...]
    next: str | None
    """Where the next page begins; None: this was the last."""


def look_at(kiosk: Kiosk, caller: Caller, arguments: PurchasesArguments) -> PurchasesResult:
    """Reads one page. Raises BadArgument."""
    rows = rows_asked(arguments.rows)
    before = place_behind(arguments.after, PurchasePlace)
    which = _filter(kiosk, arguments)
    with kiosk.ledger.read() as reader:
        found = purchases.purchases(reader.db, which, rows + 1, before)
    page = found[:rows]
    more = len(found) > rows
    return PurchasesResult(
        purchases=tuple(purchase_row(one) for one in page),
        next=token_of(page[-1].place) if more else None,
    )


def _filter(kiosk: Kiosk, arguments: PurchasesArguments) -> PurchaseFilter:
    days_in_order(arguments.since, arguments.until)
    amount = None
    if arguments.amount is not None:
        with kiosk.ledger.read() as reader:
            digits = settings.utility(reader.db).currency_digits
        amount = parse_money(arguments.amount, digits)
    return PurchaseFilter(
        receipt=receipt_typed(arguments.receipt, kiosk.ledger.node, kiosk.ledger.epoch),
        account=account_typed(arguments.account),
        card=serial_typed(arguments.card),
        meter=meter_typed(arguments.meter),
        amount=amount,
        operator=arguments.operator,
        region=arguments.region,
        since=arguments.since,
        until=arguments.until,
    )


def purchase_row(found: FoundPurchase) -> PurchaseRow:
    """A purchase as lists tell it."""
    return PurchaseRow(
        purchase=found.id,
        date=found.date,
        account=found.account,
        meter=found.meter,
        card=found.card,
        number=found.number,
        kind=found.kind,
        quantity=found.quantity,
        money=found.money,
        total=found.total,
        operator=found.operator,
        paper=_paper(found),
        state=_state(found),
    )


def _paper(found: FoundPurchase) -> str:
    if found.receipt is not None and found.loaded is not None:
        return receipt_number(found.loaded.node, found.loaded.epoch, found.receipt)
    if found.slip is not None:
        return slip_number(found.id.node, found.id.epoch, found.slip)
    return ""


def _state(found: FoundPurchase) -> SaleState:
    if found.refund_paid:
        return SaleState.REFUNDED
    if found.refund_cancelled:
        return SaleState.REFUND_WAITS
    if found.loaded is not None:
        return SaleState.LOADED
    return SaleState.NOT_WRITTEN if found.given_back else SaleState.IN_DOUBT


def quote_for(look: PurchasesResult, arguments: PurchasesArguments) -> PurchasesResult:
    """An inquiry has no consequence."""
    return look


def carry_out(kiosk: Kiosk, caller: Caller, quote: PurchasesResult) -> PurchasesResult:
    """What was found."""
    return quote


PURCHASES = Operation(
    name="purchases",
    summary=_("Find purchases by account, card, meter, receipt, operator, days, region, amount."),
    permission=Permission.READ_CARD,
    arguments=PurchasesArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
)
