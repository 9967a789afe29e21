"""Every report tells, in every row, column and total, what the journal's events add up to.

By every grouping and for several periods, over lives that have what a report is about. The truths
are sums over events alone; no table is asked for them.
"""

from __future__ import annotations

import pytest

from app.reports.catalogue import REPORTS
from tests.reports.comparing import Compared, compared
from tests.reports.lives import Life
from tests.reports.truths import TRUTHS


@pytest.mark.parametrize("name", TRUTHS)
def test_a_report_says_what_the_events_add_up_to(lives: list[Life], name: str) -> None:
    made = Compared()
    for life in lives:
        for which in life.questions(name):
            made.add(compared(life.db, life.journal, name, which))
    assert [str(one) for one in made.differing] == []
    assert made.rows


def test_every_report_has_a_truth() -> None:
    assert TRUTHS.keys() == REPORTS.keys()
