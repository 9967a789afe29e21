"""While a report is made, it can be given up, and the counter goes on selling."""

from __future__ import annotations

import pytest
from peewee import Database

from app.reports.asked import Asked
from app.reports.catalogue import REPORTS
from app.reports.errors import ReportCancelled
from app.reports.running import Running
from app.reports.watch import Watch
from tests.counter import Counter
from tests.reports.life import FIRST, LAST

ALL = Asked(since=FIRST, until=LAST)


def test_a_report_is_given_up_between_its_pieces(quarter: Database) -> None:
    pieces: list[int] = []
    watch = Watch(told=lambda done, _of: pieces.append(done), given_up=lambda: len(pieces) > 1)
    running = Running(quarter, REPORTS["sales"], ALL, watch)
    with pytest.raises(ReportCancelled):
        list(running)
    assert pieces == [0, 1]
    assert list(Running(quarter, REPORTS["sales"], ALL))


def test_a_sale_goes_on_between_two_pieces_and_changes_nothing(
    quarter_counter: Counter, quarter: Database
) -> None:
    counter = quarter_counter
    alone = list(Running(quarter, REPORTS["sales"], ALL))
    sold: list[str] = []

    def sell(done: int, _of: int) -> None:
        if done == 1 and not sold:
            sold.append(counter.account("Newcomer"))
            counter.new_card()
            meter = counter.meter("000000000099").state.meter
            counter.do("allocate-meter", account=sold[0], meter=meter, model="DN15", volume="1")

    assert list(Running(quarter, REPORTS["sales"], ALL, Watch(told=sell))) == alone
    assert sold
    assert counter.ledger is not None
    with counter.ledger.read() as later:
        rows = list(Running(later.db, REPORTS["sales"], ALL))
    assert sum(int(row[2] or 0) for row in rows) == 1 + sum(int(row[2] or 0) for row in alone)
