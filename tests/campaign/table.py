"""What was tried and how it ended, as tables: one by profile and errand, one by profile."""

from __future__ import annotations

from collections.abc import Sequence

from tests.campaign.books import DOUBLED, LOST
from tests.campaign.recovery import Ending
from tests.campaign.trial import OTHERWISE, Extent, Tally

_COLUMNS = tuple(Ending)
_HEADS = ("steps", "amid bytes", "tried", "alike", *(ending.value for ending in _COLUMNS))
_NAMES = (6, 17, 41, 13)
"""Widths of part, profile, errand and route."""
_WRONG = (LOST, DOUBLED, OTHERWISE)
_SUMS = ("tried", "alike", "held", *_WRONG)


def table(tally: Tally) -> str:
    """A line for each profile, errand and route; then one for each profile, and one for all.

    ``steps``: how many there are, of which all are tried on each way that leads on from them;
    ``amid bytes``: of all moments amid bytes that mean the same before and after, how many are
    tried; ``alike``: trials that left a world, to the last byte, which another had left.
    """
    lines = [_line(("part", "profile", "errand", "then to"), _HEADS, _HEADS)]
    for row in sorted({key[:4] for key in tally.endings}):
        counts = [tally.endings[(*row, ending)] for ending in _COLUMNS]
        cells = _extent(tally.extents.get(row[:3]))
        cells += _figures(sum(counts), tally.alike[row], *counts)
        lines.append(_line(row, cells, _HEADS))
    lines += ["", _line(("", "profile"), _SUMS, _SUMS)]
    profiles = sorted({key[1] for key in tally.endings} | {key[0] for key in tally.wrong})
    for profile in profiles:
        lines.append(_line(("", profile), [str(sum) for sum in _sums(tally, profile)], _SUMS))
    sums = zip(*(_sums(tally, profile) for profile in profiles), strict=True)
    lines.append(_line(("", "all"), [str(sum(column)) for column in sums], _SUMS))
    lines.append(f"wrong: {len(tally.failures)}")
    return "\n".join(lines)


def _sums(tally: Tally, profile: str) -> list[int]:
    mine = {key: count for key, count in tally.endings.items() if key[1] == profile}
    held = sum(count for key, count in mine.items() if key[-1] is Ending.HELD)
    alike = sum(count for key, count in tally.alike.items() if key[1] == profile)
    return [sum(mine.values()), alike, held, *(tally.wrong[profile, how] for how in _WRONG)]


def _extent(extent: Extent | None) -> list[str]:
    if extent is None:
        return ["", ""]
    amid = f"{extent.amid_tried} of {extent.amid}" if extent.amid else ""
    return [str(extent.steps), amid]


def _figures(*numbers: int) -> list[str]:
    return [str(number or "") for number in numbers]


def _line(names: Sequence[str], figures: Sequence[str], heads: Sequence[str]) -> str:
    cells = [f"{name:<{width}}" for name, width in zip(names, _NAMES, strict=False)]
    cells += [f"{text:>{len(head) + 2}}" for text, head in zip(figures, heads, strict=True)]
    return "".join(cells)
