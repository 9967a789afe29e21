"""What every drawing's screen is: figures as bars, one column after the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Static

from app.domain.errors import TapcardError
from app.domain.text import _
from app.reports.plotting import Shape
from app.screens.counter_screen import CounterScreen
from app.screens.keys import bindings
from app.widgets.notice import Notice, Tone
from app.widgets.plot import Bar, lying, most_upright, upright

_AROUND = 12
"""Lines of the screen that are not bars."""
PLOT_HELP = (
    _("Left and Right, or the point, draw another column."),
    _("0 or PgDn shows bars that had no room, PgUp those before; Esc goes back."),
    _("A shade at the end of a bar is a part of a line: a third, or two."),
)


@dataclass(frozen=True)
class Drawing:
    """A shape and how its figures are said."""

    title: str
    shape: Shape
    say: Callable[[int], str]


class PlotPage(CounterScreen[None]):
    """Time goes from left to right; other things stand one below the other."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("more", "less")]

    def __init__(self) -> None:
        """Nothing is drawn yet."""
        super().__init__()
        self.plot = Static("", id="plot", markup=False)
        self.notice = Notice(id="notice")
        self.drawings: Sequence[Drawing] = ()
        self.at = 0
        """Which drawing is shown."""
        self._page = 0

    def body(self) -> ComposeResult:
        """The drawing."""
        yield self.plot
        yield self.notice

    def draw(self, drawings: Sequence[Drawing], at: int = 0) -> None:
        """Shows them, one at a time."""
        self.drawings, self.at, self._page = drawings, at, 0
        if not drawings:
            self.notice.say(Tone.NOTE, self.nothing())
        self._paint()
        self.refresh_bindings()

    def nothing(self) -> str:
        """What is said where there is nothing to draw."""
        return _("There is nothing to draw.")

    def refuse(self, error: TapcardError) -> None:
        """Says why nothing is drawn."""
        self.notice.say(Tone.BAD, error.message, error.remedy)

    def on_resize(self) -> None:
        """As much as there is room for."""
        self._paint()

    # -- paint -----------------------------------------------------------------------------

    @property
    def _per_page(self) -> int:
        drawing = self.drawings[self.at]
        if not drawing.shape.timed:
            return max(1, self.size.height - _AROUND + 2)
        figures = [drawing.say(bar.value) for bar in drawing.shape.bars] or [""]
        return most_upright(self.size.width - 4, max(map(cell_len, figures)) + 1)

    @property
    def _pages(self) -> int:
        if not self.drawings:
            return 1
        return max(1, -(-len(self.drawings[self.at].shape.bars) // self._per_page))

    def _paint(self) -> None:
        if not self.drawings or not self.size.height:
            return
        drawing = self.drawings[self.at]
        self._page = min(self._page, self._pages - 1)
        every = [Bar(bar.label, bar.value) for bar in drawing.shape.bars]
        bars = every[self._page * self._per_page : (self._page + 1) * self._per_page]
        width = self.size.width - 4
        if drawing.shape.timed:
            lines = upright(bars, drawing.say, width, max(3, self.size.height - _AROUND))
        else:
            lines = lying(bars, drawing.say, width)
        text = [drawing.title, "", *lines, "", self._largest(every, drawing)]
        if self._pages > 1:
            turn = _("Page {page} of {pages}. 0 shows the next one.")
            text.append(turn.format(page=self._page + 1, pages=self._pages))
        if len(self.drawings) > 1:
            text.append(_("Left, Right or . draw another column."))
        self.plot.update("\n".join(f"  {line}" for line in text))

    def _largest(self, bars: Sequence[Bar], drawing: Drawing) -> str:
        if not bars:
            return self.nothing()
        most = max(bars, key=lambda bar: bar.value)
        largest = _("Largest: {figure}, {what}.")
        return largest.format(figure=drawing.say(most.value), what=most.label)

    # -- keys ------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Pages are turned where there are several."""
        if action in ("more", "less"):
            return self._pages > 1
        return super().check_action(action, parameters)

    def action_more(self) -> None:
        """The next page; after the last one the first."""
        self._turn_by(1)

    def action_less(self) -> None:
        """The page before."""
        self._turn_by(-1)

    def _turn_by(self, pages: int) -> None:
        self._page = (self._page + pages) % self._pages
        self._paint()

    def on_key(self, event: events.Key) -> None:
        """Columns left and right; the point is a keypad's Right."""
        steps = {"left": -1, "right": 1, "full_stop": 1}
        if event.key in steps and self.drawings:
            self.at = (self.at + steps[event.key]) % len(self.drawings)
            self._paint()
            self.refresh_bindings()
        elif event.key == "0" and self._pages > 1:
            self.action_more()
        else:
            return
        event.stop()
