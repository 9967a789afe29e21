"""Words in a table that a spreadsheet opens: none of them may be run as a formula.

What begins like a formula gets an apostrophe before it, as spreadsheets themselves mark a text. A
file that comes back is read the other way round, so that every text survives the journey exactly:
whoever has typed an apostrophe before a formula gets one more, and it is taken off again.
Source: OWASP, "CSV Injection".
"""

from __future__ import annotations

_MARK = "'"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What a spreadsheet takes for the beginning of a formula; the last four are wide forms."""


def harmless(text: str) -> str:
    """A text that no spreadsheet runs."""
    return f"{_MARK}{text}" if _like_a_formula(text) else text


def as_written(text: str) -> str:
    """Inverse of :func:`harmless`; any other text is as it is."""
    marked = text.startswith(_MARK) and _like_a_formula(text)
    return text[1:] if marked else text


def _like_a_formula(text: str) -> bool:
    return text.lstrip(_MARK).startswith(_FORMULA)
