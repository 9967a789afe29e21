"""Papers of drawers that change hands name everybody who counted, gave and took."""

from __future__ import annotations

import msgspec
import pytest

from app.printing.documents import CashSlip, MoveLine, ShiftReport
from tests.printing.samples import SAMPLES
from tests.printing.test_layout import WIDTHS, paper


@pytest.mark.parametrize("columns", WIDTHS)
def test_a_z_report_names_who_counted_for_whom_and_who_took_over(columns: int) -> None:
    report = SAMPLES["shift_report"]
    assert isinstance(report, ShiftReport)
    bags = MoveLine(name="Bags to the safe", count=12, amount=5_000_000)
    away = msgspec.structs.replace(report, counted_by="31 Neema", second="20 Juma", moves=(bags,))
    text = paper(away, columns)
    assert text.index("31 Neema") < text.index("20 Juma") < text.index("Opened")
    (line,) = [one for one in text.splitlines() if "Bags to the safe" in one]
    assert line.split() == ["Bags", "to", "the", "safe", "(12)", "50000.00"]
    assert "Supervisor" in text
    handed = paper(msgspec.structs.replace(report, handed_to="14 Rehema"), columns)
    assert "14 Rehema" in handed
    assert "Taken over" in handed
    assert "Supervisor" not in handed


@pytest.mark.parametrize("columns", WIDTHS)
def test_a_drawer_that_is_taken_over_is_signed_for_by_both(columns: int) -> None:
    slip = SAMPLES["cash_slip"]
    assert isinstance(slip, CashSlip)
    text = paper(
        msgspec.structs.replace(slip, title="DRAWER HANDED OVER", bag="", taken_by="14 Rehema"),
        columns,
    )
    assert "Taken over by" in text
    assert text.index("14 Rehema") < text.index("Operator", text.index("Amount"))
    assert "Received or seen by" not in text
