"""APDUs of a prepayment for every profile, step by step, against the least that its steps need.

Two sales in a row, because layouts with two copies write the one and then the other. Reading whole
cards twice (look; once more when the cash is confirmed) is what keeps a card that was changed or
changed for another from being written; what was written is read again. Everything else is once.
"""

from __future__ import annotations

from collections import Counter as Tally
from pathlib import Path

from app.cards.profiles.contract import Profile
from app.cards.profiles.registry import profiles
from app.domain.cards import UtilityKind
from app.operations.operation import Caller, parse_arguments
from app.operations.prepay import PREPAY
from app.simulator.reader import ApduPhase
from tests.bench.line import Line, line
from tests.counter import CASHIER, Counter

METER = "20260001"
SALES = 2
_STEPS = {
    "FFA4": "select chip",
    "FFB0": "read",
    "FFB1": "error counter",
    "FF20": "code or erasure",
    "FFD0": "write",
    "FFCA": "serial",
    "FF82": "load key",
    "FF86": "open sector",
    "FFD6": "write block",
    "00A4": "select",
    "00B0": "read",
    "00C0": "get response",
    "0084": "challenge",
    "0088": "card proves itself",
    "0082": "prove ourselves",
    "04D6": "update with MAC",
}
LEAST: dict[str, dict[str, int]] = {
    "tapcard-sle4442": {
        # A session reads the card in one APDU: 2 + identity + read again, and selects it.
        "select chip": 2 * SALES,
        "read": 4 * SALES,
        "error counter": SALES,
        "code or erasure": SALES,
        "write": 2 * SALES,
    },
    "tapcard-sle4428": {
        # 989 bytes are four reads; copy B lies across two of them when it is read again.
        "select chip": 2 * SALES,
        "read": 2 * 4 * SALES + SALES + 1 + 2,
        "error counter": SALES,
        "code or erasure": SALES,
        "write": 2 * SALES,
    },
    "tapcard-mifare1k": {
        # Everybody's key and ours in each session, the writing key in the one that writes.
        "load key": 5 * SALES,
        # 16 sectors a session; one to prove the writing key; what one copy of 13 blocks changes
        # lies in 3 sectors, of the other in 4, opened to write and again to read.
        "open sector": 2 * 16 * SALES + SALES + 2 * (3 + 4),
        "read": 2 * 16 * SALES + 3 + 4,
        "serial": SALES,
        "write block": 6 * SALES,
    },
    "at88-water4": {
        # The code is proved by the counter; each application zone is erased before it is written.
        "select chip": 2 * SALES,
        "read": (2 + 1 + 1 + 1) * SALES,
        "code or erasure": 3 * SALES,
        "write": 2 * SALES,
    },
    "cpu68": {
        # Three directories with 13 files, each reached by way of the master file, and the serial;
        # the directory of electricity asks for our proof before anything is paid.
        "select": (2 * 6 + 2 + 2) * SALES,
        "read": (2 * 14 + 3) * SALES,
        "card proves itself": 2 * SALES,
        "get response": 2 * SALES,
        "prove ourselves": SALES,
        "challenge": (1 + 3) * SALES,
        "update with MAC": 3 * SALES,
    },
}


def measure(folder: Path) -> list[Line]:
    """One line for each profile, its steps in the goal."""
    return [_line(profile, counted(profile, folder / profile.name)) for profile in profiles()]


def counted(profile: Profile, folder: Path) -> Tally[str]:
    """How often each step was taken in :data:`SALES` prepayments, the card loaded in between."""
    folder.mkdir()
    counter = Counter(folder / "ledger.db", profile=profile, kind=UtilityKind.WATER).begin()
    seen: Tally[str] = Tally()

    def note(_number: int, apdu: bytes, phase: ApduPhase) -> None:
        if phase is ApduPhase.BEFORE:
            seen[_STEPS[apdu[:2].hex().upper()]] += 1

    try:
        card, meter = counter.new_card(), counter.meter(METER)
        counter.do(
            "allocate-meter",
            account=counter.account(),
            meter=METER,
            model="DN15",
            amount="1000",
        )
        for _sale in range(SALES):
            meter.take(card)
            counter.put(card)
            counter.reader.on_apdu(note)
            PREPAY.run(counter.kiosk, Caller(operator=CASHIER), _WISH)
            counter.reader.on_apdu(None)
    finally:
        counter.close()
    return seen


_WISH = parse_arguments(PREPAY, {"volume": "1"})


def _line(profile: Profile, seen: Tally[str]) -> Line:
    least = LEAST[profile.name]
    steps = ", ".join(f"{name} {count}" for name, count in seen.items())
    return line(
        f"APDUs of {SALES} prepayments, {profile.name}",
        seen.total(),
        "APDUs",
        sum(least.values()),
        f"equal: {steps}",
        met=seen == least,
    )
