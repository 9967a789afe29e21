"""What of each purchase of an account goes to arrears.

The share of a payment that the tariff allows bounds every rule, and lifeline volume stays buyable.
"""

from __future__ import annotations

import enum

import msgspec
from peewee import Database

from app.domain.account_states import AccountAct
from app.domain.amounts import parse_money
from app.domain.approval import Signed
from app.domain.arrears import DeductionRule, DeductionScheme
from app.domain.identity import EventId
from app.domain.permissions import Permission
from app.domain.text import _
from app.kiosk import Kiosk, Transaction
from app.ledger.events.payments import DeductionSet
from app.ledger.queries import journal, payments, settings
from app.operations.account_standing import account_open_to
from app.operations.authority import require_second
from app.operations.errors import BadArgument, StaleQuote
from app.operations.operation import Caller, Operation

_WHOLE = 10_000


class WantedRule(enum.StrEnum):
    """A rule, or none of its own."""

    TARIFF = "tariff"
    PERCENT = "percent"
    FIXED = "fixed"
    DUE = "due"
    NONE = "none"
    USUAL = "usual"
    """As for all."""


class SetDeductionArguments(msgspec.Struct, frozen=True, kw_only=True):
    """Whose, and which rule."""

    account: str
    rule: WantedRule
    rate: int | None = None
    """Hundredths of a percent of a payment, for percent."""
    amount: str | None = None
    """With each purchase, for fixed."""


class SetDeductionLook(msgspec.Struct, frozen=True, kw_only=True):
    """The rule as it stands."""

    account: str
    current: DeductionScheme | None
    currency_digits: int


class SetDeductionResult(msgspec.Struct, frozen=True, kw_only=True):
    """The rule as it was and as it is."""

    account: str
    old: DeductionScheme | None
    new: DeductionScheme | None


def look_at(kiosk: Kiosk, caller: Caller, arguments: SetDeductionArguments) -> SetDeductionLook:
    """Raises UnknownRecord, AccountForbids."""
    with kiosk.ledger.read() as reader:
        account = account_open_to(kiosk, reader.db, arguments.account.strip(), AccountAct.OWE)
        return rule_now(reader.db, account.number)


def rule_now(db: Database, account: str) -> SetDeductionLook:
    """The rule of an account; of all others where it is empty."""
    return SetDeductionLook(
        account=account,
        current=payments.own_deduction(db, account),
        currency_digits=settings.utility(db).currency_digits,
    )


def _require_open(kiosk: Kiosk, db: Database, account: str) -> None:
    if account:
        account_open_to(kiosk, db, account, AccountAct.OWE)


def quote_for(look: SetDeductionLook, arguments: SetDeductionArguments) -> DeductionSet:
    """The rule with its figure. Raises BadArgument, BadAmount."""
    return DeductionSet(
        account=look.account,
        old=look.current,
        new=scheme_of(
            arguments.rule, arguments.rate, arguments.amount, digits=look.currency_digits
        ),
    )


def scheme_of(
    rule: WantedRule, rate: int | None, amount: str | None, *, digits: int
) -> DeductionScheme | None:
    """A rule with its figure; None: none of its own. Raises BadArgument, BadAmount."""
    wants_rate, wants_amount = rule is WantedRule.PERCENT, rule is WantedRule.FIXED
    if (rate is not None) is not wants_rate or (amount is not None) is not wants_amount:
        raise BadArgument(
            _("Percent needs a rate, fixed an amount, the others neither."),
            _("Nothing was changed. Give what belongs to the rule."),
        )
    if rate is not None and not 0 < rate <= _WHOLE:
        raise BadArgument(
            _("A rate is given in hundredths of a percent, 1 to 10000."),
            _("Nothing was changed. For 20 percent give 2000."),
        )
    if rule is WantedRule.USUAL:
        return None
    return DeductionScheme(
        rule=DeductionRule(rule.value),
        rate=rate or 0,
        amount=0 if amount is None else parse_money(amount, digits),
    )


def carry_out(kiosk: Kiosk, caller: Caller, quote: DeductionSet) -> SetDeductionResult:
    """Two people are known: records it. Raises SecondPersonNeeded, StaleQuote."""
    require_second(kiosk, caller)

    def work(tx: Transaction) -> EventId:
        _require_open(kiosk, tx.db, quote.account)
        if payments.own_deduction(tx.db, quote.account) != quote.old:
            raise StaleQuote(
                _("This rule was changed meanwhile."),
                _("Nothing was changed now. Look at it again."),
            )
        return tx.append(
            quote, operator=caller.operator, second=caller.second, request=caller.request
        )

    return recall(kiosk, kiosk.ledger.commit(work))


def recall(kiosk: Kiosk, done: EventId) -> SetDeductionResult:
    """What an earlier call set."""
    with kiosk.ledger.read() as reader:
        entry = journal.entry(reader.db, done)
    if entry is None or not isinstance(entry.event, DeductionSet):
        raise LookupError(done)
    event = entry.event
    return SetDeductionResult(account=event.account, old=event.old, new=event.new)


SET_DEDUCTION = Operation(
    name="set-deduction",
    summary=_("Set what of each purchase of an account goes to its arrears; two people."),
    permission=Permission.ACCOUNT_MONEY,
    arguments=SetDeductionArguments,
    look_at=look_at,
    quote_for=quote_for,
    carry_out=carry_out,
    recall=recall,
    opened_by=("deduction_set",),
    signed_for=lambda quote: Signed(account=quote.account),
)
