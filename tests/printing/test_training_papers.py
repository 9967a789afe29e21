"""Papers of training: every kind says so first and last, at both widths, copies and resends too."""

from __future__ import annotations

import msgspec
import pytest

from app.printing.documents import AnyDocument
from app.printing.elements import Qr, paper_text
from app.printing.layout import layout
from app.printing.layouts.furniture import Banner
from tests.printing.samples import SALE, SAMPLES

SAID = "TRAINING"


def taught(document: AnyDocument) -> AnyDocument:
    letterhead = msgspec.structs.replace(document.letterhead, training=True)
    return msgspec.structs.replace(document, letterhead=letterhead)


@pytest.mark.parametrize("width", [32, 48])
@pytest.mark.parametrize("document", SAMPLES.values(), ids=list(SAMPLES))
def test_every_paper_of_training_begins_and_ends_with_it(document: AnyDocument, width: int) -> None:
    for banner in (Banner(), Banner(copy=2), Banner(reprint=1)):
        text = paper_text(layout(taught(document), width, banner), width)
        lines = [line.strip() for line in text.splitlines() if line.strip(" *")]
        assert SAID in lines[:2]
        assert SAID in lines[-3:]
    assert SAID not in paper_text(layout(document, width), width)


def test_its_code_says_so_to_a_machine() -> None:
    (code,) = [one for one in layout(taught(SALE), 48) if isinstance(one, Qr)]
    assert code.content.startswith(f"{SAID} ")
