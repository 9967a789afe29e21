"""The Unicode table of a console font file, as kbd's psf.h lays it out."""

from __future__ import annotations

import gzip
import struct
from pathlib import Path

_FOLDER = Path("/usr/share/consolefonts")
_PSF1, _PSF2 = b"\x36\x04", b"\x72\xb5\x4a\x86"


def installed_fonts() -> list[Path]:
    """Every size of Uni2-Terminus that Debian's console-setup-linux has put on this machine."""
    return sorted(_FOLDER.glob("Uni2-Terminus*.psf.gz"))


def characters(file: Path) -> set[str]:
    """Every single character that the font in ``file`` (.psf.gz) has a glyph for."""
    font = gzip.decompress(file.read_bytes())
    if font.startswith(_PSF1):
        return _of_version_1(font)
    assert font.startswith(_PSF2)
    return _of_version_2(font)


def _of_version_1(font: bytes) -> set[str]:
    glyphs = 512 if font[2] & 1 else 256
    table = font[4 + glyphs * font[3] :]
    found: set[str] = set()
    in_sequence = False
    for (word,) in struct.iter_unpack("<H", table):
        if word >= 0xFFFE:
            in_sequence = word == 0xFFFE
        elif not in_sequence:
            found.add(chr(word))
    return found


def _of_version_2(font: bytes) -> set[str]:
    _magic, _version, header, _flags, glyphs, size = struct.unpack_from("<6I", font)
    entries = font[header + glyphs * size :].split(b"\xff")[:glyphs]
    return {each for entry in entries for each in entry.partition(b"\xfe")[0].decode()}
