"""What the screens of one counter are given: kiosk, words, devices, and who is signed in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from app.cards.watcher import Presence, ReaderState
from app.domain.permissions import Rights
from app.domain.text import _
from app.kiosk import Kiosk
from app.ledger.queries import agents, permissions
from app.operations.left_shifts import left_open
from app.operations.local_time import local_date
from app.operations.operation import Caller
from app.operations.sign_in import SignedIn
from app.operations.vending import counter_left
from app.telling.agents import vending_words
from app.telling.allowances import counter_vending_words
from app.telling.words import Words

_REQUEST_BYTES = 12
_READER_NAME = 18
"""Most cells of a reader's name on the status bar, beside the printer and the backup."""


class Papers(Protocol):
    """The spooler, as far as screens talk to it."""

    def wake(self) -> None:
        """Something was queued."""
        ...

    def describe(self) -> str:
        """The printer's state in a few words."""
        ...


class ReaderWatch(Protocol):
    """Tells when cards and readers come and go; as cards.watcher.Watcher."""

    def start(self) -> None:
        """Begins to watch."""
        ...

    def stop(self) -> None:
        """Ends."""
        ...


MakeWatch = Callable[[Callable[[ReaderState], None]], ReaderWatch]
"""A watch that calls back, on a thread of its own, at its first look and at every change."""


class TrayCard(Protocol):
    """One card on the tray."""

    @property
    def name(self) -> str:
        """What it is called by."""
        ...

    @property
    def label(self) -> str:
        """Whose it is and how it stands."""
        ...

    @property
    def on_reader(self) -> bool:
        """Whether it lies there now."""
        ...


class TrayPaper(Protocol):
    """One piece of paper that came out of the printer."""

    @property
    def text(self) -> str:
        """All its lines."""
        ...


class Tray(Protocol):
    """Everything around a demo counter: cards, meters, time, paper. As simulator.tray.Tray."""

    def cards(self) -> Sequence[TrayCard]:
        """All cards."""
        ...

    def put(self, name: str) -> None:
        """Puts a card on the reader."""
        ...

    def pull(self) -> None:
        """Takes the card off the reader."""
        ...

    def pull_in_mid_write(self) -> None:
        """The next write is torn."""
        ...

    @property
    def armed(self) -> bool:
        """Whether it will be."""
        ...

    def take_home(self, name: str) -> str:
        """Puts a card into its meters and brings it back; returns what they said."""
        ...

    def meters_for(self, name: str) -> list[str]:
        """Meters that a function card may be taken to; empty for other cards."""
        ...

    def take_to(self, name: str, meter: str) -> str:
        """Puts a function card into a meter; returns what that said."""
        ...

    def let_days_pass(self, days: int) -> str:
        """Water is used; returns what day it is."""
        ...

    def papers(self) -> Sequence[TrayPaper]:
        """What was printed, oldest first."""
        ...

    def open_cover(self) -> None:
        """Printing stops."""
        ...

    def close_cover(self) -> None:
        """Printing goes on."""
        ...

    @property
    def cover_open(self) -> bool:
        """Whether it is open."""
        ...

    def put_new_roll(self) -> None:
        """A full roll."""
        ...

    def take_paper_out(self) -> None:
        """The roll is empty."""
        ...


@dataclass
class Desk:
    """One counter with its operator."""

    kiosk: Kiosk
    papers: Papers
    watch: MakeWatch
    words: Words
    backup_state: Callable[[], str]
    """Age of the newest backup in a few words, or that there is none; reads a directory."""
    clock_state: Callable[[], str]
    """What the clock is worth, in a few words; empty while it can be trusted."""
    sync_state: Callable[[], str] = lambda: ""
    """How the exchange with head office stands, in a few words; empty where there is none."""
    reports_state: Callable[[], str] = lambda: ""
    """How reports that are made by themselves stand; empty while there is nothing to tell."""
    demo_keys: bool = False
    """Whether the card keys are for trials, which every screen says."""
    tray: Tray | None = None
    """On a demo or training counter only."""
    training: bool = False
    """Whether this is the counter to learn at, which every screen says."""
    training_door: bool = False
    """Whether the sign-in leads to the training counter, or back from it."""
    operator: SignedIn | None = None
    reader: ReaderState = field(default_factory=lambda: ReaderState(Presence.EMPTY))

    def caller(self, second: SignedIn | None = None) -> Caller:
        """The signed-in operator, with an id of its own for one operation.

        With it an operation that is performed twice by mistake is done once.
        """
        if self.operator is None:
            raise LookupError("nobody is signed in")
        request = self.kiosk.random.bytes(_REQUEST_BYTES).hex()
        return Caller(
            operator=self.operator.operator,
            second=None if second is None else second.operator,
            approval=None if second is None else second.approval,
            request=request,
        )

    @property
    def rights(self) -> Rights:
        """What the signed-in operator may do, as recorded now."""
        if self.operator is None:
            return frozenset()
        with self.kiosk.ledger.read() as reader:
            return permissions.rights_of_operator(reader.db, self.operator.operator)

    def vending_state(self) -> str:
        """What this counter may still sell, and the agent whose drawer is open; else empty."""
        kiosk, said = self.kiosk, []
        if self.operator is None:
            return ""
        with kiosk.ledger.read() as reader:
            counter = counter_left(kiosk, reader.db)
            agent = agents.agent_of(reader.db, kiosk.ledger.node, self.operator.operator)
            left = None if agent is None else agents.left(reader.db, agent)
        if counter is not None:
            said.append(counter_vending_words(self.words, counter, local_date(kiosk)))
        if left is not None:
            said.append(vending_words(self.words, left, local_date(kiosk)))
        return "; ".join(said)

    def shift_state(self) -> str:
        """That a shift of this counter is open for too long, one's own first; else empty."""
        if self.operator is None:
            return ""
        with self.kiosk.ledger.read() as reader:
            whose = [one.operator for one in left_open(self.kiosk, reader.db)]
        if self.operator.operator in whose:
            return _("your shift is over a day old")
        return _("shift of {operator} over a day old").format(operator=whose[0]) if whose else ""

    def states(self, backup: str) -> tuple[str, ...]:
        """How everything stands, for the status bar; ``backup``: as :attr:`backup_state` said."""
        return (
            reader_words(self.reader),
            self.papers.describe(),
            self.shift_state(),
            self.vending_state(),
            self.sync_state(),
            self.reports_state(),
            backup,
            self.clock_state(),
        )

    def offers(self, _screen: str) -> bool:
        """Whether what a screen is for can be done at this machine."""
        return True

    @property
    def card_in(self) -> bool:
        """Whether a card lies on the reader, as the reader last said."""
        return self.reader.presence in (Presence.CARD, Presence.MUTE, Presence.TWO_CARDS)


def reader_words(state: ReaderState) -> str:
    """The readers' state for the status bar, and which of several is missing."""
    words = {
        Presence.NO_DAEMON: _("reader: service not running"),
        Presence.NO_READER: _("no reader"),
        Presence.EMPTY: _("reader ready"),
        Presence.CARD: _("card in reader"),
        Presence.MUTE: _("card does not answer"),
        Presence.TWO_CARDS: _("two cards: take one out"),
    }[state.presence]
    for name in state.missing:
        words = _("{readers}, {name} missing").format(readers=words, name=_shortened(name))
    return words


def _shortened(name: str) -> str:
    """Both ends of a reader's name: they tell its maker, and which one of two it is."""
    if len(name) <= _READER_NAME:
        return name
    return f"{name[: _READER_NAME // 2 - 1]}..{name[1 - _READER_NAME // 2 :]}"
