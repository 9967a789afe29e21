"""What happens to a meter between two cards: water flows, days pass, people interfere.

Pure. Source: notes/domain.md 4 (alarm, overdraft, battery, magnet) and 4.1, design C (tiers).
"""

from __future__ import annotations

from datetime import timedelta

import msgspec

from app.domain.cards import MeterStatus
from app.domain.meter_tariff import TierSet
from app.domain.quantity import CHARGE_SCALE, Money, Quantity, divide_rounded
from app.simulator.function_memory import ValveHold
from app.simulator.visits import MeterMemory, in_force

_WHATEVER = 1 << 62
"""More credit than anything costs."""

MONTHS = 12
"""Months of use that a meter keeps."""


def used(memory: MeterMemory, quantity: Quantity) -> MeterMemory:
    """After at most ``quantity`` has flowed.

    The valve closes where the credit ends, and once before that: where it comes to the alarm. One
    that a function card holds open gives whatever is asked for, and the credit goes below zero.
    """
    left = memory.state.remaining
    if left > memory.closing_alarm:
        memory = msgspec.structs.replace(memory, warned=False)
    if memory.valve_closed:
        return memory
    if memory.functions.held is ValveHold.OPEN:
        return _counted(memory, *_flow(memory, quantity, _WHATEVER))
    alarmed = memory.closing_alarm > 0 and not memory.warned
    most = max(0, left - memory.closing_alarm) if alarmed else left + memory.overdraft
    flowed, spent = _flow(memory, quantity, most)
    memory = _counted(memory, flowed, spent)
    if alarmed and memory.state.remaining <= memory.closing_alarm:
        return msgspec.structs.replace(memory, warned=True, waits_for_card=True)
    return memory


def next_day(memory: MeterMemory) -> MeterMemory:
    """After midnight; at the end of a month its use is frozen."""
    tomorrow = memory.today + timedelta(days=1)
    memory = in_force(msgspec.structs.replace(memory, today=tomorrow))
    if tomorrow.day > 1:
        return memory
    new_period = (tomorrow.month - 1) % memory.period_months == 0
    return msgspec.structs.replace(
        memory,
        months=(memory.used_this_month, *memory.months)[:MONTHS],
        used_this_month=0,
        used_in_period=0 if new_period else memory.used_in_period,
    )


def raised(memory: MeterMemory, bits: MeterStatus) -> MeterMemory:
    """After a low battery, a magnet, an opened lid. A magnet closes the valve."""
    low = memory.battery_low_since
    if bits & MeterStatus.BATTERY_LOW and low is None:
        low = memory.today
    return msgspec.structs.replace(
        memory,
        raised=memory.raised | bits,
        battery_low_since=low,
        waits_for_card=memory.waits_for_card or bool(bits & MeterStatus.MAGNET),
    )


def cleared(memory: MeterMemory, bits: MeterStatus) -> MeterMemory:
    """After a repair."""
    return msgspec.structs.replace(
        memory,
        raised=memory.raised & ~bits,
        battery_low_since=None if bits & MeterStatus.BATTERY_LOW else memory.battery_low_since,
    )


def reopened(memory: MeterMemory) -> MeterMemory:
    """After a good card was put in; what only a repair or an authority card ends stays."""
    return msgspec.structs.replace(memory, waits_for_card=False)


def cost(tiers: TierSet, volume: Quantity) -> Money:
    """What all use of a period comes to, rounded once."""
    ends = (*tiers.starts[1:], None)
    total = 0
    for start, end, price in zip(tiers.starts, ends, tiers.prices, strict=True):
        within = (volume if end is None else min(volume, end)) - start
        total += max(0, within) * price
    return divide_rounded(total, CHARGE_SCALE)


def _flow(memory: MeterMemory, quantity: Quantity, most: int) -> tuple[Quantity, int]:
    """How much flows for at most ``most`` of credit, and how much credit that takes.

    Where money ends amid a litre the meter keeps the rest of it: a valve closes at nothing left.
    """
    if not memory.counts_money:
        flowed = min(quantity, most)
        return flowed, flowed
    if memory.tariff is None:
        return 0, 0
    tiers, before = memory.tariff.current, memory.used_in_period
    paid = cost(tiers, before)
    if cost(tiers, before + quantity) - paid <= most:
        return quantity, cost(tiers, before + quantity) - paid
    low, high = 0, quantity
    while high - low > 1:
        middle = (low + high) // 2
        if cost(tiers, before + middle) - paid <= most:
            low = middle
        else:
            high = middle
    return low, most


def _counted(memory: MeterMemory, flowed: Quantity, spent: int) -> MeterMemory:
    state = memory.state
    return msgspec.structs.replace(
        memory,
        state=msgspec.structs.replace(state, total_used=state.total_used + spent),
        flowed=memory.flowed + flowed,
        used_this_month=memory.used_this_month + flowed,
        used_in_period=memory.used_in_period + flowed,
    )
