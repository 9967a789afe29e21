"""Reversal: the last purchase of this shift is undone as a whole; its card is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from app.domain.approval import Signed
from app.domain.errors import TapcardError
from app.domain.reversals import not_in_cash
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.queries import accounts
from app.operations.errors import ReversalImpossible, WhichMeter
from app.operations.operation import Caller
from app.operations.refund_result import RefundResult
from app.operations.reverse import REVERSE, ReverseArguments, ReverseLook, ReverseQuote
from app.screens.customer import personal_name
from app.screens.directory import screen_named
from app.screens.last_three import are_last_three, last_three_field, not_last_three
from app.screens.operation_screen import Finished
from app.screens.refunded import refunded
from app.screens.signed_form import SignedForm
from app.screens.ways_out import WayOut
from app.widgets.choice_field import ChoiceField, Option
from app.widgets.field import Field
from app.widgets.rows import Row

_REASONS = (
    Option(1, _("Wrong amount")),
    Option(2, _("Wrong card: another customer's")),
    Option(3, _("Customer changed their mind")),
    Option(4, _("Customer cannot pay")),
)


@dataclass(frozen=True)
class Found:
    """The customer, and what would be undone."""

    name: str
    look: ReverseLook


def see(kiosk: Kiosk, caller: Caller, meter: str | None) -> Found:
    """Reads the card. Raises what looking raises."""
    look = REVERSE.look(kiosk, caller, ReverseArguments(reason="", meter=meter))
    with kiosk.ledger.read() as reader:
        account = accounts.account(reader.db, look.purchase.account)
    return Found(personal_name(kiosk, account) if account else "", look)


class Reverse(SignedForm[RefundResult]):
    """Why, and whose; above the limit a second person signs; then the load comes off."""

    heading = _("Reversal")
    help_lines = (
        _("The last purchase of this shift is undone as a whole while its meter has not taken it."),
        _("All that was paid goes back: credit, standing charges, arrears, account balance."),
        _("Type the digit of the reason, Enter, the account's last three digits, Enter."),
        _("A card that can be copied pays only when its meter has proved it: put the card in the"),
        _("meter, bring card and slip back, open Refund: then the money goes out."),
        _("A slip or a receipt is printed; the customer signs it. Pay only what it says."),
    )

    def __init__(self, meter: str | None = None) -> None:
        """``meter``: whose load, where the card carries untaken loads of several."""
        self._meter = meter
        self.reason = ChoiceField(_("Reason"), id="why", options=_REASONS)
        self.last_three = last_three_field()
        super().__init__()
        self.found: Found | None = None
        self.quote: ReverseQuote | None = None

    def fields(self) -> Iterable[Field]:
        """Why, and whose."""
        return (self.reason, self.last_three)

    # -- look ------------------------------------------------------------------------------

    def look(self) -> None:
        """Reads the card; what was signed for was signed for another look."""
        self.forget_second()
        self.facts.show(())
        work = partial(see, self.desk.kiosk, self.desk.caller(), self._meter)
        self.work(work, self.saw, self.refuse)

    def saw(self, found: Found) -> None:
        """Shows what would be undone."""
        self.found = found
        words, look = self.desk.words, found.look
        purchase, contents = look.purchase, look.contents
        self.looked(
            [
                (_("Account"), purchase.account),
                (_("Meter"), contents.meter),
                (_("Receipt"), words.receipt(purchase.receipt)),
                (
                    _("On the card"),
                    _("{volume}, not taken by the meter").format(
                        volume=words.credit(
                            purchase.breakdown.credit, contents.charging, contents.kind
                        )
                    ),
                ),
            ],
            found.name or _("Customer without a name"),
        )

    def ways(self, error: TapcardError) -> tuple[WayOut, ...]:
        """A digit for each meter whose load could come off; else the refund that is possible."""
        if isinstance(error, WhichMeter):
            return tuple(
                WayOut(_("Meter {meter}").format(meter=meter), partial(Reverse, meter))
                for meter in error.meters
            )
        if isinstance(error, ReversalImpossible):
            label = _("Refund: take the load off the card")
            return (WayOut(label, lambda: screen_named("refund")),)
        return super().ways(error)

    # -- form ------------------------------------------------------------------------------

    def check(self, field: Field) -> None:
        """A reason from the list."""
        if field is self.reason:
            _chosen = self.reason.choice

    def filled(self) -> None:
        """Both are there: what would be undone is shown."""
        found = self.found
        if found is None:
            raise LookupError("no card was seen")
        if not are_last_three(self.last_three.value, found.look.purchase.account):
            self.last_three.complain(not_last_three())
            self.last_three.take_focus()
            return
        arguments = ReverseArguments(reason=self.reason.choice.name)
        self.quote = REVERSE.quote(found.look, arguments)
        self.review_unsigned()

    # -- review ----------------------------------------------------------------------------

    def signed(self) -> Signed | None:
        """What is shown, for somebody who is elsewhere."""
        return None if self.quote is None else REVERSE.signs(self.quote)

    def takes_two(self) -> bool:
        """Above the limit."""
        return self._quoted().needs_second

    def question(self) -> str:
        """Whether money goes out now."""
        quote = self._quoted()
        if quote.needs_proof:
            return _(
                "Pay nothing yet: the meter proves it first. Press + to take the load off the card."
            )
        return _("Press + to take the load off the card, then pay out {money}.").format(
            money=self.desk.words.money(quote.amount - self._to_balance(quote))
        )

    def signs_for(self) -> str:
        """Whose purchase is undone."""
        return _("The last purchase of account {account} is undone and paid back.").format(
            account=self._quoted().look.purchase.account
        )

    def shown_rows(self) -> list[Row]:
        """All that goes back."""
        words, quote = self.desk.words, self._quoted()
        look, to_balance = quote.look, self._to_balance(quote)
        return [
            (_("Reason"), quote.reason),
            *words.charges(look.purchase.breakdown.lines, look.contents.kind),
            (
                _("From account balance"),
                words.column(look.from_balance) if look.from_balance else "",
            ),
            (
                _("To give back {currency}").format(currency=words.currency),
                words.column(quote.amount),
            ),
            (_("Of it to account balance"), words.column(to_balance) if to_balance else ""),
        ]

    def _quoted(self) -> ReverseQuote:
        if self.quote is None:
            raise LookupError("nothing was quoted")
        return self.quote

    def _to_balance(self, quote: ReverseQuote) -> int:
        return not_in_cash(quote.look.purchase.tenders, with_rest=True)

    # -- perform ---------------------------------------------------------------------------

    def perform(self) -> Callable[[], Finished[RefundResult]]:
        """Takes it off."""
        kiosk, words, quote = self.desk.kiosk, self.desk.words, self._quoted()
        caller = self.desk.caller(self.take_second())
        return lambda: refunded(words, REVERSE.perform(kiosk, caller, quote))
