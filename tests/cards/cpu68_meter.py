"""How a meter of ``cpu68`` writes its return file, whole and at once."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from app.cards.profiles import cpu68_flow as flow
from app.cards.profiles import cpu68_power as power
from app.cards.profiles.cpu68 import Cpu68
from app.cards.profiles.cpu68_directory import credit_unit, write
from app.cards.profiles.cpu68_frame import Frame
from app.cards.profiles.fields import Record
from app.domain.cards import CardContents, MeterStatus, ReadBack, UtilityKind
from app.domain.plans import Step


def write_back(contents: CardContents, read_back: ReadBack, profile: Cpu68) -> tuple[Step, ...]:
    """The step by which the meter at the place of ``contents`` tells its state.

    ``read_back.phase`` is not used. Raises ContentsUnfit for figures that do not fit.
    """
    frame: Frame
    record: Record
    if contents.kind is UtilityKind.ELECTRICITY:
        frame, record = power.RETURN, power.return_record(profile.parameters)
        values = _power(contents, read_back, profile)
    else:
        frame, record = flow.RETURN, flow.return_record(profile.parameters)
        values = _flow(contents, read_back, profile)
    data = frame.wrap(record.pack(values), profile.parameters.checksum)
    return (write(f"{contents.kind}/return", data),)


def _flow(contents: CardContents, back: ReadBack, profile: Cpu68) -> dict[str, Any]:
    credit, volume = credit_unit(profile.parameters, contents.charging), profile.parameters.unit
    months = [month // volume for month in back.months]
    return {
        "meter": contents.meter,
        "account": contents.account,
        "sub_meter": profile.parameters.sub_meter,
        "charging": flow.CHARGING_CODES[contents.charging],
        "form": 0,
        "meter_type": profile.parameters.meter_types[contents.kind],
        "updates": 0,
        "reserved": None,
        "load": contents.load // credit,
        "number": back.number,
        "alarm": 0,
        "closing_alarm": 0,
        "hoarding_limit": 0,
        "overdraft": 0,
        "status": _status_word(back.status, profile.parameters.status_bits),
        "remaining": back.remaining // credit,
        "total_credited": back.total_credited // credit,
        "total_used": back.total_used // volume,
        "pulses": 0,
        "this_month": 0,
        "pulses_per_unit": 0,
        "months": tuple(months + [0] * (flow.MONTHS - len(months))),
        "written_on": _moment(back),
    }


def _power(contents: CardContents, back: ReadBack, profile: Cpu68) -> dict[str, Any]:
    left = back.remaining // credit_unit(profile.parameters, contents.charging)
    return {
        "user_type": power.TYPE_CODES[contents.charging],
        "current_ratio": 1,
        "voltage_ratio": 1,
        "meter": contents.meter,
        "account": contents.account,
        "remaining": max(left, 0),
        "number": back.number,
        "overdraft": max(-left, 0),
        "key_info": 0,
        "illegal_cards": 1 if back.status & MeterStatus.ILLEGAL_CARD else 0,
        "written_on": _moment(back),
    }


def _moment(back: ReadBack) -> datetime | None:
    return None if back.written_on is None else datetime.combine(back.written_on, time())


def _status_word(status: int, bits: tuple[MeterStatus, ...]) -> int:
    return sum(1 << at for at, bit in enumerate(bits) if status & bit)
