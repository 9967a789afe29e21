"""Acts of stories about meters that are changed, and changed back."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.ledger.meter_swaps import change_meter, change_undone, meter_changed, undo_change

if TYPE_CHECKING:
    from tests.ledger.rumours import Rumours


def _change(village: Rumours, node: int, which: int) -> None:  # noqa: ARG001  one shape for all
    if village.purchases:
        change = change_meter(
            village,
            village.purchases[which % len(village.purchases)],
            f"{which % 3}",
            still_owed=which % 2 * 300,
            overuse=which % 4 // 3 * 100,
            another_card=which % 5 == 0,
        )
        village.changes.append(change)
        village.plans.append(change)


def _changed(village: Rumours, node: int, which: int) -> None:  # noqa: ARG001  one shape for all
    if village.changes:
        meter_changed(village, village.changes[which % len(village.changes)])


def _undo(village: Rumours, node: int, which: int) -> None:  # noqa: ARG001  one shape for all
    if village.changes:
        undoing = undo_change(village, village.changes[which % len(village.changes)])
        village.undoings.append(undoing)
        village.plans.append(undoing)


def _undone(village: Rumours, node: int, which: int) -> None:  # noqa: ARG001  one shape for all
    if village.undoings:
        change_undone(village, village.undoings[which % len(village.undoings)])


SWAPS: tuple[Callable[[Rumours, int, int], None], ...] = (_change, _changed, _undo, _undone)
