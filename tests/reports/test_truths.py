"""Every report tells, in every row, column and total, what the journal's events add up to.

By every grouping and for several periods, over lives that have what a report is about. The truths
are sums over events alone; no table is asked for them.
"""

from __future__ import annotations

from functools import cache

import pytest

from app.reports.catalogue import REPORTS
from app.reports.columns import ColumnKind
from tests.reports.comparing import Compared, compared
from tests.reports.lives import Life
from tests.reports.truths import TRUTHS

_OF_OTHER_KINDS = "no life has such a meter that counts volume; the column is made as that of gas"
ALWAYS_ZERO = {
    ("cashier-close", "electricity"): _OF_OTHER_KINDS,
    ("cashier-close", "heat"): _OF_OTHER_KINDS,
    ("function-cards", "uses_left"): "cards of the kind that these counters have count no uses",
    ("late-bookings", "amount"): "a counter hears itself at once: see office/test_late_bookings.py",
    ("reissues", "owed"): "what a counter sold itself stands on the new card; nothing is owed",
}
"""Figures that are zero in all lives, and why none has them."""


@cache
def _compared(name: str, *lives: Life) -> Compared:
    """A report in all lives, by all that it can be asked for."""
    made = Compared()
    for life in lives:
        for which in life.questions(name):
            made.add(compared(life.db, life.journal, name, which))
    return made


def test_every_report_has_a_truth() -> None:
    assert TRUTHS.keys() == REPORTS.keys()


@pytest.mark.parametrize("name", REPORTS)
def test_a_report_says_what_the_events_add_up_to(lives: list[Life], name: str) -> None:
    assert [str(one) for one in _compared(name, *lives).differing] == []


@pytest.mark.parametrize("name", REPORTS)
def test_each_figure_of_a_report_is_other_than_zero_somewhere(lives: list[Life], name: str) -> None:
    """What is empty in both proves nothing."""
    figures = {
        (name, column.name)
        for which in lives[0].questions(name)
        for column in REPORTS[name].columns(which)
        if column.kind not in (ColumnKind.TEXT, ColumnKind.DATE)
    }
    zero = {one for one in ALWAYS_ZERO if one[0] == name}
    assert figures - _compared(name, *lives).moved == zero
