"""Shifts and the cash in the drawer beside sales, as a village of lives does it."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from app.operations.errors import BadArgument, CountedBefore, ShiftAlreadyOpen, ShiftLeftOpen
from app.operations.invoicing import expected_number
from tests.counter import CASHIER, SUPERVISOR
from tests.operations.proofs import ledger_of
from tests.operations.village_settings import Errand

if TYPE_CHECKING:
    from tests.operations.village import Village


def _open_shift(village: Village, operator: int, float_cash: str) -> None:
    """With the number on the uppermost sheet, where one is expected; after one left open."""
    opening = {"by": operator, "float": float_cash, **_sheet(village, operator)}
    try:
        village.do("open-shift", **opening)
    except ShiftLeftOpen as left:
        if left.operator == operator:
            raise
        village.do("close-shift", by=left.operator, counted="0")
        village.do("open-shift", **opening)


def _sheet(village: Village, operator: int) -> dict[str, Any]:
    with ledger_of(village.counter).read() as reader:
        number = expected_number(reader.db, village.counter.node, operator)
    return {} if number is None else {"invoice": str(number)}


def _drop_cash(village: Village, choice: int) -> None:
    """A bag of whatever is in the drawer; a number that was used before is refused."""
    with suppress(BadArgument):
        village.do("drop-cash", bag=f"B-{choice}", counted="5x1")


def _count_drawer(village: Village, _choice: int) -> None:
    """Once in a shift."""
    with suppress(CountedBefore):
        village.do("count-drawer", counted="5x1")


def _close_shift(village: Village, _choice: int) -> None:
    village.do("close-shift", counted="0")
    _open_shift(village, CASHIER, "1000")


def _hand_over(village: Village, _choice: int) -> None:
    """To the supervisor and back, so that every other errand finds the cashier's shift open."""
    for by, to in ((CASHIER, SUPERVISOR), (SUPERVISOR, CASHIER)):
        with suppress(ShiftAlreadyOpen):
            village.do(
                "hand-over-drawer",
                by=by,
                second=to,
                to=str(to),
                counted="5x1",
                **_sheet(village, to),
            )


DRAWER: dict[str, Errand] = {
    "drop-cash": _drop_cash,
    "pay-in": lambda village, _choice: village.do("pay-in", amount="5", reason="change"),
    "pay-out": lambda village, _choice: village.do("pay-out", amount="2", reason="soap"),
    "counterfeit": lambda village, _choice: village.do(
        "counterfeit", amount="1", note="AB 17", reason="no thread"
    ),
    "open-drawer": lambda village, _choice: village.do("open-drawer", reason="to change a note"),
    "count-drawer": _count_drawer,
    "close-shift": _close_shift,
    "hand-over-drawer": _hand_over,
    "open-shift": lambda village, choice: _open_shift(
        village, (SUPERVISOR, CASHIER)[choice % 2], "0"
    ),
}
"""By name."""
