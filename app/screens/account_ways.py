"""What can be done with an account, by digit; a digit keeps its meaning for every account.

6 is for meters: allocating the first one, or what can be done once there are some.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from app.domain.permissions import Permission, Rights
from app.domain.text import _
from app.operations.account_file import AccountFile
from app.screens.counter_screen import AnyScreen
from app.screens.directory import screen_named
from app.screens.give_back import GiveBack
from app.screens.ways_out import WayOut


@dataclass(frozen=True)
class _Way:
    digit: str
    label: str
    screen: str
    permission: Permission
    sensible: Callable[[AccountFile], bool]


_WAYS = (
    _Way(
        "6",
        _("Allocate a meter"),
        "allocate-meter",
        Permission.ALLOCATE,
        lambda file: not file.meters,
    ),
    _Way(
        "6",
        _("Meters: change, undo, one more"),
        "account-meters",
        Permission.ALLOCATE,
        lambda file: bool(file.meters) and not file.in_doubt,
    ),
    _Way(
        "7",
        _("Reissue: a new card"),
        "reissue-card",
        Permission.REISSUE,
        lambda file: bool(file.cards) and not file.in_doubt,
    ),
    _Way(
        "8",
        _("Money back: refund, reversal, meter"),
        "give-back",
        Permission.REFUND,
        lambda file: bool(file.meters) and not file.in_doubt,
    ),
    _Way(
        "9",
        _("Settle what is in doubt"),
        "settle",
        Permission.SELL,
        lambda file: bool(file.in_doubt),
    ),
)


def account_ways(file: AccountFile, rights: Rights) -> dict[str, WayOut]:
    """The ways that lead on from an account, as far as they make sense and ``rights`` allow it."""
    return {
        way.digit: WayOut(way.label, partial(_screen, way.screen, file))
        for way in _WAYS
        if way.sensible(file) and way.permission in rights
    }


def _screen(name: str, file: AccountFile) -> AnyScreen:
    """Every screen is told the account."""
    number = file.account.number
    if name == "give-back":
        return GiveBack(number, unloaded=file.unloaded, waits=file.refund_waits > 0)
    return screen_named(name, number)
