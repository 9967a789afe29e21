"""Another kiosk of the utility, which hears of what is done here, as this one hears of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.end_to_end.desk import ADMINISTRATOR, INIT, Desk

NODE = 8
_SITE = f"site={NODE}"
_CASHIER, _SUPERVISOR = 50, 51
"""Its own people: a PIN is known to the kiosk where it was set."""


def other_kiosk(here: Path) -> Desk:
    """The one beside the counter in this folder."""
    return Desk(here.parent / "elsewhere", node=NODE)


def begun(here: Path) -> None:
    """It has a ledger and people, before the counter has any: what is newer counts."""
    (here.parent / "elsewhere").mkdir()
    other = other_kiosk(here)
    other.here("init", *(_SITE if word.startswith("site=") else word for word in INIT)).fine()
    for number, role in ((_CASHIER, "cashier"), (_SUPERVISOR, "supervisor")):
        hired: dict[str, Any] = {
            "operator": str(number),
            "name": role.title(),
            "role": role,
            "pin": "?",
        }
        other.do("set-operator", by=ADMINISTRATOR, **hired).fine()


def opened_there(other: Desk) -> str:
    """A shift, and an account that is kept there; its number."""
    other.do("open-shift", by=_CASHIER, float="1000").fine()
    given: dict[str, Any] = {"tariff_class": "1", "name": "Faraji Ngumi"}
    number: str = other.do("open-account", by=_CASHIER, **given).fine().json["account"]
    return number


def credit_paid_back(other: Desk, account: str) -> None:
    """A technician took the meter off the wall; what was left in it is paid back there."""
    form = {"technician": "Baraka", "form": "F-19", "dial": "1", "remaining": "5"}
    given = {"account": account, "reason": "moved away", **form}
    other.do("refund-meter-credit", by=_CASHIER, second=_SUPERVISOR, **given).fine()
