"""Every test of the store runs over both databases."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from app.office.store.contract import Store
from app.office.store.opening import open_store
from tests.office.cluster import Cluster

_NUMBERS = count(1)


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """One for all tests of a process."""
    made = Cluster(Path(tempfile.mkdtemp(prefix="pg-", dir="/var/tmp")))
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
