"""Whatever is killed, cut, copied and restored: head office ends with what the kiosks have.

A small run; ``python -m tests.chaos`` is the large one.
"""

from __future__ import annotations

import pytest

from tests.chaos.__main__ import table
from tests.chaos.adventures import Adventure
from tests.chaos.run import Plan, run
from tests.chaos.wire import CUT, LOST, UNHEARD

_SMALL = Plan(sales=800, kiosks=5, server_kills=0, database_crashes=1)


@pytest.mark.parametrize("store", ["sqlite", "postgresql"])
def test_rows_sums_heads_tables_and_feeds_end_equal(store: str) -> None:
    outcome = run(store, _SMALL)
    found = outcome.reckoning
    assert found.is_equal, table(outcome)
    happened = {"server kills", "backups", "head office restored", "forks", CUT, LOST, UNHEARD}
    happened |= {one.value for one in Adventure if one is not Adventure.NONE}
    assert happened <= outcome.counts.keys(), table(outcome)
    assert found.kiosks.sales > 0.9 * _SMALL.sales
    assert found.held > 0
    assert found.held_ungranted > 0
    assert found.given.meant > found.journal.sales
