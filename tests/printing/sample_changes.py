"""Slips of what was changed: a meter, a record that was wrong, the blacklist."""

from __future__ import annotations

from app.printing.documents import BlacklistSlip, Change, CorrectionSlip, MeterChangeSlip
from tests.printing.sample_parts import CUSTOMER, ISSUED, JOURNAL, LETTERHEAD, LINES

METER_CHANGE = MeterChangeSlip(
    letterhead=LETTERHEAD,
    number="K07-01-1322",
    issued_at=ISSUED,
    operator="12 Neema",
    journal=JOURNAL,
    customer=CUSTOMER,
    second="20 Juma",
    old_meter="20260009",
    work_date="2026-11-21",
    technician="Baraka Ali",
    form="F-2041",
    first_dial=0,
    dial=183_250,
    estimated=True,
    new_dial=125,
    credited=400_000,
    used=183_250,
    unloaded=12_000,
    moved=12_000,
    instalment=188_000,
    still_owed=16_750,
    overuse=0,
)

CORRECTION = CorrectionSlip(
    letterhead=LETTERHEAD,
    number="K07-01-1330",
    issued_at=ISSUED,
    operator="12 Neema",
    shift="K07-01-1200",
    journal=JOURNAL,
    customer=CUSTOMER,
    what="Tariff class from 2026-10-01",
    changes=(
        Change(name="Tariff class", old="1 Domestic", new="2 Commercial"),
        Change(name="Persons in household", old="6", new="4"),
    ),
    reason="Shop on the premises since October",
    second="20 Juma",
    lines=LINES[4:6],
    to_arrears=74_138,
    arrears_after=84_138,
    balance_after=0,
)

BLACKLISTED = BlacklistSlip(
    letterhead=LETTERHEAD,
    number="K07-01-1330",
    issued_at=ISSUED,
    operator="20 Juma",
    what="Meter",
    subject="000000012345",
    account="120100017",
    lifted=True,
    reason="The fine is paid, the seal is whole again",
    second="1 Neema",
)
