"""End an account: its card and meters, the closing dials, the final statement, two people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from app.cards.watcher import ReaderState
from app.domain.text import _
from app.ledger.events.accounts import CardFate
from app.ledger.queries.accounts import Allocation
from app.operations.account_file import AccountFile
from app.operations.cancel_account import (
    CANCEL_ACCOUNT,
    CancelAccountArguments,
    CancelAccountQuote,
    CancelAccountResult,
)
from app.operations.errors import BadArgument
from app.operations.tendering import Rest
from app.screens.signed_change import SignedChange
from app.widgets.choice_field import ChoiceField, Option
from app.widgets.field import Field, FieldKind
from app.widgets.rows import Row

_MOST_METERS = 4
"""Places of a card."""
_FATES = {1: CardFate.RETURNED, 2: CardFate.LOST, 3: CardFate.NONE}
_RESTS = {1: Rest.CHANGE, 2: Rest.BALANCE}
_YES = 1


class CancelAccount(SignedChange[CancelAccountResult]):
    """Why, where card and meters are, the dials; then the second person signs the statement."""

    heading = _("Cancel account")
    help_lines = (
        _("The account ends. Arrears and standing charges come first, what is left goes back."),
        _("A card that is handed in must lie on the reader; no load may be left on it."),
        _("Type the closing dial of each meter as it was on the day of the work."),
        _("It takes two people: the second one signs after the first +."),
        _("The final statement is printed; pay or take what it says, both sign it."),
        _("Afterwards take the card back: it becomes blank."),
    )
    operation = CANCEL_ACCOUNT
    reasons = (
        _("Moves away"),
        _("House demolished"),
        _("Another supply"),
        _("Died"),
        _("Decision of head office"),
    )

    def __init__(self, account: str) -> None:
        """``account``: its number."""
        fates = (_("handed in, on the reader"), _("lost"), _("there never was one"))
        self.card = ChoiceField(_("Card"), id="card", options=_options(fates))
        self.days = Field(
            _("Days ago"), FieldKind.DIGITS, id="days-ago", longest=3, hint=_("empty: today")
        )
        self.dials = tuple(
            Field("", FieldKind.NUMBER, id=f"dial-{at}", longest=12) for at in range(_MOST_METERS)
        )
        self.handed_in = tuple(
            ChoiceField(_("Handed in"), id=f"in-{at}", options=_options((_("yes"), _("no"))))
            for at in range(_MOST_METERS)
        )
        rests = (_("in cash"), _("to the account balance"))
        self.rest = ChoiceField(_("Goes back"), id="rest", options=_options(rests))
        super().__init__(account)
        self._meters: Sequence[Allocation] = ()

    def fields(self) -> Iterable[Field]:
        """As it is asked at the counter."""
        pairs = [each for pair in zip(self.dials, self.handed_in, strict=True) for each in pair]
        return (self.reason, self.card, self.days, *pairs, self.rest)

    # -- look ------------------------------------------------------------------------------

    def saw(self, file: AccountFile) -> None:
        """As many dials as the account has meters."""
        self._meters = [row for row in file.allocations if row.ended is None][:_MOST_METERS]
        for at, (dial, handed_in) in enumerate(zip(self.dials, self.handed_in, strict=True)):
            there = at < len(self._meters)
            dial.display = handed_in.display = there
            if there:
                meter = self._meters[at]
                unit = self.desk.words.unit(meter.kind)
                dial.relabel(_("Dial {unit}").format(unit=unit), meter.meter)
        # The form takes the room of the account's page.
        self.looked([(_("Account"), self.account)], file.personal.get("name", ""))
        self.tell_options()

    def card_moved(self, state: ReaderState) -> None:
        """The card is only looked at when everything is filled in."""
        self._seen = state.events

    def check(self, field: Field) -> None:
        """What is chosen must be in its list, and every dial be read."""
        super().check(field)
        if field in self.dials and not field.value:
            raise BadArgument(_("The dial is missing."), _("Type what it shows, 0 if it is new."))
        if isinstance(field, ChoiceField):
            _chosen = field.choice

    def arguments(self) -> CancelAccountArguments:
        """What was filled in."""
        self.forget_second()
        pairs = list(zip(self._meters, self.dials, self.handed_in, strict=False))
        return CancelAccountArguments(
            account=self.account,
            reason=self.reason.choice.name,
            card=_FATES[self.card.choice.number],
            dials=",".join(f"{meter.meter}={dial.value}" for meter, dial, _in in pairs),
            returned=",".join(
                meter.meter for meter, _dial, given in pairs if given.choice.number == _YES
            ),
            worked_on=self._worked_on(),
            rest=_RESTS[self.rest.choice.number],
        )

    def _worked_on(self) -> date | None:
        if not self.days.value:
            return None
        return self.today - timedelta(days=int(self.days.value))

    # -- review ----------------------------------------------------------------------------

    def will(self) -> Sequence[Row]:
        """The statement in short."""
        quote: CancelAccountQuote = self.quote
        words, facts, outcome = self.desk.words, quote.look.facts, quote.outcome
        worth = sum(line.amount for meter in quote.meters for line in meter.lines)
        due = sum(line.amount for line in quote.look.charges)
        amounts = (
            (_("Credit given back"), worth),
            (_("Account balance"), facts.balance),
            (_("Standing charges"), due),
            (_("Arrears"), facts.arrears),
        )
        return [
            *(
                (
                    _("Left in {meter}").format(meter=meter.meter),
                    words.credit(meter.left, meter.charging, meter.kind),
                )
                for meter in quote.meters
            ),
            *((name, words.money(amount) if amount else "") for name, amount in amounts),
            (_("PAY OUT"), words.money(outcome.to_cash) if outcome.to_cash else ""),
            (_("To the balance"), words.money(outcome.to_balance) if outcome.to_balance else ""),
            (_("TAKE IN"), words.money(outcome.received) if outcome.received else ""),
            self.second_row(),
        ]

    def what(self) -> str:
        """What the second one signs for."""
        return _("Account {account} ends.").format(account=self.account)

    def last_question(self) -> str:
        """When both have signed."""
        return _("Press + to end the account.")

    def still(self, result: CancelAccountResult) -> list[str]:
        """Who signs the statement, and what becomes of the card."""
        sentences = [_("Both people and the customer sign the statement.")]
        if result.cancelled.card is CardFate.RETURNED:
            sentences.append(_("Now take the card back: More, 9."))
        return sentences


def _options(names: Sequence[str]) -> tuple[Option, ...]:
    return tuple(Option(at, name) for at, name in enumerate(names, start=1))
