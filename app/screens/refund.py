"""Refund: an unloaded purchase comes off its card; the money goes out at once, or when proved.

The card says which half it is: a load that the meter has not taken, or a refund that waits. Where
both or several are possible, a digit chooses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial

from app.domain.approval import Signed
from app.domain.errors import TapcardError
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.queries import accounts, sales
from app.ledger.queries.sales import Refund as RefundRow
from app.operations.approved_ledger import only_here
from app.operations.errors import (
    CardStandsInTheWay,
    NoRefundWaits,
    SecondPersonNeeded,
    WhichMeter,
)
from app.operations.operation import Caller
from app.operations.pay_refund import PAY_REFUND, PayRefundArguments, PayRefundQuote
from app.operations.refund import REFUND, RefundArguments, RefundLook, RefundQuote
from app.operations.refund_result import RefundResult
from app.operations.sign_in import SignedIn
from app.screens.customer import personal_name
from app.screens.last_three import are_last_three, last_three_field, not_last_three
from app.screens.operation_screen import Finished, OperationScreen, Stage
from app.screens.refunded import refunded
from app.screens.second_person import SecondPerson
from app.screens.ways_out import WayOut
from app.telling.words import Words
from app.widgets.field import Field, FieldKind
from app.widgets.rows import Row

_REASONS = {"1": _("wrong amount"), "2": _("moved away"), "3": _("other")}


@dataclass(frozen=True)
class Wanted:
    """Which of the things that a card is ready for; nothing: the card alone says."""

    meter: str | None = None
    """Whose load comes off."""
    waiting: bool = False
    """Whether it is a refund that waits."""


class OneOfSeveral(WhichMeter):
    """Loads of several meters could come off, or a refund waits too."""

    code = "one_of_several"

    def __init__(self, meters: tuple[str, ...], *, waits: bool) -> None:
        super().__init__(
            _("More than one thing can be done with this card."),
            _("Nothing was paid out. Press a digit."),
            meters=meters,
        )
        self.waits = waits


@dataclass(frozen=True)
class Found:
    """The customer, and which half of a refund their card is ready for."""

    name: str
    half: RefundLook | PayRefundQuote
    meter: str


def see(kiosk: Kiosk, caller: Caller, wanted: Wanted) -> Found:
    """Reads the card. Raises OneOfSeveral, or what looking raises when neither half fits."""
    half: RefundLook | PayRefundQuote
    if wanted.waiting:
        half = PAY_REFUND.look(kiosk, caller, PayRefundArguments())
    else:
        half = _first_half(kiosk, caller, wanted.meter)
    number, allocation = (
        (half.purchase.account, half.purchase.allocation)
        if isinstance(half, RefundLook)
        else (half.refund.account, half.refund.allocation)
    )
    with kiosk.ledger.read() as reader:
        account = accounts.account(reader.db, number)
        row = accounts.allocation(reader.db, allocation)
    name = personal_name(kiosk, account) if account else ""
    return Found(name, half, row.meter if row else "")


def _first_half(kiosk: Kiosk, caller: Caller, meter: str | None) -> RefundLook | PayRefundQuote:
    """A load that can come off; where there is none, a refund that waits."""
    try:
        look = REFUND.look(kiosk, caller, RefundArguments(reason="", meter=meter))
    except WhichMeter as error:
        raise OneOfSeveral(error.meters, waits=False) from error
    except CardStandsInTheWay as in_the_way:
        try:
            return PAY_REFUND.look(kiosk, caller, PayRefundArguments())
        except NoRefundWaits:
            raise in_the_way from None
    if meter is None and waiting(kiosk, look.purchase.account):
        raise OneOfSeveral((look.contents.meter,), waits=True)
    return look


def waiting(kiosk: Kiosk, account: str) -> list[RefundRow]:
    """Refunds of an account whose money this kiosk has still to pay."""
    with kiosk.ledger.read() as reader:
        rows = sales.open_refunds(reader.db, account)
    return [row for row in rows if row.id.node == kiosk.ledger.node]


class Refund(OperationScreen[RefundResult]):
    """Takes a load off, or pays for one that was taken off."""

    heading = _("Refund")
    help_lines = (
        _("A load that the meter has not taken comes off the card and is paid back."),
        _("Type the digit of the reason, Enter, the account's last three digits, Enter."),
        _("Read the review, then press + to take the load off the card."),
        _("A card that can be copied pays only when its meter has proved it: put the card in the"),
        _("meter, bring card and slip back, open Refund again: then the money goes out."),
        _("A slip is printed, and a receipt when the money goes out: the customer signs."),
    )

    def __init__(self, wanted: Wanted | None = None) -> None:
        """``wanted``: which of several things, where it is known already."""
        self._wanted = wanted or Wanted()
        self.reason = Field(
            _("Reason"),
            FieldKind.DIGITS,
            id="reason",
            hint="   ".join(f"{digit} {reason}" for digit, reason in _REASONS.items()),
            longest=1,
        )
        self.last_three = last_three_field()
        super().__init__()
        self.found: Found | None = None
        self.quote: RefundQuote | None = None
        self._second: SignedIn | None = None

    def fields(self) -> Iterable[Field]:
        """Why, and whose."""
        return (self.reason, self.last_three)

    # -- look ------------------------------------------------------------------------------

    def look(self) -> None:
        """Reads the card; what stands there may be of another one."""
        self.facts.show(())
        caller = self.desk.caller(self._second)
        self.work(partial(see, self.desk.kiosk, caller, self._wanted), self.saw, self.refuse)

    def _look_again(self) -> None:
        self._second = None
        super()._look_again()

    def saw(self, found: Found) -> None:
        """The first half asks why; the second one has nothing to ask."""
        self.found, self.quote = found, None
        first = isinstance(found.half, RefundLook)
        self.reason.display = self.last_three.display = first
        self.writing_below = _("The card is being written.") if first else _("The money goes out.")
        name = found.name or _("Customer without a name")
        if isinstance(found.half, RefundLook):
            self.looked(self._on_the_card(found.half), name)
        else:
            self.facts.show(self._taken_off(found.half, found.meter), name)
            self.ask(self._to_pay(found.half), self._pay_question(found.half))

    def refuse(self, error: TapcardError) -> None:
        """After a restore two people compare the slip: the second one signs here."""
        super().refuse(error)
        if isinstance(error, SecondPersonNeeded):
            what = _("This refund is older than the last restore: two people compare the slip.")
            self.app.push_screen(SecondPerson(what, signs_for=self._older_refund), self._signed)

    def _older_refund(self, both: Caller) -> Signed:
        """The refund that waits, as both people together may see it."""
        half = see(self.desk.kiosk, both, self._wanted).half
        if not isinstance(half, PayRefundQuote):
            raise only_here()
        return PAY_REFUND.signs(half)

    def ways(self, error: TapcardError) -> tuple[WayOut, ...]:
        """One digit for each thing that can be done."""
        if not isinstance(error, OneOfSeveral):
            return super().ways(error)
        found = [
            WayOut(
                _("Take the load off for meter {meter}").format(meter=meter),
                partial(Refund, Wanted(meter=meter)),
            )
            for meter in error.meters
        ]
        if error.waits:
            found.append(WayOut(_("Pay out the refund that waits"), lambda: Refund(_WAITING)))
        return tuple(found)

    def _signed(self, who: SignedIn | None) -> None:
        if who is not None:
            self._second = who
            self.look()

    # -- form ------------------------------------------------------------------------------

    def submitted(self, field: Field | None) -> None:
        """Both have to be right before anything is asked."""
        if self.found is None or not isinstance(self.found.half, RefundLook):
            return
        if self.reason.value not in _REASONS:
            self.reason.complain(_("Type 1, 2 or 3."))
        elif field is self.reason:
            self.last_three.take_focus()
        elif not are_last_three(self.last_three.value, self.found.half.purchase.account):
            self.last_three.complain(not_last_three())
        else:
            self._second = None
            arguments = RefundArguments(reason=_REASONS[self.reason.value])
            self.quote = REFUND.quote(self.found.half, arguments)
            self.ask(self._rows(self.quote), self._question(self.quote))

    # -- words -----------------------------------------------------------------------------

    def _on_the_card(self, look: RefundLook) -> list[Row]:
        words, purchase = self.desk.words, look.purchase
        return [
            (_("Account"), purchase.account),
            (_("Meter"), look.contents.meter),
            (
                _("Purchase"),
                _("{number} of {day}, {money}").format(
                    number=purchase.number,
                    day=purchase.date.isoformat(),
                    money=words.money(purchase.total),
                ),
            ),
            (
                _("On the card"),
                _("{volume}, not taken by the meter").format(
                    volume=words.credit(
                        purchase.breakdown.credit, look.contents.charging, look.contents.kind
                    )
                ),
            ),
        ]

    def _rows(self, quote: RefundQuote) -> list[Row]:
        words, contents = self.desk.words, quote.look.contents
        kind, credit = contents.kind, quote.look.purchase.breakdown.money or quote.quantity
        return [
            (_("Reason"), quote.reason),
            (_("Comes off the card"), words.credit(credit, contents.charging, kind)),
            *words.charges(quote.lines, kind),
            (
                _("To pay back {currency}").format(currency=words.currency),
                words.column(quote.amount),
            ),
        ]

    def _question(self, quote: RefundQuote) -> str:
        if quote.needs_second and self._second is None:
            return _("This takes two people. Press +, then the second one signs.")
        if quote.needs_proof:
            return _(
                "Pay nothing yet: the meter proves it first. Press + to take the load off the card."
            )
        return _("Press + to take the load off the card, then pay out {money}.").format(
            money=self.desk.words.money(quote.amount)
        )

    def _taken_off(self, due: PayRefundQuote, meter: str) -> list[Row]:
        return [
            (_("Account"), due.refund.account),
            (_("Meter"), meter),
            (_("Refund"), f"{due.refund.id}, {due.refund.date.isoformat()}"),
            (_("Reason"), due.refund.reason),
            (_("Proof"), _("the meter did not take the load") if due.evidence else ""),
        ]

    def _to_pay(self, due: PayRefundQuote) -> list[Row]:
        words = self.desk.words
        return [
            (_("Cash to hand out"), words.money(due.to_cash)),
            (_("To account balance"), words.money(due.to_balance) if due.to_balance else ""),
        ]

    def _pay_question(self, due: PayRefundQuote) -> str:
        return _("Take the slip and keep it. Press + to pay out {money}.").format(
            money=self.desk.words.money(due.to_cash)
        )

    # -- a second person -------------------------------------------------------------------

    def confirmed(self) -> bool:
        """Above the limit the second one signs for what is shown before anything is written."""
        quote = self.quote
        if quote is None or not quote.needs_second or self._second is not None:
            return True
        what = _("A purchase of account {account} is taken off its card and paid back.").format(
            account=quote.look.purchase.account
        )
        signs = SecondPerson(what, self._rows(quote), signs_for=lambda _both: REFUND.signs(quote))
        self.app.push_screen(signs, self._signed_for)
        return False

    def _signed_for(self, who: SignedIn | None) -> None:
        if who is not None and self.quote is not None and self.stage is Stage.REVIEW:
            self._second = who
            self.ask(self._rows(self.quote), self._question(self.quote))

    # -- perform ---------------------------------------------------------------------------

    def perform(self) -> Callable[[], Finished[RefundResult]]:
        """One half or the other."""
        kiosk, words, caller = (
            self.desk.kiosk,
            self.desk.words,
            self.desk.caller(self._second),
        )
        if self.found is not None and isinstance(self.found.half, PayRefundQuote):
            due = self.found.half
            return lambda: _paid_out(words, caller, due)
        quote = self.quote
        if quote is None:
            raise LookupError("nothing was quoted")
        return lambda: refunded(words, REFUND.perform(kiosk, caller, quote))


_WAITING = Wanted(waiting=True)


def _paid_out(words: Words, caller: Caller, due: PayRefundQuote) -> Finished[RefundResult]:
    """The money goes out; the customer may have another refund."""
    shown = refunded(words, PAY_REFUND.perform(words.kiosk, caller, due))
    others = sum(row.amount for row in waiting(words.kiosk, due.refund.account))
    if not others:
        return shown
    more = _("Another {money} waits for this account: open Refund again.").format(
        money=words.money(others)
    )
    return replace(shown, warnings=[*shown.warnings, more])
