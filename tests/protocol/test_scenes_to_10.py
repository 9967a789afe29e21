"""The scenes that broke earlier forms of the sale protocol, each played on real operations.

A and B are two kiosks; #1 is purchase number 1; ~ means torn before the first byte; U is the
customer's card, R a reissued one; "sync" means that a kiosk learns all that the other knows.
Scene 19, which needs a card without mark and write sequence, stands in test_scene_19; what scenes
mean for makers' cards in test_scenes_of_makers. The retrieval of superseded cards (scene 13, and
parts of 11) is no operation yet.
"""

from __future__ import annotations

import pytest

from app.domain.cards import Marking
from app.domain.comparison import Standing
from app.domain.metering import MeterAnswer
from app.operations.errors import (
    PlanOnHold,
    PlanStillOpen,
    RefundImpossible,
    UnknownRecord,
)
from app.operations.settle_plan import SettleAction
from tests.protocol.conftest import MakeStreet
from tests.protocol.kiosks import (
    MeterPull,
    Street,
    sync,
    sync_both,
)
from tests.protocol.play import (
    all_is_well,
    events,
    receipts,
    refund_torn,
    refused,
    sale_torn,
    settle,
    standing,
)
from tests.protocol.pulls import Pull


@pytest.mark.parametrize("told", [False, True], ids=["stale", "synced"])
def test_scene_1_an_unloaded_load_is_never_written_over(settled: Street, told: bool) -> None:
    """1. A1; B2 written over the unloaded load; the meter sees n+2: both dead.

    Unloaded refuses in every row.
    """
    sold = settled.sell(settled.a)
    if told:
        sync(settled.a, settled.b)
    assert refused(settled, settled.b) == Standing.UNLOADED
    assert refused(settled, settled.a) == Standing.UNLOADED
    assert settled.visit() is MeterAnswer.CREDIT
    after = settled.sell(settled.b)
    assert after.number == sold.number + 1
    assert settled.visit() is MeterAnswer.CREDIT


def test_scene_2_only_the_opener_gives_the_receipt(settled: Street) -> None:
    """2. A1~; sync; A writes again, receipt; B sees the mark: a second receipt."""
    before = receipts(settled.a)
    sale_torn(settled, settled.a)
    sync(settled.a, settled.b)
    done = settle(settled, settled.a)
    assert (done.action, done.receipt) == (SettleAction.WRITE, before[-1] + 1)

    seen = settle(settled, settled.b)
    assert (seen.action, seen.receipt) == (SettleAction.NOTHING, None)
    assert receipts(settled.b) == []

    # The other way round: B finishes the card of A's plan, and still only A gives the receipt.
    assert settled.visit() is MeterAnswer.CREDIT
    sale_torn(settled, settled.a)
    sync(settled.a, settled.b)
    finished = settle(settled, settled.b)
    assert (finished.action, finished.receipt) == (SettleAction.FINISH_FOR_OTHER, None)
    assert settled.visit() is MeterAnswer.CREDIT
    closed = settle(settled, settled.a)
    assert (closed.action, closed.receipt) == (SettleAction.CLOSE, before[-1] + 2)
    assert receipts(settled.b) == []
    sync_both(settled.a, settled.b)
    all_is_well(settled)


@pytest.mark.parametrize("copyable", [False, True])
def test_scene_3_only_the_opener_pays_out(make_street: MakeStreet, copyable: bool) -> None:
    """3. A1; refund~; sync; A finishes and pays; B pays again."""
    street = make_street(copyable=copyable)
    street.settled_in()
    street.sell(street.a)
    refund_torn(street, street.a)
    sync(street.a, street.b)
    settle(street, street.a)
    if copyable:
        assert street.visit() is MeterAnswer.CREDIT
    paid = street.do(street.a, "pay-refund")
    assert paid.stage == "paid"

    assert settle(street, street.b).action is SettleAction.NOTHING
    with pytest.raises(RefundImpossible):
        street.do(street.b, "pay-refund")
    sync_both(street.a, street.b)
    for kiosk in street.kiosks:
        with pytest.raises((UnknownRecord, RefundImpossible)):
            settle(street, kiosk)
        with pytest.raises(RefundImpossible):
            street.do(kiosk, "pay-refund")
        assert len(events(kiosk, "refund_paid")) == 1
    all_is_well(street)


@pytest.mark.parametrize("copyable", [False, True])
def test_scene_4_money_back_leaves_nothing_to_finish(
    make_street: MakeStreet, copyable: bool
) -> None:
    """4. A1~; sync; money back at A leaves the before-image; B finishes the card; credit.

    Money back is a plan with a new mark.
    """
    street = make_street(copyable=copyable)
    street.settled_in()
    credited = street.credited
    sale_torn(street, street.a)
    sync(street.a, street.b)
    back = street.money_back(street.a)
    if copyable:
        assert back.stage == "awaits_meter"
        street.visit()
        back = street.do(street.a, "pay-refund")
    assert back.stage == "paid"

    with pytest.raises(PlanOnHold):
        settle(street, street.b)
    street.visit()
    assert street.credited == credited


def test_scene_5_a_refund_pays_only_after_its_closing_event(settled: Street) -> None:
    """5. A1; paid out, then refund~; card into the meter: credit and cash."""
    sold = settled.sell(settled.a)
    before = settled.credited
    torn = refund_torn(settled, settled.a)
    assert events(settled.a, "refund_paid") == []
    assert settled.visit() is MeterAnswer.CREDIT
    assert settled.credited == before + sold.quantity
    with pytest.raises(RefundImpossible):
        settled.do(settled.a, "pay-refund")
    with pytest.raises(PlanOnHold) as held:
        settle(settled, settled.a)
    assert held.value.plan == torn.plan
    assert events(settled.a, "refund_paid") == []


def test_scene_6_a_torn_copy_goes_on_only_with_all_else_as_before(settled: Street) -> None:
    """6. A1; refund torn inside one copy; the meter credits #1; A goes on; the next A1 is dead."""
    settled.sell(settled.a)
    refund_torn(settled, settled.a, Pull.INSIDE_COPY)
    assert settled.visit() is MeterAnswer.CREDIT
    with pytest.raises(PlanOnHold):
        settle(settled, settled.a)
    assert events(settled.a, "refund_paid") == []


def test_scene_6_goes_on_when_nothing_else_changed(settled: Street) -> None:
    """6, the good end: the copy is torn and everything else is the before-image."""
    settled.sell(settled.a)
    before = settled.credited
    refund_torn(settled, settled.a, Pull.INSIDE_COPY)
    assert settle(settled, settled.a).action is SettleAction.WRITE
    assert settled.do(settled.a, "pay-refund").stage == "paid"
    settled.visit()
    assert settled.credited == before
    all_is_well(settled)


@pytest.mark.parametrize("copyable", [False, True])
def test_scene_7_no_cash_where_the_meter_credits_first(
    make_street: MakeStreet, copyable: bool
) -> None:
    """7. Meter that credits first: A1; pulled after the credit, before the mark; refund."""
    street = make_street(marking=Marking.AFTER, copyable=copyable)
    street.settled_in()
    sold = street.sell(street.a)
    before = street.credited
    street.visit(pull=MeterPull.BETWEEN)
    assert street.credited == before + sold.quantity
    assert standing(street, street.a) == Standing.UNLOADED
    with pytest.raises(RefundImpossible):
        street.refund(street.a)
    assert events(street.a, "refund_opened") == []


def test_scene_8_only_the_selling_kiosk_takes_a_load_off(settled: Street) -> None:
    """8. A1; refund at B; stale A reissues #1; credit."""
    sold = settled.sell(settled.a)
    before = settled.credited
    for told in (False, True):
        if told:
            sync(settled.a, settled.b)
        with pytest.raises(RefundImpossible):
            settled.refund(settled.b)
    reissued, new = settled.reissue(settled.a)
    assert reissued.restored == sold.quantity
    settled.visit(new)
    settled.visit()
    assert settled.credited == before + sold.quantity


def test_scene_8_mirrored_a_stale_kiosk_restores_nothing(settled: Street) -> None:
    """8, the mirror: A1; B learns; refund at A; stale B reissues #1; credit."""
    sold = settled.sell(settled.a)
    before = settled.credited
    sync(settled.a, settled.b)
    assert settled.refund(settled.a).stage == "paid"
    reissued, new = settled.reissue(settled.b)
    assert (reissued.restored, reissued.owed) == (0, sold.quantity)
    settled.visit(new)
    settled.visit()
    assert settled.credited == before
    sync_both(settled.a, settled.b)
    all_is_well(settled)


def test_scene_9_no_reissue_while_a_plan_is_open(settled: Street) -> None:
    """9. A1; refund~; A reissues #1 to R; the refund settles on U; R credits."""
    settled.sell(settled.a)
    before = settled.credited
    refund_torn(settled, settled.a)
    with pytest.raises(PlanStillOpen):
        settled.reissue(settled.a)
    sync(settled.a, settled.b)
    with pytest.raises(PlanStillOpen):
        settled.reissue(settled.b)
    settle(settled, settled.a)
    assert settled.do(settled.a, "pay-refund").stage == "paid"
    settled.visit()
    assert settled.credited == before


@pytest.mark.parametrize("marking", [Marking.BEFORE, Marking.BOTH])
def test_scene_10_taken_means_number_and_totals(make_street: MakeStreet, marking: Marking) -> None:
    """10. A1; pulled after the meter's mark, before its credit; A2 sold; the meter says n+2."""
    street = make_street(marking=marking)
    street.settled_in()
    street.visit()  # a meter that marks once tells its totals at the next visit
    sold = street.sell(street.a)
    before = street.credited
    street.visit(pull=MeterPull.BETWEEN)
    assert street.credited == before
    assert refused(street, street.a) == Standing.INSERT_AGAIN
    assert refused(street, street.b) == Standing.INSERT_AGAIN

    street.visit()
    if marking is Marking.BEFORE:
        assert street.credited == before
        assert refused(street, street.a) == Standing.MARKED_NOT_TAKEN
        street.do(street.a, "rewrite-load")
        street.visit()
        street.visit()
    assert street.credited == before + sold.quantity
    assert street.sell(street.a).number == sold.number + 1
    all_is_well(street)
