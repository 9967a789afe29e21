"""What an event says that counts, read from its bytes without the program that wrote it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from tests.chaos.model_sales import paid_in

_ACCOUNT = re.compile(rb'"type":"account_opened","account":"([^"]+)"')
_PAID = b'"type":"purchase_paid"'
_QUANTITY = re.compile(rb'"loads":\[\{[^}]*"quantity":(\d+)')
_GRANT = re.compile(rb'"type":"allowance_granted",[^}]*"money":(\d+)')
_TAKEN = re.compile(rb'"type":"allowance_taken","serial":(\d+),"money":(\d+)')

Life = tuple[int, int]
"""A node in one of its epochs."""


class Told(NamedTuple):
    """One event."""

    sales: int = 0
    money: int = 0
    """Minor units."""
    litres: int = 0
    granted: int = 0
    """Vending limit, minor units."""
    taken: tuple[Life, int, int] | None = None
    """Vending limit that a kiosk goes by from now on: in which life, serial, minor units."""
    account: bytes = b""


def told_by(body: bytes, life: Life) -> Told:
    """Of an event that kiosks or head office write here; ``life``: whose it is."""
    if _PAID in body:
        litres = _QUANTITY.search(body)
        assert litres is not None
        return Told(1, paid_in(body), int(litres[1]))
    if (grant := _GRANT.search(body)) is not None:
        return Told(granted=int(grant[1]))
    if (taken := _TAKEN.search(body)) is not None:
        return Told(taken=(life, int(taken[1]), int(taken[2])))
    opened = _ACCOUNT.search(body)
    return Told(account=opened[1] if opened is not None else b"")


@dataclass
class Sums:
    """Of many events."""

    events: int = 0
    sales: int = 0
    money: int = 0
    litres: int = 0
    granted: int = 0
    taken: dict[Life, tuple[int, int]] = field(default_factory=dict)
    """The newest vending limit of each life: serial, minor units."""
    accounts: set[bytes] = field(default_factory=set)
    """Numbers: a copy may open one that another has opened."""

    def add(self, all_told: Iterable[Told]) -> None:
        """These too."""
        for told in all_told:
            self.events += 1
            self.sales += told.sales
            self.money += told.money
            self.litres += told.litres
            self.granted += told.granted
            if told.taken is not None:
                life, *taken = told.taken
                limit = (taken[0], taken[1])
                self.taken[life] = max(limit, self.taken.get(life, limit))
            if told.account:
                self.accounts.add(told.account)
