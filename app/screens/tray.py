"""The tray of a demo counter: what hands would do with cards, meters, days and paper."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Static

from app.cards.watcher import ReaderState
from app.domain.errors import TapcardError
from app.domain.text import _
from app.screens.counter_screen import CounterScreen
from app.screens.desk import Tray, TrayCard
from app.screens.keys import bindings
from app.screens.paper import Paper
from app.screens.tray_meters import TrayMeters
from app.widgets.notice import Notice, Tone

_PER_PAGE = 12
_WEEK = 7
_MARGIN = 2
_CHOSEN = "bold $accent-text on $accent"


class TrayScreen(CounterScreen[None]):
    """A list of cards, one of them chosen; letters do something with it."""

    heading = _("Cards, meters and paper (demo)")
    help_lines = (
        _("Up and Down choose a card; Enter puts it on the reader and closes this page."),
        _("Letters do the rest, as the lines at the bottom say."),
        _("Cards, meters and printer are simulated: nothing here has any value."),
    )
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("more", "less")]

    def __init__(self) -> None:
        """The card on the reader is chosen, or the first."""
        super().__init__()
        self.listing = Static("", id="cards", markup=False)
        self.legend = Static("", id="legend", markup=False)
        self.notice = Notice(id="notice")
        self.chosen = 0
        self.shown: list[TrayCard] = []

    def body(self) -> ComposeResult:
        """Cards, what letters do, what came of it."""
        yield self.listing
        yield self.notice
        yield self.legend

    @property
    def tray(self) -> Tray:
        """The hands."""
        if self.desk.tray is None:
            raise LookupError("this counter has no tray")
        return self.desk.tray

    def card_moved(self, _state: ReaderState) -> None:
        """Labels say where cards lie."""
        self._look()

    def _look(self) -> None:
        self.work(lambda: list(self.tray.cards()), self._show, self._refused)

    def _show(self, cards: list[TrayCard]) -> None:
        if not self.shown:
            lying = (at for at, card in enumerate(cards) if card.on_reader)
            self.chosen = next(lying, 0)
        self.shown = cards
        self.chosen = min(self.chosen, max(0, len(cards) - 1))
        self._paint()

    def _paint(self) -> None:
        first = self.chosen // _PER_PAGE * _PER_PAGE
        lines = [
            (self._line(card), _CHOSEN if at == self.chosen else "")
            for at, card in enumerate(self.shown[first : first + _PER_PAGE], start=first)
        ]
        count = _("   card {at} of {count}").format(at=self.chosen + 1, count=len(self.shown))
        self.listing.update(Content.assemble(*lines, (count, "bold")))
        self.legend.update(self._legend())

    def _line(self, card: TrayCard) -> str:
        place = _("on the reader: ") if card.on_reader else ""
        width = max(1, self.size.width - _MARGIN)
        return f"   {place}{card.label}"[:width].ljust(width) + "\n"

    def _legend(self) -> str:
        cover = _("C close cover") if self.tray.cover_open else _("C open cover")
        torn = _("M next write is torn: armed") if self.tray.armed else _("M tear the next write")
        return "\n".join(
            (
                "  ".join((_(" Enter put on reader"), _("P pull"), torn)),
                "  ".join((_(" H home to its meter"), _("D a day passes"), _("W a week passes"))),
                "  ".join((_(" S show last paper"), cover, _("O paper out"), _("R new roll"))),
            )
        )

    # -- what hands do ---------------------------------------------------------------------

    def on_key(self, event: events.Key) -> None:
        """Up, Down, Enter, and letters."""
        act = self._acts().get(event.key)
        if act is not None and self.shown:
            event.stop()
            act()

    def _acts(self) -> dict[str, Callable[[], None]]:
        return {
            "up": lambda: self._choose(self.chosen - 1),
            "down": lambda: self._choose(self.chosen + 1),
            "enter": self._put,
            "p": self._pull,
            "m": self._arm,
            "h": self._take_home,
            "d": lambda: self._tell(lambda: self.tray.let_days_pass(1)),
            "w": lambda: self._tell(lambda: self.tray.let_days_pass(_WEEK)),
            "s": self._show_paper,
            "c": self._move_cover,
            "o": lambda: self._quietly(self.tray.take_paper_out),
            "r": lambda: self._quietly(self.tray.put_new_roll),
        }

    def action_more(self) -> None:
        """A page further."""
        self._choose(self.chosen + _PER_PAGE)

    def action_less(self) -> None:
        """A page back."""
        self._choose(self.chosen - _PER_PAGE)

    def _choose(self, at: int) -> None:
        self.chosen = max(0, min(at, len(self.shown) - 1))
        self._paint()

    def _chosen_name(self) -> str:
        return self.shown[self.chosen].name

    def _put(self) -> None:
        put = partial(self.tray.put, self._chosen_name())
        self.dismiss(None)
        self.app.screen.call_later(put)  # once that screen knows that it is on top again

    def _pull(self) -> None:
        self._quietly(self.tray.pull)

    def _take_home(self) -> None:
        """To the meters that the card names; a function card asks which one is meant."""
        name = self._chosen_name()
        meters = self.tray.meters_for(name)
        if not meters:
            self._tell(lambda: self.tray.take_home(name))
            return

        def chosen(meter: str | None) -> None:
            if meter is not None:
                # Once this screen is on top again: coming back it looks at the cards, too.
                self.call_later(self._tell, partial(self.tray.take_to, name, meter))

        self.app.push_screen(TrayMeters(meters), chosen)

    def _arm(self) -> None:
        self.tray.pull_in_mid_write()
        self._paint()

    def _move_cover(self) -> None:
        self._quietly(self.tray.close_cover if self.tray.cover_open else self.tray.open_cover)

    def _show_paper(self) -> None:
        papers = self.tray.papers()
        if papers:
            self.app.push_screen(Paper(papers[-1].text))
        else:
            self.notice.say(Tone.NOTE, _("Nothing was printed since the demo was opened."))

    def _quietly(self, act: Callable[[], None]) -> None:
        act()
        self.desk.papers.wake()
        self._look()

    def _tell(self, act: Callable[[], str]) -> None:
        self.work(act, self._said, self._refused)

    def _said(self, sentence: str) -> None:
        self.notice.say(Tone.GOOD, sentence)
        self._look()

    def _refused(self, error: TapcardError) -> None:
        self.notice.say(Tone.BAD, error.message, error.remedy)
