"""Demo keys are worth nothing: every kind of paper says so, at both widths."""

from __future__ import annotations

from typing import get_args

import msgspec
import pytest

from app.printing.documents import AnyDocument
from app.printing.elements import paper_text
from app.printing.layout import layout
from tests.printing.samples import SAMPLES

SAID = "DEMO KEYS - NO VALUE"


def test_there_is_a_sample_of_every_kind_of_paper() -> None:
    assert {type(document) for document in SAMPLES.values()} == set(get_args(AnyDocument))


@pytest.mark.parametrize("width", [32, 48])
@pytest.mark.parametrize("document", SAMPLES.values(), ids=list(SAMPLES))
def test_every_paper_says_so_and_only_with_demo_keys(document: AnyDocument, width: int) -> None:
    letterhead = msgspec.structs.replace(document.letterhead, demo_keys=True)
    demo = msgspec.structs.replace(document, letterhead=letterhead)
    assert SAID in paper_text(layout(demo, width), width)
    letterhead = msgspec.structs.replace(document.letterhead, demo_keys=False)
    real = msgspec.structs.replace(document, letterhead=letterhead)
    assert SAID not in paper_text(layout(real, width), width)
