"""Streets for protocol tests: two ledgers are made per session and copied for each test."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

import pytest

from app.cards.profiles.tapcard_sle4442 import TapcardSle4442
from app.domain.cards import Marking
from tests.protocol.kiosks import Street

MakeStreet: TypeAlias = Callable[..., Street]


@pytest.fixture(scope="session")
def fresh_street(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Folder with two ledgers that are ready to sell, and the account that both know."""
    folder = tmp_path_factory.mktemp("street")
    street = Street(folder, TapcardSle4442(), seed=0).begin()
    street.close()
    return folder, street.account


@pytest.fixture
def make_street(fresh_street: tuple[Path, str], tmp_path: Path) -> Iterator[MakeStreet]:
    """Streets with cards that cannot be copied and meters that mark twice, unless told."""
    opened: list[Street] = []

    def make(*, marking: Marking = Marking.BOTH, copyable: bool = False) -> Street:
        folder = tmp_path / f"street-{len(opened)}"
        shutil.copytree(fresh_street[0], folder)
        street = Street(folder, TapcardSle4442(marking=marking, copyable=copyable))
        street.clock.now += 3_600_000
        opened.append(street.open(fresh_street[1]))
        return street

    yield make
    for street in opened:
        street.close()


@pytest.fixture
def street(make_street: MakeStreet) -> Street:
    """Cards that cannot be copied, meters that mark before and after crediting."""
    return make_street()


@pytest.fixture
def settled(street: Street) -> Street:
    """Number 1 is in the meter and both kiosks know it."""
    street.settled_in()
    return street
