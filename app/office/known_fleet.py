"""Which node stands where, kept in memory: of ten thousand it would be read for each portion.

Node, region and site of a kiosk are said once, when it is enrolled, and no kiosk ever leaves the
store: as long as there are as many, they are the same.
"""

from __future__ import annotations

from app.office.enrolling import all_enrolments
from app.office.store.contract import Store
from app.sync.scopes import Fleet


class KnownFleet:
    """For one thread."""

    def __init__(self, store: Store) -> None:
        """Nothing is read yet."""
        self._store = store
        self._count = 0
        self._fleet = Fleet(frozenset(), {}, {})

    def now(self) -> Fleet:
        """As it is. Raises StoreUnavailable, and what its database raises."""
        count = self._store.count_kiosks()
        if count != self._count:
            self._fleet = fleet_of(self._store)
            # Whoever was enrolled meanwhile is in it perhaps; then it is read once more.
            self._count = count
        return self._fleet


def fleet_of(store: Store) -> Fleet:
    """What the rule of scopes has to know of the nodes that are enrolled."""
    rows = all_enrolments(store)
    counters = [row for row in rows if row.transport_key]
    return Fleet(
        office=frozenset(row.node for row in rows if not row.transport_key),
        regions={row.node: row.region for row in counters},
        sites={row.site.lstrip("0"): row.region for row in counters},
    )
