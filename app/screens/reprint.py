"""Reprint: the newest papers of this kiosk; Enter takes the newest, + prints a copy of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Static

from app.domain.errors import TapcardError
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.print_jobs import PaperLine
from app.operations.operation import Caller
from app.operations.reprint import REPRINT, ReprintArguments, ReprintQuote, ReprintResult
from app.screens.keys import bindings
from app.screens.operation_screen import Finished, OperationScreen, Stage
from app.telling.papers import paper_name, paper_state
from app.telling.words import Words
from app.widgets.columns import in_columns
from app.widgets.field import Field, FieldKind

_PER_PAGE = 9
"""One digit each."""
_WIDTHS = (7, 14, 17, 36)
_RECEIPT_DIGITS = 6
"""Up to so many digits are the number of a receipt in this kiosk's series."""


@dataclass(frozen=True)
class Page:
    """Papers of this kiosk, newest first."""

    papers: list[PaperLine]
    more: bool
    waiting: int
    """How many of all have not come out yet."""


@dataclass(frozen=True)
class Chosen:
    """The paper that is meant."""

    look: ReprintQuote
    state: str
    """Whether its newest copy came out, in words."""
    waits: bool


def page_of(kiosk: Kiosk, skip: int) -> Page:
    """What one page shows, read with one row more."""
    jobs = kiosk.ledger.print_jobs.newest(_PER_PAGE + 1, skip)
    return Page(jobs[:_PER_PAGE], len(jobs) > _PER_PAGE, kiosk.ledger.print_jobs.waiting())


def chosen(kiosk: Kiosk, words: Words, caller: Caller, typed: str, skip: int) -> Chosen:
    """The paper behind what was typed: nothing is the first of the page, a digit is its row.

    Raises UnknownRecord, with the number that was looked for.
    """
    look = REPRINT.look(kiosk, caller, ReprintArguments(number=_number(kiosk, words, typed, skip)))
    job = kiosk.ledger.print_jobs.latest(look.kind, look.number)
    return Chosen(look, paper_state(job.state, job.error), job.state in ("queued", "sent"))


def _number(kiosk: Kiosk, words: Words, typed: str, skip: int) -> str:
    digits = typed.isascii() and typed.isdigit()
    if not typed or (digits and len(typed) == 1):
        papers = page_of(kiosk, skip).papers
        at = int(typed or "1") - 1
        return papers[at].number if 0 <= at < len(papers) else typed
    return words.receipt(int(typed)) if digits and len(typed) <= _RECEIPT_DIGITS else typed


class Reprint(OperationScreen[ReprintResult]):
    """Another copy of a paper; it is marked as a copy and recorded."""

    heading = _("Reprint")
    help_lines = (
        _("Enter takes the newest paper. Another one: its digit in the list,"),
        _("the number on it, or the last six digits of a receipt."),
        _("Down goes to a field for a reason, which may stay empty."),
        _("+ prints the copy; it is marked as one and recorded."),
        _("A paper that waits comes out as soon as the printer can."),
    )
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("more", "less")]
    needs_card = False
    done_words = _("The copy goes to the printer")
    writing_words = _("One moment")
    writing_below = _("The copy is recorded.")
    leaves_after = 1.5

    def __init__(self, number: str = "") -> None:
        """``number``: of the paper, where it is known already; then only + is missing."""
        hint = _("Enter = newest")
        self.number = Field(
            _("Paper"), FieldKind.TEXT, id="paper", hint=hint, value=number, longest=20
        )
        self.reason = Field(_("Reason"), FieldKind.TEXT, id="why", hint=_("may stay empty"))
        super().__init__()
        self.listing = Static("", id="papers", markup=False)
        self.page = Page([], more=False, waiting=0)
        self.quote: ReprintQuote | None = None
        self._skip = 0
        self._looked_for = ""

    def fields(self) -> Iterable[Field]:
        """Which paper, and why."""
        return (self.number, self.reason)

    def body(self) -> ComposeResult:
        """As every operation's; below it the newest papers."""
        yield from super().body()
        yield self.listing

    def on_mount(self) -> None:
        """The newest papers, or at once the one that is known."""
        if self.number.value:
            self.submitted(self.number)
        else:
            self.look()

    # -- papers ----------------------------------------------------------------------------

    def look(self) -> None:
        """Reads a page of papers."""
        self.work(partial(page_of, self.desk.kiosk, self._skip), self._show, self.refuse)

    def _show(self, page: Page) -> None:
        self.page = page
        text = Text(
            f"\n {in_columns(('', _('Number'), _('Paper'), _('State')), _WIDTHS)}\n", "bold"
        )
        for digit, paper in enumerate(page.papers, start=1):
            first = digit == 1
            cells = (
                f"{digit} Enter" if first else str(digit),
                paper.number,
                paper_name(paper.kind, paper.copy),
                paper_state(paper.state, paper.error),
            )
            text.append(f" {in_columns(cells, _WIDTHS)}\n", "bold" if first else "not bold")
        text.append(f"\n {self._below(page)}", "not bold")
        self.listing.update(text)
        self.refresh_bindings()

    def _below(self, page: Page) -> str:
        if not page.papers:
            return _("Nothing was printed here yet.")
        if not page.waiting:
            return _("All papers are printed.")
        return _("{count} to be printed. {printer}.").format(
            count=page.waiting, printer=self.desk.papers.describe().capitalize()
        )

    def action_more(self) -> None:
        """Older papers."""
        self._skip += _PER_PAGE
        self.look()

    def action_less(self) -> None:
        """Newer papers."""
        self._skip = max(0, self._skip - _PER_PAGE)
        self.look()

    # -- form ------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Pages are turned where there are some, while one is chosen from."""
        if action == "keypad_back" and self._answered:
            return True
        if action == "more":
            return self.stage is Stage.FORM and self.page.more
        if action == "less":
            return self.stage is Stage.FORM and self._skip > 0
        return super().check_action(action, parameters)

    @property
    def _answered(self) -> bool:
        """Whether the field still holds what was looked for: a keypad has no key to erase it."""
        value = self.number.value
        in_it = self.focused is self.number.input
        return self.stage is Stage.FORM and in_it and bool(value) and value == self._looked_for

    def action_keypad_back(self) -> None:
        """Empties an answered field; from an empty one, out."""
        if self._answered:
            self.number.value = ""
            self.number.complain("")
        else:
            self.action_back()

    def _next_field(self) -> Field:
        return self.number

    def on_key(self, event: events.Key) -> None:
        """Down goes to the reason, Up to the number."""
        if self.stage is Stage.FORM and event.key in ("up", "down"):
            (self.number if event.key == "up" else self.reason).take_focus()
            event.stop()

    def submitted(self, field: Field | None) -> None:  # noqa: ARG002  either field means the same
        """Looks for the paper, from either field."""
        self._looked_for = self.number.value
        find = partial(
            chosen,
            self.desk.kiosk,
            self.desk.words,
            self.desk.caller(),
            self.number.value,
            self._skip,
        )
        self.work(find, self._chosen, self._not_chosen)

    def _not_chosen(self, error: TapcardError) -> None:
        self.number.complain(f"{error.message} {error.remedy}")
        self.look()

    def _chosen(self, found: Chosen) -> None:
        quote = REPRINT.quote(
            found.look, ReprintArguments(number=found.look.number, reason=self.reason.value)
        )
        self.quote = quote
        question = _("Press + to print copy {copy}. It is recorded.")
        if found.waits:
            question = _(
                "It comes out by itself as soon as the printer can."
                " Press + only if copy {copy} is needed too."
            )
        rows = [
            (_("Paper"), paper_name(quote.kind, 0)),
            (_("Number"), quote.number),
            (_("State"), found.state),
            (_("Reason"), quote.reason),
        ]
        self.ask(rows, question.format(copy=quote.copy))

    # -- perform ---------------------------------------------------------------------------

    def perform(self) -> Callable[[], Finished[ReprintResult]]:
        """Queues the copy."""
        kiosk, caller, quote = self.desk.kiosk, self.desk.caller(), self.quote
        if quote is None:
            raise LookupError("nothing was chosen")

        def copied() -> Finished[ReprintResult]:
            result = REPRINT.perform(kiosk, caller, quote)
            below = _("{number}, copy {copy}").format(number=result.number, copy=result.copy)
            return Finished(result, below)

        return copied
