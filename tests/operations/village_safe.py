"""The safe of a village: bags and slips go on their way, or are refused."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from app.operations.errors import BadArgument, UnknownRecord
from tests.counter import SUPERVISOR

if TYPE_CHECKING:
    from tests.operations.village import Village
    from tests.operations.village_settings import Errand


def _bag_cash(village: Village, choice: int) -> None:
    with suppress(BadArgument):
        village.do("bag-cash", bag=f"S-{choice}", counted="7x1")


def _renumber(village: Village, choice: int) -> None:
    with suppress(BadArgument, UnknownRecord):
        village.do("renumber-bag", bag=f"S-{choice}", number=f"R-{choice}", reason="read wrongly")


def _deposit(village: Village, _choice: int) -> None:
    with suppress(UnknownRecord):
        village.do("deposit-bags", carrier="Juma", bank="KCB")


def _slip(village: Village) -> str:
    """The oldest that is on its way, if one is."""
    slips = village.do("safe").slips
    return str(slips[0].id) if slips else "K07-01-1"


def _confirm(village: Village, choice: int) -> None:
    how = {"amount": "1", "reason": "recounted"} if choice % 3 == 0 else {}
    slip = _slip(village)
    with suppress(UnknownRecord):
        village.do("confirm-deposit", slip=slip, reference=f"BR {slip}", second=SUPERVISOR, **how)


def _take_back(village: Village, _choice: int) -> None:
    with suppress(UnknownRecord):
        village.do("take-back-deposit", slip=_slip(village), reason="late", second=SUPERVISOR)


IN_THE_SAFE: dict[str, Errand] = {
    "safe": lambda village, _choice: village.do("safe"),
    "bag-cash": _bag_cash,
    "renumber-bag": _renumber,
    "deposit-bags": _deposit,
    "confirm-deposit": _confirm,
    "take-back-deposit": _take_back,
}
"""By name."""
