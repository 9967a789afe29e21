"""Operators compared: days bound what is counted, and each figure stands beside the middle one."""

from __future__ import annotations

from collections import Counter as Tally
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.operator_figures import Seldom, Worked, median_share, median_times
from tests.counter import CASHIER, SUPERVISOR
from tests.reports.conftest import Office
from tests.reports.life_office import FIRST, LAST

counts = st.integers(0, 1000)
everybody = st.lists(
    st.builds(
        Worked,
        purchases=counts,
        shifts=counts,
        seldom=st.dictionaries(st.sampled_from(list(Seldom)), counts),
    ),
    min_size=1,
)


def test_days_bound_what_is_counted(office: Office) -> None:
    december = date(2026, 12, 1), date(2026, 12, 31)
    others = ((FIRST, date(2026, 11, 30)), december, (date(2027, 1, 1), LAST))
    rows = [office.rows("operators", since=since, until=until) for since, until in others]
    summed = Tally[tuple[int, str]]()
    for row in (row for part in rows for row in part):
        summed[int(row["operator"]), row["what"]] += row["times"]
    whole = office.rows("operators")
    assert summed == {(int(row["operator"]), row["what"]): row["times"] for row in whole}
    # A shift counts in the month in which it was opened, however long it lasted.
    told = [{row["what"] for row in part} for part in rows]
    rest = {"Refunds", "Copies", "Wrong PINs", "Over"}
    assert told == [{"Drawer opened", "Short"}, rest, set()]


def test_shares_are_of_purchases_and_the_middle_one_stands_beside(office: Office) -> None:
    by = {(row["operator"], row["what"]): row for row in office.rows("operators")}
    mine, theirs = by[str(CASHIER), "Drawer opened"], by[str(SUPERVISOR), "Drawer opened"]
    assert mine["share"] > mine["median_share"] == theirs["share"]
    assert (mine["times"], mine["median"]) == (3, 1)


@settings(max_examples=40)
@given(everybody)
def test_half_of_all_lie_on_each_side_of_a_median(worked: list[Worked]) -> None:
    for what in Seldom:
        times = [one.seldom.get(what, 0) for one in worked]
        middle = median_times(dict(enumerate(worked)), what)
        assert 2 * sum(one <= middle for one in times) >= len(times)
        assert 2 * sum(one >= middle for one in times) >= len(times)
        shares = [share for one in worked if (share := one.share(what)) is not None]
        share = median_share(worked, what)
        assert (share is None) is not bool(shares)
        assert share is None or min(shares) <= share <= max(shares)
