"""Which books an event touches, and by how much. All postings returned sum to zero."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from app.domain.cards import UtilityKind
from app.domain.entries import Book, Posting
from app.domain.payments import PaymentFor
from app.domain.quantity import Money
from app.domain.sales import Tender, TenderKind
from app.domain.subsidy import PaidThrough
from app.domain.tariff.breakdown import Line, LineKind

_BOOK_OF_KIND = {
    UtilityKind.WATER: Book.WATER,
    UtilityKind.ELECTRICITY: Book.ELECTRICITY,
    UtilityKind.GAS: Book.GAS,
    UtilityKind.HEAT: Book.HEAT,
}
_BOOK_OF_LINE = {
    LineKind.SURCHARGE: Book.SURCHARGE,
    LineKind.STANDING: Book.STANDING,
    LineKind.ARREARS: Book.ARREARS,
    LineKind.FEE: Book.FEE,
    LineKind.SUBSIDY: Book.SUBSIDY,
    LineKind.OTHER: Book.OTHER,
    LineKind.ROUNDING: Book.ROUNDING,
}
"""What lines of other kinds are for does not depend on the meter; the rest is credit sold."""

_BOOK_OF_PAYMENT = {
    PaymentFor.DEPOSIT: Book.DEPOSIT,
    PaymentFor.ARREARS: Book.ARREARS,
    PaymentFor.BALANCE: Book.BALANCE,
}

CLEARING = {
    TenderKind.CARD: Book.CARD_CLEARING,
    TenderKind.MOBILE: Book.MOBILE_CLEARING,
    TenderKind.VOUCHER: Book.VOUCHER_CLEARING,
    TenderKind.BANK: Book.BANK_CLEARING,
}
"""Where what is not cash waits until it is received."""

RECEIVED = frozenset({Book.DRAWER, Book.UNCONFIRMED, *CLEARING.values()})
"""Where money is that customers brought."""


def received(tender: Tender, account: str, shift: str) -> Posting:
    """What a tender other than account balance brings, and where it is then."""
    amount = tender.amount + tender.to_balance
    if tender.unconfirmed:
        return Posting(Book.UNCONFIRMED, account, amount)
    return Posting(CLEARING.get(tender.kind, Book.DRAWER), shift, amount)


def tender_confirmed(
    kind: TenderKind, amount: Money, account: str, shift: str
) -> tuple[Posting, ...]:
    """It came after all; ``shift``: the one that took it."""
    return _merged(
        [Posting(CLEARING[kind], shift, amount), Posting(Book.UNCONFIRMED, account, -amount)]
    )


def tender_refuted(amount: Money, account: str) -> tuple[Posting, ...]:
    """It never came: the account owes it."""
    return _merged(
        [Posting(Book.ARREARS, account, amount), Posting(Book.UNCONFIRMED, account, -amount)]
    )


def paid(tenders: Iterable[Tender], account: str, shift: str) -> tuple[Posting, ...]:
    """Money came in and waits in suspense until the card proves its credit."""
    postings: list[Posting] = []
    total = 0
    for tender in tenders:
        total += tender.amount
        if tender.kind is TenderKind.BALANCE:
            postings.append(Posting(Book.BALANCE, account, tender.amount))
        else:
            postings.append(received(tender, account, shift))
            postings.append(Posting(Book.BALANCE, account, -tender.to_balance))
    postings.append(Posting(Book.SUSPENSE, account, -total))
    return _merged(postings)


def earned(
    lines: Sequence[Line], account: str, kind: UtilityKind = UtilityKind.WATER
) -> tuple[Posting, ...]:
    """The card proves it: out of suspense, into what each line is for, tax apart.

    ``kind``: of the meter whose credit it was; of no matter where the lines are fees alone.
    """
    return _merged([Posting(Book.SUSPENSE, account, _total(lines)), *_income(lines, account, kind)])


def earned_together(
    loads: Iterable[tuple[UtilityKind, Sequence[Line]]], account: str
) -> tuple[Posting, ...]:
    """The same for all loads of one payment."""
    return _merged(posting for kind, lines in loads for posting in earned(lines, account, kind))


def cancelled(
    lines: Sequence[Line],
    account: str,
    kind: UtilityKind = UtilityKind.WATER,
    *,
    from_balance: Money = 0,
) -> tuple[Posting, ...]:
    """A load is off the card: its lines go back, and the money is due to the customer.

    ``from_balance``: what the payment had put on the account balance; it is due as well.
    """
    given_back = [Posting(p.book, p.subject, -p.amount) for p in _income(lines, account, kind)]
    due = _total(lines) + from_balance
    return _merged(
        [
            *given_back,
            Posting(Book.BALANCE, account, from_balance),
            Posting(Book.REFUND_DUE, account, -due),
        ]
    )


def not_cancelled(
    lines: Sequence[Line],
    account: str,
    kind: UtilityKind = UtilityKind.WATER,
    *,
    from_balance: Money = 0,
) -> tuple[Posting, ...]:
    """The opposite: its meter had the load all the same, so nothing is due for it."""
    return tuple(
        Posting(posting.book, posting.subject, -posting.amount)
        for posting in cancelled(lines, account, kind, from_balance=from_balance)
    )


def reckoned_anew(
    changes: Iterable[tuple[UtilityKind, Sequence[Line], Sequence[Line]]],
    account: str,
    *,
    to_arrears: Money,
    to_balance: Money,
) -> tuple[Posting, ...]:
    """Sales cost otherwise than was booked: (kind, old lines, new lines) of each.

    The old lines go back, the new ones are booked; what that leaves is owed by the customer
    (``to_arrears``; below zero it lessens what is owed) or to them (``to_balance``).
    """
    postings = [
        Posting(Book.ARREARS, account, to_arrears),
        Posting(Book.BALANCE, account, -to_balance),
    ]
    for kind, old, new in changes:
        postings += [Posting(p.book, p.subject, -p.amount) for p in _income(old, account, kind)]
        postings += _income(new, account, kind)
    return _merged(postings)


def tendered_otherwise(
    old: Iterable[Tender], new: Iterable[Tender], account: str, shift: str, *, counted_by: str = ""
) -> tuple[Posting, ...]:
    """A sale was paid otherwise than recorded: the old tenders go back, the new ones are booked.

    ``shift``: whose drawer took the cash. ``counted_by``: its operator, once it was counted; what
    it then should have held changes what was over or short.
    """
    changed = [Posting(p.book, p.subject, -p.amount) for p in paid(old, account, shift)]
    changed += paid(new, account, shift)
    if counted_by:
        changed = [
            Posting(Book.OVER_SHORT, counted_by, p.amount) if p.book is Book.DRAWER else p
            for p in changed
        ]
    return _merged(changed)


def overused(
    lines: Sequence[Line], account: str, kind: UtilityKind = UtilityKind.WATER
) -> tuple[Posting, ...]:
    """Credit that was used and not paid for is sold after all: the account owes its price."""
    owes = Posting(Book.ARREARS, account, _total(lines))
    return _merged([owes, *_income(lines, account, kind)])


def not_overused(
    lines: Sequence[Line], account: str, kind: UtilityKind = UtilityKind.WATER
) -> tuple[Posting, ...]:
    """The opposite: what was booked as overuse was none."""
    return tuple(
        Posting(posting.book, posting.subject, -posting.amount)
        for posting in overused(lines, account, kind)
    )


def change_fees(lines: Sequence[Line], account: str, *, paid: bool) -> tuple[Posting, ...]:
    """Fees of a meter change that is made: paid with it, or owed from now on."""
    return earned(lines, account) if paid else overused(lines, account)


def no_change_fees(lines: Sequence[Line], account: str, *, paid: bool) -> tuple[Posting, ...]:
    """The change is taken back: what was paid is the customer's, what was owed is not owed."""
    if not paid:
        return not_overused(lines, account)
    kind = UtilityKind.WATER
    to_balance = _total(lines)
    return reckoned_anew([(kind, lines, ())], account, to_arrears=0, to_balance=to_balance)


def never_written(total: Money, account: str) -> tuple[Posting, ...]:
    """A paid load never came onto the card: out of suspense, due to the customer."""
    return _merged(
        [Posting(Book.SUSPENSE, account, total), Posting(Book.REFUND_DUE, account, -total)]
    )


def paid_out(to_cash: Money, to_balance: Money, account: str, shift: str) -> tuple[Posting, ...]:
    """What was due went out."""
    return _merged(
        [
            Posting(Book.REFUND_DUE, account, to_cash + to_balance),
            Posting(Book.DRAWER, shift, -to_cash),
            Posting(Book.BALANCE, account, -to_balance),
        ]
    )


def credit_paid_back(
    lines: Sequence[Line],
    account: str,
    kind: UtilityKind,
    *,
    to_cash: Money,
    to_balance: Money,
    shift: str,
) -> tuple[Posting, ...]:
    """Credit inside a meter goes back, and its price to where it came from, at once."""
    back = cancelled(lines, account, kind)
    return _merged([*back, *paid_out(to_cash, to_balance, account, shift)])


def account_closed(
    given_back: Iterable[tuple[UtilityKind, Sequence[Line]]],
    charges: Sequence[Line],
    *,
    arrears: Money,
    balance: Money,
    deposit: Money = 0,
    to_cash: Money,
    to_balance: Money,
    received: Money,
    account: str,
    shift: str,
    successor: str = "",
    to_successor: Money = 0,
) -> tuple[Posting, ...]:
    """An account ends: credit given back, charges, arrears and balance settled against each other.

    ``balance``: what the utility owed it until then; ``deposit``: what it kept for it.
    ``to_successor``: what of it becomes balance of the account ``successor``.
    """
    settled = arrears - balance - deposit - received
    return _merged(
        [
            *(posting for kind, lines in given_back for posting in cancelled(lines, account, kind)),
            *_income(charges, account, UtilityKind.WATER),
            Posting(Book.REFUND_DUE, account, _total(charges) + settled),
            Posting(Book.ARREARS, account, -arrears),
            Posting(Book.BALANCE, account, balance),
            Posting(Book.DEPOSIT, account, deposit),
            Posting(Book.DRAWER, shift, received),
            Posting(Book.REFUND_DUE, account, to_successor),
            Posting(Book.BALANCE, successor, -to_successor),
            *paid_out(to_cash, to_balance, account, shift),
        ]
    )


def payment_taken(
    what: PaymentFor,
    line: Line,
    account: str,
    shift: str,
    ledger_code: str,
    rounding: Money = 0,
    *,
    tenders: Iterable[Tender],
) -> tuple[Posting, ...]:
    """Money came in without a card: income with its tax, or what it is kept or owed for.

    ``rounding``: what came in beyond the line.
    """
    brought = [
        *(received(tender, account, shift) for tender in tenders),
        Posting(Book.ROUNDING, "", -rounding),
    ]
    if what is PaymentFor.OTHER:
        return _merged([*brought, *_other_income(line, ledger_code)])
    return _merged([*brought, Posting(_BOOK_OF_PAYMENT[what], account, -line.amount)])


def payment_reversed(entries: Iterable[Posting], account: str) -> tuple[Posting, ...]:
    """The opposite of what was booked, but that only cash goes back in cash.

    What came otherwise becomes balance of the account.
    """
    return _merged(
        Posting(Book.BALANCE, account, -one.amount)
        if one.book in RECEIVED and one.book is not Book.DRAWER
        else Posting(one.book, one.subject, -one.amount)
        for one in entries
    )


def given_back(
    what: PaymentFor, amount: Money, account: str, shift: str, rounding: Money = 0
) -> tuple[Posting, ...]:
    """A deposit, or account balance, went out in cash; ``rounding``: what went out beyond it."""
    return _merged(
        [
            Posting(_BOOK_OF_PAYMENT[what], account, amount),
            Posting(Book.DRAWER, shift, -amount - rounding),
            Posting(Book.ROUNDING, "", rounding),
        ]
    )


def owed(line: Line, account: str, ledger_code: str) -> tuple[Posting, ...]:
    """Something is to be paid later: income with its tax, and arrears instead of cash."""
    owes = Posting(Book.ARREARS, account, line.amount)
    return _merged([owes, *_other_income(line, ledger_code)])


def written_off(amount: Money, account: str) -> tuple[Posting, ...]:
    """Arrears were given up; the tax in them stays as it was booked."""
    return (Posting(Book.ARREARS, account, -amount), Posting(Book.WRITTEN_OFF, "", amount))


def subsidy_paid(scheme: str, amount: Money, through: PaidThrough) -> tuple[Posting, ...]:
    """The payer of a scheme paid into the utility's account: so much less is owed."""
    return (Posting(Book.TENDER, through.value, amount), Posting(Book.SUBSIDY, scheme, -amount))


def _other_income(line: Line, ledger_code: str) -> tuple[Posting, Posting]:
    return (
        Posting(Book.OTHER, ledger_code, line.tax - line.amount),
        Posting(Book.TAX, line.tax_code, -line.tax),
    )


def float_brought(amount: Money, shift: str) -> tuple[Posting, ...]:
    """Change money put into a drawer at the start of its shift."""
    return _merged([Posting(Book.DRAWER, shift, amount), Posting(Book.SAFE, "", -amount)])


def drawer_counted(
    expected: Money, counted: Money, shift: str, operator: str
) -> tuple[Posting, ...]:
    """The drawer is emptied; what is over or short stands in a book of its own."""
    return _merged(
        [
            Posting(Book.DRAWER, shift, -expected),
            Posting(Book.SAFE, "", counted),
            Posting(Book.OVER_SHORT, operator, expected - counted),
        ]
    )


def _income(lines: Sequence[Line], account: str, kind: UtilityKind) -> list[Posting]:
    postings = []
    for line in lines:
        book = _BOOK_OF_LINE.get(line.kind, _BOOK_OF_KIND[kind])
        subject = {Book.ARREARS: account, Book.SUBSIDY: line.code}.get(book, "")
        postings.append(Posting(book, subject, line.tax - line.amount))
        postings.append(Posting(Book.TAX, line.tax_code, -line.tax))
    return postings


def _total(lines: Sequence[Line]) -> Money:
    return sum(line.amount for line in lines)


def _merged(postings: Iterable[Posting]) -> tuple[Posting, ...]:
    """One posting per book and subject, none of zero."""
    sums: dict[tuple[Book, str], Money] = {}
    for posting in postings:
        key = (posting.book, posting.subject)
        sums[key] = sums.get(key, 0) + posting.amount
    return tuple(Posting(*key, amount) for key, amount in sums.items() if amount)
