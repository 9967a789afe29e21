"""How an account's arrears, balance and deposit moved, newest first."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Static

from app.domain.errors import TapcardError
from app.domain.text import _
from app.operations.account_money import ACCOUNT_MONEY, AccountMoney, AccountMoneyArguments
from app.screens.counter_screen import CounterScreen
from app.screens.keys import bindings
from app.telling.payments import movement_cells, short_rows
from app.widgets.columns import in_columns
from app.widgets.notice import Notice, Tone
from app.widgets.rows import Rows

_PER_PAGE = 8
_MOST = 500
_DEBTS = 3
_WIDTHS = (12, 10, 26, -12, -8)


class AccountMovements(CounterScreen[None]):
    """A statement; nothing is done here."""

    heading = _("Movements of this account")
    help_lines = (
        _("What the account owes and has stands above; below, how that moved, newest first."),
        _("Arrears: more owed, or less where there is a minus. Balance and deposit:"),
        _("more kept, or less where there is a minus. The last column is the operator."),
        _("PgDn shows older ones, PgUp newer ones; Esc goes back."),
    )
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("more", "less")]

    def __init__(self, account: str) -> None:
        """``account``: its number."""
        super().__init__()
        self.account = account
        self.facts = Rows(id="file")
        self.listing = Static("", id="movements", markup=False)
        self.notice = Notice(id="notice")
        self.file: AccountMoney | None = None
        self._skip = 0

    def body(self) -> ComposeResult:
        """What stands, how it moved, what went wrong."""
        yield self.facts
        yield self.listing
        yield self.notice

    def on_mount(self) -> None:
        """Reads the books."""
        arguments = AccountMoneyArguments(account=self.account, newest=_MOST)
        look = partial(ACCOUNT_MONEY.look, self.desk.kiosk, self.desk.caller(), arguments)
        self.work(look, self._read, self._refused)

    def _refused(self, error: TapcardError) -> None:
        self.notice.say(Tone.BAD, error.message, error.remedy)

    def _read(self, file: AccountMoney) -> None:
        self.file = file
        self.facts.show(short_rows(self.desk.words, file, _DEBTS))
        self._page()

    def _page(self) -> None:
        if self.file is None:
            return
        moved = self.file.movements
        head = (_("Date"), _("Of"), _("What"), self.desk.words.currency, _("Operator"))
        text = Text(f"\n  {in_columns(head, _WIDTHS)}\n", "bold")
        for one in moved[self._skip : self._skip + _PER_PAGE]:
            cells = movement_cells(self.desk.words, one)
            text.append(f"  {in_columns(cells, _WIDTHS)}\n", "not bold")
        upto = min(len(moved), self._skip + _PER_PAGE)
        seen = _("{first} to {last} of {count}").format(
            first=self._skip + 1, last=upto, count=len(moved)
        )
        text.append(f"  {seen if moved else _('Nothing moved yet.')}", "not bold")
        self.listing.update(text)
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Pages are turned where there are some."""
        count = len(self.file.movements) if self.file else 0
        if action == "more":
            return self._skip + _PER_PAGE < count
        if action == "less":
            return self._skip > 0
        return super().check_action(action, parameters)

    def action_more(self) -> None:
        """Older ones."""
        self._skip += _PER_PAGE
        self._page()

    def action_less(self) -> None:
        """Newer ones."""
        self._skip = max(0, self._skip - _PER_PAGE)
        self._page()

    def action_back(self) -> None:
        """Out."""
        self.dismiss(None)
