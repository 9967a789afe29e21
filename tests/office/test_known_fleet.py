"""Who was enrolled a moment ago is known at the next look."""

from __future__ import annotations

from app.office.known_fleet import KnownFleet
from app.office.store.contract import Store
from tests.office.nodes import KioskNode


def test_a_kiosk_that_is_enrolled_is_known_at_the_next_look(store: Store) -> None:
    known = KnownFleet(store)
    assert known.now().regions == {}
    KioskNode(7).enrol(store, region=12, site="07")
    assert known.now().regions == {7: 12}
    assert known.now() is known.now()
    KioskNode(8).enrol(store, region=13, site="8")
    assert known.now().regions == {7: 12, 8: 13}
    assert known.now().sites == {"7": 12, "8": 13}
