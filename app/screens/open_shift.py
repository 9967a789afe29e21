"""Opening a shift: the change money in the drawer, as one amount."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from app.domain.errors import TapcardError
from app.domain.invoice_stock import InvoicesRefused
from app.domain.text import _
from app.operations.open_shift import (
    OPEN_SHIFT,
    OpenShiftArguments,
    OpenShiftLook,
    OpenShiftQuote,
    OpenShiftResult,
)
from app.screens.operation_screen import Finished, OperationScreen
from app.telling.results import told
from app.widgets.field import Field, FieldKind


class OpenShift(OperationScreen[OpenShiftResult]):
    """Nothing is sold before it."""

    heading = _("Open shift")
    help_lines = (
        _("Count the change money in your drawer (the float)."),
        _("Type it and press Enter; empty means that there is none."),
        _("Where receipts take pre-printed numbers, type the one on the uppermost sheet too."),
        _("Press + to open the shift. It is recorded as yours; nothing is printed."),
        _("Without a shift nothing is sold. One that you left open is still open."),
    )
    needs_card = False
    done_words = _("Your shift is open")
    writing_words = _("One moment")
    writing_below = _("The shift is opened.")

    def __init__(self) -> None:
        """An empty drawer, until something is typed."""
        self.float = Field(
            _("Float"),
            FieldKind.NUMBER,
            id="float",
            hint=_("change money; empty = none"),
            longest=14,
        )
        self.invoice = Field(
            _("Uppermost sheet"),
            FieldKind.DIGITS,
            id="invoice",
            hint=_("the number printed on it"),
            longest=9,
        )
        super().__init__()
        self.invoice.display = False
        self.found: OpenShiftLook | None = None
        self.quote: OpenShiftQuote | None = None

    def fields(self) -> Iterable[Field]:
        """The float; the next pre-printed number where one is asked for."""
        return (self.float, self.invoice)

    def on_mount(self) -> None:
        """A shift that is open already is said before anything is typed."""
        self.look()

    def look(self) -> None:
        """Whether a shift can be opened."""
        look = partial(OPEN_SHIFT.look, self.desk.kiosk, self.desk.caller(), OpenShiftArguments())
        self.work(look, self._found, self.refuse)

    def _found(self, look: OpenShiftLook) -> None:
        self.found = look
        self.facts.show([(_("Accounting date"), look.today.isoformat())])
        self.invoice.display = look.expected is not None

    def submitted(self, field: Field | None) -> None:
        """Reads what was typed."""
        if self.found is None or (field is not None and self.next_or_submit(field)):
            return
        try:
            quote = OPEN_SHIFT.quote(self.found, self._typed())
        except TapcardError as error:
            wrong = self.invoice if isinstance(error, InvoicesRefused) else self.float
            wrong.complain(f"{error.message} {error.remedy}")
            return
        self.quote = quote
        self.ask(
            [(_("Float"), self.desk.words.money(quote.float_cash))],
            _("Is it in the drawer? Press + to open your shift."),
        )

    def _typed(self) -> OpenShiftArguments:
        number = self.invoice.value
        return OpenShiftArguments(float=self.float.value, invoice=int(number) if number else None)

    def perform(self) -> Callable[[], Finished[OpenShiftResult]]:
        """Opens it."""
        kiosk, words, caller, quote = (
            self.desk.kiosk,
            self.desk.words,
            self.desk.caller(),
            self.quote,
        )
        if quote is None:
            raise LookupError("nothing was quoted")

        def opened() -> Finished[OpenShiftResult]:
            result = OPEN_SHIFT.perform(kiosk, caller, quote)
            return Finished(result, _("Press Enter to go on."), told(words, result).rows)

        return opened
