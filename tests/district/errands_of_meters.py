"""Errands of meters and cards: loads that come back, cards that fail, dials that are read."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from app.domain.cards import MeterStatus, UtilityKind
from app.domain.meter_tariff import MeterTariff, TierSet
from app.operations.errors import PlanInterrupted
from app.simulator.reader import ApduPhase
from tests.counter import ADMINISTRATOR, REGION, SUPERVISOR
from tests.district.founding import TECHNICIAN
from tests.district.guests import TWO, Desk, Guest
from tests.operations.customer import pulled_at_write

_BOTH: dict[str, Any] = {"by": SUPERVISOR, "second": ADMINISTRATOR, "reason": "asked for it"}


def gives_back(desk: Desk) -> None:
    """A refund that waits for its meter; a reversal; one that the meter refutes."""
    waiting = Guest(desk)
    waiting.do("refund", **TWO)
    reversed_one = Guest(desk)
    reversed_one.buys()
    reversed_one.do("reverse", **TWO)
    reversed_one.meter.take(reversed_one.card)
    reversed_one.do("pay-refund", second=SUPERVISOR)
    sly = Guest(desk)
    sly.buys("3")
    copy = sly.card.clone()
    sly.do("refund", **TWO)
    sly.meter.take(copy)
    sly.meter.take(sly.card)
    sly.do("refute-refund", second=SUPERVISOR)


def pays_for_nothing(desk: Desk) -> None:
    """The card leaves too early: the money goes back, or the load is written after all."""
    guest = Guest(desk)
    _pulled(guest)
    guest.do("money-back", **TWO)
    _pulled(guest)
    guest.do("settle")


def _pulled(guest: Guest) -> None:
    guest.goes_home()
    early = pulled_at_write(guest.desk.counter, 0, ApduPhase.BEFORE)
    with early, pytest.raises(PlanInterrupted):
        guest.do("prepay", volume="2", tendered="5000")


def leaves_credit_in_a_meter(desk: Desk) -> None:
    """Two people pay back what the technician saw in it."""
    guest = Guest(desk, "6")
    guest.goes_home()
    guest.do("read-card")
    seen = {"dial": "1", "remaining": "5", "technician": "Baraka", "form": f"F-{desk.new()}"}
    desk.do("refund-meter-credit", account=guest.account, **seen, **TWO)


def gets_a_meter(desk: Desk) -> None:
    """A meter is changed, another change is undone; what was left is given again."""
    for undone in (False, True):
        guest = Guest(desk, "5")
        guest.goes_home()
        guest.do("read-card")
        old, guest.meter = guest.meter, desk.meter()
        guest.do(
            "change-meter",
            account=guest.account,
            new_meter=guest.meter.state.meter,
            model="DN15",
            old_dial="1",
            technician="Baraka",
            form=f"F-{desk.new()}",
            second=SUPERVISOR,
        )
        if undone:
            guest.do("undo-meter-change", account=guest.account, **TWO)
            guest.meter = old
        else:
            guest.goes_home()
            guest.do("read-card")


def loses_a_card(desk: Desk) -> None:
    """With a load on it, which is restored; later the new card is damaged and something bought."""
    guest = Guest(desk)
    guest.buys("4")
    guest.new_card()
    given: dict[str, Any] = {"account": guest.account, "identity": "known"}
    guest.do("reissue-card", reason="lost", **given, second=SUPERVISOR)
    guest.goes_home()
    guest.do("read-card")
    guest.new_card()
    guest.do("reissue-card", reason="damaged", volume="2", **given, second=SUPERVISOR)


def counts_money(desk: Desk) -> None:
    """A meter of electricity that is told money, and reckons by a price of its own; then another.

    One is left alone with what is in it.
    """
    for changed in (False, True):
        power = {"kind": UtilityKind.ELECTRICITY, "tariff": _PRICE}
        card, meter = desk.counter.new_card(), desk.meter(**power)
        account = desk.do("open-account", tariff_class="3", name=f"Guest {desk.new()}").account
        given = {"account": account, "meter": meter.state.meter, "model": "E2"}
        desk.do("allocate-meter", amount="1000", **given)
        for _time in range(2):
            meter.take(card)
            meter.use(2_000)
            meter.take(card)
            desk.counter.put(card)
            desk.do("read-card")
            desk.do("prepay", amount="300", tendered="300")
        if changed:
            meter.take(card)
            desk.do("read-card")
            given["new_meter"] = desk.meter(**power).state.meter
            del given["meter"]
            work: dict[str, Any] = {"technician": "Baraka", "form": f"F-{desk.new()}"}
            seen = {"old_dial": "4", "left": "120"}
            desk.do("change-meter", second=SUPERVISOR, **given, **seen, **work)


_PRICE = MeterTariff(current=TierSet(starts=(0,), prices=(213_000,)))
"""21.30 a unit."""


def complains(desk: Desk) -> None:
    """Meters say on cards what is wrong with them; some are well again."""
    for at, status in enumerate((MeterStatus.BATTERY_LOW, MeterStatus.MAGNET, MeterStatus.TAMPER)):
        guest = Guest(desk)
        guest.meter.raise_status(status)
        guest.buys("1")
        if at == 1:
            guest.meter.clear_status(status)
            guest.buys("1")


def has_a_dial(desk: Desk) -> None:
    """Dials are read: believed, questioned and decided both ways, withdrawn."""
    guest = Guest(desk, "9")
    guest.goes_home(5_000)
    guest.do("read-card")
    meter = {"meter": guest.meter.state.meter}
    desk.do("take-reading", by=SUPERVISOR, dial="5", **meter)
    for dial, accept in (("3000", "no"), ("3001", "yes")):
        desk.do("take-reading", by=SUPERVISOR, dial=dial, **meter)
        (asked,) = desk.do("dial-readings", by=SUPERVISOR, verdict="questioned", **meter).readings
        decided = {"accept": accept, "reason": "seen again"}
        desk.do("settle-reading", by=SUPERVISOR, reading=str(asked.event), **decided)
    found = desk.do("dial-readings", by=SUPERVISOR, verdict="accepted", **meter).readings
    desk.do("withdraw-reading", reading=str(found[0].event), **_BOTH)


def lends_function_cards(desk: Desk) -> None:
    """One comes back, one is missed, one stays out; blank cards are signed out likewise."""
    due = {"due_back": (desk.today + timedelta(days=3)).isoformat(), "reason": "round"}
    made = []
    for _number in range(3):
        card = desk.counter.new_card()
        two: dict[str, Any] = {"by": TECHNICIAN, "second": SUPERVISOR}
        done = desk.do("make-function-card", function="check", holder="Otieno", **due, **two)
        made.append((card, str(done.card)))
    desk.counter.put(made[0][0])
    desk.do("read-function-card", by=TECHNICIAN, returned="yes")
    desk.do("lose-function-card", by=SUPERVISOR, card=made[1][1], reason="lost")
    cards = [f"C{desk.new()}", f"C{desk.new()}"]
    desk.do("sign-out-cards", by=SUPERVISOR, holder="Otieno", cards=",".join(cards), **due)
    desk.do("return-cards", by=SUPERVISOR, cards=cards[0], outcome="unused")


def takes_readings_from_a_file(desk: Desk) -> None:
    """What a reader wrote down for some meters of a region."""
    guests = [Guest(desk) for _number in range(2)]
    lines = [f"{guest.meter.state.meter},{at},{desk.today}" for at, guest in enumerate(guests)]
    file = desk.counter.path.parent / f"readings-{desk.new()}.csv"
    file.write_text("\n".join(["meter,dial,read_on", *lines]))
    desk.do("take-readings", by=SUPERVISOR, file=str(file))
    desk.do("edit-account", account=guests[0].account, region="13", reason="moved")
    assert guests[0].meter.state.region == REGION
