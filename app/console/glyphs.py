"""What the console's font can draw.

A console holds 512 glyphs at most and shows all other characters as one and the same mark. The
repertoire is that of Debian's Uni2-Terminus in every size, plain and bold (package
console-setup-linux 1.221, /usr/share/consolefonts): the Unicode table of the font file, without
sequences of several characters.
"""

from __future__ import annotations

_REPERTOIRE = """
0020-007E 00A0-0113 0116-0127 012A-012B 012E-0131 0134-0137 0139-013E 0141-0148 014C-014D 0150-0165
016A-017E 0192 0218-021B 02C6-02C7 02C9 02D8-02D9 02DB-02DD 0384-0386 0388-038A 038C 038E-03A1
03A3-03CE 03F3-03F4 0400-045F 0490-0491 04AE 04D0-04D1 1E40-1E41 2000-200A 2010-201A 201C-201E
2020-2022 2026 202F-2030 2032-2033 2039-203A 203C 207F 20A7 20AC 20AE 2116 2122 2126 212A-212B
2190-2195 21A8 21B5 21D0-21D5 2205-2206 2208 2212 2219-221A 221E-221F 2227-222A 2248 2260-2261
2264-2265 226A-226B 2295-2296 2298-2299 229B-229C 2302 2310 2320-2321 2460-2468 24B6-24EA 2500-257F
2588 2591-2592 25A0 25AE 25B2 25B4 25B6 25B8 25BC 25BE 25C0 25C2 25C8 25CF 2610-2612 263A-263C 2666
2717-2718 2BBD FFFD
"""
"""Code points and ranges of them, in hexadecimal."""

SAFE_BORDERS = frozenset({"ascii", "solid", "round", "double", "heavy", "dashed", "blank", "none"})
"""Textual's borders that the font can draw; the others are made of part blocks."""


def _parsed() -> frozenset[str]:
    found: set[str] = set()
    for each in _REPERTOIRE.split():
        first, _dash, last = each.partition("-")
        found.update(map(chr, range(int(first, 16), int(last or first, 16) + 1)))
    return frozenset(found)


REPERTOIRE = _parsed()
"""Every character that the font can draw."""


def undrawable(text: str) -> str:
    """The characters of ``text`` that the console cannot draw, each once, in order of appearance.

    Empty if it can draw all. Line breaks are laid out, not drawn.
    """
    return "".join(dict.fromkeys(each for each in text if each not in REPERTOIRE and each != "\n"))
