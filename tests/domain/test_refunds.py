"""When an unloaded load may be paid back, and what proves that it was not used."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.cards import Marking
from app.domain.identity import EventId
from app.domain.refunds import (
    RefundCase,
    RefundRefusal,
    money_can_go_back,
    proved,
    refund_refusal,
    refuted,
)
from tests.domain.cards_and_meters import (
    ELSEWHERE,
    EPOCH,
    HERE,
    OTHER_SERIAL,
    SERIAL,
    begun,
    final,
    reading_with,
)

PLAIN = RefundCase(
    node=HERE,
    epoch=EPOCH,
    sold_by=EventId(HERE, EPOCH, 40),
    written_on=SERIAL,
    serial=SERIAL,
    rewritten=False,
    marking=Marking.BOTH,
    copyable=True,
    refundable=True,
)
"""Our own sale, on its first card, to a meter whose final read-back proves its total."""


def refusal(**changes: Any) -> RefundRefusal | None:
    return refund_refusal(msgspec.structs.replace(PLAIN, **changes))


class TestARefund:
    """Only the selling kiosk, in the same epoch, on the card first written."""

    @pytest.mark.parametrize("copyable", [False, True])
    def test_of_our_own_unloaded_sale_is_granted(self, copyable: bool) -> None:
        assert refusal(copyable=copyable) is None

    def test_of_another_kiosks_sale_is_refused(self) -> None:
        sold = EventId(ELSEWHERE, EPOCH, 40)
        assert refusal(sold_by=sold) is RefundRefusal.OTHER_KIOSK

    @pytest.mark.parametrize("epoch", [EPOCH - 1, EPOCH + 1])
    def test_of_another_epochs_sale_is_refused(self, epoch: int) -> None:
        assert refusal(sold_by=EventId(HERE, epoch, 40)) is RefundRefusal.OLDER_EPOCH

    def test_of_a_load_restored_on_a_new_card_is_refused_where_nothing_proves_it_unused(
        self,
    ) -> None:
        seen = refusal(serial=OTHER_SERIAL, copyable=False)
        assert seen is RefundRefusal.OTHER_CARD

    def test_of_a_load_restored_on_a_new_card_waits_for_the_meters_proof(self) -> None:
        assert refusal(serial=OTHER_SERIAL, copyable=True) is None

    def test_of_a_load_written_again_is_refused(self) -> None:
        assert refusal(rewritten=True) is RefundRefusal.WRITTEN_AGAIN

    def test_of_a_load_first_written_for_another_meter_is_refused_where_a_copy_may_be_used(
        self,
    ) -> None:
        assert refusal(renumbered=True) is RefundRefusal.RENUMBERED
        assert refusal(renumbered=True, copyable=False) is None

    def test_is_refused_where_the_profile_cannot_take_a_load_off(self) -> None:
        assert refusal(refundable=False) is RefundRefusal.NOT_REFUNDABLE

    @pytest.mark.parametrize(
        ("marking", "copyable", "expected"),
        [
            (Marking.BEFORE, False, None),
            (Marking.BEFORE, True, RefundRefusal.MARKS_ONCE),
            (Marking.AFTER, False, RefundRefusal.CREDITS_FIRST),
            (Marking.AFTER, True, RefundRefusal.CREDITS_FIRST),
            (Marking.BOTH, False, None),
            (Marking.BOTH, True, None),
        ],
    )
    def test_depends_on_when_the_meter_marks_and_whether_the_card_can_be_copied(
        self, marking: Marking, copyable: bool, expected: RefundRefusal | None
    ) -> None:
        assert refusal(marking=marking, copyable=copyable) is expected

    @given(
        st.builds(
            RefundCase,
            node=st.just(HERE),
            epoch=st.just(EPOCH),
            sold_by=st.builds(
                EventId, st.sampled_from([HERE, ELSEWHERE]), st.integers(1, 3), st.just(40)
            ),
            written_on=st.just(SERIAL),
            serial=st.sampled_from([SERIAL, OTHER_SERIAL]),
            rewritten=st.booleans(),
            renumbered=st.booleans(),
            marking=st.sampled_from(Marking),
            copyable=st.booleans(),
            refundable=st.booleans(),
        )
    )
    def test_that_pays_without_proof_meets_every_condition(self, case: RefundCase) -> None:
        if refund_refusal(case) is None:
            assert case.refundable
            assert not case.rewritten
            assert case.sold_by[:2] == (case.node, case.epoch)
            assert case.marking is not Marking.AFTER
            assert case.copyable or case.serial == case.written_on
            assert not (case.copyable and case.marking is Marking.BEFORE)
            assert not (case.copyable and case.renumbered)


class TestMoneyForAPaymentThatIsNotOnItsCard:
    """It waits for a proof where cards are copied, and is not promised where none can come."""

    @pytest.mark.parametrize("tells_totals", [False, True])
    def test_goes_back_at_once_where_nobody_copies_cards(self, tells_totals: bool) -> None:
        assert money_can_go_back(copyable=False, tells_totals=tells_totals)

    def test_waits_for_a_meter_that_tells_its_totals(self) -> None:
        assert money_can_go_back(copyable=True, tells_totals=True)

    @given(
        number=st.integers(1, 200), total=st.integers(0, 10_000), credited=st.integers(0, 10_000)
    )
    def test_is_not_promised_where_no_read_back_is_a_proof(
        self, number: int, total: int, credited: int
    ) -> None:
        assert not money_can_go_back(copyable=True, tells_totals=False)
        back = msgspec.structs.replace(final(number, credited), totals=False)
        assert not proved(reading_with(back), number=number, total=total)


class TestAMeterThatHadTheLoad:
    """The same number, the total with the load: it and only it refutes."""

    @given(st.integers(0, 20_000), st.integers(1, 9_000), st.integers(-3, 3), st.integers(-1, 1))
    def test_is_told_from_one_that_had_it_not(
        self, total: int, credit: int, off: int, number_off: int
    ) -> None:
        back = final(5 + number_off, total + credit + off)
        reading = reading_with(back, load=0, cumulative=total)
        had = refuted(reading, number=5, total=total, credit=credit)
        assert had is (off == 0 and number_off == 0)
        assert not (had and proved(reading, number=5, total=total))

    def test_says_nothing_of_a_card_that_still_carries_it_or_before_it_has_finished(self) -> None:
        assert not refuted(reading_with(final(5, 20_000)), number=5, total=17_000, credit=3_000)
        unfinished = reading_with(begun(), load=0, cumulative=17_000)
        assert not refuted(unfinished, number=5, total=17_000, credit=3_000)


class TestTheMetersProof:
    """A final read-back with the cancelled number and an unchanged total."""

    def test_is_number_and_total_together(self) -> None:
        card = reading_with(final(5, 17_000), load=0)
        assert proved(card, number=5, total=17_000)

    @pytest.mark.parametrize(("number", "total"), [(4, 17_000), (6, 17_000), (5, 20_000)])
    def test_is_nothing_less(self, number: int, total: int) -> None:
        card = reading_with(final(number, total), load=0)
        assert not proved(card, number=5, total=17_000)

    def test_is_not_a_mark_without_totals(self) -> None:
        assert not proved(reading_with(begun(), load=0), number=4, total=0)

    def test_is_not_an_empty_read_back(self) -> None:
        assert not proved(reading_with(load=0), number=0, total=0)
