"""A district at small size; `python -m tests.reports.year` does it with 200,000 purchases."""

from __future__ import annotations

from pathlib import Path

from tests.bench.population import Population
from tests.reports.year import differences


def test_reports_on_a_district_say_what_its_journal_adds_up_to(tmp_path: Path) -> None:
    wrong, lines = differences(tmp_path, Population(accounts=12, rounds=3))
    assert wrong == []
    assert lines
