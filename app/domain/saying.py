"""What was typed, as an error can say it back: on one line, short, moving no cursor."""

from __future__ import annotations

import unicodedata

_LONGEST_WORD = 200
"""Signs without a blank: a path of a file is shorter."""
_SHOWN = 40
"""Of a longer one."""
_UNSEEN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs"})
"""Categories of signs that show nothing, or move what is shown."""
_IN_WORDS = frozenset("\u200c\u200d\u200e\u200f")
"""Joiners and marks of direction, without which some scripts cannot be written."""


def sayable(sentence: str) -> str:
    """Line breaks and tabs as blanks, signs that cannot be shown as ``?``, endless words cut."""
    if sentence.isprintable() and len(sentence) <= _LONGEST_WORD:
        return sentence
    return " ".join(map(_cut, "".join(map(_seen, sentence)).split(" ")))


def _seen(sign: str) -> str:
    category = unicodedata.category(sign)
    if category == "Zs" or sign in _IN_WORDS:
        return sign
    if sign.isspace():
        return " "
    return "?" if category in _UNSEEN else sign


def _cut(word: str) -> str:
    return word if len(word) <= _LONGEST_WORD else word[:_SHOWN] + "..."
