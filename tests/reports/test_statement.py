"""A customer's statement: each day's prices and movements, running on from what stood before."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest

from app.reports.errors import BadReport
from tests.reports.conftest import Office
from tests.reports.life_office import FIRST, LAST

BOOKS = ("arrears", "balance", "deposit")
NOW = tuple(f"{book}_now" for book in BOOKS)
EDGES = (
    *(FIRST, date(2027, 1, 1), date(2027, 1, 20), date(2027, 1, 21), date(2027, 3, 1)),
    LAST + timedelta(days=1),
)


@pytest.mark.parametrize("home", range(3))
def test_it_runs_from_what_stood_before_to_what_stands_after(office: Office, home: int) -> None:
    """Each period begins where the one before it ended, the first with nothing."""
    account = office.homes[home].account
    stands = dict.fromkeys(NOW, 0)
    charged = 0
    for since, following in pairwise(EDGES):
        until = following - timedelta(days=1)
        before, *moves, after = office.rows("statement", account=account, since=since, until=until)
        assert {name: before[name] for name in NOW} == stands
        for move in moves:
            for book, now in zip(BOOKS, NOW, strict=True):
                stands[now] += move[book] or 0
                assert move[now] == (None if move[book] is None else stands[now])
            charged += move["charged"] or 0
        assert {name: after[name] for name in NOW} == stands
    *whole, last = office.rows("statement", account=account)
    assert {name: last[name] for name in NOW} == stands
    assert sum(move["charged"] or 0 for move in whole) == charged > 0


def test_a_purchase_from_the_balance_is_one_line(office: Office) -> None:
    account = office.homes[0].account
    rows = office.rows("statement", account=account)
    assert [row["what"] for row in rows if row["balance"]] == ["Balance", "Purchase 5"]
    (spent,) = (row for row in rows if row["what"] == "Purchase 5")
    assert spent["balance"] == -7_500
    # What a purchase pays of arrears is booked once it stands on the card: a line of its own.
    moved = [row["arrears"] for row in rows if row["arrears"]]
    assert moved[0] == 12_000
    assert sum(moved) == rows[-1]["arrears_now"] < 12_000
    assert {"Given back", "Credit 4", "Broken seal", "Arrears"} <= {row["what"] for row in rows}
    bought = {sale.event.to_key() for sale in office.journal.sales}
    for row in rows:
        behind = office.behind("statement", tuple(row.values()), account=account)
        assert [id for id, _allocation in behind if id in bought] == [id for id, _one in behind]
        assert len(behind) == row["what"].startswith("Purchase")


@pytest.mark.parametrize("account", ["", "999999999999"])
def test_without_a_known_account_there_is_none(office: Office, account: str) -> None:
    with pytest.raises(BadReport):
        office.rows("statement", account=account)
