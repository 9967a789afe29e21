"""The payer of a scheme paid what it owes into the utility's account: booked, with a receipt.

No drawer is opened and no shift has to do with it; two people say that the money came.
"""

from __future__ import annotations

import msgspec
from peewee import Database

from app.domain import bookkeeping
from app.domain.amounts import format_money, parse_money
from app.domain.approval import signed_money
from app.domain.identity import EventId
from app.domain.payments import PaymentFor
from app.domain.permissions import Permission
from app.domain.quantity import Money
from app.domain.subsidy import PaidThrough, SubsidyScheme
from app.domain.tariff.breakdown import Line, LineKind
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events.payments import SubsidyPaid
from app.ledger.queries import journal, settings, subsidies
from app.operations.authority import require_second
from app.operations.errors import BadArgument, StaleQuote, UnknownRecord
from app.operations.local_time import local_date
from app.operations.operation import Caller, Operation
from app.operations.paper.letterhead import common, print_document
from app.operations.paper.payment_receipt import named
from app.operations.reasons import line_of_text
from app.printing.documents import Customer, Moved, PaymentReceipt

_LONGEST_REFERENCE = 40


class TakeSubsidyArguments(msgspec.Struct, frozen=True, kw_only=True):
    """Which scheme's payer paid how much, and which paper proves it."""

    scheme: str
    """Its code."""
    amount: str
    reference: str
    """Number of the transfer or the cheque."""
    through: PaidThrough = PaidThrough.TRANSFER


class TakeSubsidyLook(msgspec.Struct, frozen=True, kw_only=True):
    """The scheme, and what it owes now."""

    scheme: SubsidyScheme
    owed: Money
    currency_digits: int


class TakeSubsidyQuote(msgspec.Struct, frozen=True, kw_only=True):
    """What will be booked."""

    look: TakeSubsidyLook
    amount: Money
    through: PaidThrough
    reference: str


class TakeSubsidyResult(msgspec.Struct, frozen=True, kw_only=True):
    """It is booked."""

    payment: EventId
    scheme: str
    payer: str
    amount: Money
    reference: str
    left: Money
    """Still owed right after it."""


def look_at(kiosk: Kiosk, caller: Caller, arguments: TakeSubsidyArguments) -> TakeSubsidyLook:
    """Raises UnknownRecord."""
    with kiosk.ledger.read() as reader:
        db = reader.db
        return TakeSubsidyLook(
            scheme=_scheme_with(db, arguments.scheme.strip()),
            owed=subsidies.owed_by(db, arguments.scheme.strip()),
            currency_digits=settings.utility(db).currency_digits,
        )


def _scheme_with(db: Database, code: str) -> SubsidyScheme:
    scheme = subsidies.subsidy_scheme(db, code)
    if scheme is None:
        codes = ", ".join(one.code for one in subsidies.subsidy_schemes(db))
        raise UnknownRecord(
            _("There is no scheme {code}.").format(code=code),
            _("Nothing was booked. Schemes: {codes}.").format(codes=codes or _("none")),
        )
    return scheme


def quote_for(look: TakeSubsidyLook, arguments: TakeSubsidyArguments) -> TakeSubsidyQuote:
    """At most what is owed. Raises BadArgument, BadAmount."""
    amount = parse_money(arguments.amount, look.currency_digits)
    if amount > look.owed:
        raise BadArgument(
            _("{payer} owes {owed} by scheme {code}, not more.").format(
                payer=look.scheme.payer,
                owed=format_money(max(0, look.owed), look.currency_digits),
                code=look.scheme.code,
            ),
            _("Nothing was booked. Book at most that; the rest when it is owed."),
        )
    return TakeSubsidyQuote(
        look=look,
        amount=amount,
        through=arguments.through,
        reference=line_of_text(arguments.reference, _("reference"), _LONGEST_REFERENCE),
    )


def carry_out(kiosk: Kiosk, caller: Caller, quote: TakeSubsidyQuote) -> TakeSubsidyResult:
    """Two people are known: books it and prints the receipt.

    Raises SecondPersonNeeded, StaleQuote.
    """
    require_second(kiosk, caller)
    scheme = quote.look.scheme

    def work(tx: Transaction) -> EventId:
        now = subsidies.subsidy_scheme(tx.db, scheme.code), subsidies.owed_by(tx.db, scheme.code)
        if now != (scheme, quote.look.owed):
            raise StaleQuote(
                _("What this scheme owes has changed meanwhile."),
                _("Nothing was booked. Start over."),
            )
        paper = _receipt(kiosk, tx, caller, quote)
        print_document(tx, paper, paper.number)
        event = SubsidyPaid(
            scheme=scheme.code,
            payer=scheme.payer,
            ledger_code=scheme.ledger_code,
            amount=quote.amount,
            through=quote.through,
            reference=quote.reference,
            owed=quote.look.owed,
            date=local_date(kiosk),
            entries=bookkeeping.subsidy_paid(scheme.code, quote.amount, quote.through),
        )
        return tx.append(
            event, operator=caller.operator, second=caller.second, request=caller.request
        )

    return recall(kiosk, kiosk.ledger.commit(work))


def _receipt(
    kiosk: Kiosk, tx: Transaction, caller: Caller, quote: TakeSubsidyQuote
) -> PaymentReceipt:
    """Numbered by the event to come."""
    proof, scheme = tx.next_id(), quote.look.scheme
    return PaymentReceipt(
        **common(
            kiosk, tx.db, number=str(proof), operator=caller.operator, shift=None, proof=proof
        ),
        moved=Moved.TAKEN,
        what=PaymentFor.OTHER,
        customer=Customer(account="", name=scheme.payer),
        line=Line(
            kind=LineKind.SUBSIDY,
            code=scheme.code,
            name=_("Subsidy: {name}").format(name=scheme.name),
            amount=quote.amount,
        ),
        ledger_code=scheme.ledger_code,
        note=f"{THROUGH_NAMES[quote.through]} {quote.reference}",
        second=named(tx.db, caller.second),
        left=quote.look.owed - quote.amount,
    )


THROUGH_NAMES = {PaidThrough.TRANSFER: _("bank transfer"), PaidThrough.CHEQUE: _("cheque")}


def recall(kiosk: Kiosk, payment: EventId) -> TakeSubsidyResult:
    """What an earlier call booked."""
    with kiosk.ledger.read() as reader:
        entry = journal.entry(reader.db, payment)
    if entry is None or not isinstance(entry.event, SubsidyPaid):
        raise LookupError(payment)
    event = entry.event
    return TakeSubsidyResult(
        payment=payment,
        scheme=event.scheme,
        payer=event.payer,
        amount=event.amount,
        reference=event.reference,
        left=event.owed - event.amount,
    )


TAKE_SUBSIDY = Operation(
    name="take-subsidy",
    summary=_("Book what the payer of a scheme paid of what it owes; two people."),
    permission=Permission.ACCOUNT_MONEY,
    arguments=TakeSubsidyArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=recall,
    opened_by=("subsidy_paid",),
    needs_clock=True,
    signed_for=lambda quote: signed_money("", quote.amount),
)
