"""What each operation of the catalogue is given at the ready desk: card, arguments, who acts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from app.domain.approval import new_key
from app.printing.documents import receipt_number
from tests.counter import ADMINISTRATOR, CASHIER, SUPERVISOR
from tests.operations.customer import FLAT_PRICE

if TYPE_CHECKING:
    from tests.operations.ready_desk import ReadyDesk

ALL_RIGHTS, OTHER = SUPERVISOR, ADMINISTRATOR
"""Somebody who may do everything, and the second person."""
WITHOUT_SHIFT = 21
"""A supervisor as well."""
FREE_METER = "000000054321"
Given: TypeAlias = dict[str, str]

SALES_ROW = '["2026-09-21","water",1,2000,3000,0,0,3000,0,null]'
KEY = new_key(bytes(range(16)))
USUAL = {
    "reason": "as said",
    "model": "DN15",
    "amount": "5",
    "volume": "1",
    "technician": "Baraka",
    "form": "F-1",
    "holder": "Baraka",
    "kind": "repair",
    "meter": "000000012345",
    "new_meter": "000000054321",
    "code": "extra",
    "name": "Extra",
    "due_back": "2026-11-30",
    "pin": "314159",
    "first": "000000060001",
    "tariff": f'tariff_class = 1\nname = "Domestic"\nvalid_from = 2027-07-01\n{FLAT_PRICE}',
    "maker": "CD",
    "days": "30",
    "agent": "71",
    "reference": "bank 2",
    "tax_number": "A0/123-4",
    "address": "Plot 7, Kilifi",
    "paper": "sale_receipt",
}
"""A good value of an argument of this name."""


@dataclass(frozen=True)
class Case:
    """The card on the reader, what is given, and who acts."""

    card: Any = None
    given: Given = field(default_factory=dict)
    by: int = ALL_RIGHTS


def cases_at(desk: ReadyDesk) -> dict[str, tuple[Case, ...]]:
    """Of operations that begin otherwise than with the plain customer's card and usual values."""
    plain, loaded = desk.plain, desk.loaded
    paid, sold = str(desk.paid.receipt), str(desk.sold.receipt)
    ended: Given = {"card": "returned", "dials": "000000012345=2"}
    return {
        "open-shift": (Case(by=WITHOUT_SHIFT),),
        "edit-account": (Case(given={"phone": "0712 345"}),),
        "resume-account": (Case(given={"account": desk.suspended}),),
        "void-account": (Case(given={"account": desk.unused}),),
        "cancel-account": (Case(plain.card, ended),),
        "change-customer": (Case(plain.card, {"reason": "tenant", **ended}),),
        "merge-accounts": (Case(given={"account": desk.unused, "into": plain.account}),),
        "blacklist": (Case(given={"what": "meter", "number": "000000077785"}),),
        "unblacklist": (Case(given={"what": "meter", "number": "000000077777"}),),
        "erase-account": (Case(given={"account": desk.ended}),),
        "allocate-meter": (
            Case(desk.blank, {"account": desk.unused, "meter": FREE_METER, "volume": "1"}),
            Case(desk.blank, {"account": desk.unused, "meter": FREE_METER, "amount": "500"}),
        ),
        "prepay": (Case(plain.card, {"volume": "1"}), Case(plain.card, {"amount": "10"})),
        "refund": (Case(loaded.card),),
        "reverse": (Case(loaded.card),),
        "refund-meter-credit": (
            Case(given={"dial": "0", "remaining": "2", "technician": "Baraka", "form": "F-1"}),
        ),
        "set-tender-kind": (Case(given={"kind": "card", "taken": "yes"}),),
        "correct-tender": (Case(given={"receipt": sold, "tendered": "20"}),),
        "correct-class": (Case(given={"household_size": "3"}),),
        "correct-meter": (Case(desk.fresh.card, {"number": "000000054322"}),),
        "reissue-card": (
            Case(desk.blank, {"reason": "lost", "identity": "known"}),
            Case(desk.blank, {"reason": "lost", "identity": "known", "volume": "1"}),
            Case(desk.blank, {"reason": "lost", "identity": "known", "amount": "300"}),
        ),
        "retrieve-card": (Case(desk.replaced.card, {"account": desk.replaced.account}),),
        "compensate": (Case(plain.card, {"volume": "1"}),),
        "give-free-water": (Case(plain.card, {"scheme": "poor"}),),
        "take-subsidy": (Case(given={"scheme": "poor"}),),
        "subsidise": (Case(given={"scheme": "poor", "until": "2028-12-31"}),),
        "change-meter": (Case(plain.card, {"new_meter": FREE_METER, "old_dial": "2"}),),
        "undo-meter-change": (Case(desk.changed.card),),
        "take-payment": (
            Case(given={"account": desk.owing}),
            Case(given={"payer": "Rehema"}),
            Case(given={"account": desk.owing, "kind": "open", "amount": "7"}),
        ),
        "reverse-payment": (Case(given={"receipt": paid}),),
        "return-deposit": (Case(given={"account": desk.owing}),),
        "book-arrears": (Case(), Case(given={"kind": "open", "amount": "7"})),
        "pay-arrears": (Case(given={"account": desk.owing}),),
        "plan-arrears": (Case(given={"account": desk.owing, "months": "2"}),),
        "write-off": (Case(given={"account": desk.owing}),),
        "set-deduction": (
            Case(given={"rule": "percent", "rate": "20"}),
            Case(given={"rule": "fixed", "amount": "5"}),
        ),
        "set-usual-deduction": (
            Case(given={"rule": "percent", "rate": "20"}),
            Case(given={"rule": "fixed", "amount": "5"}),
        ),
        "withdraw-balance": (Case(given={"account": desk.owing}),),
        "settle": (Case(desk.open.card),),
        "money-back": (Case(desk.torn.card),),
        "decide-plan": (
            Case(
                desk.held.card,
                {"plan": str(desk.plan_of(desk.held)), "decision": "not_written"},
            ),
        ),
        "report-lost": (Case(given={"plan": str(desk.plan_of(desk.torn))}),),
        "release-card": (Case(desk.stopped.card),),
        "make-function-card": (
            Case(desk.blank, {"function": "check"}),
            Case(desk.blank, {"function": "check", "meter": "000000012345"}),
        ),
        "read-function-card": (Case(desk.lent),),
        "lose-function-card": (Case(given={"card": desk.made.serial.hex()}),),
        "sign-out-cards": (Case(given={"cards": "78"}),),
        "return-cards": (Case(given={"cards": "77", "outcome": "unused"}),),
        "event": (Case(given={"event": "K07-01-3"}),),
        "report": (Case(given={"report": "sales", "by": "day"}),),
        "purchases-behind": (Case(given={"report": "sales", "row": SALES_ROW}),),
        "print-report": (Case(given={"report": "sales", "by": "day"}),),
        "write-report": (Case(given={"report": "sales", "form": "pdf", **desk.files}),),
        "make-reading-round": (
            Case(given={"region": "12", "readers": "Juma", "form": "json", **desk.files}),
        ),
        "take-readings": (Case(given={"file": desk.readings}),),
        "take-reading": (Case(given={"dial": "3"}),),
        "settle-reading": (Case(given={"reading": str(desk.questioned), "accept": "no"}),),
        "withdraw-reading": (Case(given={"reading": str(desk.counted)}),),
        "set-automatic-report": (
            Case(given={"report": "sales", "form": "csv", "by": "day"}),
            Case(given={"report": "shifts", "form": "none"}),
        ),
        "reprint": (Case(given={"number": receipt_number(7, 1, desk.sold.receipt)}),),
        "drop-cash": (Case(given={"bag": "B-17", "counted": "100x3,20x7"}),),
        "bag-cash": (Case(given={"bag": "B-20", "counted": "100x3,20x7"}),),
        "renumber-bag": (Case(given={"bag": "B-2", "number": "B-9"}),),
        "deposit-bags": (
            Case(given={"carrier": "Juma"}),
            Case(given={"bags": "B-2", "carrier": "Juma", "bank": "KCB 1107"}),
        ),
        "confirm-deposit": (
            Case(),
            Case(given={"amount": "5", "received_on": "2026-11-23", "reason": "recounted"}),
        ),
        "lock-month": (Case(given={"month": "2026-10"}),),
        "count-drawer": (Case(given={"counted": "100x3,20x7"}),),
        "close-shift": (Case(given={"counted": "100x3,20x7"}),),
        "hand-over-drawer": (Case(given={"to": str(OTHER), "counted": "100x3,20x7"}),),
        "set-approver": (Case(given={"approver": str(OTHER), "approval_key": KEY}),),
        "set-rise-cap": (Case(given={"volume": "5"}),),
        "receive-invoices": (Case(given={"first": "2001", "last": "2100"}),),
        "assign-invoices": (
            Case(given={"first": "501", "last": "510", "operator": str(ALL_RIGHTS)}),
        ),
        "spoil-invoice": (Case(given={"first": "1"}),),
        "take-back-invoices": (Case(given={"first": "991", "last": "1000"}),),
        "take-back-meters": (Case(given={"first": "000000077701"}),),
        "void-invoices": (Case(given={"first": "601", "last": "602"}),),
        "set-device": (Case(given={"key": "printer.width", "value": "32"}),),
        "find-accounts": (
            Case(given={"text": "Amina"}),
            Case(given={"text": "000000012345"}),
        ),
        "tax-invoice": (Case(given={"receipts": paid}),),
        "set-agent": (Case(given={"agent": "72", "holder": str(CASHIER)}),),
        "set-commission": (
            Case(given={"rule": "percent", "rate": "250"}),
            Case(given={"rule": "fixed", "amount": "5"}),
        ),
        "withdraw-tariff": (
            Case(given={"tariff_class": "1", "revision": str(desk.later.revision)}),
        ),
    }
