"""Payments without a card, arrears and account balances in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from app.domain.arrears import DeductionRule, DeductionScheme, PlanStanding
from app.domain.payments import PaymentFor
from app.domain.subsidy import SubsidyTerm
from app.domain.text import _
from app.operations.account_money import AccountMoney, MoneyMovement, MovedBook
from app.operations.book_arrears import BookArrearsResult
from app.operations.give_free_water import GiveFreeWaterResult
from app.operations.paying import PaymentResult
from app.operations.plan_arrears import PlanArrearsResult
from app.operations.set_deduction import SetDeductionResult
from app.operations.set_free_scheme import SetFreeSchemeResult
from app.operations.set_payment_kind import SetPaymentKindResult
from app.operations.set_subsidy_scheme import SetSubsidySchemeResult
from app.operations.statement_facts import AccountStatement, Standing
from app.operations.subsidies_owed import SubsidiesOwedResult
from app.operations.subsidise import SubsidiseResult
from app.operations.take_subsidy import TakeSubsidyResult
from app.operations.write_off import WriteOffResult
from app.printing.documents import Moved
from app.telling.tenders import otherwise_rows
from app.telling.words import Row, Told, Words

_LEFT = {
    PaymentFor.ARREARS: _("Arrears still owed"),
    PaymentFor.BALANCE: _("Account balance now"),
    PaymentFor.DEPOSIT: _("Deposit now"),
    PaymentFor.OTHER: "",
}
_HEADLINES = {
    Moved.TAKEN: _("{name}: {amount} is paid."),
    Moved.REVERSED: _("{name}: {amount} goes back; the payment is undone."),
    Moved.GIVEN_BACK: _("{name}: {amount} goes back."),
}
BOOK_NAMES = {
    MovedBook.ARREARS: _("Arrears"),
    MovedBook.BALANCE: _("Balance"),
    MovedBook.DEPOSIT: _("Deposit"),
}
_KINDS = {
    "purchase_paid": _("paid for a purchase"),
    "purchase_loaded": _("purchase"),
    "load_cancelled": _("purchase taken back"),
    "refund_paid": _("refund"),
    "plan_decided": _("decided by two people"),
    "payment_taken": _("paid at the counter"),
    "payment_reversed": _("payment undone"),
    "paid_out": _("paid out"),
    "arrears_booked": _("booked"),
    "arrears_written_off": _("given up"),
    "class_corrected": _("class or household corrected"),
    "tender_settled": _("payment did not come"),
    "tenders_corrected": _("payment corrected"),
    "meter_changed": _("use at a meter change"),
    "meter_change_undone": _("meter change undone"),
    "account_cancelled": _("final statement"),
}


def percent_text(rate: int) -> str:
    """Hundredths of a percent as people read them: ``12.5 %``."""
    whole, hundredths = divmod(rate, 100)
    return f"{whole}.{hundredths:02d}".rstrip("0").rstrip(".") + " %"


def rule_text(words: Words, scheme: DeductionScheme) -> str:
    """What of a purchase goes to arrears."""
    match scheme.rule:
        case DeductionRule.TARIFF:
            return _("as the tariff says")
        case DeductionRule.PERCENT:
            return _("{rate} of a payment").format(rate=percent_text(scheme.rate))
        case DeductionRule.FIXED:
            return _("{amount} each time").format(amount=words.money(scheme.amount))
        case DeductionRule.DUE:
            return _("what is due by the day")
        case DeductionRule.NONE:
            return _("nothing")


def plan_text(words: Words, plan: PlanStanding) -> str:
    """How an account keeps its plan, in one line."""
    if plan.overdue:
        return _("OVERDUE {amount}").format(amount=words.money(plan.overdue))
    if plan.due:
        return _("due today {amount}").format(amount=words.money(plan.due))
    if plan.next_due is not None:
        return _("kept; next on {day}").format(day=plan.next_due.isoformat())
    return _("paid")


def money_rows(words: Words, file: AccountMoney) -> list[Row]:
    """What stands, without the movements."""
    return [
        (_("Account"), file.account),
        (_("Arrears"), words.money(file.arrears)),
        (_("Due by today"), words.money(file.due) if file.due else ""),
        *debt_rows(words, file, len(file.debts)),
        (_("Instalment plan"), "" if file.plan is None else plan_text(words, file.plan)),
        (_("To arrears"), rule_text(words, file.rule) if file.arrears or file.own_rule else ""),
        (_("Account balance"), words.money(file.balance)),
        (_("Deposit"), words.money(file.deposit) if file.deposit else ""),
    ]


def short_rows(words: Words, file: AccountMoney, debts: int = 0) -> list[Row]:
    """The same above a form; of the debts the oldest, as many as wanted."""
    owes = words.money(file.arrears)
    if file.due:
        owes = _("{amount}, {due} of it due").format(amount=owes, due=words.money(file.due))
    kept = _("balance {amount}").format(amount=words.money(file.balance))
    if file.deposit:
        kept += ", " + _("deposit {amount}").format(amount=words.money(file.deposit))
    return [
        (_("Account"), file.account),
        (_("Arrears"), owes),
        *debt_rows(words, file, debts),
        (_("Plan"), "" if file.plan is None else plan_text(words, file.plan)),
        (_("Kept for it"), kept),
    ]


def statement_rows(words: Words, statement: AccountStatement) -> list[Row]:
    """What a statement of some days says, in short."""
    paid = sum(one.total for one in statement.bought) + sum(one.amount for one in statement.paid)

    def stood(standing: Standing) -> str:
        return _("arrears {arrears}, balance {balance}, deposit {deposit}").format(
            arrears=words.money(standing.arrears),
            balance=words.money(standing.balance),
            deposit=words.money(standing.deposit),
        )

    return [
        (_("Account"), statement.account),
        (_("From"), statement.since.isoformat()),
        (_("Until"), statement.until.isoformat()),
        (_("Before"), stood(statement.opening)),
        (_("Paid at the counter"), words.money(paid)),
        (_("Lines"), str(len(statement.bought) + len(statement.paid) + len(statement.moved))),
        (_("Afterwards"), stood(statement.closing)),
    ]


def _statement(words: Words, statement: AccountStatement) -> Told:
    return Told(_("The statement goes to the printer."), statement_rows(words, statement))


def debt_rows(words: Words, file: AccountMoney, most: int) -> list[Row]:
    """The oldest debts: what is left of each, and its day."""
    return [
        (
            debt.name,
            _("{left} of {amount}, due {day}").format(
                left=words.money(debt.left), amount=words.money(debt.amount), day=debt.due
            ),
        )
        for debt in file.debts[:most]
    ]


def movement_cells(words: Words, one: MoneyMovement) -> tuple[str, ...]:
    """Date, where, what, amount, who."""
    return (
        one.date.isoformat(),
        BOOK_NAMES[one.book],
        _KINDS.get(one.kind, one.kind),
        words.column(one.amount).strip(),
        "" if one.operator is None else str(one.operator),
    )


def _money(words: Words, file: AccountMoney) -> Told:
    moved = [
        (cells[0], "  ".join(cells[1:]))
        for cells in (movement_cells(words, m) for m in file.movements)
    ]
    return Told(
        _("Account {account} owes {amount}.").format(
            account=file.account, amount=words.money(file.arrears)
        ),
        [*money_rows(words, file), *moved],
    )


def _payment(words: Words, paid: PaymentResult) -> Told:
    headline = _HEADLINES[paid.moved].format(name=paid.name, amount=words.money(paid.amount))
    return Told(
        headline,
        [
            (_("Account"), paid.account),
            (_("Paid by"), paid.payer),
            (_("Rounding"), words.money(paid.rounding) if paid.rounding else ""),
            *otherwise_rows(words, paid.tenders),
            (_("Change"), words.money(paid.change) if paid.change else ""),
            (
                _("Of it to account balance"),
                words.money(paid.to_balance) if paid.to_balance else "",
            ),
            (_LEFT[paid.what], "" if paid.left is None else words.money(paid.left)),
            (_("Receipt"), words.receipt(paid.receipt)),
        ],
    )


def _booked(words: Words, booked: BookArrearsResult) -> Told:
    return Told(
        _("{name}: {amount} is owed by {day}.").format(
            name=booked.name, amount=words.money(booked.amount), day=booked.due.isoformat()
        ),
        [
            (_("Account"), booked.account),
            (_("Arrears now"), words.money(booked.arrears)),
            (_("Slip"), str(booked.debt)),
        ],
    )


def _written_off(words: Words, done: WriteOffResult) -> Told:
    return Told(
        _("{amount} is given up.").format(amount=words.money(done.amount)),
        [
            (_("Account"), done.account),
            (_("Arrears now"), words.money(done.arrears)),
            (_("Slip"), str(done.written_off)),
        ],
    )


def _planned(words: Words, done: PlanArrearsResult) -> Told:
    parts = done.instalments
    headline = _("Account {account} has no instalment plan any more.")
    if parts:
        headline = _("Account {account} pays its arrears in instalments.")
    return Told(
        headline.format(account=done.account),
        [
            *((one.due.isoformat(), words.money(one.amount)) for one in parts),
            (_("Slip"), str(done.planned)),
        ],
    )


def _rule(words: Words, done: SetDeductionResult) -> Told:
    def said(scheme: DeductionScheme | None) -> str:
        return _("the usual") if scheme is None else rule_text(words, scheme)

    headline = _("To arrears of account {account}: {rule}.")
    if not done.account:
        headline = _("To arrears of accounts without a rule of their own: {rule}.")
    return Told(
        headline.format(account=done.account, rule=said(done.new)),
        [(_("Before"), said(done.old))],
    )


def _kind(words: Words, done: SetPaymentKindResult) -> Told:
    kind, old = done.new, done.old

    def price(amount: int | None) -> str:
        return _("any amount") if amount is None else words.money(amount)

    headline = _("{name} is paid for without a card.")
    if not kind.active:
        headline = _("{name} is no longer paid for.")
    tax = f"{kind.tax_code} {percent_text(kind.tax_rate)}" if kind.tax_code else ""
    return Told(
        headline.format(name=kind.name),
        [
            (_("Price"), price(kind.price)),
            (_("Before"), "" if old is None else price(old.price)),
            (_("Tax in it"), tax),
            (_("Ledger account"), kind.ledger_code),
            (_("Deposit"), _("yes: it is given back one day") if kind.deposit else ""),
        ],
    )


def _free_water(words: Words, given: GiveFreeWaterResult) -> Told:
    return Told(
        _("On the card for nothing: {volume}. {scheme}.").format(
            volume=words.volume(given.volume), scheme=given.scheme
        ),
        [
            (_("Account"), given.account),
            (_("Meter"), given.meter),
            (_("Reason"), given.reason),
            (_("Left this month"), words.volume(given.allowed)),
            (_("Slip"), str(given.given)),
        ],
    )


def term_text(term: SubsidyTerm | None) -> str:
    """The scheme that an account is in, and its days."""
    if term is None:
        return _("no scheme")
    return _("{scheme}, {since} to {until}").format(
        scheme=term.scheme, since=term.since.isoformat(), until=term.until.isoformat()
    )


def _subsidy_scheme(words: Words, done: SetSubsidySchemeResult) -> Told:
    scheme = done.new
    headline = _("{payer} pays {percent} % of the price.")
    if not scheme.active:
        headline = _("{payer} pays nothing any more.")
    return Told(
        headline.format(payer=scheme.payer, percent=scheme.percent),
        [
            (_("A month"), words.volume(scheme.per_month, scheme.kind)),
            (
                _("For each person"),
                words.volume(scheme.per_person, scheme.kind) if scheme.per_person else "",
            ),
            (_("Before"), "" if done.old is None else f"{done.old.percent} %"),
            (_("Ledger account"), scheme.ledger_code),
        ],
    )


def _subsidised(_words: Words, done: SubsidiseResult) -> Told:
    return Told(
        _("Account {account}: {term}.").format(account=done.account, term=term_text(done.new)),
        [(_("Before"), term_text(done.old))],
    )


def _scheme_paid(words: Words, done: TakeSubsidyResult) -> Told:
    return Told(
        _("{payer} paid {amount} of what it owes.").format(
            payer=done.payer, amount=words.money(done.amount)
        ),
        [
            (_("Scheme"), done.scheme),
            (_("Reference"), done.reference),
            (_("Still owed"), words.money(done.left)),
            (_("Receipt"), str(done.payment)),
        ],
    )


def _schemes_owe(words: Words, result: SubsidiesOwedResult) -> Told:
    rows = [
        (
            f"{one.scheme.code}, {one.scheme.payer}",
            words.money(one.owed)
            if one.since is None
            else _("{amount} for {volume} of {count} accounts since {day}").format(
                amount=words.money(one.owed),
                volume=words.volume(one.volume, one.scheme.kind),
                count=one.households,
                day=one.since.isoformat(),
            ),
        )
        for one in result.schemes
    ]
    return Told(_("Schemes: {count}").format(count=len(rows)), rows)


def _free_scheme(words: Words, done: SetFreeSchemeResult) -> Told:
    scheme = done.new
    headline = _("{name} gives volume for nothing.")
    if not scheme.active:
        headline = _("{name} gives nothing any more.")
    return Told(
        headline.format(name=scheme.name),
        [
            (_("A month"), words.volume(scheme.per_month)),
            (_("For each person"), words.volume(scheme.per_person) if scheme.per_person else ""),
            (_("Before"), "" if done.old is None else words.volume(done.old.per_month)),
            (_("Ledger account"), scheme.ledger_code),
        ],
    )


TELLERS: dict[type[msgspec.Struct], Callable[[Words, Any], Told]] = {
    AccountMoney: _money,
    PaymentResult: _payment,
    BookArrearsResult: _booked,
    WriteOffResult: _written_off,
    PlanArrearsResult: _planned,
    SetDeductionResult: _rule,
    SetPaymentKindResult: _kind,
    GiveFreeWaterResult: _free_water,
    SetFreeSchemeResult: _free_scheme,
    SetSubsidySchemeResult: _subsidy_scheme,
    SubsidiseResult: _subsidised,
    TakeSubsidyResult: _scheme_paid,
    SubsidiesOwedResult: _schemes_owe,
    AccountStatement: _statement,
}
