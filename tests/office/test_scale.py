"""The generated fleet is what its events would have left, and head office bears clients on it."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.office.store.opening import open_store
from app.office.tables import bring_up_to_date
from tests.office.cluster import Cluster
from tests.office.nodes import NOW
from tests.scale.filling import fill_postgres, fill_sqlite
from tests.scale.fleet import OFFICE_NODE, Fleet
from tests.scale.founding import found
from tests.scale.models import Models, lived
from tests.scale.told_store import rows_of, tell


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Models:
    return lived(tmp_path_factory.mktemp("models"))


@pytest.mark.parametrize("database", ["sqlite", "postgres"])
def test_generated_rows_are_those_of_the_events(
    database: str, models: Models, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    fleet = Fleet(kiosks=3, households=14, buyers=4, models=models)
    if database == "sqlite":
        places = [str(tmp_path / "filled"), str(tmp_path / "told")]
    else:
        cluster: Cluster = request.getfixturevalue("cluster")
        places = [cluster.new_database(name) for name in ("filled", "told")]
    filled, told = (_rows(place, fleet, is_filled=place == places[0]) for place in places)
    for name, rows in told.items():
        assert filled[name] == rows, name
    assert len(told["purchase"]) == 3 * 4 * 2


def _rows(place: str, fleet: Fleet, *, is_filled: bool) -> dict[str, list[str]]:
    store = open_store(place)
    bring_up_to_date(store, OFFICE_NODE, NOW)
    if is_filled:
        store.close()
        if place.startswith("postgres"):
            fill_postgres(place, fleet)
        else:
            fill_sqlite(Path(place), fleet)
        store = open_store(place)
        found(store, fleet, NOW)
    else:
        tell(store, fleet, NOW)
    try:
        return rows_of(store)
    finally:
        store.close()
