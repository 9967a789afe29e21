"""ESC/POS bytes become what a person reads."""

from __future__ import annotations

import pytest
from escpos.printer import Dummy
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from app.simulator.escpos_commands import CommandReader
from app.simulator.escpos_decoder import EPSON_CODE_PAGES, EscPosDecoder
from app.simulator.paper import (
    Barcode,
    Paper,
    Picture,
    PrintedDocument,
    QrCode,
    TextLine,
)

CUT = b"\x1dV\x00"


def printed(data: bytes, columns: int = 48) -> list[PrintedDocument]:
    reader, paper = CommandReader(), Paper(columns)
    decoder = EscPosDecoder(paper)
    reader.feed(data)
    while (command := reader.next()) is not None:
        decoder.carry_out(command)
    assert decoder.unknown == []
    assert len(reader) == 0
    return paper.documents


def one(data: bytes, columns: int = 48) -> PrintedDocument:
    (document,) = printed(data + CUT, columns)
    return document


def rendered() -> Dummy:
    return Dummy(profile="TM-T20II")


def test_lines_stand_as_they_do_on_the_paper() -> None:
    document = one(b"left\n\x1ba\x01middle\n\x1ba\x02right\n", columns=32)
    assert document.text == "left\n" + " " * 13 + "middle\n" + " " * 27 + "right"


def test_a_line_that_is_too_long_goes_on_in_the_next() -> None:
    assert one(b"x" * 40 + b"\n", columns=32).text == "x" * 32 + "\n" + "x" * 8


def test_double_width_takes_two_columns() -> None:
    document = one(b"\x1d!\x11" + b"x" * 17 + b"\n", columns=32)
    assert document.text == "x" * 16 + "\nx"


def test_styles() -> None:
    document = one(b"a\x1bE\x01b\x1bE\x00\x1b-\x01c\x1d!\x11d\x1b!\x00e\x1bM\x01f\n")
    (line,) = document.items
    assert isinstance(line, TextLine)
    styles = {span.text: span.style for span in line.spans}
    assert styles["b"].bold
    assert not styles["a"].bold
    assert styles["c"].underline
    assert (styles["d"].width, styles["d"].height) == (2, 2)
    assert (styles["e"].width, styles["e"].underline) == (1, False)
    assert styles["f"].small
    assert line.dots == 12 + 12 + 12 + 24 + 12 + 9


@pytest.mark.parametrize("page", [0, 2, 16, 19])
def test_code_pages(page: int) -> None:
    text = "éüñ" + ("€" if page in (16, 19) else "")
    data = b"\x1bt" + bytes([page]) + text.encode(EPSON_CODE_PAGES[page])
    assert one(data + b"\n").text == text


def test_a_page_that_the_printer_lacks_is_noticed() -> None:
    paper = Paper(48)
    decoder, reader = EscPosDecoder(paper), CommandReader()
    reader.feed(b"\x1bt\x63\xe9\n")
    while (command := reader.next()) is not None:
        decoder.carry_out(command)
    assert [command.name for command in decoder.unknown] == ["ESC t"]
    assert "□" in paper.unfinished.text


def test_initialising_loses_the_code_page() -> None:
    assert one(b"\x1bt\x10\x1b@\x82\n").text == "é", "code page 437 again"


def test_every_cut_ends_a_document_and_none_is_empty() -> None:
    documents = printed(b"one\n" + CUT + CUT + b"\n\ntwo\n\x1dVB\x00" + b"three")
    assert [document.text for document in documents] == ["one", "\n\ntwo"]


def test_documents_keep_their_bytes() -> None:
    first, second = printed(b"one\n" + CUT + b"\x1b@two\n" + CUT)
    assert first.data == b"one\n" + CUT
    assert second.data == b"\x1b@two\n" + CUT


def test_python_escpos_text_survives() -> None:
    escpos = rendered()
    escpos.set(align="center", bold=True, double_height=True, double_width=True)
    escpos.textln("REÇU Été 12,50 €")
    escpos.set_with_default()
    escpos.textln("Ж Ω ł")
    escpos.cut()
    (document,) = printed(escpos.output)
    assert [line.strip() for line in document.text.splitlines()] == ["REÇU Été 12,50 €", "Ж Ω ł"]


def test_python_escpos_codes_survive() -> None:
    escpos = rendered()
    escpos.qr("https://r.example/K07-2026-000123", size=6, native=True)
    escpos.barcode("{BK07000123", "CODE128", function_type="B")
    escpos.cut()
    (document,) = printed(escpos.output)
    assert "[QR https://r.example/K07-2026-000123]" in document.text
    assert "[CODE128 K07000123]" in document.text
    assert [type(item) for item in document.items] == [QrCode, Barcode]


def test_code_set_c_prints_two_digits_a_byte() -> None:
    assert one(b"\x1dkI\x07{BK{C\x07\x0c").text == "[CODE128 K0712]"


def test_python_escpos_picture_survives() -> None:
    picture = Image.new("1", (24, 5), 1)
    picture.putpixel((3, 2), 0)
    escpos = rendered()
    escpos.image(picture, impl="bitImageRaster")
    escpos.cut()
    (document,) = printed(escpos.output)
    (item,) = document.of_type(Picture)
    assert isinstance(item, Picture)
    assert item.image().tobytes() == picture.tobytes()
    assert document.text.strip() == "[image 24x5]"


def test_a_document_is_drawn_as_wide_as_the_paper() -> None:
    escpos = rendered()
    escpos.textln("Total 12.50")
    escpos.qr("hello", size=4, native=True)
    escpos.barcode("{B1234", "CODE128", function_type="B")
    escpos.image(Image.new("1", (64, 8), 0))
    escpos.cut()
    (document,) = printed(escpos.output)
    image = document.image()
    assert image.width == 48 * 12 + 2 * 24
    dark = image.width * image.height - image.histogram()[255]
    assert dark > 64 * 8 + 21 * 21 * 16 // 4


def test_unknown_commands_are_told() -> None:
    reader = CommandReader()
    reader.feed(b"\x1bZ")
    command = reader.next()
    assert command is not None
    decoder = EscPosDecoder(Paper(48))
    decoder.carry_out(command)
    assert decoder.unknown == [command]


def test_the_roll_gets_shorter() -> None:
    paper = Paper(48)
    paper.lines_left = 3
    decoder, reader = EscPosDecoder(paper), CommandReader()
    reader.feed(b"one\n\x1d!\x11two\n")
    while (command := reader.next()) is not None:
        decoder.carry_out(command)
    assert paper.ended


@given(st.data())
def test_commands_do_not_depend_on_how_bytes_arrive(data: st.DataObject) -> None:
    escpos = rendered()
    escpos.set(align="right", bold=True)
    escpos.textln("é € 12")
    escpos.qr("x", size=3, native=True)
    escpos.barcode("{B12", "CODE128", function_type="B")
    escpos.image(Image.new("1", (16, 3), 0))
    escpos.cut(mode="PART")
    stream = escpos.output
    cuts = sorted(data.draw(st.sets(st.integers(1, len(stream) - 1), max_size=8)))
    reader, whole = CommandReader(), CommandReader()
    whole.feed(stream)
    pieces = []
    for begin, end in zip([0, *cuts], [*cuts, len(stream)], strict=True):
        reader.feed(stream[begin:end])
        while (command := reader.next()) is not None:
            pieces.append(command.raw)
    assert b"".join(pieces) == stream
    assert len(reader) == 0


@given(st.binary(max_size=200))
def test_any_bytes_are_printed_without_harm(data: bytes) -> None:
    reader, paper = CommandReader(), Paper(32)
    decoder = EscPosDecoder(paper)
    reader.feed(data)
    while (command := reader.next()) is not None:
        decoder.carry_out(command)
    assert isinstance(paper.unfinished.text, str)
