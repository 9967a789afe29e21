"""The bytes, read back by a printer that we did not write them with."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.printing.documents import SaleReceipt
from app.printing.elements import Align, Cell, Placed, Qr, Size, Text, line_text, paper_text
from app.printing.errors import PrinterWidthWrong
from app.printing.escpos import render
from app.printing.layout import layout
from app.printing.printer_profile import printer_profile
from app.printing.raster import LINE_DOTS, harmless, raster_line
from app.simulator.paper import Picture, PrintedDocument, QrCode, TextLine
from app.simulator.printer import VirtualPrinter
from tests.printing.sample_parts import CUSTOMER, LETTERHEAD
from tests.printing.samples import SALE, SAMPLES

WIDTHS = (32, 48)
ALL = [(name, width) for name in SAMPLES for width in WIDTHS]
REAL_TIME = (b"\x10\x04", b"\x10\x05", b"\x10\x14")


@pytest.fixture(params=WIDTHS)
def printer(request: pytest.FixtureRequest) -> Iterator[VirtualPrinter]:
    with VirtualPrinter(request.param) as virtual:
        yield virtual


def printed_by(printer: VirtualPrinter, data: bytes) -> PrintedDocument:
    import socket

    with socket.create_connection(("127.0.0.1", printer.listen_tcp())) as connection:
        connection.sendall(data)
        return printer.wait_for_documents(1)[0]


def width_of(printer: VirtualPrinter) -> int:
    return printer.unfinished.columns


def with_name(name: str) -> SaleReceipt:
    return msgspec.structs.replace(SALE, customer=msgspec.structs.replace(CUSTOMER, name=name))


@pytest.mark.parametrize(("name", "width"), ALL)
def test_the_paper_says_what_the_layout_says(name: str, width: int) -> None:
    elements = layout(SAMPLES[name], width)
    rendered = render(elements, printer_profile(width))
    with VirtualPrinter(width) as printer:
        paper = printed_by(printer, rendered.data)
        lines = [item.text.strip() for item in paper.items if isinstance(item, TextLine)]
        assert printer.unknown == []
    expected = paper_text([e for e in elements if not isinstance(e, Qr)], width).splitlines()[:-1]
    assert [line for line in lines if line] == [line.strip() for line in expected if line.strip()]
    assert rendered.missing == frozenset()


@pytest.mark.parametrize("width", WIDTHS)
def test_a_paper_begins_clean_and_ends_with_feed_and_cut(width: int) -> None:
    data = render(layout(SALE, width), printer_profile(width)).data
    assert data.startswith(b"\x1b@\x1c.\x1bR\x00")
    assert data.endswith(b"\x1bd\x06\x1dV\x01")


def test_no_paper_holds_a_pulse_to_the_drawer(printer: VirtualPrinter) -> None:
    width = width_of(printer)
    printed_by(printer, render(layout(with_name("Ёж"), width), printer_profile(width)).data)
    assert printer.pulses == []


def test_the_same_document_twice_is_the_same_bytes() -> None:
    accents = layout(with_name("São João"), 48)
    assert render(accents, printer_profile(48)) == render(accents, printer_profile(48))


def test_what_the_code_pages_have_goes_out_as_text(printer: VirtualPrinter) -> None:
    width = width_of(printer)
    name = "José Ñandú \N{EN DASH} Évora ß€"
    paper = printed_by(printer, render(layout(with_name(name), width), printer_profile(width)).data)
    assert name in paper.text.replace("\n", " ")
    assert printer.unknown == []


@pytest.mark.parametrize(
    "name",
    ["Олена Ткаченко", "محمد الطيب", "ẹọṣ ₦500", "Łódź", "Νερό", "水表", "नई दिल्ली", "አማርኛ", "물"],
)
def test_what_they_lack_is_drawn_and_never_becomes_a_question_mark(name: str) -> None:
    data = render(layout(with_name(name), 48), printer_profile(48)).data
    with VirtualPrinter(48) as printer:
        paper = printed_by(printer, data)
    assert "?" not in paper.text
    (picture,) = [item for item in paper.items if isinstance(item, Picture)]
    assert (picture.bytes_per_row * 8, picture.rows) == (576, LINE_DOTS)
    assert picture.bits.strip(b"\0")


def test_only_the_line_that_needs_it_is_drawn(printer: VirtualPrinter) -> None:
    width = width_of(printer)
    paper = printed_by(printer, render(layout(with_name("Ёж"), width), printer_profile(width)).data)
    assert "104200000172" in paper.text


def test_a_character_without_font_is_reported() -> None:
    rendered = render([Text("a\U0001fbff")], printer_profile(48))
    assert rendered.missing == {"\U0001fbff"}
    assert render([Text("ж")], printer_profile(48)).missing == frozenset()


def test_a_name_cannot_carry_commands(printer: VirtualPrinter) -> None:
    width = width_of(printer)
    evil = "Eve\x1bp\x00\x19\xfa\x1dV\x00\x10\x14\x01\x00\x02"
    letterhead = msgspec.structs.replace(LETTERHEAD, footer=f"bye\x1b@{evil}")
    document = msgspec.structs.replace(with_name(evil), letterhead=letterhead)
    printed_by(printer, render(layout(document, width), printer_profile(width)).data)
    assert printer.pulses == []
    assert len(printer.documents) == 1


@given(st.binary(max_size=300))
def test_no_picture_holds_a_real_time_command(bits: bytes) -> None:
    dots = harmless(bits + b"\x10\x04\x10\x14\x01\x10\x10\x05")
    assert not any(command in dots for command in REAL_TIME)
    assert len(dots) == len(bits) + 8


@pytest.mark.parametrize("align", Align)
@pytest.mark.parametrize("size", Size)
def test_drawn_text_stands_where_text_would(align: Align, size: Size) -> None:
    room = 24 if size is Size.DOUBLE else 48
    line = raster_line((Placed(0, Cell("жжж", room, align)),), 576, size=size)
    assert line.rows == LINE_DOTS * (1 if size is Size.NORMAL else 2)
    rows = [line.bits[at : at + 72] for at in range(0, len(line.bits), 72)]
    columns = [at for at in range(72) if any(row[at] for row in rows)]
    text = line_text(Text("xxx", align, size=size), 48)
    per_character = 3 if size is Size.DOUBLE else 1.5
    first = (len(text) - 3) * per_character
    assert abs(columns[0] - first) <= 2
    assert abs(columns[-1] - (first + 3 * per_character)) <= 2


def test_drawn_text_that_is_too_wide_is_narrowed_not_cut() -> None:
    wide = raster_line((Placed(0, Cell("Ж" * 60, 48)),), 576)
    assert len(wide.bits) == LINE_DOTS * 72
    assert any(wide.bits[70::72])


def test_a_wide_printer_draws_the_qr_code_itself() -> None:
    with VirtualPrinter(48) as printer:
        paper = printed_by(printer, render(layout(SALE, 48), printer_profile(48)).data)
    (code,) = paper.of_type(QrCode)
    assert isinstance(code, QrCode)
    assert code.data == ("K07-01-000123 KES 995.00 2026-11-23T14:05+03:00 K07-01-1234 3fa94c01be")


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.skipif(shutil.which("zbarimg") is None, reason="zbarimg is not installed")
def test_a_phone_reads_the_qr_code(width: int, tmp_path: Path) -> None:
    with VirtualPrinter(width) as printer:
        paper = printed_by(printer, render(layout(SALE, width), printer_profile(width)).data)
    paper.image().save(tmp_path / "paper.png")
    found = subprocess.run(
        ["zbarimg", "--quiet", "--raw", str(tmp_path / "paper.png")],
        capture_output=True,
        text=True,
        check=True,
    )
    assert found.stdout.startswith("K07-01-000123 KES 995.00 ")


def test_a_narrow_printer_gets_the_qr_code_as_a_picture() -> None:
    with VirtualPrinter(32) as printer:
        paper = printed_by(printer, render(layout(SALE, 32), printer_profile(32)).data)
    (picture,) = paper.of_type(Picture)
    assert isinstance(picture, Picture)
    assert picture.bytes_per_row * 8 == 384
    image = picture.image()
    across = [x for x in range(384) if any(not image.getpixel((x, y)) for y in range(image.height))]
    assert abs((across[0] + across[-1]) // 2 - 192) <= 1
    modules = (across[-1] + 1 - across[0]) // 5
    assert modules % 4 == 1, "a QR code has 17 + 4n modules"


@pytest.mark.parametrize("columns", [0, 40, 64])
def test_a_width_that_no_printer_has_is_refused(columns: int) -> None:
    with pytest.raises(PrinterWidthWrong) as refused:
        printer_profile(columns)
    assert "32" in refused.value.remedy


IMPORTS = """
import logging, os, sys, tempfile, threading
import app.printing.spooler, app.printing.documents, app.printing.transport, app.printing.drawer
assert not [name for name in sys.modules if name.split(".")[0] in ("escpos", "PIL", "serial")]
from app.printing.escpos_library import escpos_module
escpos_module("escpos.printer")
assert logging.getLogger().handlers == []
assert os.listdir(tempfile.gettempdir()) == [], os.listdir(tempfile.gettempdir())
assert tempfile.mkdtemp.__module__ == "tempfile" and logging.basicConfig.__module__ == "logging"
printer = sys.modules["escpos.printer"].Dummy()
printer.image(__import__("PIL.Image").Image.new("1", (8, 8)))
printer.barcode("K07000123", "CODE39")
"""


def test_the_library_comes_late_and_leaves_nothing_behind(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", IMPORTS],
        capture_output=True,
        text=True,
        check=False,
        env={"TMPDIR": str(tmp_path), "PATH": ""},
        cwd=Path(__file__).parents[2],
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
