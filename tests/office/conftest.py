"""Every test of the store runs over both databases."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from app.clock import SystemClock, SystemRandomness
from app.office.head_office import HeadOffice
from app.office.store.contract import Store
from app.office.store.opening import open_store
from app.settings.office import OfficeSettings, load_office_settings
from tests.office.cluster import Cluster
from tests.office.town import founded, set_master
from tests.place import place

_NUMBERS = count(1)


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """One for all tests of a process."""
    made = Cluster(Path(tempfile.mkdtemp(prefix="pg-", dir=place())))
    try:
        yield made
    finally:
        made.remove()


@pytest.fixture(params=["sqlite", "postgres"])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A folder or a DSN, nothing in it yet."""
    if request.param == "sqlite":
        return str(tmp_path / "office")
    cluster: Cluster = request.getfixturevalue("cluster")
    return cluster.new_database(f"office{next(_NUMBERS)}")


@pytest.fixture
def store(where: str) -> Iterator[Store]:
    """An empty one."""
    made = open_store(where)
    yield made
    made.close()


@pytest.fixture(scope="session")
def fresh_office(tmp_path_factory: pytest.TempPathFactory) -> OfficeSettings:
    """A head office with operators and a tariff; not to be opened: tests copy it."""
    settings = founded(tmp_path_factory.mktemp("head"))
    set_master(settings)
    return settings


@pytest.fixture
def own_office(fresh_office: OfficeSettings, tmp_path: Path) -> OfficeSettings:
    """One for a test."""
    shutil.copytree(fresh_office.folder, tmp_path / "head")
    return load_office_settings(tmp_path / "head" / "office.toml")


@pytest.fixture
def office(own_office: OfficeSettings) -> Iterator[HeadOffice]:
    """It, at work in this process."""
    with opened(own_office) as one:
        yield one


def opened(settings: OfficeSettings) -> HeadOffice:
    """A head office, opened; entered, it works."""
    return HeadOffice(settings, SystemClock(), SystemRandomness())
