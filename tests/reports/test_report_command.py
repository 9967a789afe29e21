"""`tapcard report` by itself: what other programs read from its files is what the screen says."""

from __future__ import annotations

import csv
import json
import subprocess
from collections.abc import Iterator
from decimal import Decimal
from io import StringIO
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from app.cli import main
from app.ledger.snapshot_server import SnapshotServer
from app.reports.catalogue import REPORTS
from tests.counter import ADMINISTRATOR, Counter
from tests.reports.life import FIRST, LAST, an_account, lived

DAYS = ("--from", FIRST.isoformat(), "--to", LAST.isoformat())
EVERY = [(one.name, by) for one in REPORTS.values() for by in (one.by or ("",))]


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("counter")
    counter = lived(folder / "ledger.db")
    counter.do("set-operator", by=ADMINISTRATOR, operator="20", name="=1+1", role="supervisor")
    (folder / "kiosk.account").write_text(an_account(counter))
    counter.close()
    file = folder / "kiosk.toml"
    file.write_text(
        f'[kiosk]\nid = 7\n[ledger]\npath = "{folder}/ledger.db"\n[state]\npath = "{folder}"\n'
    )
    yield file


def run(config: Path, *words: str) -> Result:
    own = words[0] in REPORTS and REPORTS[words[0]].of_account and "--account" not in words
    account = ("--account", config.with_suffix(".account").read_text()) if own else ()
    return CliRunner().invoke(main, ["report", *words, *account, "--config", str(config)])


def fine(config: Path, *words: str) -> str:
    result = run(config, *words)
    assert result.exit_code == 0, result.output
    return result.stdout


def by_csv(config: Path, name: str, by: str) -> list[list[str]]:
    text = fine(config, name, *DAYS, "--by", by, "--format", "csv")
    return list(csv.reader(StringIO(text)))


def test_all_are_named(config: Path) -> None:
    told = fine(config, "--list")
    assert all(name in told for name in REPORTS)
    assert "--by day|month|year" in told
    assert "--account NUMBER" in told


@pytest.mark.parametrize(("name", "by"), EVERY)
def test_table_csv_and_json_say_the_same(config: Path, name: str, by: str) -> None:
    rows = by_csv(config, name, by)
    told = json.loads(fine(config, name, *DAYS, "--by", by, "--json"))
    assert all(list(row) == rows[0] for row in told["rows"])
    assert len(told["rows"]) == len(rows) - 1 - (told["totals"] is not None)
    table = fine(config, name, *DAYS, "--by", by).splitlines()
    assert len(table) == len(rows) + 1
    for cells, line in zip(rows[1:], table[2:], strict=True):
        assert all(cell.removeprefix("'") in line for cell in cells)


@pytest.mark.parametrize(
    ("name", "by"), [("sales", "month"), ("general-ledger", ""), ("statement", "")]
)
def test_a_workbook_opened_by_another_program(
    config: Path, tmp_path: Path, name: str, by: str
) -> None:
    out = tmp_path / "report.xlsx"
    fine(config, name, *DAYS, "--by", by, "--format", "xlsx", "--out", str(out))
    sheet = openpyxl.load_workbook(out).active
    assert sheet is not None
    _head, *rows = by_csv(config, name, by)
    for expected, cells in zip(rows, sheet.iter_rows(min_row=5, values_only=True), strict=True):
        for text, cell in zip(expected, cells, strict=True):
            if isinstance(cell, int | float):
                share = Decimal(100) if text.endswith("%") else Decimal(1)
                figure = Decimal(text.removesuffix(" %"))
                assert Decimal(str(cell)) * share == figure
            else:
                assert (cell or "") == text


@pytest.mark.parametrize(
    ("name", "by"), [("sales", "day"), ("shifts", ""), ("water-balance", "region")]
)
def test_a_pdf_opened_by_another_program(config: Path, tmp_path: Path, name: str, by: str) -> None:
    out = tmp_path / "report.pdf"
    fine(config, name, *DAYS, "--by", by, "--format", "pdf", "--out", str(out))
    read = subprocess.run(
        ["pdftotext", "-layout", str(out), "-"], capture_output=True, text=True, check=True
    ).stdout
    assert "Mto Water" in read
    for row in by_csv(config, name, by)[1:]:
        assert any(
            all(cell.removeprefix("'") in line for cell in row) for line in read.splitlines()
        )


@pytest.mark.parametrize("width", [32, 48])
def test_a_paper_has_every_figure(config: Path, width: int) -> None:
    paper = fine(config, "sales-by", *DAYS, "--by", "operator", "--format", f"paper{width}")
    assert all(len(line) <= width for line in paper.splitlines())
    for row in by_csv(config, "sales-by", "operator")[1:]:
        assert all(cell.removeprefix("'") in paper for cell in row)


def test_what_somebody_typed_is_no_formula_for_a_spreadsheet(config: Path) -> None:
    rows = by_csv(config, "sales-by", "operator")
    assert [row[1] for row in rows if row[0] == "20"] == ["'=1+1"]


def test_a_workbook_has_it_as_a_text(config: Path, tmp_path: Path) -> None:
    out = tmp_path / "report.xlsx"
    fine(config, "sales-by", *DAYS, "--by", "operator", "--format", "xlsx", "--out", str(out))
    sheet = openpyxl.load_workbook(out).active
    assert sheet is not None
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value == "=1+1"]
    assert [cell.data_type for cell in cells] == ["s"]


def test_a_file_is_whole_or_not_there(config: Path, tmp_path: Path) -> None:
    refused = run(config, "sales", "--format", "csv", "--out", str(tmp_path / "no" / "file.csv"))
    assert refused.exit_code == 3
    out = tmp_path / "file.csv"
    fine(config, "sales", *DAYS, "--format", "csv", "--out", str(out))
    assert [file.name for file in tmp_path.iterdir()] == ["file.csv"]
    assert out.read_text() == fine(config, "sales", *DAYS, "--format", "csv")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("unknown",), 3),
        (("sales", "--by", "moon"), 3),
        (("sales", "--from", "2026-12-02", "--to", "2026-12-01"), 3),
        (("sales", "--from", "yesterday"), 2),
        (("sales", "--format", "pdf"), 2),
        (("statement", "--account", ""), 3),
        (("statement", "--account", "999999999999"), 3),
    ],
)
def test_what_cannot_be_meant_is_refused(config: Path, words: tuple[str, ...], code: int) -> None:
    assert run(config, *words).exit_code == code


def test_figures_come_from_a_counter_that_runs(config: Path) -> None:
    alone = fine(config, "sales", *DAYS, "--by", "year")
    counter = Counter(config.parent / "ledger.db").open()
    assert counter.ledger is not None
    with SnapshotServer(counter.ledger):
        beside = fine(config, "sales", *DAYS, "--by", "year")
    counter.close()
    assert beside == alone
