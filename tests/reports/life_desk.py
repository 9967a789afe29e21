"""Three weeks at one counter with all that an office asks about and a quiet counter has not: what
is put right or taken back, meters that are changed, papers whose numbers are printed beforehand."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.domain.invoice_stock import Holder
from app.ledger.events.exceptions import PlanHeld
from app.ledger.queries.invoice_stock import next_number
from app.operations.errors import PlanInterrupted
from app.simulator.reader import ApduPhase
from tests.bench.model_households import CalendarClock
from tests.counter import ADMINISTRATOR, CASHIER, REGION, SUPERVISOR, TARIFF, Counter
from tests.operations.customer import pulled_at_write
from tests.reports.life import Home
from tests.reports.long_shifts import shifts_of_any_length

FIRST, LAST = date(2026, 11, 23), date(2026, 12, 16)
SECOND: dict[str, Any] = {"second": SUPERVISOR}
_DAYS = (date(2026, 12, 2), date(2026, 12, 9), date(2026, 12, 15))


def kept(path: Path, node: int = 7) -> Counter:
    """Three shifts of the cashier, one of the supervisor."""
    with shifts_of_any_length():
        return _kept(path, node)


def _kept(path: Path, node: int) -> Counter:
    clock = CalendarClock()
    counter = Counter(path, node=node, clock=clock).begin()
    _settings(counter)
    counter.do("close-shift", counted="1000x1")
    _sheets(counter)
    counter.do("open-shift", float="1000", invoice="101")
    counter.do("open-shift", by=SUPERVISOR, float="500", invoice="301")
    homes = [Home(counter, number) for number in range(5)]
    clock.go_to(_DAYS[0])
    for number, home in enumerate(homes):
        home.buy(str(4 + 2 * number), by=SUPERVISOR if number % 2 else CASHIER)
    _put_right(counter, homes)
    counter.do("close-shift", counted="100x1")
    clock.go_to(_DAYS[1])
    counter.do("spoil-invoice", by=CASHIER, first="120", last="121", reason="jam")
    counter.do("open-shift", float="1000", invoice=str(next_sheet(counter)))
    _take_back(counter, homes)
    _change_meters(homes)
    counter.do("close-shift", counted="1000x9")
    clock.go_to(_DAYS[2])
    counter.do("open-shift", float="1000", invoice=str(next_sheet(counter)))
    _last_day(counter, homes)
    return counter


def next_sheet(counter: Counter) -> int:
    """The uppermost of the cashier's."""
    assert counter.ledger is not None
    with counter.ledger.read() as reader:
        number = next_number(reader.db, Holder(counter.node, CASHIER))
    assert number is not None
    return number


def _settings(counter: Counter) -> None:
    for region, name, parent in ((100, "Coast", 0), (REGION, "Kilifi", 100)):
        counter.do(
            "set-region", by=ADMINISTRATOR, region=str(region), name=name, parent=str(parent)
        )
    tax: dict[str, Any] = {"tax_code": "VAT", "tax_rate": "1600"}
    counter.do(
        "set-payment-kind",
        by=ADMINISTRATOR,
        code="seal",
        name="Broken seal",
        ledger_code="4300",
        **tax,
    )
    dear = TARIFF.replace("tariff_class = 1", "tariff_class = 2").replace("45.00", "55.00")
    counter.do("set-tariff", by=ADMINISTRATOR, tariff=dear)
    counter.do(
        "set-meter-model",
        by=ADMINISTRATOR,
        model="DN8",
        profile=counter.profile.name,
        hoarding_limit="4",
    )
    counter.do("set-tender-kind", by=ADMINISTRATOR, kind="mobile", taken="yes")
    counter.do("set-fee", by=ADMINISTRATOR, code="meter-change", name="Meter change", amount="80")


def _sheets(counter: Counter) -> None:
    """One to a thousand have come; whoever sells has some of them."""
    counter.do("receive-invoices", by=ADMINISTRATOR, first="1", last="1000")
    for operator, first, last in ((CASHIER, "101", "150"), (SUPERVISOR, "301", "350")):
        counter.do("assign-invoices", by=SUPERVISOR, operator=str(operator), first=first, last=last)
    counter.do("set-invoice-rule", by=ADMINISTRATOR, preprinted="yes")
    counter.do(
        "void-invoices",
        by=ADMINISTRATOR,
        first="990",
        last="1000",
        reason="wet",
        **SECOND,
    )


def _put_right(counter: Counter, homes: list[Home]) -> None:
    _empty(homes[0])
    sold = homes[0].do("prepay", amount="100", tendered="100")
    counter.do(
        "correct-tender",
        receipt=str(sold.receipt),
        rest="change",
        tenders="cash=40,mobile=60:QGH7SK61SV",
        reason="misread",
        **SECOND,
    )
    counter.do(
        "correct-class",
        account=homes[1].account,
        tariff_class="2",
        household_size="3",
        since="2026-12-01",
        reason="counted anew",
        **SECOND,
    )
    newcomer = Home(counter, 7)
    newcomer.do("correct-meter", number="000000000088", reason="mistyped", **SECOND)
    counter.do("correct-dial", account=homes[2].account, dial="1", reason="misread", **SECOND)
    paid = counter.do("take-payment", kind="seal", account=homes[3].account, amount="60")
    counter.do("reverse-payment", receipt=str(paid.receipt), reason="paid elsewhere")
    counter.do("take-payment", kind="seal", account=homes[3].account, amount="40")
    counter.do(
        "book-arrears", account=homes[4].account, kind="seal", amount="120", reason="on the spot"
    )
    counter.do("write-off", account=homes[4].account, amount="50", reason="poor", **SECOND)


def _empty(home: Home) -> None:
    """The meter takes what is on the card."""
    home.meter.take(home.card)
    home.do("read-card")


def _change_meters(homes: list[Home]) -> None:
    """One gets a meter that holds less than what is owed, one used more than was paid for."""
    for number, home in enumerate(homes[1:4]):
        home.meter.take(home.card)
        home.meter.days(3, 400)
        home.meter.take(home.card)
        home.do("read-card")
        home.do(
            "change-meter",
            account=home.account,
            new_meter=f"{number + 77:012d}",
            model="DN15" if number else "DN8",
            old_dial=("2", "3", "16")[number],
            technician="Baraka",
            form=f"F-{number}",
            **SECOND,
        )
    homes[2].do("undo-meter-change", account=homes[2].account, reason="leaks", **SECOND)


def _take_back(counter: Counter, homes: list[Home]) -> None:
    _empty(homes[3])
    homes[3].do("prepay", volume="2", tendered="5000")
    homes[3].do("refund", reason="moves away")
    homes[3].meter.take(homes[3].card)
    homes[3].do("pay-refund")
    _empty(homes[4])
    homes[4].do("prepay", volume="3", tendered="5000")
    homes[4].do("reverse", reason="wrong volume")
    homes[4].meter.take(homes[4].card)
    homes[4].do("pay-refund")
    with (
        pulled_at_write(counter, 0, ApduPhase.BEFORE),
        pytest.raises(PlanInterrupted),
    ):
        homes[4].do("prepay", volume="7", tendered="5000")
    homes[4].do("money-back", reason="never written", **SECOND)
    _decided(homes[2])


def _decided(home: Home) -> None:
    """The card shows neither before nor after; two people decide that the load is not on it."""
    _empty(home)
    with (
        pulled_at_write(home.counter, 0, ApduPhase.BEFORE),
        pytest.raises(PlanInterrupted) as torn,
    ):
        home.do("prepay", volume="4", tendered="5000")
    plan = torn.value.plan
    held = PlanHeld(plan=plan, account=home.account, why="unknown image")
    ledger = home.counter.ledger
    assert ledger is not None
    ledger.commit(lambda tx: tx.append(held))
    two: dict[str, Any] = {"by": SUPERVISOR, "second": ADMINISTRATOR}
    home.do("decide-plan", plan=str(plan), decision="not_written", reason="never seen", **two)


def _last_day(counter: Counter, homes: list[Home]) -> None:
    for home, meter, used in ((homes[1], "77", 3_500), (homes[3], "79", 0)):
        home.meter = counter.meter(meter.zfill(12))
        home.meter.take(home.card)
        home.meter.days(1, used)
        _empty(home)
    homes[1].do("compensate", volume="1", reason="of what is owed", **SECOND)
    _empty(homes[0])
    homes[0].card = counter.new_card()
    homes[0].do("reissue-card", account=homes[0].account, reason="damaged", identity="known")
    homes[0].meter.take(homes[0].card)
    homes[0].do("read-card")
    homes[0].do("compensate", volume="2", reason="the rest", **SECOND)
    homes[3].do("prepay", volume="5", tendered="5000")
