"""Numbers from one to another, as paper and meters come: put together, cut, counted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Span(NamedTuple):
    """Numbers from the first to the last, both of them too."""

    first: int
    last: int

    @property
    def size(self) -> int:
        """How many."""
        return self.last - self.first + 1

    def __str__(self) -> str:
        """As people write it."""
        return str(self.first) if self.first == self.last else f"{self.first}-{self.last}"


def together(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The same numbers, each once, by number, as few spans as can be."""
    found: list[Span] = []
    for span in sorted(spans):
        if found and span.first <= found[-1].last + 1:
            found[-1] = Span(found[-1].first, max(found[-1].last, span.last))
        else:
            found.append(span)
    return tuple(found)


def without(spans: Iterable[Span], taken: Iterable[Span]) -> tuple[Span, ...]:
    """The numbers that are in ``spans`` and not in ``taken``."""
    left = together(spans)
    for away in together(taken):
        left = tuple(piece for span in left for piece in _cut(span, away))
    return left


def _cut(span: Span, away: Span) -> Iterable[Span]:
    pieces = (
        Span(span.first, min(span.last, away.first - 1)),
        Span(max(span.first, away.last + 1), span.last),
    )
    return (piece for piece in pieces if piece.first <= piece.last)


def common(spans: Iterable[Span], others: Iterable[Span]) -> tuple[Span, ...]:
    """The numbers that are in both."""
    spans = together(spans)
    return without(spans, without(spans, others))


def count(spans: Iterable[Span]) -> int:
    """How many numbers they are."""
    return sum(span.size for span in together(spans))


def spans_of(numbers: Iterable[int]) -> tuple[Span, ...]:
    """Single numbers as spans."""
    return together(Span(number, number) for number in numbers)


def is_end_of(part: Span, whole: Span) -> bool:
    """Whether ``part`` is all of ``whole``, its beginning or its end."""
    inside = whole.first <= part.first <= part.last <= whole.last
    return inside and (part.first == whole.first or part.last == whole.last)


def rest_of(whole: Span, part: Span) -> Span | None:
    """What is left of ``whole`` without one of its ends; None where that was all of it."""
    left = without([whole], [part])
    return left[0] if left else None
