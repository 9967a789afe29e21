"""Two check digits modulo 97 as ISO 7064 has them, for digits that people type or read out."""

from __future__ import annotations

CHECK_DIGITS = 2
_CHECKED = 97


def is_digits(text: str) -> bool:
    """Whether text is ASCII digits alone, at least one."""
    return text.isascii() and text.isdecimal()


def check_digits(body: str) -> str:
    """The two digits for a body of digits; none for an empty one."""
    if not body:
        return ""
    return f"{_CHECKED + 1 - int(body) * 100 % _CHECKED:0{CHECK_DIGITS}}"


def without_check_digits(digits: str) -> str | None:
    """The body; None where these are no digits or one of them is wrong."""
    body = digits[:-CHECK_DIGITS]
    if not is_digits(digits) or check_digits(body) != digits[-CHECK_DIGITS:]:
        return None
    return body
