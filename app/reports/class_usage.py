"""What the customers of each tariff class buy, meter by meter, until all of them are known."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from app.domain.quantity import Quantity
from app.domain.unusual_use import Bought, Finding, against_class, is_in_middle, middle_of

TariffClass: TypeAlias = tuple[str | None, str]
"""A class, None where there is none, and a utility kind."""


def _numbers() -> array[int]:
    return array("q")


@dataclass(frozen=True)
class _Members:
    """Of one class, three numbers a meter: a million of them must not take much memory."""

    allocations: array[int] = field(default_factory=_numbers)
    days: array[int] = field(default_factory=_numbers)
    monthly: array[int] = field(default_factory=_numbers)

    def middle(self) -> Quantity | None:
        """What the middle one buys a month."""
        bought = (
            monthly
            for days, monthly in zip(self.days, self.monthly, strict=True)
            if is_in_middle(days, monthly)
        )
        return middle_of(sorted(bought))

    def findings(self, first: int, after: int, typical: int) -> Iterator[tuple[int, Finding]]:
        """Of members from a place to another."""
        for place in range(first, after):
            for found in against_class(self.days[place], self.monthly[place], typical):
                yield self.allocations[place], found


class ClassUsage:
    """Collects what was bought for meters; then tells who is far from the middle of its class."""

    def __init__(self) -> None:
        self._classes: defaultdict[TariffClass, _Members] = defaultdict(_Members)

    def add(self, of: TariffClass, allocation: int, now: Bought) -> None:
        """``allocation``: its key."""
        members = self._classes[of]
        members.allocations.append(allocation)
        members.days.append(now.days)
        members.monthly.append(now.monthly)

    def findings(self, at_a_time: int) -> Iterator[list[tuple[int, Finding]]]:
        """Keys of allocations with what is unusual, class by class, as they were added.

        After ``at_a_time`` members each, also where nothing was found: so whoever waits hears that
        it goes on.
        """
        for members in self._classes.values():
            typical = members.middle()
            if typical is not None:
                count = len(members.allocations)
                for first in range(0, count, at_a_time):
                    after = min(first + at_a_time, count)
                    yield list(members.findings(first, after, typical))
