"""A virtual meter on a wall, and the people behind it who use water every day."""

from __future__ import annotations

import zlib
from datetime import date, timedelta

from app.domain.quantity import Quantity
from app.simulator.meter import VirtualMeter

_LEAST, _SPREAD = 60, 81
"""A day's use is 60 to 140 percent of the usual one."""


class HouseMeter:
    """A meter and how much its house usually needs."""

    def __init__(self, meter: VirtualMeter, daily: Quantity) -> None:
        """``daily``: thousandths of a cubic metre on an ordinary day."""
        self.meter = meter
        self.daily = daily

    def live_until(self, day: date) -> Quantity:
        """Lets every day before ``day`` pass that has not; returns what flowed.

        What is used on a day follows from the meter's number and the date alone.
        """
        flowed = 0
        while self.meter.memory.today < day:
            today = self.meter.memory.today
            flowed += self.meter.days(1, use_on(self.meter.state.meter, today, self.daily))
        return flowed

    @property
    def dry(self) -> bool:
        """Whether no credit is left."""
        return self.meter.state.remaining <= 0

    def days_left(self, most: int) -> int:
        """For how many days from its own today on the credit will last, ``most`` at most."""
        left, today = self.meter.state.remaining, self.meter.memory.today
        for days in range(most):
            left -= use_on(self.meter.state.meter, today + timedelta(days=days), self.daily)
            if left <= 0:
                return days
        return most


def use_on(meter: str, day: date, daily: Quantity) -> Quantity:
    """What a house needs on one day, thousandths; the same in every run."""
    chance = zlib.crc32(f"{meter} {day.isoformat()}".encode())
    return daily * (_LEAST + chance % _SPREAD) // 100
