"""What a printer says about itself. Source of the bits: notes/printing.md 1.4 (Epson's layout)."""

from __future__ import annotations

import enum

import msgspec

from app.domain.text import _


class Paper(enum.StrEnum):
    """The roll."""

    OK = "ok"
    NEAR_END = "near_end"
    OUT = "out"
    UNKNOWN = "unknown"


class PrinterStatus(msgspec.Struct, frozen=True, kw_only=True):
    """Whether it can print, and why not."""

    online: bool
    paper: Paper = Paper.UNKNOWN
    cover_open: bool = False
    error: bool = False
    drawer_open: bool = False
    """By the level of the drawer's switch; some drawers have it the other way round."""

    @property
    def ready(self) -> bool:
        """Whether what is sent now is printed now."""
        return (
            self.online and self.paper is not Paper.OUT and not self.cover_open and not self.error
        )

    @property
    def reason(self) -> str:
        """Why it is not ready, in words; empty if it is."""
        if self.ready:
            return ""
        words = []
        if self.paper is Paper.OUT:
            words.append(_("paper out"))
        if self.cover_open:
            words.append(_("cover open"))
        if self.error:
            words.append(_("printer error"))
        return ", ".join(words) or _("printer offline")


QUESTIONS = (1, 2, 3, 4)
"""``DLE EOT n``: printer, cause of offline, error, paper."""

_FIXED_MASK, _FIXED = 0x93, 0x12
_OFFLINE, _DRAWER = 0x08, 0x04
_COVER, _PAPER_STOP, _ERROR = 0x04, 0x20, 0x40
_ERRORS = 0x04 | 0x08 | 0x20 | 0x40
_NEAR_END, _PAPER_END = 0x0C, 0x60


def is_real_time(byte: int) -> bool:
    """Whether a byte can be an answer to ``DLE EOT``: ``0xx1xx10``."""
    return byte & _FIXED_MASK == _FIXED


def from_answers(answers: dict[int, int]) -> PrinterStatus:
    """The status from the answers to some of :data:`QUESTIONS`, the first one included."""
    general, offline, error = answers[1], answers.get(2, 0), answers.get(3, 0)
    return PrinterStatus(
        online=not general & _OFFLINE,
        paper=_paper(offline, answers.get(4)),
        cover_open=bool(offline & _COVER),
        error=bool(error & _ERRORS) or bool(offline & _ERROR),
        drawer_open=bool(general & _DRAWER),
    )


def _paper(offline: int, sensors: int | None) -> Paper:
    if offline & _PAPER_STOP or (sensors is not None and sensors & _PAPER_END):
        return Paper.OUT
    if sensors is None:
        return Paper.UNKNOWN
    return Paper.NEAR_END if sensors & _NEAR_END else Paper.OK


_LP_PAPER_OUT, _LP_SELECTED, _LP_NO_ERROR = 0x20, 0x10, 0x08


def from_parallel_port(bits: int) -> PrinterStatus:
    """The status from the kernel's LPGETSTATUS, which USB printers answer too.

    Source: lp(4); notes/printing.md 1.2.
    """
    return PrinterStatus(
        online=bool(bits & _LP_SELECTED),
        paper=Paper.OUT if bits & _LP_PAPER_OUT else Paper.OK,
        error=not bits & _LP_NO_ERROR,
    )
