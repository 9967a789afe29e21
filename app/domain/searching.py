"""How names and numbers are compared when somebody looks for an account.

Case, accents, punctuation, and the script of a digit do not count; Cyrillic letters count as the
Latin ones that they are usually written with, Arabic letters without their forms. Other scripts
are compared as they are written: a transliteration that guesses would hide whom one looks for.
"""

from __future__ import annotations

import enum
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache

_STROKES = {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "\u0131": "i"}
"""Latin letters that no decomposition takes apart."""
_ARABIC = {"\u0629": "\u0647", "\u0649": "\u064a", "\u06cc": "\u064a", "\u06a9": "\u0643"}
"""Teh marbuta as heh; alef maksura and Farsi yeh as yeh; keheh as kaf."""
_CYRILLIC = {
    chr(0x430 + at): latin
    for at, latin in enumerate(
        [
            "a",
            "b",
            "v",
            "g",
            "d",
            "e",
            "zh",
            "z",
            "i",
            "i",
            "k",
            "l",
            "m",
            "n",
            "o",
            "p",
            "r",
            "s",
            "t",
            "u",
            "f",
            "kh",
            "ts",
            "ch",
            "sh",
            "shch",
            "",
            "y",
            "",
            "e",
            "yu",
            "ya",
        ]
    )
} | {"\u0456": "i", "\u0454": "e"}
_LETTERS = str.maketrans(_STROKES | _ARABIC | _CYRILLIC)
_ASCII = "".join(chr(at) if chr(at).isalnum() else " " for at in range(128))
"""Plain letters and digits; all else stands between words."""
_LOOK_ALIKE = str.maketrans({"o": "0", "l": "1", "i": "1"})
_LIKE_DIGITS = frozenset("0123456789oli")

SHORTEST_PART = 3
"""Characters of a Latin word or of a number by which a part of it is found."""
_SHORTEST_PART_ELSEWHERE = 2
_SHORTEST_NEAR = 4
"""Letters of a word below which a mistake in it makes another word."""
_TWO_MISTAKES = 7
"""Letters from which on two mistakes are forgiven."""
_LONGEST_NEAR = 24
_MOST_GROUPS = 5
"""Groups in which a number is written at most; more words are an address or a note."""


class Grade(enum.IntEnum):
    """How well a word fits what is looked for; the best first."""

    EXACT = 0
    BEGINNING = 1
    PART = 2
    ONE_MISTAKE = 3
    TWO_MISTAKES = 4


def words_of(text: str) -> list[str]:
    """The words of a text as they are compared."""
    folded = text.casefold()
    if text.isascii():
        plain = folded.translate(_ASCII)
    else:
        decomposed = unicodedata.normalize("NFKD", folded)
        plain = "".join(map(_plain, decomposed)).translate(_LETTERS)
    return [_as_number(word) for word in plain.split()]


def words_to_keep(values: Iterable[str]) -> set[str]:
    """Words under which somebody with these fields is found.

    A number that is written in groups counts as one, too, with letters in it or not.
    """
    found: set[str] = set()
    for value in values:
        words = words_of(value)
        found.update(words)
        if 1 < len(words) <= _MOST_GROUPS and any(map(_has_digit, words)):
            found.add("".join(words))
    return found


def words_to_find(text: str) -> tuple[str, ...]:
    """Words that are looked for, each once; digits alone are one number, however grouped."""
    words = words_of(text)
    if len(words) > 1 and all(word.isdigit() for word in words):
        return ("".join(words),)
    return tuple(dict.fromkeys(words))


def parts_of(word: str) -> list[str]:
    """Every end of a word, without the whole: what begins one of them is a part of the word."""
    shortest = SHORTEST_PART if word.isascii() else _SHORTEST_PART_ELSEWHERE
    return [word[at:] for at in range(1, len(word) - shortest + 1)]


def trimmed(word: str, most: int = 1) -> set[str]:
    """A word with up to ``most`` characters left out; empty where mistakes are not forgiven.

    Two words that are one mistake apart share one of them: a wrong, missing or additional letter,
    or two neighbours swapped. Source: W. Garbe, "SymSpell" (2012).
    """
    if not forgiven(word):
        return set()
    kept = shorter = {word}
    for _left_out in range(most):
        shorter = {one[:at] + one[at + 1 :] for one in shorter for at in range(len(one))}
        kept = kept | shorter
    return kept


def forgiven(word: str) -> int:
    """How many mistakes are forgiven in a word: none in numbers, which are exact or wrong."""
    if _has_digit(word) or not _SHORTEST_NEAR <= len(word) <= _LONGEST_NEAR:
        return 0
    return 2 if len(word) >= _TWO_MISTAKES else 1


def distance(one: str, other: str) -> int:
    """Letters wrong, missing, additional or swapped with their neighbour.

    Source: optimal string alignment, R. Wagner and R. Lowrance (1975), without repeated moves.
    What both begin and end with costs nothing.
    """
    begin, most = 0, min(len(one), len(other))
    while begin < most and one[begin] == other[begin]:
        begin += 1
    end = 0
    while end < most - begin and one[-1 - end] == other[-1 - end]:
        end += 1
    one, other = one[begin : len(one) - end], other[begin : len(other) - end]
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, char in enumerate(one, start=1):
        last, before, row = before, row, [at]
        for to, wanted in enumerate(other, start=1):
            cost = min(before[to] + 1, row[to - 1] + 1, before[to - 1] + (char != wanted))
            swapped = at > 1 and to > 1 and (char, wanted) == (other[to - 2], one[at - 2])
            row.append(min(cost, last[to - 2] + 1) if swapped else cost)
    return row[-1]


def near_words(wanted: str, candidates: Iterable[str]) -> dict[str, Grade]:
    """Those of the candidates that are the wanted word with mistakes that are forgiven."""
    most = forgiven(wanted)
    found = {}
    for word in candidates:
        if abs(len(word) - len(wanted)) > most:
            continue
        apart = distance(wanted, word)
        if 0 < apart <= most and grade(wanted, word, {}) is None:
            found[word] = Grade.ONE_MISTAKE if apart == 1 else Grade.TWO_MISTAKES
    return found


def grade(wanted: str, word: str, near: Mapping[str, Grade]) -> Grade | None:
    """How a word fits; None where it does not. ``near``: of :func:`near_words`."""
    if word == wanted:
        return Grade.EXACT
    if word.startswith(wanted):
        return Grade.BEGINNING
    if wanted in word and is_part(wanted):
        return Grade.PART
    return near.get(word)


def is_part(wanted: str) -> bool:
    """Whether a word is long enough to be looked for inside of others."""
    return len(wanted) >= (SHORTEST_PART if wanted.isascii() else _SHORTEST_PART_ELSEWHERE)


def _has_digit(word: str) -> bool:
    return not word.isalpha() and any(map(str.isdigit, word))


@lru_cache(maxsize=4096)
def _plain(char: str) -> str:
    if unicodedata.combining(char):
        return ""
    digit = unicodedata.decimal(char, None)
    if digit is not None:
        return str(digit)
    return char if unicodedata.category(char)[0] in "LNM" else " "


def _as_number(word: str) -> str:
    """Letters between digits that look like digits are digits."""
    if not word.isalpha() and set(word) <= _LIKE_DIGITS and _has_digit(word):
        return word.translate(_LOOK_ALIKE)
    return word
