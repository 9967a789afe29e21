"""The generated fleet is what its events would have left, and head office bears clients on it."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.office.identity import load_identity
from app.office.projector import IN_FORCE
from app.office.store.opening import open_store
from app.office.tables import bring_up_to_date
from tests.office.cluster import Cluster
from tests.office.nodes import NOW
from tests.office.town import until
from tests.scale.clients import Load, prepared, speak
from tests.scale.filling import fill_postgres, fill_sqlite
from tests.scale.fleet import OFFICE_NODE, Fleet
from tests.scale.founding import found
from tests.scale.models import Models, lived
from tests.scale.pages import asked, some_buyers
from tests.scale.place import Size, place, served
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


def test_head_office_serves_clients_at_once_on_a_filled_store(tmp_path: Path) -> None:
    with place(tmp_path / "office", Size(4, 12, 3), postgres=False) as here:
        office = load_identity(here.settings.identity).seal_public_key
        store = open_store(here.settings.store)
        clients = prepared(store, here.fleet, 3, 2, office)
        with served(here.settings) as head_office:
            timed = speak(head_office, clients, Load(rounds=2, every=0))
            until(lambda: not store.waiting(IN_FORCE.name))
        assert {kind: len(took) for kind, took in timed.took.items()} == {
            "hello": 6,
            "push of 100 events": 6,
            "pull": 6,
        }
        for client in clients:
            kiosk = store.kiosk(client.node)
            assert kiosk is not None
            assert kiosk.in_force.last_seq == here.fleet.last_seq + 200
        assert not store.quarantined()
        store.close()
        pages = asked(here.settings.store, here.fleet, some_buyers(here.fleet, 1), NOW)
        assert len(pages) > 40
