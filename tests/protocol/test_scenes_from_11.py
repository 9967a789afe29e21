"""Scenes 11 to 20, and those found by playing the others; words as in test_scenes_to_10."""

from __future__ import annotations

import pytest

from app.domain.cards import CardForm, Marking, ReadBackPhase
from app.domain.comparison import SELLABLE, Standing
from app.domain.metering import MeterAnswer
from app.ledger.database import connection_of
from app.operations.errors import (
    CardStandsInTheWay,
    PlanInterrupted,
    PlanOnHold,
    RefundImpossible,
)
from app.operations.settle_plan import SettleAction
from tests.protocol.conftest import MakeStreet
from tests.protocol.kiosks import (
    MeterPull,
    Street,
    back_up,
    lose_and_restore,
    pulled,
    sync,
    sync_both,
    while_writing,
)
from tests.protocol.play import (
    all_is_well,
    events,
    receipts,
    refused,
    sale_torn,
    settle,
    standing,
)
from tests.protocol.pulls import Pull


def test_scene_11_a_load_marked_in_vain_is_written_again(make_street: MakeStreet) -> None:
    """11. A1; reissue R with #1; R pulled after the mark: the meter refuses for ever."""
    street = make_street(marking=Marking.BEFORE)
    street.settled_in()
    street.visit()
    sold = street.sell(street.a)
    before = street.credited
    _reissued, new = street.reissue(street.a)
    street.visit(new, MeterPull.BETWEEN)
    assert street.visit(new) is MeterAnswer.RETURN_FILE_NOT_EMPTY
    assert standing(street, street.a, new) == Standing.MARKED_NOT_TAKEN

    street.do(street.a, "rewrite-load", new)
    assert street.visit(new) is MeterAnswer.CREDIT
    assert street.credited == before + sold.quantity
    street.visit(new)
    with pytest.raises(CardStandsInTheWay):
        street.refund(street.a, new)  # it is taken; and written again it is never refundable
    all_is_well(street)


def test_scene_11_what_was_written_again_is_not_refundable(make_street: MakeStreet) -> None:
    """11, afterwards: the rewritten load is unloaded once more, but marked once already."""
    street = make_street(marking=Marking.BEFORE)
    street.settled_in()
    street.visit()
    street.sell(street.a)
    street.visit(pull=MeterPull.BETWEEN)
    street.visit()
    street.do(street.a, "rewrite-load")
    assert standing(street, street.a) == Standing.UNLOADED
    with pytest.raises(RefundImpossible):
        street.refund(street.a)


def test_scene_12_images_stay_a_reissue_until_the_meter_has_seen_them(
    make_street: MakeStreet,
) -> None:
    """12. A1; reissue R; refund on R writes an ordinary user image: the meter refuses it."""
    street = make_street(copyable=True)
    street.settled_in()
    street.sell(street.a)
    before = street.credited
    _reissued, new = street.reissue(street.a)
    assert street.refund(street.a, new).stage == "awaits_meter"
    assert street.do(street.a, "read-card", new).meters[0].contents.form is CardForm.REISSUE
    assert street.visit(new) is MeterAnswer.CREDIT
    assert street.credited == before
    assert street.do(street.a, "pay-refund", new).stage == "paid"
    assert street.visit() is MeterAnswer.WRONG_CARD
    after = street.sell(street.a, new)
    assert street.visit(new) is MeterAnswer.CREDIT
    assert street.credited == before + after.quantity
    all_is_well(street)


def test_scene_12_where_cards_cannot_be_copied_the_old_card_stands_against_it(
    settled: Street,
) -> None:
    """12, other cards: a restored load is refunded only with the old card handed in."""
    settled.sell(settled.a)
    _reissued, new = settled.reissue(settled.a)
    with pytest.raises(RefundImpossible):
        settled.refund(settled.a, new)


def test_scene_13_what_a_stale_kiosk_left_behind_is_restored_where_it_was_sold(
    settled: Street,
) -> None:
    """13. A1 on U; stale B reissues R with nothing; U retrieved at B; #1 is gone.

    Retrieval is no operation yet. The load is not lost as long as A, which sold it, knows.
    """
    sold = settled.sell(settled.a)
    before = settled.credited
    _empty, new = settled.reissue(settled.b)
    settled.visit(new)
    assert settled.visit() is MeterAnswer.WRONG_CARD
    sync_both(settled.a, settled.b)

    reissued, newest = settled.reissue(settled.a, "our_fault")
    assert reissued.restored == sold.quantity
    assert settled.visit(newest) is MeterAnswer.CREDIT
    assert settled.credited == before + sold.quantity
    sync_both(settled.a, settled.b)
    assert settled.sell(settled.b, newest).number == sold.number + 1


@pytest.mark.parametrize("marking", [Marking.BOTH, Marking.BEFORE])
def test_scene_14_a_torn_sale_does_not_make_the_load_before_it_look_unloaded(
    make_street: MakeStreet, marking: Marking
) -> None:
    """14. A1 credited; B2 torn after emptying the read-back; #1 looks unloaded; A refunds it.

    Our read-back is never emptied: it names the mark that it belongs to.
    """
    street = make_street(marking=marking)
    street.settled_in()
    street.visit()
    street.sell(street.a)
    street.visit()
    street.visit()
    sync(street.a, street.b)
    for where in (Pull.BEFORE_FIRST_BYTE, Pull.INSIDE_COPY):
        sale_torn(street, street.b, where)
        assert street.do(street.a, "read-card").meters[0].read_back.phase is ReadBackPhase.FINAL
        with pytest.raises(CardStandsInTheWay) as refusal:
            street.refund(street.a)
        assert refusal.value.standing in SELLABLE
        assert settle(street, street.b).action is SettleAction.WRITE
        street.visit()
        street.visit()


def test_scene_15_a_purchase_is_known_by_its_mark(settled: Street) -> None:
    """15. A1~; B1: same number and write sequence, different payments."""
    torn = sale_torn(settled, settled.a)
    sold = settled.sell(settled.b)
    before = settled.credited
    with pytest.raises(PlanOnHold) as held:
        settle(settled, settled.a)
    assert held.value.plan == torn.plan
    settled.visit()
    assert settled.credited == before + sold.quantity
    sync_both(settled.a, settled.b)
    assert len(events(settled.a, "purchase_loaded")) == 2
    assert len(events(settled.a, "plan_in_doubt")) == 1
    assert len(events(settled.a, "plan_held")) == 1
    all_is_well(settled)


def test_scene_16_a_refund_of_an_older_epoch_is_held(settled: Street) -> None:
    """16. A1; refund paid; A restored to before the closing event; the mark shows; paid again."""
    settled.sell(settled.a)
    with while_writing(settled.a, lambda: back_up(settled.a)):
        assert settled.refund(settled.a).stage == "paid"
    lose_and_restore(settled.a)
    assert events(settled.a, "refund_paid") == []
    with pytest.raises(PlanOnHold):
        settle(settled, settled.a)
    with pytest.raises(RefundImpossible):
        settled.do(settled.a, "pay-refund")
    assert events(settled.a, "refund_paid") == []


def test_scene_16_money_back_of_an_older_epoch_is_held(settled: Street) -> None:
    """16, for money back."""
    sale_torn(settled, settled.a)
    with while_writing(settled.a, lambda: back_up(settled.a)):
        assert settled.money_back(settled.a).stage == "paid"
    lose_and_restore(settled.a)
    with pytest.raises(PlanOnHold):
        settle(settled, settled.a)
    with pytest.raises(RefundImpossible):
        settled.money_back(settled.a)
    assert events(settled.a, "refund_paid") == []


def test_scene_17_a_plan_of_an_older_epoch_closes_without_a_number(settled: Street) -> None:
    """17. A1 written, closing lost by a restore: a second receipt number."""
    with while_writing(settled.a, lambda: back_up(settled.a)):
        first = settled.sell(settled.a)
    assert first.receipt is not None
    lose_and_restore(settled.a)
    closed = settle(settled, settled.a)
    assert (closed.action, closed.receipt) == (SettleAction.CLOSE, None)
    assert receipts(settled.a) == []
    settled.visit()
    again = settled.sell(settled.a)
    assert (again.number, again.receipt) == (first.number + 1, 1)
    all_is_well(settled)


@pytest.mark.parametrize("copyable", [False, True])
def test_scene_18_loads_of_an_older_epoch_are_not_restored(
    make_street: MakeStreet, copyable: bool
) -> None:
    """18. A1; refund; restore; reissue #1; credit."""
    street = make_street(copyable=copyable)
    street.settled_in()
    sold = street.sell(street.a)
    before = street.credited
    back_up(street.a)
    street.refund(street.a)
    if copyable:
        street.visit()
        assert street.do(street.a, "pay-refund").stage == "paid"
    lose_and_restore(street.a)
    reissued, new = street.reissue(street.a)
    assert (reissued.restored, reissued.owed) == (0, sold.quantity)
    street.visit(new)
    street.visit()
    assert street.credited == before


def test_scene_20_a_copy_proves_nothing(make_street: MakeStreet) -> None:
    """20. Copyable chip: A1; copied; the original credited; the copy refunded."""
    street = make_street(copyable=True)
    street.settled_in()
    sold = street.sell(street.a)
    before = street.credited
    copy = street.card.clone()
    assert street.visit() is MeterAnswer.CREDIT
    assert street.refund(street.a, copy).stage == "awaits_meter"
    with pytest.raises(RefundImpossible):
        street.do(street.a, "pay-refund", copy)
    street.visit(copy)
    with pytest.raises(RefundImpossible):
        street.do(street.a, "pay-refund", copy)
    with pytest.raises(RefundImpossible):
        street.do(street.a, "pay-refund")
    assert street.credited == before + sold.quantity


def test_scene_20_a_copy_made_before_the_sale_proves_nothing(make_street: MakeStreet) -> None:
    """20. Or: copied first; A1 in doubt and credited; money back on the untouched copy."""
    street = make_street(copyable=True)
    street.settled_in()
    before = street.credited
    copy = street.card.clone()
    torn = sale_torn(street, street.a, Pull.AFTER_LAST_BYTE)
    assert street.visit() is MeterAnswer.CREDIT
    assert street.credited > before
    back = street.money_back(street.a, copy)
    assert back.stage == "awaits_meter"
    for _visit in range(2):
        street.visit(copy)
        with pytest.raises(RefundImpossible):
            street.do(street.a, "pay-refund", copy)
    assert events(street.a, "refund_paid") == []
    assert events(street.a, "refund_opened")[0][1].closes == torn.plan


def test_scene_20_the_copy_credited_first(make_street: MakeStreet) -> None:
    """20, the other way round: the copy is credited, the original is refunded."""
    street = make_street(copyable=True)
    street.settled_in()
    street.sell(street.a)
    copy = street.card.clone()
    assert street.refund(street.a).stage == "awaits_meter"
    assert street.visit(copy) is MeterAnswer.CREDIT
    street.visit()
    with pytest.raises(RefundImpossible):
        street.do(street.a, "pay-refund")


def test_scene_20_never_cash_where_the_mark_does_not_prove_the_total(
    make_street: MakeStreet,
) -> None:
    """20, with a meter that marks once, before crediting."""
    street = make_street(copyable=True, marking=Marking.BEFORE)
    street.settled_in()
    street.visit()
    street.sell(street.a)
    with pytest.raises(RefundImpossible):
        street.refund(street.a)


# -- scenes that were found by playing the others ---------------------------------------------


@pytest.mark.parametrize("visited", [False, True], ids=["first-sale-unloaded", "all-taken"])
def test_a_card_made_elsewhere_without_its_load_sells_again(settled: Street, visited: bool) -> None:
    """A1; reissue R at B, which cannot know whether the meter has #1.

    The number is used either way, so the meter must see R before anything is sold on it: sold at
    once, n+1 would be one too high for a meter that has not taken #1. And a meter that has, shows
    a total that R does not carry: the card is not held for it, and the next sale adds to it.
    """
    sold = settled.sell(settled.a)
    before = settled.credited
    if visited:
        settled.visit()
    sync(settled.a, settled.b)
    reissued, new = settled.reissue(settled.b)
    assert (reissued.restored, reissued.owed) == (0, sold.quantity)
    assert refused(settled, settled.b, new) == Standing.CANCELLATION_PENDING

    settled.visit(new)
    assert settled.visit() is MeterAnswer.WRONG_CARD
    assert settled.credited == before + (sold.quantity if visited else 0)
    for _sale in range(2):
        total = settled.credited
        after = settled.sell(settled.b, new)
        settled.visit(new)
        assert settled.credited == total + after.quantity
        assert standing(settled, settled.b, new) == Standing.NORMAL


def test_a_card_made_elsewhere_may_be_lost_too(settled: Street) -> None:
    """A1 taken; reissue R at B, lost before the meter saw it; reissue again."""
    settled.sell(settled.a)
    settled.visit()
    sync(settled.a, settled.b)
    settled.reissue(settled.b)
    again, newest = settled.reissue(settled.b)
    assert again.owed == 0  # booked already
    settled.visit(newest)
    assert settled.sell(settled.b, newest).number == 3


@pytest.mark.parametrize("copyable", [False, True])
def test_money_back_on_a_card_made_elsewhere_is_provable(
    make_street: MakeStreet, copyable: bool
) -> None:
    """A1 taken; reissue R at B without it; B2~ on R; money back: the total is the meter's."""
    street = make_street(copyable=copyable)
    street.settled_in()
    street.sell(street.a)
    street.visit()
    sync(street.a, street.b)
    _reissued, new = street.reissue(street.b)
    street.visit(new)
    with pulled(street.b, Pull.BEFORE_FIRST_BYTE), pytest.raises(PlanInterrupted):
        street.sell(street.b, new)
    back = street.money_back(street.b, new)
    if copyable:
        street.visit(new)
        back = street.do(street.b, "pay-refund", new)
    assert back.stage == "paid"
    assert street.sell(street.b, new).quantity


def test_a_kiosk_without_the_personal_key_sells_and_prints_no_name(settled: Street) -> None:
    """The account came before its key (or the key was lost with a restore): the sale closes."""
    assert settled.b.ledger is not None
    settled.b.ledger.commit(
        lambda tx: connection_of(tx.db).execute("DELETE FROM personal_key").fetchall()
    )
    assert settled.sell(settled.b).receipt == 1


def test_a_load_marked_in_vain_is_written_again_even_if_a_restore_lost_its_sale(
    make_street: MakeStreet,
) -> None:
    """A1; pulled after the meter's mark; A restored to before the sale: nobody knows #1."""
    street = make_street(marking=Marking.BEFORE)
    street.settled_in()
    street.visit()
    back_up(street.a)
    sold = street.sell(street.a)
    before = street.credited
    street.visit(pull=MeterPull.BETWEEN)
    street.visit()
    lose_and_restore(street.a)
    assert standing(street, street.a) == Standing.MARKED_NOT_TAKEN
    street.do(street.a, "rewrite-load")
    assert len(events(street.a, "purchase_recovered")) == 1
    assert street.visit() is MeterAnswer.CREDIT
    street.visit()
    assert street.credited == before + sold.quantity
    assert street.sell(street.a).number == sold.number + 1
    all_is_well(street)
