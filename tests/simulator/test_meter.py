"""The virtual meter on real virtual cards: notes/domain.md 2.3 and 2.4, design.md section 4."""

from __future__ import annotations

from typing import Any

import pytest

from app.cards.profiles.tapcard_sle4442 import GEOMETRY
from app.domain.cards import CardForm, Marking, MeterStatus, ReadBackPhase
from app.domain.identity import EventId
from app.domain.metering import MeterAnswer
from app.simulator.meter import VirtualMeter
from app.simulator.sle4442_card import VirtualSle4442
from app.simulator.tears import CardPulled, Tear, TearPhase, TearPoint, every_tear
from tests.simulator.household import (
    ACCOUNT,
    FIRST,
    SECOND,
    TODAY,
    card_of,
    contents,
    meter_at,
    read,
    rewrite,
)

MARKINGS = list(Marking)


class TestDecisionTable:
    """One test per row of notes/domain.md 2.4: c on the card, n in the meter."""

    def test_c_below_n_gives_no_credit_and_writes_back(self) -> None:
        meter, card = meter_at(3), card_of(FIRST, contents(2))
        assert meter.take(card) is MeterAnswer.NOTHING_NEW
        back = read(card).read_back
        assert (back.number, back.total_credited, back.phase) == (3, 15_000, ReadBackPhase.FINAL)
        assert not read(card).taken

    @pytest.mark.parametrize("form", [CardForm.OPENING, CardForm.REISSUE])
    def test_c_below_n_registers_the_serial_of_a_reissue(self, form: CardForm) -> None:
        meter, card = meter_at(3), card_of(SECOND, contents(1, form=form))
        assert meter.take(card) is MeterAnswer.NOTHING_NEW
        assert meter.state.serial == SECOND

    def test_c_equal_n_and_empty_gives_no_credit_and_writes_back(self) -> None:
        meter, card = meter_at(2), card_of(FIRST, contents(2))
        assert meter.take(card) is MeterAnswer.NOTHING_NEW
        assert meter.state == meter_at(2).state
        assert read(card).taken

    def test_c_equal_n_and_not_empty_refuses_a_reissue_of_another_serial(self) -> None:
        """Here a card that another meter board had marked: the area is not empty."""
        card = card_of(SECOND, contents(2, form=CardForm.REISSUE))
        meter_at(2).take(card)
        meter = meter_at(2, serial=FIRST)
        assert meter.take(card) is MeterAnswer.WRONG_CARD
        assert meter.state.serial == FIRST

    @pytest.mark.parametrize("marking", [Marking.AFTER, Marking.BOTH])
    def test_c_next_and_empty_is_credited_and_written_back(self, marking: Marking) -> None:
        meter, card = meter_at(1, marking=marking), card_of(FIRST, contents(2))
        assert meter.take(card) is MeterAnswer.CREDIT
        assert (meter.state.number, meter.state.total_credited) == (2, 10_000)
        assert read(card).taken
        assert not read(card).unloaded

    def test_c_next_with_a_meter_that_marks_once_before_proves_it_at_the_second_visit(self) -> None:
        meter, card = meter_at(1, marking=Marking.BEFORE), card_of(FIRST, contents(2))
        assert meter.take(card) is MeterAnswer.CREDIT
        assert read(card).read_back.phase is ReadBackPhase.BEGUN
        assert not read(card).taken
        assert meter.take(card) is MeterAnswer.NOTHING_NEW
        assert read(card).taken
        assert meter.state.total_credited == 10_000

    def test_c_next_and_not_empty_is_refused(self) -> None:
        card = card_of(FIRST, contents(2))
        meter_at(2).take(card)
        meter = meter_at(1)
        assert meter.take(card) is MeterAnswer.RETURN_FILE_NOT_EMPTY
        assert meter.state == meter_at(1).state
        back = read(card).read_back
        assert (back.phase, back.number, back.total_credited) == (ReadBackPhase.FINAL, 1, 5_000)

    @pytest.mark.parametrize("number", [3, 4, 9])
    def test_c_further_ahead_is_refused_and_written_back(self, number: int) -> None:
        meter, card = meter_at(1), card_of(FIRST, contents(number))
        assert meter.take(card) is MeterAnswer.COUNT_WRONG
        assert meter.state == meter_at(1).state
        assert read(card).read_back.number == 1
        assert read(card).unloaded

    def test_over_the_hoarding_limit_nothing_is_taken_until_water_was_used(self) -> None:
        meter, card = meter_at(2, hoarding_limit=12_000), card_of(FIRST, contents(3))
        assert meter.take(card) is MeterAnswer.OVER_HOARDING
        assert meter.state.total_credited == 10_000
        assert read(card).read_back.status & MeterStatus.OVER_HOARDING
        assert read(card).unloaded
        meter.use(3_000)
        assert meter.take(card) is MeterAnswer.CREDIT
        assert read(card).taken
        assert not read(card).read_back.status & MeterStatus.OVER_HOARDING

    def test_a_load_above_the_largest_is_refused_whole(self) -> None:
        meter, card = meter_at(largest_load=4_999), card_of(FIRST, contents(1))
        assert meter.take(card) is MeterAnswer.TOO_LARGE
        assert meter.state.total_credited == 0
        assert read(card).unloaded

    def test_a_cancelled_load_uses_up_its_number(self) -> None:
        meter, card = meter_at(1), card_of(FIRST, contents(2, load=0, cumulative=5_000))
        assert meter.take(card) is MeterAnswer.CREDIT
        assert (meter.state.number, meter.state.total_credited) == (2, 5_000)
        assert read(card).taken


class TestBinding:
    """notes/domain.md 2.3."""

    def test_an_opening_card_binds_account_and_serial(self) -> None:
        meter = meter_at(serial=None)
        card = card_of(FIRST, contents(1, form=CardForm.OPENING))
        assert meter.take(card) is MeterAnswer.CREDIT
        assert (meter.state.account, meter.state.serial) == (ACCOUNT, FIRST)
        assert read(card).taken

    @pytest.mark.parametrize("form", [CardForm.USER, CardForm.REISSUE])
    def test_only_an_opening_card_opens(self, form: CardForm) -> None:
        meter, card = meter_at(serial=None), card_of(FIRST, contents(1, form=form))
        before = card.snapshot()
        assert meter.take(card) is MeterAnswer.NOT_OPENED
        assert card.snapshot() == before
        assert meter.state.account is None

    def test_an_opening_card_with_a_later_number_binds_nothing(self) -> None:
        meter = meter_at(serial=None)
        card = card_of(FIRST, contents(2, form=CardForm.OPENING))
        before = card.snapshot()
        assert meter.take(card) is MeterAnswer.NOT_OPENED
        assert meter.state == meter_at(serial=None).state
        assert card.snapshot() == before

    @pytest.mark.parametrize(
        ("change", "answer"),
        [
            ({"meter": "77000002"}, MeterAnswer.WRONG_METER),
            ({"account": "100000025"}, MeterAnswer.WRONG_ACCOUNT),
            ({"region": 8}, MeterAnswer.WRONG_UTILITY),
            ({"utility": 43}, MeterAnswer.WRONG_UTILITY),
        ],
    )
    def test_another_ones_card_is_not_touched(
        self, change: dict[str, Any], answer: MeterAnswer
    ) -> None:
        meter, card = meter_at(), card_of(FIRST, contents(1, **change))
        before = card.snapshot()
        assert meter.take(card) is answer
        assert card.snapshot() == before

    def test_the_lost_card_dies_when_the_reissued_one_was_in_the_meter(self) -> None:
        meter = meter_at(1)
        lost = card_of(FIRST, contents(2))
        found = card_of(SECOND, contents(2, form=CardForm.REISSUE))
        assert meter.take(found) is MeterAnswer.CREDIT
        assert meter.take(lost) is MeterAnswer.WRONG_CARD
        assert meter.state.total_credited == 10_000

    def test_the_lost_card_works_until_then(self) -> None:
        meter = meter_at(1)
        lost = card_of(FIRST, contents(2))
        found = card_of(SECOND, contents(2, form=CardForm.REISSUE))
        assert meter.take(lost) is MeterAnswer.CREDIT
        assert meter.take(found) is MeterAnswer.NOTHING_NEW
        assert read(found).taken
        assert meter.state.total_credited == 10_000

    def test_what_is_written_on_a_reissued_card_means_that_its_serial_is_known(self) -> None:
        for number, answer in ((5, MeterAnswer.COUNT_WRONG), (2, MeterAnswer.OVER_HOARDING)):
            meter = meter_at(1, hoarding_limit=6_000)
            card = card_of(SECOND, contents(number, form=CardForm.REISSUE))
            assert meter.take(card) is answer
            assert read(card).read_back.written_on == TODAY
            assert meter.state.serial == SECOND

    def test_a_foreign_card_is_told_on_the_next_good_one_and_then_forgotten(self) -> None:
        meter = meter_at()
        assert meter.take(card_of(SECOND, contents(1))) is MeterAnswer.WRONG_CARD
        assert meter.take(VirtualSle4442()) is None
        card = card_of(FIRST, contents(1))
        meter.take(card)
        assert read(card).read_back.status & MeterStatus.ILLEGAL_CARD
        meter.take(card)
        assert not read(card).read_back.status & MeterStatus.ILLEGAL_CARD

    def test_a_card_that_cannot_be_written_is_not_credited(self) -> None:
        card = card_of(FIRST, contents(1))
        for _ in range(3):
            card.present(b"\x00\x00\x00")
        meter = meter_at()
        assert meter.take(card) is None
        assert meter.state == meter_at().state


def visited_at_every_moment(marking: Marking) -> list[tuple[Tear, VirtualMeter, VirtualSle4442]]:
    """A reissued card with load 2, pulled at every moment of its first visit."""
    card = card_of(FIRST, contents(1))
    before = meter_at(marking=marking)
    before.take(card)
    rewrite(card, contents(2))
    results = []
    for tear in every_tear(before.tear_points(card), seed=3):
        meter, twin = before.clone(), card.clone()
        with pytest.raises(CardPulled):
            meter.take(twin, tear=tear)
        results.append((tear, meter, twin))
    return results


class TestPulled:
    """design.md section 4: what a card shows, whatever is pulled."""

    @pytest.mark.parametrize(
        ("marking", "steps"), [(Marking.BEFORE, 5), (Marking.AFTER, 5), (Marking.BOTH, 6)]
    )
    def test_the_moments_are_counted_without_changing_meter_or_card(
        self, marking: Marking, steps: int
    ) -> None:
        """Reading, PSC and moves; two phases of the PSC; one phase per byte that was erased."""
        card, meter = card_of(FIRST, contents(1)), meter_at(marking=marking)
        points = meter.tear_points(card)
        assert meter.state == meter_at().state
        assert card == card_of(FIRST, contents(1))
        meter.take(card)
        written = sum(
            byte != 0xFF for byte in card.read(GEOMETRY.read_back_at(1), GEOMETRY.read_back_size)
        )
        phase_byte_changed = 2 if marking is Marking.BOTH else 0
        assert len(points) == len(set(points)) == 2 * steps + 2 + written + phase_byte_changed

    @pytest.mark.parametrize("marking", MARKINGS)
    def test_pulled_anywhere_a_load_is_never_credited_twice_and_never_falsely_shown_as_taken(
        self, marking: Marking
    ) -> None:
        for tear, meter, card in visited_at_every_moment(marking):
            assert meter.state.total_credited in (5_000, 10_000)
            if read(card).taken:
                assert meter.state.total_credited == 10_000, tear
            for _ in range(3):
                meter.take(card)
            assert meter.state.total_credited <= 10_000, tear

    @pytest.mark.parametrize("marking", [Marking.AFTER, Marking.BOTH])
    def test_put_in_again_the_load_is_credited_and_proved(self, marking: Marking) -> None:
        for tear, meter, card in visited_at_every_moment(marking):
            meter.take(card)
            assert meter.state.total_credited == 10_000, tear
            assert read(card).taken, tear

    def test_a_meter_that_marks_before_may_mark_a_load_and_never_take_it(self) -> None:
        """Scene 10: the kiosk sees number and total, and writes the load again."""
        stuck = 0
        for tear, meter, card in visited_at_every_moment(Marking.BEFORE):
            meter.take(card)
            meter.take(card)
            if meter.state.total_credited == 5_000:
                stuck += 1
                back = read(card).read_back
                assert (back.phase, back.number) == (ReadBackPhase.FINAL, 1), tear
                rewrite(card, contents(2, sequence=3, mark=EventId(7, 1, 200)))
                assert meter.take(card) is MeterAnswer.CREDIT, tear
            assert meter.state.total_credited == 10_000, tear
        assert stuck > 0

    def test_a_meter_that_credits_before_it_marks_can_have_a_load_that_looks_unloaded(self) -> None:
        """Scene 7: why such a load is never refunded in cash."""
        assert any(
            read(card).unloaded and meter.state.total_credited == 10_000
            for _tear, meter, card in visited_at_every_moment(Marking.AFTER)
        )

    def test_a_meter_that_marks_twice_never_has_one(self) -> None:
        assert not any(
            read(card).read_back.phase is ReadBackPhase.EMPTY
            and meter.state.total_credited == 10_000
            for _tear, meter, card in visited_at_every_moment(Marking.BOTH)
        )

    def test_a_pulled_reissue_is_taken_at_the_next_visit(self) -> None:
        """Scene 11."""
        card = card_of(SECOND, contents(1, form=CardForm.REISSUE))
        for tear in every_tear(meter_at().tear_points(card), seed=1):
            meter, twin = meter_at(), card.clone()
            with pytest.raises(CardPulled):
                meter.take(twin, tear=tear)
            meter.take(twin)
            assert meter.state.total_credited == 5_000, tear
            assert read(twin).taken, tear

    def test_pulled_while_the_psc_is_presented_a_try_is_gone_until_the_next_visit(self) -> None:
        meter, card = meter_at(), card_of(FIRST, contents(1))
        with pytest.raises(CardPulled):
            meter.take(card, tear=Tear(TearPoint(1, TearPhase.ERASE, 1)))
        assert card.error_counter == 0b011
        meter.take(card)
        assert card.error_counter == 0b111
