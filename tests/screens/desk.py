"""A counter whose screens are driven in process: real operations over a real ledger."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from typing import Any

from textual import events
from textual.keys import _character_to_key
from textual.pilot import Pilot
from textual.widgets import Input

from app.cards.watcher import Presence, ReaderState
from app.ledger.ledger import Ledger
from app.screens.app import KioskApp, Look
from app.screens.desk import Desk
from app.simulator.other_cards import VirtualCard
from app.telling.words import Words
from app.widgets.themes import load_themes, shipped_themes
from tests.counter import CASHIER, PIN, Counter
from tests.operations.proofs import ledger_of

_CHARACTERS = {
    "full_stop": ".",
    "space": " ",
    "minus": "-",
    "plus": "+",
    "asterisk": "*",
    "slash": "/",
}
"""Keys whose names are not what they type."""


class TestPapers:
    """A spooler that only counts."""

    def __init__(self) -> None:
        self.woken = 0

    def wake(self) -> None:
        self.woken += 1

    def describe(self) -> str:
        return "printer ready"


class HandWatch:
    """A watch that tells what the test does with cards."""

    def __init__(self, counter: Counter) -> None:
        self._counter = counter
        self._tell: Callable[[ReaderState], None] | None = None
        self._events = 0

    def make(self, on_change: Callable[[ReaderState], None]) -> HandWatch:
        self._tell = on_change
        return self

    def start(self) -> None:
        self.say()

    def stop(self) -> None:
        self._tell = None

    def say(self, presence: Presence | None = None) -> None:
        seen = Presence.EMPTY if self._counter.reader.card is None else Presence.CARD
        if self._tell is not None:
            self._tell(ReaderState(presence or seen, "virtual", self._events))

    def put(self, card: VirtualCard) -> None:
        self._counter.put(card)
        self._events += 1
        self.say()

    def pull(self) -> None:
        self._counter.reader.remove()
        self._events += 1
        self.say()


class Hands:
    """A cashier: keys, cards, eyes."""

    def __init__(self, pilot: Pilot[Any], counter: Counter, watch: HandWatch) -> None:
        self.pilot = pilot
        self.counter = counter
        self.watch = watch

    @property
    def app(self) -> KioskApp:
        app = self.pilot.app
        assert isinstance(app, KioskApp)
        return app

    @property
    def screen(self) -> Any:
        return self.app.screen

    @property
    def ledger(self) -> Ledger:
        """In which what they do is recorded."""
        return ledger_of(self.counter)

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)

    async def hammers(self, keys: Iterable[str]) -> None:
        """Presses keys faster than anybody can read."""
        for key in keys:
            character = key if len(key) == 1 else _CHARACTERS.get(key)
            self.app.post_message(events.Key(key, character))
        await self.pilot.pause()

    async def types(self, text: str) -> None:
        """As fast as it goes: only after the last character it is waited until all is quiet."""
        await types(self.pilot, text)

    async def put(self, card: VirtualCard) -> None:
        self.watch.put(card)
        await self.pilot.pause()

    async def pull(self) -> None:
        self.watch.pull()
        await self.pilot.pause()

    async def until(self, what: Callable[[], object], seconds: float = 10.0) -> None:
        """Waits for something to be so."""
        for _turn in range(int(seconds / 0.01)):
            if what():
                return
            await self.pilot.pause(0.01)
        raise AssertionError(f"not so after {seconds} s; the screen shows:\n{self.text()}")

    async def sees(self, text: str) -> None:
        """Waits for words on the screen."""
        await self.until(lambda: text in self.text())

    async def reads(self, sentence: str) -> None:
        """Waits for a sentence on the screen, wherever its lines end."""
        await self.until(lambda: sentence in " ".join(self.text().replace("┃", " ").split()))

    async def on(self, screen: type[Any]) -> None:
        """Waits for a screen to be on top."""
        await self.until(lambda: isinstance(self.screen, screen))

    def text(self) -> str:
        """What the screen shows."""
        lines = self.screen._compositor.render_strips()
        return "\n".join(strip.text for strip in lines)

    def value(self, id: str) -> str:
        found: Input = self.screen.query_one(f"#{id}-input", Input)
        return found.value

    async def sign_in(self, operator: int = CASHIER) -> None:
        await self.types(str(operator))
        await self.press("enter")
        await self.types(PIN)
        await self.press("enter")
        await self.sees("Prepayment")


async def types(pilot: Pilot[Any], text: str) -> None:
    """Types into the field that has the focus."""
    for character in text[:-1]:
        pilot.app.post_message(events.Key(_character_to_key(character), character))
    await pilot.press(*text[-1:])


@asynccontextmanager
async def hands(
    counter: Counter,
    *,
    size: tuple[int, int] = (80, 24),
    guard: float = 0.0,
    keymap: dict[str, str] | None = None,
    theme: str = "dark",
) -> AsyncIterator[Hands]:
    """The counter's program, running; ``guard`` as :attr:`KioskApp.guard_seconds`."""
    watch = HandWatch(counter)
    desk = Desk(
        kiosk=counter.kiosk,
        papers=TestPapers(),
        watch=watch.make,
        words=Words.of(counter.kiosk),
        backup_state=lambda: "no backup path",
        clock_state=lambda: "",
        demo_keys=True,
    )
    themes = load_themes([shipped_themes()]).themes
    app = KioskApp(desk, Look(themes, theme, keymap or {}))
    app.guard_seconds = guard
    async with app.run_test(size=size) as pilot:
        yield Hands(pilot, counter, watch)
