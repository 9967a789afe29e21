"""Words in the files of a round: no spreadsheet runs them, and none is changed on its way."""

from __future__ import annotations

from pathlib import Path

from tests.counter import Counter
from tests.operations.test_reading_rounds import filled, rows_of, send_out, take_in, write_rows
from tests.operations.test_reading_rounds import village as village


def test_words_are_no_formulas_for_whoever_opens_it(village: Counter, tmp_path: Path) -> None:
    (file,) = send_out(village, tmp_path, readers="=cmd")
    rows = filled(village, file)
    assert {row["reader"] for row in rows} == {"'=cmd"}
    remarks = ["'=1+1", "''=1+1", "-2 steps", "plain", "don't"]
    for row, remark in zip(rows, remarks, strict=False):
        row["remark"] = remark
    take_in(village, write_rows(file, rows))
    readings = sorted(village.do("dial-readings", rows="50").readings, key=lambda one: one.line)
    said = [one.remark for one in readings]
    assert said[:5] == ["=1+1", "'=1+1", "-2 steps", "plain", "don't"]
    listed = rows_of(file.with_name(f"{file.name}.result.csv"))
    assert [row["remark"] for row in listed][:3] == ["'=1+1", "''=1+1", "'-2 steps"]
