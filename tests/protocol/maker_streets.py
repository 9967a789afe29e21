"""Streets with the cards of meter makers, and moments of a plan that do not depend on the chip."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias

import pytest

from app.cards.profiles.contract import Profile
from app.ledger.queries import plans
from app.operations.errors import PlanInterrupted
from app.simulator.reader import ApduPhase
from tests.counter import Counter
from tests.protocol.kiosks import Street

MakeMakerStreet: TypeAlias = Callable[[Profile], Street]

_METER = "12345"
"""Without zeros in front: makers' cards cannot tell how many there were."""


@pytest.fixture(scope="session")
def fresh_maker_streets(tmp_path_factory: pytest.TempPathFactory) -> MakeMakerStreet:
    """Closed streets, one for each name of a profile: their ledgers sell its cards."""
    made: dict[str, Street] = {}

    def make(profile: Profile) -> Street:
        if profile.name not in made:
            street = Street(tmp_path_factory.mktemp("street"), profile, seed=0).begin()
            street.close()
            made[profile.name] = street
        return made[profile.name]

    return make


@pytest.fixture
def make_maker_street(
    fresh_maker_streets: MakeMakerStreet, tmp_path: Path
) -> Iterator[MakeMakerStreet]:
    """Copies of such streets, open."""
    opened: list[Street] = []

    def make(profile: Profile) -> Street:
        fresh = fresh_maker_streets(profile)
        folder = tmp_path / f"street-{len(opened)}"
        shutil.copytree(fresh.folder, folder)
        street = Street(folder, profile)
        street.meter = street.a.meter(_METER)
        street.clock.now += 3_600_000
        opened.append(street.open(fresh.account))
        return street

    yield make
    for street in opened:
        street.close()


@contextmanager
def amid_plan(kiosk: Counter, act: Callable[[], object], at: int = 0) -> Iterator[None]:
    """Calls ``act`` once, after the ``at``-th APDU (0 first) that follows the commit of a plan.

    The 0th reads the identity again, so nothing has been written by then.
    """
    seen = -1

    def hook(_number: int, _apdu: bytes, phase: ApduPhase) -> None:
        nonlocal seen
        if phase is ApduPhase.AFTER and seen < at and plan_is_open(kiosk):
            seen += 1
            if seen == at:
                act()

    kiosk.reader.on_apdu(hook)
    try:
        yield
    finally:
        kiosk.reader.on_apdu(None)


def plan_is_open(kiosk: Counter) -> bool:
    """Whether a plan of this kiosk waits for its end."""
    assert kiosk.ledger is not None
    with kiosk.ledger.read() as reader:
        return any(row.id.node == kiosk.node for row in plans.open_plans(reader.db))


def torn_sale(street: Street, kiosk: Counter, at: int = 0) -> bool:
    """A sale whose card is pulled there; False: it came to its end before."""
    try:
        with amid_plan(kiosk, kiosk.reader.remove, at):
            street.sell(kiosk)
    except PlanInterrupted:
        return True
    return False
