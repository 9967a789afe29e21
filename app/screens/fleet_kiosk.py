"""One kiosk: all that is known of it, and what head office can do about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from textual.app import ComposeResult

from app.domain.errors import TapcardError
from app.domain.identity import Node, kiosk_name
from app.domain.permissions import Permission
from app.domain.text import _
from app.ledger.queries import allowances, settings
from app.office.fleet import Fleet, FleetRow, asks_to_go_on
from app.office.store.rows import EpochRequest
from app.screens.choices import Choice, Choices
from app.screens.counter_screen import AnyScreen
from app.screens.directory import screen_named
from app.screens.fleet_words import fleet_rows
from app.screens.office_screen import OfficeScreen
from app.telling.words import Row
from app.widgets.notice import Tone
from app.widgets.rows import Rows


class _Known(NamedTuple):
    row: FleetRow
    asks: Sequence[EpochRequest]
    rows: list[Row]
    """In words."""


class FleetKiosk(Choices, OfficeScreen[object]):
    """Read anew whenever it comes to the top."""

    heading = _("Kiosk")
    help_lines = (
        _("What the kiosk said is as old as its last contact; the limit, as what has"),
        _("arrived. A new vending limit takes the place of what is left. It goes with"),
        _("the next exchange, or by digits that are typed in at the counter: Shift and"),
        _("cash, 5. Account numbers: a counter opens accounts only with numbers that it"),
        _("was granted. 6 grants the next limits by a rule."),
        _("A barred kiosk is refused from its next request on; what it sent stays."),
        _("Press the digit of what is to be done; Esc goes back to the list."),
    )
    choices = (
        Choice("1", _("Grant a vending limit"), "allow-kiosk", Permission.GRANTS),
        Choice("2", _("Grant account numbers"), "block-kiosk", Permission.GRANTS),
        Choice("3", _("Bar it"), "revoke-kiosk", Permission.KIOSKS),
        Choice("4", _("Let it go on: it was restored"), "grant-epoch", Permission.KIOSKS),
        Choice("5", _("What does not fit there"), "office-exceptions", Permission.AUDIT),
        Choice("6", _("Limits by rule"), "rule-kiosk", Permission.GRANTS),
        Choice("7", _("More: operators, identity"), "fleet-kiosk-more", Permission.AUDIT),
    )

    most_apart: ClassVar[int] = 0

    def __init__(self, node: Node) -> None:
        """``node``: its number."""
        super().__init__()
        self._node = node
        self._row: FleetRow | None = None
        self._asks: Sequence[EpochRequest] = ()
        self.facts = Rows(id="file")

    def body(self) -> ComposeResult:
        """Its figures above the choices."""
        yield self.facts
        yield from super().body()

    def on_screen_resume(self) -> None:
        """Something may have been done meanwhile."""
        super().on_screen_resume()
        self.work(self._read, self._show, self._refused)

    def possible(self) -> list[Choice]:
        """Only a look for one that is barred; it goes on where it asks for that."""
        if self._row is None:
            return []
        if self._row.revoked:
            return [one for one in super().possible() if one.screen == "office-exceptions"]
        return [one for one in super().possible() if self._asks or one.screen != "grant-epoch"]

    def screen_for(self, choice: Choice) -> AnyScreen:
        """Each is told the kiosk; where two copies ask, the list says which is which."""
        if self._row is None:
            raise LookupError("no kiosk is shown")
        if choice.screen == "grant-epoch":
            (first, *others) = self._asks
            return screen_named("waiting") if others else screen_named("grant-epoch", first)
        if choice.screen == "office-exceptions":
            return screen_named(choice.screen, self._node)
        return screen_named(choice.screen, self._row)

    def _read(self) -> _Known | None:
        desk, asked = self.desk, self.desk.fleet_asked()
        with desk.kiosk.ledger.read() as reader:
            row = Fleet(reader.db, asked).kiosk(self._node)
            if row is None:
                return None
            region = settings.region(reader.db, row.region)
            blocks = allowances.blocks(reader.db, row.node, row.epoch)
            asks = asks_to_go_on(reader.db, row.node)
        named = str(row.region) if region is None else f"{region.region} {region.name}"
        numbers = ", ".join(f"{one.first}-{one.last}" for one in blocks) or _("none")
        rows = [*fleet_rows(desk.words, row, named, asked.now), (_("Account numbers"), numbers)]
        return _Known(row, asks, rows)

    def _show(self, known: _Known | None) -> None:
        if known is None:
            self.dismiss(None)
            return
        self._row, self._asks = known.row, known.asks
        self.facts.show(known.rows, f"{kiosk_name(known.row.node)} {known.row.name}")
        super().on_screen_resume()

    def _refused(self, error: TapcardError) -> None:
        self.notice.say(Tone.BAD, error.message, error.remedy)
