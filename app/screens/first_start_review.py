"""The last page before the ledger is made: everything that was typed, and the confirm key."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, ClassVar, cast

from textual.app import ComposeResult
from textual.binding import BindingType

from app.domain.amounts import format_money, format_price, format_volume
from app.domain.errors import TapcardError
from app.domain.tariff.revision import TariffRevision
from app.domain.text import _
from app.screens.counter_screen import CounterScreen
from app.screens.first_start_draft import Draft
from app.screens.keys import bindings
from app.widgets.notice import Notice, Tone
from app.widgets.rows import ReviewPanel, Row

if TYPE_CHECKING:
    from app.screens.first_start_app import FirstStartApp


class FirstStartReview(CounterScreen[None]):
    """Makes the ledger, once."""

    heading = _("First start: review")
    help_lines = (
        _("Read it all: utility, currency, time zone and region can never be changed."),
        _("+ makes the ledger. Esc goes back; nothing typed is lost."),
        _("Cut short before that, nothing is made, and the first start begins anew."),
    )
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("confirm")]

    def __init__(self, draft: Draft) -> None:
        """Nothing is made yet."""
        super().__init__()
        self.draft = draft
        self.panel = ReviewPanel(id="panel")
        self.notice = Notice(id="notice")
        self._since = time.monotonic()

    @property
    def start(self) -> FirstStartApp:
        """The program."""
        return cast("FirstStartApp", self.app)

    def body(self) -> ComposeResult:
        """Everything, and what went wrong."""
        yield self.panel
        yield self.notice

    def on_mount(self) -> None:
        """Shows what was typed."""
        self.panel.ask(rows_of(self.draft), _("Press + to make the ledger."))

    def action_confirm(self) -> None:
        """Makes it; a key that is held from before does not."""
        if self.writing or time.monotonic() - self._since < self.start.guard_seconds:
            return
        self.writing = True
        self.notice.say(Tone.NOTE, _("One moment ..."))
        draft, start = self.draft, self.start
        self.work(lambda: start.make(draft), self._made, self._refused)

    def _made(self, _nothing: None) -> None:
        self.writing = False
        self.start.turn(1)

    def _refused(self, error: TapcardError) -> None:
        self.writing = False
        if self.start.kiosk is None:
            self.notice.say(Tone.BAD, error.message, error.remedy)
        else:
            self.start.left_over = error
            self.start.turn(1)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is no way back from a ledger that is made."""
        if action in ("back", "keypad_back"):
            return not self.writing and self.start.kiosk is None
        return super().check_action(action, parameters)

    def action_back(self) -> None:
        """To the page before."""
        self.start.turn(-1)


def rows_of(draft: Draft) -> list[Row]:
    """Everything that was typed, as it is understood."""
    given, tariff, digits = draft.beginning(), draft.tariff(), draft.digits()
    model = draft.model()
    paper = (given.utility_address, given.tax_number, given.phone)
    fees = (f"{fee.name} {format_money(fee.amount, digits)}" for fee in draft.fees())
    hoarding = model.hoarding_limit
    most = "" if hoarding is None else _(", at most {m3} m3").format(m3=format_volume(hoarding))
    return [
        (_("Utility"), f"{given.utility}  {given.utility_name}"),
        (_("On paper"), ", ".join(each for each in paper if each)),
        (_("Currency"), _("{code}, {n} decimals").format(code=given.currency, n=digits)),
        (_("Time zone"), given.time_zone),
        (_("Region"), f"{given.region}  {given.region_name}"),
        (_("Site prefix"), given.site),
        (_("First operator"), f"{given.operator}  {given.operator_name}"),
        (_("Tariff"), f"{tariff.tariff_class}  {tariff.name}"),
        *_prices(tariff, digits),
        (_("Meter model"), f"{model.model}{most}"),
        (_("Its card"), model.profile),
        (_("Fees"), ", ".join(fees) or _("none")),
    ]


def _prices(tariff: TariffRevision, digits: int) -> list[Row]:
    tiers = [
        _("{price} to {volume} m3").format(
            price=format_price(tier.price, digits), volume=format_volume(tier.upto)
        )
        if tier.upto is not None
        else _("{price} above").format(price=format_price(tier.price, digits))
        for tier in tariff.tiers
    ]
    also = [f"{one.name} {format_price(one.price, digits)}" for one in tariff.surcharges]
    if tariff.standing is not None:
        monthly = format_money(tariff.standing.monthly, digits)
        also.append(_("{money} a month").format(money=monthly))
    taxes = [f"{tax.code} {tax.rate / 100:g} %" for tax in tariff.taxes]
    return [
        (_("Price of 1 m3"), ", ".join(tiers)),
        (_("And"), ", ".join(also)),
        (_("Tax"), ", ".join(taxes)),
    ]
