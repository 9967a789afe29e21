"""What every program on a counter's terminal is: keyboard only, and it tells nobody its faults."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import ClassVar, Generic, TypeVar

from textual import events
from textual.app import App
from textual.binding import BindingType
from textual.message_pump import MessagePump
from textual.theme import Theme
from textual.widget import Widget

from app.screens.counter_screen import CounterScreen
from app.screens.keyboard import KeyboardDriver
from app.screens.keys import bindings
from app.widgets.stock import STOCK_SHEET, use_whole_cells

Result = TypeVar("Result")

_REST_SECONDS = 8.0
"""What takes longer waits for something else than a key. A busy machine takes more than a second
from one field to the next, and an Enter that came early would count for the field before."""
_logger = logging.getLogger(__name__)

EXIT_BROKEN = 70
"""Return code after a fault of the program itself (EX_SOFTWARE of sysexits.h)."""
EXIT_TRAINING = 64
"""Return code of one that leaves for the training counter, or back from there."""


@dataclass(frozen=True)
class Look:
    """How the counter looks and which keys it has, as files said it."""

    themes: Sequence[Theme]
    theme: str
    keymap: dict[str, str] = field(default_factory=dict)
    complaints: Sequence[str] = ()
    """Sentences about files that could not be followed; shown at sign-in."""


class CounterApp(App[Result], Generic[Result], inherit_bindings=False):
    """Nothing that a stranger can press ends, suspends or leaves it."""

    CSS_PATH: ClassVar[list[str | PurePath]] = [
        STOCK_SHEET,
        Path(__file__).with_name("counter.tcss"),
    ]
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("help")]

    def __init__(self, look: Look) -> None:
        """In a theme of ``look``."""
        super().__init__(driver_class=KeyboardDriver, ansi_color=False)
        self.look = look
        use_whole_cells()
        for theme in look.themes:
            self.register_theme(theme)
        self.theme = look.theme

    def on_mount(self) -> None:
        """Takes the user's keys; ends when it is told to."""
        self.set_keymap(self.look.keymap)
        self.animation_level = "none"
        for ending in (signal.SIGTERM, signal.SIGHUP):  # told to end; the terminal went away
            asyncio.get_running_loop().add_signal_handler(ending, self.exit)

    def _handle_exception(self, error: Exception) -> None:
        """A fault of the program goes to the log, not over the screen; the unit starts it again."""
        _logger.error("the counter failed", exc_info=error)
        self.exit(return_code=EXIT_BROKEN)

    async def on_event(self, event: events.Event) -> None:
        """Keys pressed while a card is written are dropped: nobody meant them for what follows.

        Others wait until the screen knows what it was asked to look for.
        """
        typed = isinstance(event, events.Key | events.Paste)
        if typed and isinstance(self.screen, CounterScreen) and self.screen.writing:
            return
        if not isinstance(event, events.Key) or event.is_forwarded:
            await super().on_event(event)
            return
        if isinstance(self.screen, CounterScreen):
            await self.screen.free(self.screen.patience)
        target = self.focused or self.screen
        await super().on_event(event)
        await self._come_to_rest(target)

    async def _come_to_rest(self, target: Widget) -> None:
        """Waits until what a key set going is done with.

        The keys of a fast typist arrive in one go; each belongs to what the one before brought up.
        """
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_REST_SECONDS):
                for node in (*target.ancestors_with_self[:-1], self.screen):
                    await _at_rest(node)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Screens of ours can be explained; while a card is written no key does anything."""
        if isinstance(self.screen, CounterScreen) and self.screen.writing:
            return False
        if action == "help":
            return isinstance(self.screen, CounterScreen)
        return super().check_action(action, parameters)

    def action_help(self) -> None:
        """Explains the screen on top."""
        from app.screens.help import Help

        about = self.screen
        if not isinstance(about, CounterScreen) or isinstance(about, Help):
            return
        keys = {
            active.binding.action: active.binding.key
            for active in about.active_bindings.values()
            if active.binding.show and active.enabled
        }
        self.push_screen(Help(about, list(keys.items())))


async def _at_rest(node: MessagePump) -> None:
    """Until a widget has dealt with its messages, and with those that they brought it."""
    waiting = True
    while waiting:
        done = asyncio.Event()
        if not node.call_later(done.set):
            return
        await done.wait()
        waiting = node.message_queue_size > 0
