"""A winter as the office looks at it: water sold and used, dials read, function cards, deeds that
are looked into. Through the real operations.

Home 0 buys and uses alike, home 1 buys and its meter counts nothing, home 2 buys little and then
twenty times as much, and its dial is far ahead of its card.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.operations.errors import SignInFailed
from app.operations.sign_in import sign_in
from app.simulator.sle4442_card import VirtualSle4442
from tests.bench.model_households import CalendarClock
from tests.counter import ADMINISTRATOR, CASHIER, PIN, REGION, SUPERVISOR, Counter
from tests.reports.life import Home
from tests.reports.long_shifts import shifts_of_any_length

FIRST, LAST = date(2026, 11, 23), date(2027, 3, 31)
OTHER_REGION = 40
TECHNICIAN = 30
_MONTHS = ((2026, 12), (2027, 1), (2027, 2), (2027, 3))
_OFFICE: dict[str, Any] = {"by": ADMINISTRATOR}


def office_winter(path: Path) -> tuple[Counter, list[Home]]:
    """The counter, and its homes."""
    with shifts_of_any_length():
        return _office_winter(path)


def _office_winter(path: Path) -> tuple[Counter, list[Home]]:
    clock = CalendarClock()
    counter = Counter(path, clock=clock).begin()
    _rules(counter)
    counter.do("open-shift", by=SUPERVISOR, float="500")
    homes = [Home(counter, number) for number in range(3)]
    for at, (year, month) in enumerate(_MONTHS):
        for number, home in enumerate(homes):
            clock.go_to(date(year, month, 2 + 2 * number))
            if number != 1:
                home.meter.use(2_000)
            home.buy("50" if (number, at) == (2, 3) else "3", SUPERVISOR if number else CASHIER)
        clock.go_to(date(year, month, 20))
        _reads_dials(counter, homes, at)
        _is_looked_into(counter, homes[0], at)
    _function_cards(counter)
    return counter, homes


def _rules(counter: Counter) -> None:
    for region, name, parent in ((100, "Coast", 0), (REGION, "Kilifi", 100), (40, "Malindi", 100)):
        counter.do("set-region", region=str(region), name=name, parent=str(parent), **_OFFICE)
    model: dict[str, Any] = {
        "model": "DN15",
        "hoarding_limit": "200",
        "dial_digits": "4",
        "largest_flow": "2",
    }
    counter.do("set-meter-model", **model, **_OFFICE)
    hired: dict[str, Any] = {"name": "Otieno", "role": "technician", "pin": PIN}
    counter.do("set-operator", operator=str(TECHNICIAN), **hired, **_OFFICE)
    seal: dict[str, Any] = {
        "name": "Broken seal",
        "tax_code": "VAT",
        "tax_rate": "1600",
        "ledger_code": "4300",
    }
    counter.do("set-payment-kind", code="seal", **seal, **_OFFICE)
    scheme: dict[str, Any] = {"name": "Poor homes", "per_month": "5", "ledger_code": "1"}
    counter.do("set-free-scheme", code="poor", **scheme, **_OFFICE)


def _reads_dials(counter: Counter, homes: list[Home], at: int) -> None:
    """Home 0 as it used, home 1 not at all, home 2 too much; one reading nobody believes."""
    for number, dial in enumerate((2 + 2 * at, 1, 20 + 20 * at)):
        read: dict[str, Any] = {"meter": homes[number].meter.state.meter, "dial": str(dial)}
        counter.do("take-reading", by=SUPERVISOR, **read)
    if at == 2:
        meter = homes[0].meter.state.meter
        for doubtful, accept in (("1", "false"), ("3000", "true")):
            counter.do("take-reading", by=SUPERVISOR, meter=meter, dial=doubtful)
            (asked,) = counter.do("dial-readings", by=SUPERVISOR, verdict="questioned").readings
            decided: dict[str, Any] = {"accept": accept, "reason": "seen again"}
            counter.do("settle-reading", by=SUPERVISOR, reading=str(asked.event), **decided)


def _is_looked_into(counter: Counter, home: Home, at: int) -> None:
    """What operators do seldom: the cashier most of it, and in the first month only."""
    if at == 0:
        home.do("refund", reason="moves away")
        home.meter.take(home.card)
        home.do("pay-refund")
        for _time in range(3):
            counter.do("open-drawer", reason="change")
        counter.do("open-drawer", by=SUPERVISOR, reason="change")
        assert counter.ledger is not None
        for job in counter.ledger.print_jobs.pending():
            counter.ledger.print_jobs.done(job.id)
        for by in (CASHIER, CASHIER, SUPERVISOR):
            counter.do("reprint", by=by, number="K07-01-000001", reason="lost")
        for by in (CASHIER, SUPERVISOR):
            with pytest.raises(SignInFailed):
                sign_in(counter.kiosk, by, "999999")
        counter.do("close-shift", counted="100x1")
        counter.do("open-shift", float="1000")
    elif at == 1:
        home.meter.take(home.card)
        free: dict[str, Any] = {"scheme": "poor", "volume": "2", "reason": "poor"}
        home.do("give-free-water", account=home.account, second=SUPERVISOR, **free)
        counter.do("deposit-balance", account=home.account, amount="75", tendered="100")
        counter.do("take-payment", account=home.account, kind="seal", amount="40", tendered="40")
        owed: dict[str, Any] = {"kind": "seal", "amount": "120", "reason": "seen on the spot"}
        counter.do("book-arrears", account=home.account, **owed)
        counter.do("close-shift", counted="1000x90")
        counter.do("open-shift", float="1000")


def _function_cards(counter: Counter) -> None:
    """One comes back, one is missed, one stays out."""
    loan: dict[str, Any] = {"holder": "Otieno", "reason": "round", "due_back": "2027-03-25"}
    made = []
    for _number in range(3):
        card = VirtualSle4442()
        counter.put(card)
        done = counter.do(
            "make-function-card", function="check", by=TECHNICIAN, second=SUPERVISOR, **loan
        )
        made.append((card, str(done.card)))
    counter.put(made[0][0])
    counter.do("read-function-card", by=TECHNICIAN, returned="true")
    counter.do("lose-function-card", by=SUPERVISOR, card=made[1][1], reason="lost")
