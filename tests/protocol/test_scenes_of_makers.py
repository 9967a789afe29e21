"""Scenes that mean something else on makers' cards; words as in test_scenes_to_10.

``at88-water4``: its meter clears one bit after it has credited, and tells no totals. ``cpu68``: no
mark and no write sequence.
"""

from __future__ import annotations

import pytest

from app.cards.errors import CardDamaged
from app.cards.profiles.at88_water4 import At88Water4
from app.cards.profiles.cpu68 import Cpu68
from app.cards.profiles.cpu68_parameters import Parameters
from app.domain.cards import Marking
from app.domain.comparison import Standing
from app.domain.metering import MeterAnswer
from app.operations.errors import (
    OperationRefused,
    PlanStillOpen,
    RefundImpossible,
)
from app.operations.settle_plan import SettleAction
from app.simulator.tears import CardPulled, Tear, TearPhase, TearPoint
from tests.protocol.kiosks import MeterPull, Street, back_up, lose_and_restore, sync, sync_both
from tests.protocol.maker_streets import MakeMakerStreet, amid_plan, torn_sale
from tests.protocol.maker_streets import fresh_maker_streets as fresh_maker_streets
from tests.protocol.maker_streets import make_maker_street as make_maker_street
from tests.protocol.play import all_is_well, events, receipts, refused, settle, standing


@pytest.fixture
def water4(make_maker_street: MakeMakerStreet) -> Street:
    """Number 1 is in the meter and both kiosks know it."""
    street = make_maker_street(At88Water4())
    street.settled_in()
    return street


@pytest.fixture
def cpu68(make_maker_street: MakeMakerStreet) -> Street:
    """Number 1 is in the meter, which marks twice, so that loads can be paid back at all."""
    street = make_maker_street(Cpu68(parameters=Parameters(marking=Marking.BOTH)))
    street.settled_in()
    return street


def test_scene_7_water4_pays_nothing_back(water4: Street) -> None:
    """7. Meter that credits first: A1; pulled after the credit, before the bit; refund."""
    sold = water4.sell(water4.a)
    before = water4.credited
    water4.visit(pull=MeterPull.BETWEEN)
    assert water4.credited == before + sold.quantity
    assert standing(water4, water4.a) == Standing.UNLOADED
    with pytest.raises(RefundImpossible):
        water4.refund(water4.a)
    assert events(water4.a, "refund_opened") == []


def test_scene_10_water4_is_taken_when_its_bit_is_cleared(water4: Street) -> None:
    """10. A1; pulled before the bit, or before the report: no sale; then A2 is the next."""
    for step in (4, 5):
        sold = water4.sell(water4.a)
        before = water4.credited
        with pytest.raises(CardPulled):
            water4.meter.take(water4.card, tear=Tear(TearPoint(step, TearPhase.BEFORE)))
        for kiosk in water4.kiosks:
            assert refused(water4, kiosk) == Standing.UNLOADED
        assert water4.visit() is MeterAnswer.NOTHING_NEW
        assert water4.credited == before + sold.quantity
        assert standing(water4, water4.a) == Standing.NORMAL
    assert water4.sell(water4.a).number == sold.number + 1
    assert water4.visit() is MeterAnswer.CREDIT
    all_is_well(water4)


@pytest.mark.parametrize("told", [False, True], ids=["stale", "synced"])
def test_scene_14_water4_torn_while_the_table_is_erased(water4: Street, told: bool) -> None:
    """14. A1 credited; B2 torn at any moment: #1 is never refunded, nothing is sold over it."""
    at = 0
    while torn_sale(water4, water4.b, at):
        if told:
            sync(water4.b, water4.a)
        before = water4.card.snapshot()
        with pytest.raises((OperationRefused, CardDamaged)):
            water4.refund(water4.a)
        assert events(water4.a, "refund_opened") == []
        assert water4.card.snapshot() == before
        settle(water4, water4.b)
        assert water4.visit() is MeterAnswer.CREDIT
        at += 1
    assert at > 3
    assert water4.visit() is MeterAnswer.CREDIT
    assert (water4.meter.state.number, len(events(water4.b, "purchase_loaded"))) == (at + 2, at + 2)


def test_scene_20_water4_copied_first_or_later_is_never_paid_back(water4: Street) -> None:
    """20. A1; copied; the original credited; the copy refunded. Or money back on an old copy."""
    older = water4.card.clone()
    water4.sell(water4.a)
    copy = water4.card.clone()
    assert water4.visit() is MeterAnswer.CREDIT
    with pytest.raises(RefundImpossible):
        water4.refund(water4.a, copy)

    torn_sale(water4, water4.a, at=0)
    settle(water4, water4.a)
    assert events(water4.a, "refund_opened") == []
    with pytest.raises(OperationRefused):
        water4.money_back(water4.a, older)


def test_scene_20_water4_money_back_is_refused_whose_meter_can_prove_nothing(
    water4: Street,
) -> None:
    """20. Copied first; A1 in doubt; no money back, on the copy or the card: the card is filled."""
    copy = water4.card.clone()
    before = water4.credited
    torn_sale(water4, water4.a, at=0)
    for card in (copy, water4.card):
        with pytest.raises(OperationRefused):
            water4.money_back(water4.a, card)
    assert events(water4.a, "refund_opened") == []
    assert settle(water4, water4.a).action in (SettleAction.WRITE, SettleAction.CLOSE)
    assert water4.visit() is MeterAnswer.CREDIT
    assert water4.credited > before


def test_water4_at_a_kiosk_that_has_not_heard_of_the_last_sale(water4: Street) -> None:
    """A2 taken; stale B3: what the card has no room for follows from the last write B knows of."""
    water4.sell(water4.a)
    water4.visit()
    sold = water4.sell(water4.b)
    assert len(events(water4.b, "gap_noted")) == 1
    written = events(water4.b, "purchase_paid")[-1][1].contents
    assert (written.number, written.meter) == (3, water4.meter.state.meter)
    assert written.cumulative == water4.credited + sold.quantity
    assert water4.visit() is MeterAnswer.CREDIT
    sync_both(water4.a, water4.b)
    for kiosk in water4.kiosks:
        assert standing(water4, kiosk) == Standing.NORMAL
    assert water4.sell(water4.a).number == 4
    all_is_well(water4)


def test_scene_14_cpu68_torn_before_the_return_file_is_emptied(cpu68: Street) -> None:
    """14. A1 credited; A2 torn at any moment; #1 is never refunded, and A2 comes to its end."""
    at = 0
    while torn_sale(cpu68, cpu68.a, at):
        for kiosk in cpu68.kiosks:
            with pytest.raises(OperationRefused):
                cpu68.refund(kiosk)
        with pytest.raises(PlanStillOpen):
            cpu68.refund(cpu68.a)
        assert settle(cpu68, cpu68.a).action in (SettleAction.WRITE, SettleAction.CLOSE)
        assert cpu68.visit() is MeterAnswer.CREDIT
        at += 1
    assert at > 3
    assert events(cpu68.a, "refund_opened") == []
    all_is_well(cpu68)


def test_scene_17_cpu68_a_plan_of_an_older_epoch_closes_without_a_number(cpu68: Street) -> None:
    """17. A1 written, closing lost by a restore: a second receipt number."""
    with amid_plan(cpu68.a, lambda: back_up(cpu68.a)):
        first = cpu68.sell(cpu68.a)
    lose_and_restore(cpu68.a)
    closed = settle(cpu68, cpu68.a)
    assert (closed.action, closed.receipt) == (SettleAction.CLOSE, None)
    assert receipts(cpu68.a) == []
    cpu68.visit()
    again = cpu68.sell(cpu68.a)
    assert (again.number, again.receipt) == (first.number + 1, 1)
    all_is_well(cpu68)


@pytest.mark.parametrize("taken", [True, False], ids=["taken", "unloaded"])
def test_cpu68_a_sale_that_a_restore_lost_is_recovered(cpu68: Street, taken: bool) -> None:
    """A2; A restored to before it: nobody else can have written the card, so it is ours."""
    back_up(cpu68.a)
    lost = cpu68.sell(cpu68.a)
    if taken:
        cpu68.visit()
    lose_and_restore(cpu68.a)
    if not taken:
        assert refused(cpu68, cpu68.a) == Standing.UNLOADED
        cpu68.visit()
    assert standing(cpu68, cpu68.a) == Standing.RECOVERABLE
    total = cpu68.credited
    again = cpu68.sell(cpu68.a)
    assert again.number == lost.number + 1
    (recovered,) = events(cpu68.a, "purchase_recovered")
    assert (recovered[1].contents.number, recovered[1].contents.cumulative) == (2, total)
    assert cpu68.visit() is MeterAnswer.CREDIT
    assert standing(cpu68, cpu68.a) == Standing.NORMAL
    all_is_well(cpu68)
