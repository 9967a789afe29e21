"""How often somebody may ask: a bucket for each that fills slowly and is emptied by asking."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable
from typing import NamedTuple

_REMEMBERED = 20_000
"""Buckets kept; when there are more, those that are full again are forgotten."""


class _Bucket(NamedTuple):
    left: float
    at: float


class Rates:
    """For any number of threads."""

    def __init__(
        self, burst: float, per_second: float, now: Callable[[], float] = time.monotonic
    ) -> None:
        """``burst``: asked at once; ``per_second``: in the long run."""
        self._burst = burst
        self._rate = per_second
        self._now = now
        self._buckets: dict[Hashable, _Bucket] = {}
        self._guard = threading.Lock()

    def allow(self, who: Hashable, amount: int = 1) -> bool:
        """Takes one, or ``amount``; False where less is left."""
        now = self._now()
        with self._guard:
            left = self._left(who, now)
            if left < amount:
                return False
            self._buckets[who] = _Bucket(left - amount, now)
            if len(self._buckets) > _REMEMBERED:
                self._forget(now)
            return True

    def has_left(self, who: Hashable) -> bool:
        """Whether :meth:`allow` would, without taking anything."""
        with self._guard:
            return self._left(who, self._now()) >= 1

    def _left(self, who: Hashable, now: float) -> float:
        bucket = self._buckets.get(who)
        if bucket is None:
            return self._burst
        return min(self._burst, bucket.left + (now - bucket.at) * self._rate)

    def _forget(self, now: float) -> None:
        empty = {one for one in self._buckets if self._left(one, now) < self._burst}
        self._buckets = {one: bucket for one, bucket in self._buckets.items() if one in empty}
