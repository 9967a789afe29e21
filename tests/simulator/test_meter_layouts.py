"""What meters write on each layout, byte by byte or torn: it agrees with the layout's profile."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import msgspec
import pytest

from app.cards.profiles.at88_water4_layout import TABLE, TABLE_AT
from app.cards.profiles.at88_water4_report import report_of
from app.domain.cards import (
    CardForm,
    ChargingType,
    Marking,
    MeterParameters,
    MeterStatus,
    ReadBack,
    ReadBackPhase,
)
from app.domain.identity import EventId
from app.domain.meter_tariff import MeterTariff, TierSet
from app.domain.metering import MeterAnswer
from app.domain.quantity import PRICE_SCALE
from app.simulator.tears import CardPulled, Tear, TearPhase, every_tear
from tests.simulator.houses import (
    HOUSES,
    LOAD,
    MIFARE1K,
    POWER,
    SLE4428,
    SLE4442,
    TODAY,
    WATER,
    WATER4,
    House,
)

KINDS = [(house, marking) for house in HOUSES for marking in house.markings]
AROUND = (TearPhase.BEFORE, TearPhase.AFTER)
OPEN = (SLE4442, SLE4428, MIFARE1K)


def named(value: object) -> str:
    return value.name if isinstance(value, House) else str(value)


@pytest.mark.parametrize("house", OPEN, ids=named)
def test_open_layouts_carry_all_that_a_meter_tells(house: House) -> None:
    meter, second = house.meter(1), house.contents(2)
    card = house.card(second)
    meter.days(3, 300)  # 30 and 31 March, 1 April
    meter.raise_status(MeterStatus.MAGNET | MeterStatus.VALVE_FAULT)
    meter.take(card)
    assert house.read(card, second).read_back == ReadBack(
        phase=ReadBackPhase.FINAL,
        number=2,
        remaining=9_100,
        total_credited=10_000,
        total_used=900,
        status=MeterStatus.MAGNET | MeterStatus.VALVE_FAULT,
        written_on=date(2026, 4, 2),
        months=(600,),
    )


def test_the_return_file_of_water_byte_by_byte() -> None:
    """Offsets of notes/domain.md 6.1."""
    meter, first = WATER.meter(card=None), WATER.contents(1, form=CardForm.OPENING)
    card = WATER.card(msgspec.structs.replace(first, parameters=MeterParameters(alarm=2_000)))
    meter.take(card)
    meter.days(3, 300)
    meter.raise_status(MeterStatus.BATTERY_LOW)
    meter.take(card)
    file = WATER.image(card).areas["water/return"]
    assert (len(file), file[:3].hex(), file[-1]) == (124, "680177", 0x16)
    assert file[3:9].hex() == "000077000001"
    assert file[9:15].hex() == "000100000017"
    figures = {22: (4, 500), 26: (2, 1), 28: (4, 200), 44: (2, 2), 46: (4, 410), 50: (4, 500)}
    figures |= {54: (4, 90), 58: (4, 0), 62: (2, 30), 64: (2, 1), 66: (2, 60), 68: (2, 0)}
    assert {at: int.from_bytes(file[at : at + size]) for at, (size, _value) in figures.items()} == {
        at: value for at, (_size, value) in figures.items()
    }
    assert file[114:122].hex() == "2026040200000000"
    assert file[122] == sum(file[1:122]) % 256


def test_what_water_tells_is_what_the_counter_reads() -> None:
    meter, second = WATER.meter(1), WATER.contents(2)
    card = WATER.card(second)
    meter.days(3, 300)
    meter.raise_status(MeterStatus.MAGNET | MeterStatus.TAMPER)
    meter.take(card)
    assert WATER.read(card, second).read_back == ReadBack(
        phase=ReadBackPhase.FINAL,
        number=2,
        remaining=9_100,
        total_credited=10_000,
        total_used=900,
        status=MeterStatus.MAGNET | MeterStatus.TAMPER | MeterStatus.VALVE_CLOSED,
        written_on=date(2026, 4, 2),
        months=(600, *[0] * 11),
    )


def test_what_electricity_tells_is_what_the_counter_reads() -> None:
    meter, second = POWER.meter(1), POWER.contents(2)
    card = POWER.card(second)
    meter.use(900)
    meter.take(POWER.card(second, card=2))
    meter.take(card)
    back = POWER.read(card, second).read_back
    assert (back.number, back.remaining, back.written_on) == (2, 9_100, TODAY)
    assert back.status == MeterStatus.ILLEGAL_CARD
    file = POWER.image(card).areas["electricity/return"]
    assert (len(file), file[:4].hex(), file[-1]) == (49, "6811002b", 0x16)
    assert file[39:42].hex() == "000001"
    meter.take(card)
    assert not POWER.read(card, second).read_back.status


def test_an_overdrawn_electricity_meter_says_so() -> None:
    meter, second = POWER.meter(1), POWER.contents(2, load=0, cumulative=LOAD)
    meter.memory = msgspec.structs.replace(meter.memory, overdraft=700)
    meter.use(9_000)
    card = POWER.card(second)
    meter.take(card)
    assert POWER.read(card, second).read_back.remaining == -700


def test_a_water4_meter_takes_its_bit_and_nothing_else_of_the_table() -> None:
    first, second = WATER4.contents(1), WATER4.contents(1, place=3)
    card = WATER4.card(first)
    WATER4.rewrite(card, msgspec.structs.replace(second, sequence=2, mark=EventId(7, 1, 102)))
    before = WATER4.image(card).areas["az2"]
    WATER4.meter().take(card)
    after = WATER4.image(card).areas["az2"]
    unloaded = TABLE_AT + 26
    assert (before[unloaded], after[unloaded]) == (0b0110, 0b0100)
    changed = [at for at in range(64) if before[at] != after[at]]
    reports = TABLE_AT + TABLE.size
    assert changed == [unloaded, *range(reports + 8, reports + 16)]


def test_a_water4_meter_reports_once_until_the_card_is_written_again() -> None:
    meter, card = WATER4.meter(1), WATER4.card(WATER4.contents(2))
    meter.use(1_000)
    meter.raise_status(MeterStatus.TAMPER)
    meter.take(card)
    told = ReadBack(
        totals=False,
        number=2,
        remaining=9_000,
        status=MeterStatus.TAMPER | MeterStatus.VALVE_CLOSED,
        written_on=TODAY,
    )
    assert report_of(WATER4.image(card), WATER4.place) == told
    meter.clear_status(MeterStatus.TAMPER)
    meter.take(card)
    assert report_of(WATER4.image(card), WATER4.place) == told
    WATER4.rewrite(card, WATER4.contents(3))
    meter.take(card)
    again = report_of(WATER4.image(card), WATER4.place)
    assert again is not None
    assert (again.number, again.status) == (3, 0)


NOW = TierSet(starts=(0, 6_000), prices=(4_000 * PRICE_SCALE, 6_000 * PRICE_SCALE))
NEXT = TierSet(starts=(0, 6_000, 9_000), prices=tuple(n * PRICE_SCALE for n in (50, 70, 80)))
LATER = TierSet(starts=(0,), prices=(90 * PRICE_SCALE,))
TOLD = MeterTariff(current=NOW, following=NEXT, switch_at=datetime(2026, 5, 1))
TIERED = [
    replace(house, name=f"{house.name}-tiered", charging=ChargingType.MONEY_TIERED)
    for house in (WATER, POWER)
]


@pytest.mark.parametrize("house", TIERED, ids=named)
class TestTariffOnTheCard:
    """notes/domain.md 2.4, 4.1 C and 4.2."""

    def test_an_opening_card_sets_both_sets(self, house: House) -> None:
        meter = house.meter(card=None, tariff=None)
        meter.take(house.card(house.contents(1, form=CardForm.OPENING, tariff=TOLD)))
        assert meter.memory.tariff == TOLD

    def test_an_opening_card_without_a_change_of_prices_tells_of_none(self, house: House) -> None:
        told = MeterTariff(current=NOW)
        meter = house.meter(card=None, tariff=None)
        meter.take(house.card(house.contents(1, form=CardForm.OPENING, tariff=told)))
        assert meter.memory.tariff == told

    @pytest.mark.parametrize("form", [CardForm.USER, CardForm.REISSUE])
    def test_other_cards_update_only_the_following_set(self, house: House, form: CardForm) -> None:
        own = MeterTariff(current=LATER)
        meter = house.meter(1, tariff=own)
        meter.take(house.card(house.contents(2, form=form, tariff=TOLD)))
        assert meter.memory.tariff == MeterTariff(
            current=LATER, following=NEXT, switch_at=TOLD.switch_at
        )

    def test_a_card_without_a_change_of_prices_changes_none(self, house: House) -> None:
        meter = house.meter(1, tariff=TOLD)
        meter.take(house.card(house.contents(2, tariff=MeterTariff(current=LATER))))
        assert meter.memory.tariff == TOLD

    def test_a_load_that_is_refused_changes_no_prices(self, house: House) -> None:
        meter = house.meter(1, tariff=MeterTariff(current=LATER))
        meter.take(house.card(house.contents(4, tariff=TOLD)))
        assert meter.memory.tariff == MeterTariff(current=LATER)


def test_water_is_told_its_limits_and_electricity_its_alarms() -> None:
    told = MeterParameters(
        alarm=3_000, closing_alarm=1_000, hoarding_limit=90_000, overdraft=500, pulses_per_unit=10
    )
    for house, limit, overdraft in ((WATER, 90_000, 500), (POWER, 70_000, 0)):
        meter = house.meter(1, hoarding_limit=70_000)
        meter.take(house.card(house.contents(2, parameters=told)))
        memory = meter.memory
        assert (memory.alarm, memory.closing_alarm) == (3_000, 1_000)
        assert (memory.state.hoarding_limit, memory.overdraft) == (limit, overdraft)


def test_a_card_that_tells_no_limits_leaves_the_meter_s_own() -> None:
    meter = WATER.meter(1, hoarding_limit=70_000)
    meter.take(WATER.card(WATER.contents(2)))
    assert meter.state.hoarding_limit == 70_000


def some_tears(house: House, marking: Marking) -> list[Tear]:
    """Every moment between two exchanges, and some within bytes."""
    meter, card = house.meter(1, marking=marking), house.card(house.contents(2))
    tears = enumerate(every_tear(meter.tear_points(card), seed=3))
    return [tear for at, tear in tears if tear.point.phase in AROUND or at % 7 == 0]


@pytest.mark.parametrize(("house", "marking"), KINDS, ids=named)
class TestPulled:
    """Whatever moment the card is pulled at."""

    def test_a_load_is_never_credited_twice_nor_falsely_shown_as_taken(
        self, house: House, marking: Marking
    ) -> None:
        second = house.contents(2)
        whole = house.card(second)
        for tear in some_tears(house, marking):
            meter, card = house.meter(1, marking=marking), whole.clone()
            with pytest.raises(CardPulled):
                meter.take(card, tear=tear)
            assert meter.memory.error == 35
            if house.read(card, second).taken:
                assert meter.state.total_credited == 2 * LOAD, tear
            for _ in range(3):
                meter.take(card)
            assert meter.state.total_credited <= 2 * LOAD, tear

    def test_put_in_again_the_load_is_credited_and_proved(
        self, house: House, marking: Marking
    ) -> None:
        """A meter that marks once, before it credits, may need the counter in between."""
        second = house.contents(2)
        whole, rewritten = house.card(second), house.contents(2, sequence=3)
        for tear in some_tears(house, marking):
            meter, card = house.meter(1, marking=marking), whole.clone()
            with pytest.raises(CardPulled):
                meter.take(card, tear=tear)
            meter.take(card)
            meter.take(card)
            if marking is Marking.BEFORE and meter.state.total_credited == LOAD:
                house.rewrite(card, rewritten)
                assert meter.take(card) is MeterAnswer.CREDIT, tear
                second = rewritten
            assert meter.state.total_credited == 2 * LOAD, tear
