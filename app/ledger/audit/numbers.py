"""Numbers that should run 1..n: kept as the end of the run and what lies beyond a gap."""

from __future__ import annotations


class Numbers:
    """Takes numbers in any order, in little memory where there are no gaps."""

    def __init__(self) -> None:
        self._upto = 0
        self._beyond: set[int] = set()

    def __contains__(self, number: int) -> bool:
        return 0 < number <= self._upto or number in self._beyond

    def add(self, number: int) -> bool:
        """Takes a number; False if it was there already."""
        if number in self:
            return False
        self._beyond.add(number)
        while self._upto + 1 in self._beyond:
            self._upto += 1
            self._beyond.remove(self._upto)
        return True

    def take_back(self, number: int) -> None:
        """Forgets a number that will be given again."""
        if number <= self._upto:
            self._beyond.update(range(number + 1, self._upto + 1))
            self._upto = number - 1
        else:
            self._beyond.discard(number)

    def missing(self) -> list[int]:
        """Numbers below the highest that were never given."""
        if not self._beyond:
            return []
        return sorted(set(range(self._upto + 1, max(self._beyond))) - self._beyond)
