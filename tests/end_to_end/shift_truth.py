"""What a Z report must say, line by line, added up from the journal's events: no table is asked."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TypeAlias

from app.domain.entries import Book
from app.domain.identity import EventId
from app.domain.sales import TenderKind
from app.ledger.events.cash import CashDropped, DrawerCounted, DrawerOpened
from app.ledger.events.codec import Entry
from app.ledger.events.operators import ShiftClosed, ShiftOpened
from app.ledger.events.sales import PurchaseLoaded, PurchasePaid, RefundOpened, RefundPaid
from app.ledger.ledger import Ledger

Events: TypeAlias = list[tuple[EventId, Entry]]
Lines: TypeAlias = dict[str, str]

_EARNED = {"Water": Book.WATER, "Fees": Book.FEE, "Tax": Book.TAX, "Rounding": Book.ROUNDING}
_WAYS = {
    "Cash, less change and refunds": TenderKind.CASH,
    "Card": TenderKind.CARD,
    "Mobile money": TenderKind.MOBILE,
}
_LINE = re.compile(r"^(\S.*?)(?: {2,}(\S.*))$", re.MULTILINE)
_NOT_ADDED_UP = {
    "Report no.",
    "Date",
    "Operator",
    "Shift",
    "Journal",
    "Opened",
    "Kiosk",
    "Handed over to",
}
"""Who, when and where: no sums."""


class ShiftTruth:
    """One operator's only shift, sold in water and paid in cash, by card and by phone."""

    def __init__(self, events: Events, operator: int) -> None:
        self._all = events
        ((self.id, self.opened),) = [
            (id, entry.event)
            for id, entry in events
            if isinstance(entry.event, ShiftOpened) and entry.event.operator == operator
        ]
        ((self.closed_id, self.closed),) = [
            (id, entry.event)
            for id, entry in events
            if isinstance(entry.event, ShiftClosed) and entry.event.shift == self.id
        ]
        self._paid = {
            id: entry.event for id, entry in events if isinstance(entry.event, PurchasePaid)
        }
        self.own = [
            entry.event for _id, entry in events if getattr(entry.event, "shift", None) == self.id
        ]

    def lines(self) -> Lines:
        """Name and value of each line with a figure."""
        sold = [one for one in self.own if isinstance(one, PurchaseLoaded)]
        back = [one for one in self.own if isinstance(one, RefundPaid)]
        sales = sum(self._cost(one) for one in sold)
        refunds = sum(one.amount for one in back)
        receipts = [one.receipt or 0 for one in (*sold, *back)]
        return {
            "Accounting date": self.opened.accounting_date.isoformat(),
            "First receipt": f"K07-01-{min(receipts):06}",
            "Last receipt": f"K07-01-{max(receipts):06}",
            "Sales": f"{len(sold)} {money(sales)}",
            "Refunds": f"{len(back)} {money(refunds)}",
            "In doubt": "0 0.00",
            "Water sold": f"{self._volume(sold) / 1000:.3f} m3",
            **self._earned(),
            **self._ways(),
            **self._drawer(),
            **self._cash(),
            "Copies printed": "0",
            "Refused sign-ins": "0",
            "Grand total ever": money(self._ever()),
        }

    def _cost(self, one: PurchaseLoaded) -> int:
        return sum(price.total for price in self._paid[one.purchase].breakdowns)

    def _volume(self, sold: list[PurchaseLoaded]) -> int:
        bought = sum(
            price.quantity for one in sold for price in self._paid[one.purchase].breakdowns
        )
        return bought - sum(one.quantity for one in self.own if isinstance(one, RefundOpened))

    def _earned(self) -> Lines:
        booked: dict[Book, int] = defaultdict(int)
        for one in self.own:
            for line in getattr(one, "entries", ()):
                booked[line.book] -= line.amount
        return {name: money(booked[book]) for name, book in _EARNED.items() if booked[book]}

    def _ways(self) -> Lines:
        came: dict[TenderKind, int] = defaultdict(int)
        for one in self.own:
            if isinstance(one, PurchasePaid):
                for tender in one.tenders:
                    came[tender.kind] += tender.amount + tender.to_balance
            elif isinstance(one, RefundPaid):
                came[TenderKind.CASH] -= one.to_cash
        return {name: money(came[kind]) for name, kind in _WAYS.items() if came[kind]}

    def _bags(self) -> list[int]:
        return [one.amount for one in self.own if isinstance(one, CashDropped)]

    def _drawer(self) -> Lines:
        bags, opened = self._bags(), [one for one in self.own if isinstance(one, DrawerOpened)]
        found = {f"Bags to the safe ({len(bags)})": money(sum(bags))} if bags else {}
        return {**found, **({"Opened without sale": str(len(opened))} if opened else {})}

    def _cash(self) -> Lines:
        cash = cents(self._ways()["Cash, less change and refunds"])
        expected = self.opened.float_cash + cash - sum(self._bags())
        counted = sum(one.value * one.pieces for one in self.closed.counted)
        over = counted - expected
        name = "Count agrees" if not over else "Short" if over < 0 else "Over"
        counts = [one.total for one in self.own if isinstance(one, DrawerCounted)]
        pieces = {
            f"{one.pieces} x {money(one.value)}": money(one.value * one.pieces)
            for one in self.closed.counted
        }
        return {
            "Float": money(self.opened.float_cash),
            **pieces,
            "Counted": money(counted),
            "First count": money(counts[0]),
            "Expected": money(expected),
            name: money(over),
        }

    def _ever(self) -> int:
        """All sales of this counter until the shift was closed."""
        return sum(
            self._cost(entry.event)
            for id, entry in self._all
            if isinstance(entry.event, PurchaseLoaded) and id < self.closed_id
        )


def read(paper: str) -> Lines:
    """Name and value of each line with a figure, as printed."""
    found = {name: " ".join(value.split()) for name, value in _LINE.findall(paper)}
    return {name: value for name, value in found.items() if name not in _NOT_ADDED_UP}


def head_printed(paper: str) -> str:
    """The journal's head, as printed over two lines."""
    return "".join(re.findall(r"^([0-9a-f]{32})$", paper, re.MULTILINE))


def hash_before(ledger: Ledger, id: EventId) -> str:
    """Of the event before one, in hexadecimal."""
    with ledger.read() as reader:
        row = reader.db.execute_sql(
            "SELECT hash FROM journal_event WHERE node = ? AND epoch = ? AND seq = ?",
            (id.node, id.epoch, id.seq - 1),
        ).fetchone()
    return bytes(row[0]).hex()


def money(amount: int) -> str:
    """As a paper says it."""
    return f"{amount / 100:.2f}"


def cents(text: str) -> int:
    """The opposite."""
    return int(text.replace(".", ""))
