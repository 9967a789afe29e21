"""The papers of a change of customer: the statement of the one, the slip of the other."""

from __future__ import annotations

import msgspec
import pytest

from app.domain.cards import UtilityKind
from app.printing.documents import TakenMeter
from tests.printing.sample_endings import STATEMENT
from tests.printing.samples import ACCOUNT
from tests.printing.test_layout import SNAPSHOTS, WIDTHS, paper

STAYS_OWED = msgspec.structs.replace(
    STATEMENT, successor="120100025", to_cash=0, arrears=72_550, still_owed=1_500, estimated=True
)
TAKEN_OVER = msgspec.structs.replace(
    ACCOUNT,
    balance=2_000,
    meters=(TakenMeter(meter="000000012345", kind=UtilityKind.WATER, dial=4_000),),
)


@pytest.mark.parametrize("width", WIDTHS)
def test_both_look_like_their_snapshots(width: int) -> None:
    for name, document in (
        ("statement_taken_over", STAYS_OWED),
        ("account_taken_over", TAKEN_OVER),
    ):
        assert paper(document, width) == (SNAPSHOTS / f"{name}-{width}.txt").read_text()
