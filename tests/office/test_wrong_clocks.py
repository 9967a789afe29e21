"""Kiosks whose clocks are wrong reach head office like all others: order is by number, never by
time, and nobody else's time moves."""

from __future__ import annotations

from itertools import cycle

import msgspec
import pytest

from app.domain.identity import stamp_at
from app.office.store.contract import Store
from tests.ledger.kiosks import Chain
from tests.office.listing import exceptions
from tests.office.nodes import NOW, KioskNode
from tests.office.stories import arrive, counter_dump, drawn, dump, project_all
from tests.office.test_put_back import hello

DAY = 86_400_000
YEARS = 3_652 * DAY
CLOCKS = {
    "1970": (DAY,),
    "ten years ahead": (NOW + YEARS,),
    "backwards": (NOW, NOW - DAY, NOW - YEARS),
    "jumping": (NOW + YEARS, DAY, NOW),
}


def stamped(chain: Chain, walls: tuple[int, ...], node: int) -> Chain:
    """The same story, told under a clock of one kiosk that is wrong."""
    wall = cycle(walls)
    return [
        (id, msgspec.structs.replace(entry, at=stamp_at(next(wall))) if id.node == node else entry)
        for id, entry in chain
    ]


@pytest.mark.parametrize("clock", CLOCKS)
def test_what_it_sold_is_projected_as_everywhere(store: Store, clock: str) -> None:
    told = drawn(5, acts=60)
    wrong = min(id.node for id, _entry in told)
    chain = stamped(told, CLOCKS[clock], wrong)
    arrive(store, chain, 7)
    while project_all(store, 11).applied:
        arrive(store, chain, 7)
    assert dump(store) == counter_dump(chain)
    assert not store.quarantined()
    with store.read_tables() as tables:
        exceptions(tables)  # can be listed, whatever the stamps say


def test_its_clock_is_told_and_head_office_says_its_own(store: Store) -> None:
    KioskNode(8).enrol(store, site="8")
    assert hello(store, {}).office_time == NOW
