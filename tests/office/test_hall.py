"""Counters in one hall: what one does, the others see after one round."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.office.store.opening import open_store
from tests.office.hall import Desk, Hall


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    """A head office with two counters."""
    store = open_store(str(tmp_path / "office"))
    made = Hall(store, tmp_path)
    made.join(7)
    made.join(8)
    made.round()
    yield made
    for desk in made.desks:
        desk.counter.close()
    store.close()


@pytest.fixture
def here(hall: Hall) -> Desk:
    return hall.desks[0]


@pytest.fixture
def there(hall: Hall) -> Desk:
    return hall.desks[1]


def names(desk: Desk, text: str) -> list[str]:
    """Accounts found by a name."""
    return [row.account for row in desk.counter.do("find-accounts", text=text).accounts]


class TestAfterOneRound:
    """What happened at one counter is there at the other."""

    def test_an_account_is_found_by_its_customers_name(
        self, hall: Hall, here: Desk, there: Desk
    ) -> None:
        account = here.counter.account("Neema Wanjiru")
        hall.round()
        assert names(there, "Wanjiru") == [account]

    def test_a_sale_goes_on_at_the_other_counter(self, hall: Hall, here: Desk, there: Desk) -> None:
        account = here.counter.account("Neema Wanjiru")
        card, meter = here.counter.new_card(), here.counter.meter()
        here.counter.do(
            "allocate-meter", account=account, meter=meter.state.meter, model="DN15", amount="1000"
        )
        hall.round()
        meter.take(card)
        there.counter.put(card)
        there.counter.do("prepay", volume="3")
        hall.round()
        for desk in (here, there):
            found = desk.counter.do("purchases", account=account).purchases
            assert [one.purchase.node for one in found] == [8, 7]
            assert desk.faults() == []
