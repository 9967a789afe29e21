"""Asking a water meter for its dial, and what its answer says: data of CJ/T 188's frames."""

from __future__ import annotations

import enum

from app.domain.quantity import THOUSANDTHS
from app.domain.text import _
from app.domain.wire_readings import ValveState, WireReading
from app.meters.errors import MeterAnswerUnfit, MeterRefused
from app.meters.frame import Frame

WATER = range(0x10, 0x14)
"""Types of meters: cold, hot, drinking and reclaimed water."""
_READ, _READ_ANSWER = 0x01, 0x81
_FROM_METER = 0x80
"""Set in the control byte of whatever a meter sends."""
_DIAL = 0x901F
_ANSWER_BYTES = 22
_CUBIC_METRES = 0x2C
_TOTAL = slice(3, 7)
_UNIT = 7
_STATUS = 20
"""The first of two bytes: the valve in bits 0 and 1, the battery in bit 2."""
_VALVES = {0b00: ValveState.OPEN, 0b01: ValveState.CLOSED, 0b11: ValveState.ABNORMAL}
_BATTERY = 0b100


class ByteOrder(enum.StrEnum):
    """How the two bytes of a data identifier follow each other, by the year of the standard."""

    Y2004 = "2004"
    """Highest first: 90 1F."""
    Y2018 = "2018"
    """Lowest first: 1F 90."""


def dial_asked(kind: int, address: str, order: ByteOrder, sequence: int) -> Frame:
    """The request for the dial of a meter. ``sequence``: 0 to 255; the answer repeats it."""
    data = _identifier(order) + bytes((sequence,))
    return Frame(kind=kind, address=address, control=_READ, data=data)


def is_answer(frame: Frame, asked: Frame) -> bool:
    """Whether it comes from the meter that was asked; an adapter may echo the request itself."""
    return (
        frame.address == asked.address and frame.control >= _FROM_METER and frame.kind == asked.kind
    )


def dial_answered(frame: Frame, asked: Frame) -> WireReading | None:
    """What the meter says; None: an answer to an earlier request.

    Raises MeterRefused, MeterAnswerUnfit.
    """
    data = frame.data
    if frame.control != _READ_ANSWER:
        raise MeterRefused(
            _("The meter {address} does not give its dial: it answered {control}.").format(
                address=frame.address, control=f"{frame.control:02X}"
            ),
            _("Nothing was recorded. Read the dial by eye and type it."),
        )
    if data[:2] != asked.data[:2]:
        raise MeterRefused(
            _("The meter {address} answered another question.").format(address=frame.address),
            _("Nothing was recorded. Set meters.order to the other year in kiosk.toml."),
        )
    if len(data) != _ANSWER_BYTES:
        raise _unfit(frame, _("its length is wrong"))
    if data[2] != asked.data[2]:
        return None
    total = data[_TOTAL][::-1].hex()
    if not total.isdecimal():
        raise _unfit(frame, _("its dial is no number"))
    if data[_UNIT] != _CUBIC_METRES:
        raise _unfit(frame, _("it does not count in cubic metres"))
    return WireReading(
        dial=int(total) * (THOUSANDTHS // 100),
        valve=_VALVES.get(data[_STATUS] & 0b11, ValveState.UNKNOWN),
        battery_low=bool(data[_STATUS] & _BATTERY),
    )


def _identifier(order: ByteOrder) -> bytes:
    return _DIAL.to_bytes(2, "big" if order is ByteOrder.Y2004 else "little")


def _unfit(frame: Frame, reason: str) -> MeterAnswerUnfit:
    return MeterAnswerUnfit(
        _("The answer of the meter {address} cannot be believed: {reason}.").format(
            address=frame.address, reason=reason
        ),
        _("Nothing was recorded. Read the dial by eye and type it."),
    )
