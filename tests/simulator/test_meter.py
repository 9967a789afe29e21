"""The virtual meter on real virtual cards: notes/domain.md 2.3 and 2.4, design.md section 4."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest

from app.cards.key_sources.demo import DemoKeys
from app.cards.profiles.tapcard_layout import READ_BACK, READ_BACK_AT
from app.cards.profiles.tapcard_sle4442 import TapcardSle4442
from app.domain.cards import (
    CardContents,
    CardForm,
    CardReading,
    ChargingType,
    Marking,
    MeterStatus,
    ReadBackPhase,
    UtilityKind,
)
from app.domain.identity import EventId
from app.domain.metering import MeterAnswer, MeterState
from app.domain.plans import CardImage, Step, StepKind
from app.simulator.meter import VirtualMeter
from app.simulator.sle4442_card import SIZE, VirtualSle4442
from app.simulator.tears import CardPulled, Tear, TearPhase, TearPoint, every_tear

KEYS = DemoKeys()
PROFILE = TapcardSle4442()
FIRST, SECOND = b"SERIAL-1", b"SERIAL-2"
TODAY = date(2026, 3, 30)
ACCOUNT, METER = "100000017", "77000001"
MARKINGS = list(Marking)


def contents(number: int = 1, *, load: int = 5_000, **changes: Any) -> CardContents:
    plain = CardContents(
        form=CardForm.USER,
        utility=42,
        region=7,
        kind=UtilityKind.WATER,
        charging=ChargingType.VOLUME,
        account=ACCOUNT,
        meter=METER,
        tariff_class=1,
        household_size=4,
        period_start=date(2026, 1, 1),
        bought_in_period=0,
        standing_paid_to=date(2026, 4, 1),
        allowance_used=0,
        number=number,
        load=load,
        cumulative=number * 5_000,
        sequence=number,
        mark=EventId(7, 1, 100 + number),
    )
    return msgspec.structs.replace(plain, **changes)


def image_of(card: VirtualSle4442) -> CardImage:
    return CardImage({"main": card.read(0, SIZE)})


def read(card: VirtualSle4442) -> CardReading:
    return PROFILE.decode(image_of(card), KEYS)


def write(card: VirtualSle4442, steps: tuple[Step, ...], secret: bytes, new: bytes) -> None:
    card.power_on()
    assert card.present(secret)
    for step in steps:
        if step.kind is StepKind.SECRET:
            card.change_psc(new)
        else:
            card.update(step.offset, step.data)
    card.power_off()


def card_of(serial: bytes, what: CardContents) -> VirtualSle4442:
    card = VirtualSle4442()
    secret = PROFILE.secret_for(serial, KEYS)
    write(card, PROFILE.issue(image_of(card), serial, what, KEYS), b"\xff\xff\xff", secret)
    return card


def rewrite(card: VirtualSle4442, what: CardContents) -> None:
    secret = PROFILE.secret_of(image_of(card), KEYS)
    write(card, PROFILE.rewrite(image_of(card), what, KEYS), secret, secret)


def meter_at(
    number: int = 0,
    *,
    marking: Marking = Marking.BOTH,
    serial: bytes | None = FIRST,
    **changes: Any,
) -> VirtualMeter:
    """A meter that has taken ``number`` loads of 5 m3; opened unless ``serial`` is None."""
    state = MeterState(
        meter=METER,
        utility=42,
        region=7,
        account=None if serial is None else ACCOUNT,
        serial=serial,
        number=number,
        total_credited=number * 5_000,
    )
    state = msgspec.structs.replace(state, **changes)
    return VirtualMeter(state, KEYS, today=TODAY, profile=TapcardSle4442(marking=marking))


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
        assert meter.take(card) is MeterAnswer.COUNT_WRONG
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
        written = sum(byte != 0xFF for byte in card.read(READ_BACK_AT, READ_BACK.size))
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


class TestUse:
    def test_water_flows_until_the_credit_ends(self) -> None:
        meter = meter_at(1)
        assert meter.use(4_000) == 4_000
        assert meter.use(4_000) == 1_000
        assert meter.state.remaining == 0
        assert meter.memory.status & MeterStatus.VALVE_CLOSED

    def test_an_overdraft_is_netted_off_by_the_next_load(self) -> None:
        state = meter_at(1).state
        meter = VirtualMeter(state, KEYS, today=TODAY, overdraft=500)
        assert meter.use(9_000) == 5_500
        card = card_of(FIRST, contents(2))
        meter.take(card)
        assert read(card).read_back.remaining == 4_500

    def test_each_month_s_use_is_frozen_at_its_end(self) -> None:
        meter = meter_at(20)
        meter.days(2, 100)  # 30 and 31 March
        meter.days(30, 10)
        meter.days(5, 7)
        card = card_of(FIRST, contents(21))
        meter.take(card)
        back = read(card).read_back
        assert back.written_on == date(2026, 5, 6)
        assert back.months == (300, 200)
        assert back.total_used == 200 + 300 + 35

    def test_twelve_months_are_kept(self) -> None:
        meter = meter_at(20)
        meter.days(500, 1)
        assert len(meter.memory.months) == 12
        assert meter.memory.months[0] == 31

    def test_status_is_told_until_it_is_repaired(self) -> None:
        meter, card = meter_at(), card_of(FIRST, contents(1))
        meter.raise_status(MeterStatus.BATTERY_LOW | MeterStatus.MAGNET)
        meter.take(card)
        assert read(card).read_back.status == MeterStatus.BATTERY_LOW | MeterStatus.MAGNET
        meter.clear_status(MeterStatus.MAGNET)
        meter.take(card)
        assert read(card).read_back.status == MeterStatus.BATTERY_LOW

    def test_the_same_days_give_the_same_meter(self) -> None:
        one, other = meter_at(20), meter_at(20)
        for meter in (one, other):
            meter.days(100, 33)
        assert one.memory == other.memory
