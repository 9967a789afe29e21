"""The scenes that broke earlier forms of the sale protocol, each played on real operations.

A and B are two kiosks; #1 is purchase number 1; ~ means torn before the first byte; U is the
customer's card, R a reissued one; "sync" means that a kiosk learns all that the other knows.
Scene 19 needs a card without mark and write sequence: no profile here is one. The retrieval of
superseded cards (scene 13, and parts of 11) is no operation yet.
"""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.cards import CardForm, Marking, ReadBackPhase
from app.domain.comparison import SELLABLE, Standing
from app.domain.identity import EventId
from app.domain.metering import MeterAnswer
from app.ledger.audit.audit import audit
from app.ledger.database import connection_of
from app.ledger.events.codec import Entry
from app.ledger.journal import scan
from app.ledger.rebuild import compare_tables
from app.operations.errors import (
    CardStandsInTheWay,
    PlanInterrupted,
    PlanOnHold,
    PlanStillOpen,
    RefundImpossible,
    UnknownRecord,
)
from app.operations.settle_plan import SettleAction
from app.simulator.sle4442_card import VirtualSle4442
from tests.counter import Counter
from tests.protocol.conftest import MakeStreet
from tests.protocol.kiosks import (
    MeterPull,
    Pull,
    Street,
    back_up,
    lose_and_restore,
    pulled,
    sync,
    sync_both,
    while_writing,
)


def events(kiosk: Counter, tag: str) -> list[tuple[EventId, Any]]:
    """Events of one kind that a kiosk knows, its own and others'."""
    assert kiosk.ledger is not None
    with kiosk.ledger.read() as reader:
        found: list[tuple[EventId, Entry]] = [
            (id, entry) for batch in scan(reader.db) for id, entry, _body in batch
        ]
    return [(id, entry.event) for id, entry in found if entry.event.__struct_config__.tag == tag]


def receipts(kiosk: Counter) -> list[int]:
    """Receipt numbers that a kiosk gave, in order of its present epoch."""
    assert kiosk.ledger is not None
    with kiosk.ledger.read() as reader:
        found = [
            getattr(entry.event, "receipt", None)
            for batch in scan(reader.db)
            for id, entry, _body in batch
            if (id.node, id.epoch) == (kiosk.node, kiosk.ledger.epoch)
        ]
    return [number for number in found if number is not None]


def standing(street: Street, kiosk: Counter, card: VirtualSle4442 | None = None) -> Standing:
    """How a card stands to a kiosk's ledger."""
    found: Standing = street.do(kiosk, "read-card", card).standing
    return found


def refused(street: Street, kiosk: Counter, card: VirtualSle4442 | None = None) -> str:
    """Why a kiosk does not sell to a card: the standing that stands in the way."""
    with pytest.raises(CardStandsInTheWay) as refusal:
        street.sell(kiosk, card)
    return refusal.value.standing


def sale_torn(
    street: Street, kiosk: Counter, where: Pull = Pull.BEFORE_FIRST_BYTE
) -> PlanInterrupted:
    """A paid sale whose card is pulled."""
    with pulled(kiosk, where), pytest.raises(PlanInterrupted) as torn:
        street.sell(kiosk)
    return torn.value


def refund_torn(
    street: Street, kiosk: Counter, where: Pull = Pull.BEFORE_FIRST_BYTE
) -> PlanInterrupted:
    """A refund whose card is pulled."""
    with pulled(kiosk, where), pytest.raises(PlanInterrupted) as torn:
        street.refund(kiosk)
    return torn.value


def settle(street: Street, kiosk: Counter, card: VirtualSle4442 | None = None) -> Any:
    return street.do(kiosk, "settle", card)


def all_is_well(street: Street) -> None:
    """Both ledgers verify, and their tables are what their events say."""
    for kiosk in street.kiosks:
        assert kiosk.ledger is not None
        assert audit(kiosk.ledger).findings == ()
        assert compare_tables(kiosk.ledger) == []


@pytest.fixture
def settled(street: Street) -> Street:
    """Number 1 is in the meter and both kiosks know it."""
    street.settled_in()
    return street


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
    assert street.do(street.a, "read-card", new).contents.form is CardForm.REISSUE
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
        assert street.do(street.a, "read-card").read_back.phase is ReadBackPhase.FINAL
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
