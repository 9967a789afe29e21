"""Unusual customers: those of the winter are found, each with the reason, and nobody else."""

from __future__ import annotations

from datetime import date

from tests.reports.conftest import Office

MARCH = {"since": date(2027, 3, 1), "until": date(2027, 3, 31)}


def test_the_winter_is_told_as_it_was(office: Office) -> None:
    rows = office.rows("unusual", **MARCH)
    ordinary, still, greedy = (home.account for home in office.homes)
    assert {(row["account"], row["why"]) for row in rows} == {
        (ordinary, "Dial shows more use than the card"),
        (still, "Meter has credit and counts nothing"),
        (greedy, "Buys far more than before, a month"),
        (greedy, "Dial shows more use than the card"),
    }
    for row in rows:
        assert row["difference"] == row["found"] - row["expected"]


def test_figures_are_those_of_the_journal(office: Office) -> None:
    """What the dial is held against is what the card told last, of the meter named."""
    told = {read.account: read.told.total_used for read in office.journal.reads}
    by = {(row["account"], row["why"]): row for row in office.rows("unusual", **MARCH)}
    greedy = office.homes[2]
    dial = by[greedy.account, "Dial shows more use than the card"]
    assert (dial["found"], dial["expected"]) == (60_000, told[greedy.account])
    assert dial["meter"] == greedy.meter.state.meter
    bought = by[greedy.account, "Buys far more than before, a month"]
    # 50 m3 in 31 days; before, opening and three purchases of 3 m3 each in 98 days.
    assert (bought["found"], bought["expected"]) == (48_387, 3_673)
    behind = office.behind("unusual", tuple(bought.values()), **MARCH)
    assert len(behind) == 1


def test_a_class_is_told_only_where_it_has_members(office: Office) -> None:
    whys = {row["why"] for row in office.rows("unusual")}
    assert not [why for why in whys if "class" in why]
