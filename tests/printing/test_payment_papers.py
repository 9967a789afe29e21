"""Papers of money that goes back, and of a plan, as they were last found right."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.printing.columns import columns_of
from app.printing.documents import AnyDocument
from app.printing.elements import paper_text
from app.printing.layout import layout
from tests.printing.sample_payments import DEPOSIT_BACK, PLAN

SNAPSHOTS = Path(__file__).parent / "snapshots"


@pytest.mark.parametrize("width", [32, 48])
@pytest.mark.parametrize(
    ("name", "document"), [("deposit_back", DEPOSIT_BACK), ("instalment_plan", PLAN)]
)
def test_a_paper_looks_like_its_snapshot(name: str, document: AnyDocument, width: int) -> None:
    text = paper_text(layout(document, width), width)
    assert text == (SNAPSHOTS / f"{name}-{width}.txt").read_text()
    lines = [line for line in text.splitlines() if not line.startswith("[")]
    assert all(columns_of(line) <= width for line in lines)
