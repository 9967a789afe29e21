"""The family with one card for three meters, and the broken meter that a transfer card empties."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.domain.comparison import Standing
from app.domain.function_cards import MeterDump
from app.operations.catalogue import operation_named
from app.operations.operation import Caller, parse_arguments
from app.simulator.village.all_in_one import CARD, SPARE
from tests.simulator.demo_village import OpenDemo, build_small, copied, opened

WATER, POWER, GAS = "000020269001", "000020269002", "000020269003"
SUPERVISOR, ADMINISTRATOR = 20, 1


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_small(tmp_path_factory.mktemp("family") / "village")


@pytest.fixture
def village(made: Path, tmp_path: Path) -> Iterator[OpenDemo]:
    with opened(copied(made, tmp_path / "village")) as counter:
        counter.do("open-shift", float="1000")
        yield counter


def left(village: OpenDemo) -> dict[str, int]:
    """Credit in each meter, as the card says after a visit."""
    village.tray.take_home(CARD)
    village.tray.put(CARD)
    read = village.do("read-card")
    assert all(one.standing is Standing.NORMAL for one in read.meters)
    return {one.contents.meter: one.read_back.remaining for one in read.meters}


def test_one_card_is_sold_to_taken_to_its_three_meters_and_read_back(village: OpenDemo) -> None:
    before = left(village)
    village.do("prepay", meter=WATER, volume="2", also=f"{POWER}=10v,{GAS}=1v")
    assert "2.000 m3, 10.000 kWh, 1.000 m3 not in the meter yet" in village.label(CARD)
    said = village.tray.take_home(CARD).splitlines()
    assert [line.split(": ")[0] for line in said] == [WATER, POWER, GAS]
    assert all(": took the load, " in line for line in said)
    after = left(village)
    gained = {meter: after[meter] - before[meter] for meter in before}
    assert gained == {WATER: 2_000, POWER: 10_000, GAS: 1_000}


def test_a_transfer_card_moves_the_credit_of_a_broken_meter_to_a_new_one(
    village: OpenDemo,
) -> None:
    before = left(village)[WATER]
    blank = village.card("for several meters").name
    village.tray.put(blank)
    _by_supervisor(
        village,
        "make-function-card",
        function="transfer",
        model="W-multi",
        meter=WATER,
        holder="Baraka",
        reason="the valve is stuck",
        due_back="2026-12-24",
    )
    assert SPARE in village.tray.meters_for(blank)
    village.tray.take_to(blank, WATER)
    village.tray.take_to(blank, SPARE)
    assert left(village)[WATER] == before
    village.tray.put(blank)
    read = _by_supervisor(village, "read-function-card", returned="yes")
    dump: MeterDump = read.dumps[0].dump
    assert (dump.meter, dump.remaining) == (WATER, before)
    assert dump.delivered_to == dump.claimed_by == "920417"
    village.tray.put(CARD)
    village.do("prepay", meter=WATER, volume="1")
    assert left(village)[WATER] == before + 1_000


def _by_supervisor(village: OpenDemo, operation: str, **arguments: str) -> Any:
    chosen = operation_named(operation)
    caller = Caller(operator=SUPERVISOR, second=ADMINISTRATOR)
    return chosen.run(village.demo.assembly.kiosk, caller, parse_arguments(chosen, arguments))
