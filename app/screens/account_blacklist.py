"""What of an account stands on the blacklist: itself, its cards, its meters; a digit each."""

from __future__ import annotations

from functools import partial

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.widgets import Static

from app.domain.blacklist import BlacklistEntry, Subject
from app.domain.errors import TapcardError
from app.domain.text import _
from app.operations.account_file import AccountFile, account_file
from app.operations.blacklisting import account_subject, card_subject, meter_subject
from app.operations.paper.blacklist_slip import LISTED_NAMES
from app.screens.counter_screen import AnyScreen, CounterScreen
from app.screens.directory import screen_named
from app.widgets.columns import in_columns
from app.widgets.notice import Notice, Tone

_MOST = 9
_WIDTHS = (3, 10, 34, 28)


class AccountBlacklist(CounterScreen[None]):
    """Read anew whenever it comes to the top."""

    heading = _("Blacklist")
    help_lines = (
        _("The account itself, its meters and its newest cards, each with a digit."),
        _("The digit puts it on the blacklist; of one that stands there it shows the entry."),
        _("Nothing is sold to what stands on the blacklist, and nothing is written to it."),
        _("A supervisor puts on; two people lift. Each prints a slip, neither touches a card."),
        _("If the customer's card is lost, put the card on and make a new one: Reissue."),
    )

    def __init__(self, account: str) -> None:
        """``account``: its number."""
        super().__init__()
        self.account = account
        self.listing = Static("", id="hits", markup=False)
        self.notice = Notice(id="notice")
        self._lines: list[tuple[Subject, BlacklistEntry | None]] = []

    def body(self) -> ComposeResult:
        """The list, and what went wrong."""
        yield self.listing
        yield self.notice

    def on_screen_resume(self) -> None:
        """Something may have been put on or lifted meanwhile."""
        self.work(partial(account_file, self.desk.kiosk, self.account), self._show, self._refused)

    def _show(self, file: AccountFile) -> None:
        subjects = (
            account_subject(self.account),
            *(meter_subject(row.meter) for row in file.meters),
            *(card_subject(card.serial) for card in file.cards),
        )
        listed = {entry.subject: entry for entry in file.listed}
        self._lines = [(subject, listed.get(subject)) for subject in subjects[:_MOST]]
        self.listing.update(self._text(file.personal.get("name", "")))

    def _text(self, name: str) -> Text:
        text = Text(f"\n   {name}\n\n", "bold")
        for digit, (subject, entry) in enumerate(self._lines, start=1):
            state = ""
            if entry is not None:
                state = _("BLACKLISTED since {day}").format(day=entry.on.isoformat())
            cells = (f" {digit}", LISTED_NAMES[subject.what], subject.number, state)
            text.append(f"{in_columns(cells, _WIDTHS)}\n", "not bold")
        return text

    def _refused(self, error: TapcardError) -> None:
        self.notice.say(Tone.BAD, error.message, error.remedy)

    def on_key(self, event: events.Key) -> None:
        """A digit puts on, or shows the entry."""
        at = int(event.key) - 1 if event.key.isdecimal() else -1
        if 0 <= at < len(self._lines):
            event.stop()
            self.app.push_screen(self._screen(*self._lines[at]))

    def _screen(self, subject: Subject, entry: BlacklistEntry | None) -> AnyScreen:
        if entry is not None:
            return screen_named("unblacklist", entry)
        return screen_named("blacklist", subject, self.account)
