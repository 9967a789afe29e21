"""No text becomes a formula, and every text survives a journey through a file."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.spreadsheets import as_written, harmless

RUN = ("=", "+", "-", "@", "\t", "\r", "\n")
texts = st.text(st.sampled_from("'=+-@\t\r\n \"a1,;"), max_size=12) | st.text(max_size=12)


@given(texts)
def test_a_text_is_run_by_nobody_and_comes_back_exactly(text: str) -> None:
    assert not harmless(text).startswith(RUN)
    assert as_written(harmless(text)) == text
    if not text.lstrip("'").startswith(RUN):
        assert harmless(text)[-len(text) or None :] == text


@pytest.mark.parametrize("text", ["=1+1", "'=1+1", "-5 steps", "@home", "+254 712", "plain", "'"])
def test_through_a_file(text: str) -> None:
    file = io.StringIO()
    csv.writer(file).writerow([harmless(text), "x"])
    ((cell, _x),) = csv.reader(io.StringIO(file.getvalue()))
    assert as_written(cell) == text


def test_what_somebody_wrote_plainly_stays_so() -> None:
    for text in ("don't", "'quoted'", "- dog", "=x"):
        assert as_written(text) == text
