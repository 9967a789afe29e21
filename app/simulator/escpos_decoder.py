"""Carries out ESC/POS commands on paper: the subset that python-escpos emits for receipts."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from app.simulator.escpos_commands import Command
from app.simulator.paper import Barcode, Paper, Picture, QrCode, Span, Style, TextLine

EPSON_CODE_PAGES = {
    0: "cp437",
    2: "cp850",
    3: "cp860",
    4: "cp863",
    5: "cp865",
    13: "cp857",
    14: "cp737",
    15: "iso8859_7",
    16: "cp1252",
    17: "cp866",
    18: "cp852",
    19: "cp858",
    21: "cp874",
    32: "cp720",
    33: "cp775",
    34: "cp855",
    35: "cp861",
    36: "cp862",
    37: "cp864",
    38: "cp869",
    39: "iso8859_2",
    40: "iso8859_15",
    44: "cp1125",
    45: "cp1250",
    46: "cp1251",
    47: "cp1253",
    48: "cp1254",
    49: "cp1255",
    50: "cp1256",
    51: "cp1257",
    52: "cp1258",
}
"""Python codecs of the pages that ``ESC t`` picks on Epson-like printers."""

_DOTS_PER_LINE = 30
_TAB = 8
_BOX = "\N{WHITE SQUARE}"
"""What a printer shows for a character that it does not have."""
_BARCODES = {65: "UPC-A", 66: "UPC-E", 67: "EAN13", 68: "EAN8", 69: "CODE39", 70: "ITF"}
_BARCODES |= {71: "CODABAR", 72: "CODE93", 73: "CODE128"}
_IGNORED = frozenset(
    {"CR", "CAN", "FF", "ESC R", "ESC {", "ESC V", "ESC 2", "ESC 3", "ESC 20", "ESC c", "ESC U"}
    | {"ESC =", "ESC D", "GS b", "GS f", "GS H", "GS L", "GS W", "GS P", "FS .", "FS C", "FS S"}
)
"""Commands that leave no trace in what a person reads off a receipt of ours."""


class EscPosDecoder:
    """The print head: keeps the style and the line being filled."""

    def __init__(self, paper: Paper) -> None:
        """Prints on ``paper``, in the printer's state after power-up."""
        self.unknown: list[Command] = []
        """Commands that this printer does not know; a real one prints rubbish for some of them."""
        self._paper = paper
        self._qr_data = ""
        self._commands: dict[str, Callable[[bytes], None]] = {
            "text": self._text,
            "LF": lambda _: self._end_line(),
            "HT": lambda _: self._tab(),
            "ESC @": lambda _: self.reset(),
            "ESC t": self._code_page,
            "ESC a": self._justify,
            "ESC E": lambda args: self._restyle(bold=bool(args[0] & 1)),
            "ESC G": lambda args: self._restyle(bold=bool(args[0] & 1)),
            "ESC -": lambda args: self._restyle(underline=args[0] % 48 > 0),
            "ESC M": lambda args: self._restyle(small=args[0] % 48 == 1),
            "ESC !": self._print_mode,
            "GS !": lambda args: self._restyle(width=(args[0] >> 4) + 1, height=(args[0] & 7) + 1),
            "GS B": lambda args: self._restyle(reverse=bool(args[0] & 1)),
            "ESC d": lambda args: self._feed(args[0]),
            "ESC J": lambda args: self._feed(args[0] // _DOTS_PER_LINE),
            "GS V": self._cut,
            "ESC i": lambda _: self._cut(b"\0"),
            "ESC m": lambda _: self._cut(b"\0"),
            "GS v": self._raster,
            "GS ( k": self._symbol,
            "GS h": self._bar_height,
            "GS w": self._bar_width,
            "GS k": self._barcode,
            "FS &": self._chinese,
        }
        self.reset()

    def reset(self) -> None:
        """``ESC @`` or power-up: the line being filled is lost, all settings are as at first."""
        self._style = Style()
        self._align = 0
        self._codec = EPSON_CODE_PAGES[0]
        self._spans: list[Span] = []
        self._bar_rows = 162
        self._bar_module = 3
        self._qr_module = 3

    def carry_out(self, command: Command) -> None:
        """Prints, feeds, cuts or changes the style."""
        self._paper.note(command.raw)
        action = self._commands.get(command.name)
        if action is not None:
            action(command.args)
        elif command.name not in _IGNORED:
            self.unknown.append(command)

    # -- text ------------------------------------------------------------------------------

    def _text(self, data: bytes) -> None:
        for character in data.decode(self._codec, errors="replace"):
            if self._filled() + self._style.advance > self._paper.dots:
                self._end_line()
            self._spans.append(Span(_BOX if character == "\ufffd" else character, self._style))

    def _tab(self) -> None:
        step = _TAB * self._style.advance
        missing = step - self._filled() % step
        self._text(b" " * (missing // self._style.advance))

    def _filled(self) -> int:
        return sum(len(span.text) * span.style.advance for span in self._spans)

    def _end_line(self) -> None:
        height = max((span.style.height for span in self._spans), default=1)
        self._paper.put(TextLine(_joined(self._spans), self._align), lines=height)
        self._spans = []

    def _feed(self, lines: int) -> None:
        """Prints what is in the line; that takes the first of the lines fed."""
        if self._spans:
            self._end_line()
            lines -= 1
        self._paper.feed(lines)

    def _cut(self, args: bytes) -> None:
        del args
        if self._spans:
            self._end_line()
        self._paper.cut()

    # -- style -----------------------------------------------------------------------------

    def _restyle(self, **changes: bool | int) -> None:
        self._style = msgspec.structs.replace(self._style, **changes)

    def _print_mode(self, args: bytes) -> None:
        mode = args[0]
        self._style = Style(
            small=bool(mode & 1),
            bold=bool(mode & 8),
            height=2 if mode & 16 else 1,
            width=2 if mode & 32 else 1,
            underline=bool(mode & 128),
        )

    def _justify(self, args: bytes) -> None:
        self._align = args[0] % 48 if args[0] % 48 <= 2 else 0

    def _code_page(self, args: bytes) -> None:
        codec = EPSON_CODE_PAGES.get(args[0])
        if codec is None:
            self.unknown.append(Command("ESC t", args, b"\x1bt" + args))
        self._codec = codec or "ascii"

    def _chinese(self, args: bytes) -> None:
        del args
        self._codec = "gb18030"

    def _bar_height(self, args: bytes) -> None:
        self._bar_rows = args[0]

    def _bar_width(self, args: bytes) -> None:
        self._bar_module = args[0]

    # -- pictures and codes ----------------------------------------------------------------

    def _raster(self, args: bytes) -> None:
        mode = args[1] & 3
        across, rows = (int.from_bytes(args[at : at + 2], "little") for at in (2, 4))
        picture = Picture(across, rows, args[6:], self._align, 1 + (mode & 1), 1 + (mode >> 1))
        self._put_block(picture, rows * picture.height)

    def _symbol(self, args: bytes) -> None:
        """QR codes (``cn`` 49): module size, contents, print; model and level do not show."""
        if len(args) < 3 or args[0] != 49:
            self.unknown.append(Command("GS ( k", args, args))
        elif args[1] == 67:
            self._qr_module = args[2]
        elif args[1] == 80:
            self._qr_data = args[3:].decode("utf-8", errors="replace")
        elif args[1] == 81:
            code = QrCode(self._qr_data, self._qr_module, self._align)
            self._put_block(code, self._qr_module * _DOTS_PER_LINE)

    def _barcode(self, args: bytes) -> None:
        kind = args[0] if args[0] >= 65 else args[0] + 65
        data = args[2:] if args[0] >= 65 else args[1:-1]
        name = _BARCODES.get(kind, f"barcode {kind}")
        text = _code128_text(data) if name == "CODE128" else data.decode("ascii", "replace")
        code = Barcode(name, text, self._bar_module, self._bar_rows, self._align)
        self._put_block(code, self._bar_rows)

    def _put_block(self, item: Picture | QrCode | Barcode, dots: int) -> None:
        if self._spans:
            self._end_line()
        self._paper.put(item, lines=-(-dots // _DOTS_PER_LINE))


def _joined(spans: list[Span]) -> tuple[Span, ...]:
    """One span per run of the same style."""
    joined: list[Span] = []
    for span in spans:
        if joined and joined[-1].style == span.style:
            joined[-1] = Span(joined[-1].text + span.text, span.style)
        else:
            joined.append(span)
    return tuple(joined)


def _code128_text(data: bytes) -> str:
    """Contents without ``{A``, ``{B``, ``{C``, which choose a set; C has two digits a byte."""
    text, code_set, at = "", "B", 0
    while at < len(data):
        if data[at] == ord("{") and data[at + 1 : at + 2] in (b"A", b"B", b"C"):
            code_set, at = chr(data[at + 1]), at + 2
            continue
        text += f"{data[at]:02d}" if code_set == "C" else chr(data[at])
        at += 1
    return text
