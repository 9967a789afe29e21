"""Each report by each grouping says by what its rows are grouped, and what is drawn first."""

from __future__ import annotations

import pytest
from peewee import Database

from app.reports.asked import Asked
from app.reports.catalogue import REPORTS
from app.reports.errors import BadReport
from app.reports.plotting import drawable, first_drawn
from app.reports.running import Running
from app.telling.reports import by_name
from tests.reports.life import FIRST, LAST

EVERY = [(one.name, by) for one in REPORTS.values() for by in (one.by or ("",))]


@pytest.mark.parametrize(("name", "by"), EVERY)
def test_the_drawing_begins_with_a_column_of_figures_that_the_report_names(
    name: str, by: str
) -> None:
    report = REPORTS[name]
    columns = report.columns(Asked(since=FIRST, until=LAST, by=by))
    names = [columns[at].name for at in drawable(columns)]
    assert report.plot in (names or [""])
    first = first_drawn(columns, report.plot)
    assert first is None or columns[first].name == report.plot


@pytest.mark.parametrize("by", sorted({by for _name, by in EVERY if by}))
def test_people_have_a_name_for_it(by: str) -> None:
    name = by_name(by)
    assert name
    assert "-" not in name, "a word of the command's"


def test_a_grouping_that_a_report_has_not_is_refused(quarter: Database) -> None:
    with pytest.raises(BadReport):
        Running(quarter, REPORTS["tenders"], Asked(since=FIRST, until=LAST, by="operator"))
