"""The shape of every screen that performs an operation: look, fill in, review, write, done.

Nothing that was typed is lost by going back, by a pulled card or by a lock. Money never moves on
one keystroke: a review panel stands before it, and a bounced or held key does not pass it.
"""

from __future__ import annotations

import enum
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import ClassVar, Generic, TypeVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import Input

from app.cards.watcher import Presence, ReaderState
from app.domain.errors import MoneyState, TapcardError
from app.domain.text import _
from app.kiosk import Kiosk
from app.operations.kept_papers import KeptPaper, newest_job, print_kept, to_ask_for
from app.screens.counter_screen import AnyScreen, CounterScreen
from app.screens.keys import bindings
from app.screens.ways_out import WayOut, ways_out
from app.telling.papers import paper_name
from app.widgets.field import Field, FieldInput
from app.widgets.notice import Notice, Tone
from app.widgets.rows import ReviewPanel, Row, Rows
from app.widgets.sentence import Sentence

Result = TypeVar("Result")

_PRINTS = ("p", "plus")
"""Keys that print a paper after the question."""

MONEY_WORDS = {
    MoneyState.UNTOUCHED: "",
    MoneyState.IN_DOUBT: _("The money is recorded; it is not lost."),
    MoneyState.SAFE: _("The sale is done and recorded."),
}

_REFUSED = _("Refused: nothing was done; the screen says what would make it possible.")
_TORN = (
    _("Card pulled, or power gone: nothing is lost, nothing is paid twice. Put the"),
    _("same card on again; More, Settle says what happened and finishes it."),
)
_CUT_SHORT = (
    _("Power gone: it is recorded as a whole or not at all. Look before doing it"),
    _("again."),
)


class Stage(enum.StrEnum):
    """Where an operation stands."""

    LOOK = "look"
    """A card is being waited for or read."""
    FORM = "form"
    REVIEW = "review"
    WRITING = "writing"
    DONE = "done"
    REFUSED = "refused"


@dataclass(frozen=True)
class Finished(Generic[Result]):
    """What a completed operation shows until the card is taken."""

    result: Result
    headline: str
    rows: Sequence[Row] = ()
    warnings: Sequence[str] = ()


class OperationScreen(CounterScreen[Result], Generic[Result]):
    """One operation."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("confirm")]
    needs_card: ClassVar[bool] = True
    card_wanted: str = _("Put the customer's card on the reader")
    done_words: str = _("Take the card")
    leaves_after: ClassVar[float | None] = None
    """Seconds after which a result that asks for nothing leaves by itself."""
    writing_words: ClassVar[str] = _("Leave the card on the reader")
    writing_below: str = _("The card is being written.")

    def __init__(self) -> None:
        """At its beginning."""
        super().__init__()
        self.stage = Stage.LOOK
        self.facts = Rows(id="facts")
        self.notice = Notice(id="notice")
        self.review = ReviewPanel(id="review")
        self.sentence = Sentence(id="sentence")
        self.outcome = Rows(id="outcome")
        self._fields = tuple(self.fields())
        self._finished: Finished[Result] | None = None
        self._offers: tuple[WayOut, ...] = ()
        self._since = 0.0
        self._last_confirm = 0.0
        self._seen = -1
        self._was_in = False
        self._in_doubt = False
        self._to_correct = False
        self._entered = False
        self._kept: tuple[KeptPaper, ...] = ()

    @property
    def patience(self) -> float:
        """Readers may never answer; the ledger always does, however busy the machine is."""
        return super().patience if self.needs_card else 10.0

    @classmethod
    def when_it_fails(cls) -> tuple[str, ...]:
        """The same for all that write a card, and for all that only record."""
        return (_REFUSED, *(_TORN if cls.needs_card else _CUT_SHORT))

    # -- what a screen says of its operation -----------------------------------------------

    def fields(self) -> Iterable[Field]:
        """What is to be filled in, in reading order."""
        return ()

    def look(self) -> None:
        """Begins to look; ends in :meth:`looked` or :meth:`refuse`."""
        raise NotImplementedError

    def renew_fields(self) -> None:
        """The form has other fields now: see :meth:`fields`."""
        self._fields = tuple(self.fields())

    def submitted(self, field: Field | None) -> None:
        """Enter was pressed in a field (None: there are none). Ends in review or a complaint."""
        raise NotImplementedError

    def perform(self) -> Callable[[], Finished[Result]]:
        """What the confirm key sets going, to be run beside the screen."""
        raise NotImplementedError

    # -- body ------------------------------------------------------------------------------

    def body(self) -> ComposeResult:
        """All parts; the stage says which are shown."""
        yield self.facts
        with Vertical(id="form"):
            yield from self._fields
        yield self.review
        yield self.sentence
        yield self.outcome
        yield self.notice

    def on_mount(self) -> None:
        """Begins."""
        self.enter(self.first_stage())

    def first_stage(self) -> Stage:
        """Where it begins: with its card, if it needs one."""
        return Stage.LOOK if self.needs_card else Stage.FORM

    def enter(self, stage: Stage) -> None:
        """Goes to a stage; the form keeps what was typed."""
        self.stage, self._since = stage, time.monotonic()
        self.writing = stage is Stage.WRITING
        stages = {f"-{each}": each is stage for each in Stage}
        self.update_classes({**stages, "-formless": not self.has_form})  # all styles anew, once
        if stage is Stage.LOOK:
            self.sentence.say(self.card_wanted, calm=True)
        if stage is Stage.FORM and self.has_form:
            self._next_field().take_focus()
        elif stage is not Stage.FORM:
            self.set_focus(None)
        self.refresh_bindings()

    @property
    def has_form(self) -> bool:
        """Whether there is anything to fill in; else the review follows the look at once."""
        return any(field.display for field in self._fields)

    def _next_field(self) -> Field:
        shown = [field for field in self._fields if field.display]
        empty = [field for field in shown if not field.value]
        return empty[0] if empty else shown[-1]

    # -- stages ----------------------------------------------------------------------------

    def looked(self, facts: Sequence[Row], headline: str = "") -> None:
        """The card is known: its facts are shown and the form is open."""
        self.notice.hush()
        self.facts.show(facts, headline)
        self.enter(Stage.FORM)

    def ask(self, rows: Sequence[Row], question: str) -> None:
        """Everything is known: shows it for review."""
        self.notice.hush()
        self.review.ask(rows, question)
        self.enter(Stage.REVIEW)

    def refuse(self, error: TapcardError) -> None:
        """Says what happened, what it means for the money, and which ways lead on."""
        self._offers = self.ways(error)
        self._in_doubt = error.money is MoneyState.IN_DOUBT
        done = self.stage is Stage.WRITING and (self.needs_card or self._in_doubt)
        self._to_correct = self._entered and not done
        offers = [f"{at}  {way.label}" for at, way in enumerate(self._offers, start=1)]
        tone = Tone.BAD if error.money is MoneyState.IN_DOUBT else Tone.NOTE
        self.notice.say(tone, error.message, error.remedy, MONEY_WORDS[error.money], *offers)
        self.enter(Stage.REFUSED)
        self.counter.bell()

    def ways(self, error: TapcardError) -> tuple[WayOut, ...]:
        """Which screens lead on from a refusal."""
        return ways_out(error)

    def action_confirm(self) -> None:
        """Money moves: only from the review, only on a key of its own, not on a held one."""
        now, last = time.monotonic(), self._last_confirm
        self._last_confirm = now
        guard = self.counter.guard_seconds
        if self.stage is not Stage.REVIEW or now - max(self._since, last) < guard:
            return
        if not self.confirmed():
            return
        work = self.perform()
        self.sentence.say(self.writing_words, self.writing_below)
        self.enter(Stage.WRITING)
        self.work(partial(_with_papers, self.desk.kiosk, work), self._came_out, self.refuse)

    def confirmed(self) -> bool:
        """Whether one confirmation is enough; else the screen has asked again."""
        return True

    def _came_out(self, found: tuple[Finished[Result], tuple[KeptPaper, ...]]) -> None:
        finished, self._kept = found
        if self._kept:
            names = ", ".join(dict.fromkeys(paper_name(one.kind, 0) for one in self._kept))
            asks = _("P or + prints: {papers}. Enter leaves without paper.").format(papers=names)
            finished = replace(finished, warnings=[*finished.warnings, asks])
        self._done(finished)

    def _done(self, finished: Finished[Result]) -> None:
        self.desk.papers.wake()
        self._finished = finished
        below = finished.headline
        self.sentence.say(self.done_words, below, calm=True)
        self.outcome.show(finished.rows)
        if finished.warnings:
            self.notice.say(Tone.NOTE, *finished.warnings)
        else:
            self.notice.hush()
        self.enter(Stage.DONE)
        if self.leaves_after is not None and not self._kept:
            self.set_timer(self.leaves_after, self._leave_by_itself)

    def _leave_by_itself(self) -> None:
        if self.is_current:
            self._leave()

    # -- cards -----------------------------------------------------------------------------

    def card_moved(self, state: ReaderState) -> None:
        """Looks again, waits, or goes on, depending on the stage."""
        moved = state.events != self._seen or not self._was_in
        self._seen, self._was_in = state.events, self.desk.card_in
        if not self.needs_card or self.stage is Stage.WRITING:
            return
        if self.stage is Stage.DONE:
            if not self.desk.card_in and not self._kept:
                self._leave()
            return
        if self.desk.card_in:
            if moved or self.stage is Stage.LOOK:
                self._look_again()
            return
        self._card_gone(state)

    def _look_again(self) -> None:
        self.look()

    def _card_gone(self, state: ReaderState) -> None:
        if self.stage is Stage.REFUSED and self._in_doubt:
            return  # What it says of the money stays until somebody has read it.
        kept = self.stage in (Stage.FORM, Stage.REVIEW) and self.has_form
        if state.presence in (Presence.NO_READER, Presence.NO_DAEMON):
            self.notice.say(
                Tone.BAD,
                _("There is no card reader."),
                _("Nothing was paid. Plug the reader in; this screen goes on by itself."),
            )
        elif kept:
            self.notice.say(
                Tone.NOTE,
                _("The card was taken. Nothing was paid."),
                _("Put it back to go on; what you typed is kept."),
            )
        else:
            self.notice.hush()
        if not kept:
            self.enter(Stage.LOOK)
        elif self.stage is Stage.REVIEW:
            self.enter(Stage.FORM)

    # -- keys ------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The confirm key counts only in the review."""
        if action == "confirm" and self.stage is not Stage.REVIEW:
            return False
        if action in ("back", "keypad_back") and self.stage is Stage.WRITING:
            return False
        return super().check_action(action, parameters)

    def action_back(self) -> None:
        """One stage back, or out of the screen; a refused form is there again as it was typed."""
        if self.stage is Stage.REVIEW and self.has_form:
            self.enter(Stage.FORM)
        elif self.stage is Stage.REFUSED and self._to_correct and self.has_form:
            self.notice.hush()
            self.enter(Stage.FORM)
        elif self.stage is not Stage.WRITING:
            self._leave()

    def _leave(self) -> None:
        self.dismiss(self._finished.result if self._finished else None)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter goes through the fields; the screen says what each one brings."""
        event.stop()
        if isinstance(event.input, FieldInput) and self.stage is Stage.FORM:
            (field,) = (one for one in self._fields if one.input is event.input)
            field.complain("")
            self._entered = True
            self.submitted(field)

    def on_key(self, event: events.Key) -> None:
        """Enter leaves a finished operation; digits choose a way out of a refusal."""
        if event.key in ("enter", *_PRINTS) and self.stage is Stage.DONE:
            if time.monotonic() - self._since >= self.counter.guard_seconds:
                self._leave_or_print(prints=event.key in _PRINTS)
            event.stop()
        elif self.stage is Stage.REFUSED and event.key.isdecimal():
            at = int(event.key) - 1
            if 0 <= at < len(self._offers):
                self.go(self._offers[at])
            event.stop()

    def _leave_or_print(self, *, prints: bool) -> None:
        """Enter leaves; P and + print first what was asked about, and mean nothing else."""
        if not prints:
            self._leave()
        elif self._kept:
            papers, self._kept = self._kept, ()
            self.work(
                partial(print_kept, self.desk.kiosk, papers), self._asked_for, self._kept_back
            )

    def _asked_for(self, _nothing: None) -> None:
        self.desk.papers.wake()
        self._leave()

    def _kept_back(self, error: TapcardError) -> None:
        self.notice.say(Tone.BAD, error.message, _("The paper can be had by reprint."))

    def go(self, way: WayOut) -> None:
        """Another screen first; then this one looks again."""
        self.app.push_screen(way.screen(), self._came_back)

    def _came_back(self, result: object) -> None:
        self._seen = -1
        if not self.needs_card:
            self.look()
        elif result is not None and not self.desk.card_in:
            self.dismiss(None)  # That was what the card had come for, and it is gone.

    # -- for those that fill fields --------------------------------------------------------

    def next_or_submit(self, field: Field) -> bool:
        """Moves to the field below, if there is one that is shown; else False."""
        shown = [one for one in self._fields if one.display]
        at = shown.index(field) + 1
        if at < len(shown):
            shown[at].take_focus()
            return True
        return False


def _with_papers(
    kiosk: Kiosk, work: Callable[[], Finished[Result]]
) -> tuple[Finished[Result], tuple[KeptPaper, ...]]:
    """What was done, and the papers of it that come out only if somebody asks for them."""
    before = newest_job(kiosk)
    finished = work()
    return finished, to_ask_for(kiosk, before)


__all__ = ["AnyScreen", "Finished", "OperationScreen", "Stage"]
