"""The maker's function cards of the four-meter water card: bytes, whose they are, torn making."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import reduce
from operator import xor
from typing import Any

import msgspec
import pytest

from app.cards.errors import CardDamaged, CardForeign
from app.cards.key_sources.demo import DEMO_MASTER
from app.cards.key_sources.errors import KeyVersionUnknown
from app.cards.key_sources.master import MasterKeys
from app.cards.profiles.at88_water4_report import packed_report, report_at
from app.cards.profiles.fields import ContentsUnfit
from app.domain.cards import ChargingType, MeterParameters, UtilityKind
from app.domain.function_cards import FunctionContents, FunctionKind
from app.domain.meter_tariff import MeterTariff, TierSet
from app.domain.plans import (
    CardImage,
    StepKind,
    applied,
)
from tests.cards.at88_cards import BLANK, KEYS, PROFILE, SERIAL, SUITE
from tests.cards.at88_function_cards import (
    KINDS,
    REPORT,
    TARIFF,
    TIERED,
    contents_of,
    made,
    read,
    reported,
    steps_for,
    tiered_setup,
    told,
)
from tests.cards.profile_tears import with_bytes

STRANGER = MasterKeys({1: bytes(16)})
NEWER = MasterKeys({1: DEMO_MASTER, 2: bytes(range(16))})
each_kind = pytest.mark.parametrize("function", KINDS)


# What stands on a card


@each_kind
def test_every_function_comes_back_as_it_was_made(function: FunctionKind) -> None:
    contents = contents_of(function)
    reading = told(made(contents))
    assert reading.contents == contents
    assert (reading.serial, reading.profile) == (SERIAL, "at88-water4")
    assert (reading.key_version, reading.uses_left, reading.dumps) == (KEYS.version, 0, ())
    assert not PROFILE.declares.counts_uses


@pytest.mark.parametrize(
    ("function", "kind"),
    [
        (FunctionKind.SETUP, 0x20),
        (FunctionKind.CLEAR, 0x30),
        (FunctionKind.CHECK, 0x40),
        (FunctionKind.CLOCK, 0x50),
    ],
)
def test_type_and_system_mark_stand_in_the_head(function: FunctionKind, kind: int) -> None:
    head = made(contents_of(function)).areas["head"]
    assert (head[18], head[21], head[2:10]) == (kind, 0x98, SERIAL)


def test_the_set_up_is_the_maker_s() -> None:
    """Offsets as in notes/domain.md 6.3: from offset 1 of zone 2."""
    zone = made(contents_of(FunctionKind.SETUP)).areas["az2"]
    assert zone[1:3] == (5301).to_bytes(2)
    assert (zone[3], zone[4]) == (3, 10)
    assert zone[5:7] == (300).to_bytes(2)
    assert (zone[7], zone[8], zone[9]) == (5, 2, 4)
    assert zone[10:21] == b"\xff" * 11
    assert zone[21] == reduce(xor, zone[1:21])
    assert zone[0:1] + zone[22:] == b"\xff" * 43


def test_tiers_stand_behind_their_flag_with_hundredths_before_whole_prices() -> None:
    contents = tiered_setup()
    card = made(contents, profile=TIERED)
    zone = card.areas["az2"]
    assert zone[5:7] == (1_000).to_bytes(2)
    assert (zone[7], zone[8], zone[9], zone[10]) == (5, 2, 10, 0x88)
    assert zone[11:15] == (15).to_bytes(2) + (300).to_bytes(2)
    assert zone[15:21] == bytes([75, 45, 0, 60, 99, 255])
    assert zone[21] == reduce(xor, zone[1:21])
    assert told(card, TIERED).contents == contents


@pytest.mark.parametrize("count", [1, 2])
def test_fewer_tiers_end_at_thresholds_that_are_never_reached(count: int) -> None:
    tiers = TierSet(starts=TARIFF.current.starts[:count], prices=TARIFF.current.prices[:count])
    contents = tiered_setup(MeterTariff(current=tiers))
    card = made(contents, profile=TIERED)
    assert card.areas["az2"][13:15] == b"\xff\xff"
    assert card.areas["az2"][19:21] == card.areas["az2"][13 + 2 * count : 15 + 2 * count]
    assert told(card, TIERED).contents == contents


def test_the_clock_is_the_maker_s() -> None:
    zone = made(contents_of(FunctionKind.CLOCK)).areas["az2"]
    assert zone[21:28] == bytes.fromhex("260304140559") + b"\x88"
    assert zone[28] == reduce(xor, zone[21:28])
    assert zone[:21] + zone[29:] == b"\xff" * 56


@pytest.mark.parametrize("function", [FunctionKind.CLEAR, FunctionKind.CHECK])
def test_clear_and_query_are_told_by_their_type_alone(function: FunctionKind) -> None:
    assert made(contents_of(function)).areas["az2"] == b"\xff" * 64


@pytest.mark.parametrize(
    ("field", "function", "values"),
    [
        ("function", FunctionKind.TRANSFER, {}),
        ("function", FunctionKind.TARIFF, {}),
        ("uses", FunctionKind.CLEAR, {"uses": 1}),
        ("expires", FunctionKind.CLEAR, {"expires": date(2026, 12, 1)}),
        ("meter", FunctionKind.CHECK, {"meter": "77000001"}),
        ("kind", FunctionKind.CLEAR, {"kind": UtilityKind.GAS}),
        ("region", FunctionKind.CLEAR, {"region": 0xFFFF}),
        ("utility", FunctionKind.CLEAR, {"utility": 1 << 16}),
        ("clock", FunctionKind.CLOCK, {"clock": None}),
        ("clock", FunctionKind.CLOCK, {"clock": datetime(2026, 1, 1, microsecond=1)}),
        ("clock", FunctionKind.CLOCK, {"clock": datetime(2026, 1, 1, tzinfo=UTC)}),
        ("clock", FunctionKind.CLOCK, {"clock": datetime(1999, 12, 31)}),
        ("place", FunctionKind.SETUP, {"place": 5}),
        ("charging", FunctionKind.SETUP, {"charging": ChargingType.MONEY}),
        ("parameters", FunctionKind.SETUP, {"parameters": None}),
        ("overdraft", FunctionKind.SETUP, {"parameters": MeterParameters(overdraft=1_000)}),
        ("alarm", FunctionKind.SETUP, {"parameters": MeterParameters(alarm=1_500)}),
        ("closing_alarm", FunctionKind.SETUP, {"parameters": MeterParameters(closing_alarm=-1)}),
        (
            "hoarding_limit",
            FunctionKind.SETUP,
            {"parameters": MeterParameters(hoarding_limit=65_536_000)},
        ),
        (
            "pulses_per_unit",
            FunctionKind.SETUP,
            {"parameters": MeterParameters(pulses_per_unit=256)},
        ),
        ("credit", FunctionKind.SETUP, {"credit": 256_000}),
        ("tariff", FunctionKind.SETUP, {"tariff": TARIFF}),
    ],
)
def test_what_has_no_room_is_refused_by_name(
    field: str, function: FunctionKind, values: dict[str, Any]
) -> None:
    with pytest.raises(ContentsUnfit) as raised:
        steps_for(contents_of(function, **values))
    assert raised.value.field == field
    assert raised.value.remedy


@pytest.mark.parametrize(
    ("field", "tariff"),
    [
        ("tariff", MeterTariff(current=TARIFF.current, following=TARIFF.current)),
        ("tariff", MeterTariff(current=TierSet(starts=(0, 1, 2, 3), prices=(1, 1, 1, 1)))),
        ("tariff", MeterTariff(current=TierSet(starts=(0, 5_000, 5_000), prices=(1, 1, 1)))),
        ("tariff", MeterTariff(current=TierSet(starts=(), prices=()))),
        ("thresholds", MeterTariff(current=TierSet(starts=(0, 500), prices=(0, 0)))),
        ("prices", MeterTariff(current=TierSet(starts=(0,), prices=(5_000,)))),
        ("prices", MeterTariff(current=TierSet(starts=(0,), prices=(256_000_000,)))),
    ],
)
def test_tiers_without_room_are_refused_by_name(field: str, tariff: MeterTariff) -> None:
    with pytest.raises(ContentsUnfit) as raised:
        steps_for(tiered_setup(tariff), profile=TIERED)
    assert raised.value.field == field


# What meters report


def test_a_query_card_brings_a_report_for_each_place() -> None:
    card = reported(made(contents_of(FunctionKind.CHECK)), 1, REPORT)
    card = reported(card, 4, msgspec.structs.replace(REPORT, number=2))
    first, fourth = told(card).dumps
    assert (first.place, first.number, first.remaining, first.status) == (1, 7, -1_250, 3)
    assert (first.written_on, first.charging) == (date(2026, 3, 30), ChargingType.VOLUME)
    assert (fourth.place, fourth.number) == (4, 2)


def test_a_torn_report_tells_nothing_before_its_figures_are_whole() -> None:
    card, at = made(contents_of(FunctionKind.CHECK)), report_at(2)
    whole = packed_report(REPORT)
    for count in range(len(whole) - 1):
        assert told(with_bytes(card, "az2", at, whole[:count])).dumps == ()


def test_other_cards_bring_no_reports() -> None:
    assert told(reported(made(contents_of(FunctionKind.CLEAR)), 1, REPORT)).dumps == ()


# Whose it is


@each_kind
def test_it_is_never_taken_for_a_customer_s(function: FunctionKind) -> None:
    card = made(contents_of(function))
    assert not PROFILE.is_blank(card)
    assert PROFILE.serial_of(card) == SERIAL
    for ask in (
        lambda: PROFILE.decode(card, KEYS),
        lambda: PROFILE.rewrite(card, (SUITE.contents(2, number=2),), KEYS),
    ):
        with pytest.raises(CardForeign, match="function card"):
            ask()
    assert PROFILE.secret_of(card, KEYS) == PROFILE.secret_for(SERIAL, KEYS)


def test_a_customer_s_card_is_never_taken_for_one() -> None:
    customer = applied(BLANK, PROFILE.issue(BLANK, SERIAL, (SUITE.contents(),), KEYS))
    assert PROFILE.function_of(customer, KEYS) is None
    assert PROFILE.function_of(BLANK, KEYS) is None
    with pytest.raises(CardForeign):
        steps_for(contents_of(FunctionKind.CLEAR), customer)
    mine = steps_for(contents_of(FunctionKind.CLEAR))
    other = made(contents_of(FunctionKind.CLEAR))
    for plan, card in (
        (mine, customer),
        (PROFILE.issue(BLANK, SERIAL, (SUITE.contents(),), KEYS), other),
    ):
        assert not PROFILE.torn_copy(card, plan, KEYS)
        assert not PROFILE.taken_since(card, plan, KEYS)


def test_one_of_the_maker_s_own_program_is_not_ours() -> None:
    theirs = made(contents_of(FunctionKind.CLEAR))
    theirs = with_bytes(theirs, "head", 2, b"\xff" * 8)
    assert PROFILE.serial_of(theirs) is None
    for ask in (PROFILE.function_of, PROFILE.decode, PROFILE.secret_of):
        with pytest.raises(CardForeign):
            ask(theirs, KEYS)


@each_kind
def test_cards_of_other_keys_are_foreign(function: FunctionKind) -> None:
    card = made(contents_of(function))
    with pytest.raises(CardForeign):
        PROFILE.function_of(card, STRANGER)
    with pytest.raises(CardForeign):
        PROFILE.secret_of(card, STRANGER)


def test_a_card_of_a_newer_key_version_is_left_to_who_holds_it() -> None:
    contents = contents_of(FunctionKind.CLOCK)
    card = made(contents, keys=NEWER)
    with pytest.raises(KeyVersionUnknown):
        PROFILE.function_of(card, KEYS)
    assert not PROFILE.torn_copy(card, steps_for(contents), KEYS)
    older = made(contents)
    again = steps_for(contents, older, NEWER)
    assert all(step.kind is StepKind.WRITE for step in again)
    assert PROFILE.secret_of(applied(older, again), NEWER) == PROFILE.secret_of(older, KEYS)


@each_kind
def test_no_changed_bit_makes_another_function_card(function: FunctionKind) -> None:
    """What meters report stands beside it and has no check."""
    card, contents = made(contents_of(function)), contents_of(function)
    for area, data in card.areas.items():
        for at, value in enumerate(data):
            found = read(with_bytes(card, area, at, bytes([value ^ 1 << at % 8])))
            assert found is None or found.contents == contents


def test_the_head_of_another_type_turns_no_card_into_another() -> None:
    """A blank clear and a blank query card differ by nothing else."""
    clear, check = (made(contents_of(one)) for one in (FunctionKind.CLEAR, FunctionKind.CHECK))
    mixed = CardImage(check.areas | {"head": clear.areas["head"]})
    with pytest.raises(CardDamaged):
        PROFILE.function_of(mixed, KEYS)


@pytest.mark.parametrize(
    ("field", "contents"),
    [
        ("utility", contents_of(FunctionKind.CLEAR, utility=18)),
        ("function", contents_of(FunctionKind.CHECK)),
    ],
)
def test_made_again_it_stays_the_card_that_it_is(field: str, contents: FunctionContents) -> None:
    card = made(contents_of(FunctionKind.CLEAR))
    with pytest.raises(ContentsUnfit) as raised:
        steps_for(contents, card)
    assert raised.value.field == field
    with pytest.raises(ContentsUnfit) as raised:
        PROFILE.make_function(card, SERIAL[::-1], contents_of(FunctionKind.CLEAR), KEYS)
    assert raised.value.field == "serial"
