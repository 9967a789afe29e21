"""A counter asks a meter over a real serial line, a pseudo terminal with a meter at its end."""

from __future__ import annotations

import contextlib
from typing import Literal

import pytest
import serial

from app.domain.wire_readings import ValveState, WireReading
from app.meters.errors import (
    MeterAnswerUnfit,
    MeterLineAbsent,
    MeterLineLost,
    MeterRefused,
    MeterSilent,
    MeterUnaddressable,
)
from app.meters.line import TRIES, SerialMeterLine, address_of
from app.settings import MeterLineSettings
from tests.meters.wire_meter import WireMeter

NUMBER = "000000012345"
SOON = 0.05
"""Seconds that one try waits, where nothing will come."""


def line(
    meter: WireMeter, seconds: float = 2.0, order: Literal["2004", "2018"] = "2018"
) -> SerialMeterLine:
    """Without parity, which a pseudo terminal has not."""
    settings = MeterLineSettings(port=meter.port, parity="none", order=order)
    return SerialMeterLine(settings, seconds)


@pytest.mark.parametrize("order", ["2004", "2018"])
def test_a_meter_says_dial_valve_and_battery(order: Literal["2004", "2018"]) -> None:
    with WireMeter(NUMBER, hundredths=12_345, order=order, status=0b101) as meter:
        said = line(meter, order=order).read(NUMBER)
    assert said == WireReading(dial=123_450, valve=ValveState.CLOSED, battery_low=True)


def test_echo_noise_another_meter_and_a_late_answer_are_passed_over() -> None:
    with WireMeter(NUMBER, hundredths=7) as meter, WireMeter("99", hundredths=8) as other:
        request = bytes.fromhex("681045230100000000") + bytes.fromhex("01031f9001")
        echo = request + bytes([sum(request) % 256, 0x16])
        late = WireMeter(NUMBER, hundredths=9).answer(0)  # to a question of before
        meter.says_before = echo + b"\x00\xff\x68\x68" + other.answer(1) + late
        assert line(meter).read(NUMBER).dial == 70
    assert meter.asked == 1


def test_it_is_asked_again_where_the_answer_is_lost_or_spoilt() -> None:
    with WireMeter(NUMBER, hundredths=7) as meter:
        meter.deaf, meter.spoilt = 1, 1
        assert line(meter, 0.5).read(NUMBER).dial == 70
    assert meter.asked == TRIES


def test_silence_ends() -> None:
    with WireMeter(NUMBER) as meter:
        meter.deaf = TRIES
        with pytest.raises(MeterSilent):
            line(meter, SOON).read(NUMBER)


def test_a_meter_of_the_other_year_is_silent() -> None:
    with WireMeter(NUMBER, order="2004") as meter, pytest.raises(MeterSilent):
        line(meter, SOON).read(NUMBER)


def test_a_meter_that_refuses_is_told_from_one_that_is_silent() -> None:
    with WireMeter(NUMBER) as meter:
        meter.control = 0xC1
        with pytest.raises(MeterRefused, match="C1"):
            line(meter).read(NUMBER)


def test_a_dial_in_another_unit_is_not_guessed_at() -> None:
    with WireMeter(NUMBER) as meter:
        meter.unit = 0x05
        with pytest.raises(MeterAnswerUnfit):
            line(meter).read(NUMBER)


def test_a_port_that_is_not_there_or_held_by_another_is_said_so() -> None:
    with WireMeter(NUMBER) as meter:
        gone = SerialMeterLine(MeterLineSettings(port="/dev/tty-of-nobody"))
        with pytest.raises(MeterLineAbsent):
            gone.read(NUMBER)
        with (
            contextlib.closing(serial.Serial(meter.port, exclusive=True)),
            pytest.raises(MeterLineAbsent),
        ):
            line(meter).read(NUMBER)
        assert line(meter).read(NUMBER).dial == 0


def test_a_line_that_breaks_amid_the_question_is_said_so() -> None:
    with WireMeter(NUMBER) as meter:
        meter.hangs_up = True
        with pytest.raises(MeterLineLost):
            line(meter).read(NUMBER)


def test_an_address_is_the_number_behind_the_makers_digits() -> None:
    assert address_of(NUMBER, "") == "00000000012345"
    assert address_of(NUMBER, "2007") == "20070000012345"
    with pytest.raises(MeterUnaddressable):
        address_of("123456789012", "2007")
