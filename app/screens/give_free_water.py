"""Free volume of a scheme goes on a customer's card; two people sign."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

from app.domain.amounts import parse_volume
from app.domain.errors import TapcardError
from app.domain.free_water import FreeScheme
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.queries import payments
from app.operations.closing_facts import require_card
from app.operations.errors import WhichMeter
from app.operations.give_free_water import (
    GIVE_FREE_WATER,
    GiveFreeWaterArguments,
    GiveFreeWaterQuote,
    GiveFreeWaterResult,
)
from app.operations.operation import Caller
from app.operations.read_card import customer_card
from app.screens.money_form import MoneyForm, reason_field
from app.screens.ways_out import WayOut
from app.widgets.choice_field import ChoiceField, Option
from app.widgets.field import Field, FieldKind
from app.widgets.rows import Row


class GiveFreeWater(MoneyForm[GiveFreeWaterResult]):
    """Which scheme, how much, why; the card says whose."""

    needs_card = True
    heading = _("Free water")
    help_lines = (
        _("Volume that a scheme gives a household for nothing goes on its card."),
        _("Put the card on the reader, choose the scheme; empty volume means all that is left"),
        _("of it this month, as far as the card carries it."),
        _("It takes two people: the second one signs after the first +."),
        _("Only at the kiosk where the account is kept. A slip is printed; both sign it."),
        _("If the card is taken too soon, put it back: Settle goes on from there."),
    )
    operation = GIVE_FREE_WATER
    done_words = _("Take the card")
    writing_words = _("Leave the card on the reader")
    writing_below = _("The card is being written.")

    def __init__(self, account: str, meter: str | None = None) -> None:
        """``account``: whose page it was opened from; another one's card is refused.

        ``meter``: which one, where the card serves several.
        """
        self.scheme = ChoiceField(_("Scheme"), id="scheme")
        self.volume = Field(
            _("Volume"), FieldKind.NUMBER, id="volume", longest=12, hint=_("empty: all of it")
        )
        self.reason = reason_field(
            (
                _("Household in the scheme"),
                _("School or clinic"),
                _("Fire or drought"),
                _("Decision of head office"),
            )
        )
        super().__init__()
        self.account, self.meter = account, meter
        self.schemes: list[FreeScheme] = []

    def fields(self) -> Iterable[Field]:
        """Which scheme, how much, why."""
        return (self.scheme, self.volume, self.reason)

    def on_mount(self) -> None:
        """The card first."""
        self.enter(self.first_stage())

    def look(self) -> None:
        """Whose card it is, and which schemes there are."""
        self.forget_second()
        read = partial(_read, self.desk.kiosk, self.desk.caller(), self.account)
        self.work(read, self._read, self.refuse)

    def _read(self, found: tuple[str, list[FreeScheme]]) -> None:
        meter, self.schemes = found
        self.scheme.offer([Option(at, one.name) for at, one in enumerate(self.schemes, start=1)])
        self.looked([(_("Account"), self.account), (_("Meter"), meter)])
        self.tell_options()

    def check(self, field: Field) -> None:
        """Choices of their lists, a volume or none."""
        if isinstance(field, ChoiceField):
            _chosen = field.choice
        elif field.value:
            parse_volume(field.value)

    def arguments(self) -> GiveFreeWaterArguments:
        """What was filled in."""
        return GiveFreeWaterArguments(
            scheme=self.schemes[self.scheme.choice.number - 1].code,
            volume=self.volume.value or None,
            reason=self.reason.choice.name,
            account=self.account,
            meter=self.meter,
        )

    def ways(self, error: TapcardError) -> tuple[WayOut, ...]:
        """One digit for each meter that can be given volume."""
        if not isinstance(error, WhichMeter):
            return super().ways(error)
        return tuple(
            WayOut(
                _("Meter {meter}").format(meter=meter),
                partial(GiveFreeWater, self.account, meter),
            )
            for meter in error.meters
        )

    def takes_two(self) -> bool:
        """Always: volume that nobody pays for."""
        return True

    def question(self) -> str:
        """The card is written."""
        return _("Nobody pays. Press + to write the card.")

    def after(self) -> Sequence[str]:
        """The paper is proof."""
        return (_("Both people sign the slip."),)

    def shown_rows(self) -> list[Row]:
        """How much, and what the scheme then still gives."""
        quote: GiveFreeWaterQuote = self.quote
        look, words = quote.look, self.desk.words
        kind = look.credit.contents.kind
        return [
            (_("Account"), look.credit.contents.account),
            (_("Scheme"), look.scheme.name),
            (_("On the card"), words.volume(quote.credit.credit, kind)),
            (_("Left this month"), words.volume(look.allowed - quote.credit.credit, kind)),
            (_("Reason"), quote.credit.reason),
        ]


def _read(kiosk: Kiosk, caller: Caller, account: str) -> tuple[str, list[FreeScheme]]:
    """The meters on the card, and the schemes in use. Raises what reading a card may raise."""
    card = customer_card(kiosk, caller)
    require_card(card, account)
    with kiosk.ledger.read() as reader:
        schemes = [one for one in payments.free_schemes(reader.db) if one.active]
    return ", ".join(part.reading.contents.meter for part in card.parts), schemes
