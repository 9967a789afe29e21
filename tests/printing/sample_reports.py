"""Statistical forms on paper."""

from __future__ import annotations

from app.printing.documents import ReportRow, ReportSlip
from tests.printing.sample_parts import LETTERHEAD

_FIGURES = ("Purchases", "Volume", "Charged", "Net")

SALES_OF_OPERATORS = ReportSlip(
    letterhead=LETTERHEAD,
    number="sales-by",
    issued_at="2026-11-23 14:05 UTC+03:00",
    operator="-",
    title="Sales by group",
    about="What was sold and refunded, by operator, region, class, kind or meter model.",
    since="2026-11-01",
    until="2026-11-30",
    rows=tuple(
        ReportRow(words=words, figures=tuple(zip(_FIGURES, figures, strict=True)))
        for words, figures in (
            ("12 Neema water", ("41", "183.500", "9876.50", "9776.50")),
            ("20 Juma water", ("3", "7.345", "512.00", "512.00")),
        )
    ),
    totals=ReportRow(
        words="Total",
        figures=(("Purchases", "44"), ("Charged", "10388.50"), ("Net", "10288.50")),
    ),
)
