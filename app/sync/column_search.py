"""Codec 2, the search: what tells a column in the fewest bytes."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import reduce
from itertools import pairwise

from app.sync.column_form import How

_WORD = 1 << 62


@dataclass(frozen=True)
class Found:
    """A way to tell a column."""

    how: How
    own: Sequence[int] = ()
    """What the planes must give."""
    base: int = 0
    scale: int = 1
    a: int = 0
    b: int = 0
    rows: int = 0
    """Values in the planes."""
    data: bytes | None = None
    """The bytes themselves, of a column that has no numbers."""

    def cost(self) -> int:
        """About as many bits as it takes: the entropy of the bytes of its planes."""
        top, bits = max(self.own, default=0), 40 * (self.how is not How.OWN)
        shift = 0
        while top >> shift:
            bits += _entropy([value >> shift & 0xFF for value in self.own])
            shift += 8
        return bits


@dataclass
class Known:
    """The columns of a template that are told already; None for one without numbers."""

    columns: list[list[int] | None] = field(default_factory=list)

    def add(self, values: list[int] | None) -> None:
        """One more."""
        self.columns.append(values)

    def numbered(self) -> Iterator[tuple[int, list[int]]]:
        """Those with numbers."""
        for number, values in enumerate(self.columns):
            if values is not None:
                yield number, values


def told(values: list[int], known: Known) -> Found:
    """The cheapest way found."""
    exact = _exact(values, known) or _two(values, known)
    if exact is not None:
        return exact
    return min(_ways(values, known), key=Found.cost)


def told_bytes(cells: list[bytes], known: Known) -> Found:
    """For a column that is no numbers: by another column, or each cell."""
    best = Found(How.OWN, data=b"".join(cells), rows=len(cells))
    for number, other in known.numbered():
        table: dict[int, bytes] = {}
        fits = all(
            table.setdefault(key, cell) == cell for key, cell in zip(other, cells, strict=True)
        )
        if fits and len(table) < best.rows:
            data = b"".join(table.values())
            best = Found(How.BY, a=number, rows=len(table), data=data)
    return best


def _exact(values: list[int], known: Known) -> Found | None:
    """The same as another column, or its opposite, but for a constant."""
    for number, other in known.numbered():
        base = values[0] - other[0]
        if all(value - base == one for value, one in zip(values, other, strict=True)):
            return Found(How.PLUS, base=base, a=number)
        base = values[0] + other[0]
        if all(base - value == one for value, one in zip(values, other, strict=True)):
            return Found(How.MINUS, base=base, a=number)
    return None


_LEAST_ROWS = 4
"""With fewer, chance sums would be found, which tell nothing."""


def _two(values: list[int], known: Known) -> Found | None:
    """The sum or difference of two other columns."""
    if len(values) < _LEAST_ROWS:
        return None
    others = list(known.numbered())
    by_start: dict[tuple[int, int], list[tuple[int, list[int]]]] = {}
    start, end = values[0], values[-1]
    for number, other in others:
        by_start.setdefault((other[0], other[-1]), []).append((number, other))
    for number, other in others:
        for second, another in by_start.get((start - other[0], end - other[-1]), ()):
            if all(v == x + y for v, x, y in zip(values, other, another, strict=True)):
                return Found(How.SUM, a=number, b=second)
        for second, another in by_start.get((other[0] - start, other[-1] - end), ()):
            if all(v == x - y for v, x, y in zip(values, other, another, strict=True)):
                return Found(How.DIFFERENCE, a=number, b=second)
    return None


def _ways(values: list[int], known: Known) -> Iterator[Found]:
    yield _scaled(How.OWN, values)
    steps = [values[0], *(b - a for a, b in pairwise(values))]
    if max(map(abs, steps)) < _WORD:
        yield _scaled(How.STEPS, steps)
    for number, other in known.numbered():
        yield _scaled(How.PLUS, [x - y for x, y in zip(values, other, strict=True)], number)
        yield _scaled(How.MINUS, [x + y for x, y in zip(values, other, strict=True)], number)
        by = _by(values, other, number)
        if by is not None:
            yield by


def _by(values: list[int], other: list[int], number: int) -> Found | None:
    table: dict[int, int] = {}
    for key, value in zip(other, values, strict=True):
        if table.setdefault(key, value) != value:
            return None
    return _scaled(How.BY, list(table.values()), number) if len(table) < len(values) else None


def _scaled(how: How, values: list[int], a: int = 0) -> Found:
    base = min(values)
    scale = reduce(math.gcd, (value - base for value in values), 0) or 1
    own = [(value - base) // scale for value in values]
    return Found(how, own, base, scale, a, rows=len(own))


def _entropy(values: Iterable[int]) -> int:
    counts = Counter(values)
    total = counts.total()
    return int(sum(-count * math.log2(count / total) for count in counts.values()))
