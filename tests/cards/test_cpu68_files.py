"""The files of the all-in-one CPU card, byte by byte, and what its meters write."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from app.cards.profiles.cpu68 import Cpu68
from app.cards.profiles.cpu68_parameters import Parameters
from app.cards.secrets import CardFile
from app.domain.cards import (
    ChargingType,
    MeterParameters,
    MeterStatus,
    ReadBack,
    ReadBackPhase,
)
from app.domain.comparison import Standing, by_read_back
from app.domain.completion import completed
from app.domain.meter_tariff import MeterTariff, TierSet
from app.domain.plans import CardImage, applied
from tests.cards.cpu68_cards import (
    ACCOUNT,
    BACK,
    KEYS,
    POWER,
    PROFILE,
    SERIAL,
    SUITE,
    TARIFF,
    WATER,
    areas,
    blank_image,
    power,
    told,
    water,
)
from tests.cards.profile_tears import with_bytes


class TestFiles:
    def test_the_counter_asks_for_every_file_by_its_short_name(self) -> None:
        access = PROFILE.access(CardImage({"serial": SERIAL}), KEYS)
        assert access is not None
        assert access.external == (0xDF01,)
        assert set(access.files) == {
            CardFile("electricity/parameters", 0xDF01, 1, 45),
            CardFile("electricity/wallet", 0xDF01, 2, 8),
            CardFile("electricity/rates", 0xDF01, 3, 203),
            CardFile("electricity/backup", 0xDF01, 4, 203),
            CardFile("electricity/return", 0xDF01, 5, 49),
            CardFile("water/purchase", 0xDF02, 1, 50),
            CardFile("water/return", 0xDF02, 2, 124),
            CardFile("water/wallet", 0xDF02, 3, 8),
            CardFile("water/tiers", 0xDF02, 0x19, 106),
            CardFile("gas/purchase", 0xDF03, 1, 50),
            CardFile("gas/return", 0xDF03, 2, 124),
            CardFile("gas/wallet", 0xDF03, 3, 8),
            CardFile("gas/tiers", 0xDF03, 0x07, 106),
        }

    def test_a_card_that_shows_no_serial_is_not_asked(self) -> None:
        assert PROFILE.access(CardImage({"serial": b""}), KEYS) is None
        assert PROFILE.access(CardImage({"main": bytes(256)}), KEYS) is None

    def test_a_purchase_file_reads_as_in_the_source(self) -> None:
        parameters = MeterParameters(
            alarm=3_000,
            closing_alarm=1_000,
            hoarding_limit=99_000,
            overdraft=500,
            pulses_per_unit=10,
        )
        data = SUITE.issued(water(load=12_340, parameters=parameters)).areas["water/purchase"]
        assert data[:3] == bytes.fromhex("68012D")
        assert data[3:9].hex() == "000020260002"
        assert data[9:15].hex() == ACCOUNT
        assert data[15:20] == bytes([0, 1, 1, 0x10, 0x80])
        assert data[20:24] == (1234).to_bytes(4)
        assert data[24:26] == (1).to_bytes(2)
        assert [int.from_bytes(data[at : at + 4]) for at in (26, 30, 34, 38)] == [
            300,
            100,
            9900,
            50,
        ]
        assert data[42:44] == (10).to_bytes(2)
        assert data[48:] == bytes([sum(data[1:48]) % 256, 0x16])

    def test_a_wallet_has_amount_and_number_of_this_load(self) -> None:
        card = SUITE.issued(water(number=7), power(number=9, mark=water(7).mark, sequence=7))
        assert card.areas["water/wallet"] == (1234).to_bytes(4) + (7).to_bytes(4)
        assert card.areas["electricity/wallet"] == (12_345).to_bytes(4) + (9).to_bytes(4)

    def test_a_parameter_file_of_electricity_reads_as_in_the_source(self) -> None:
        contents = power(
            charging=ChargingType.MONEY_TIERED,
            parameters=MeterParameters(alarm=1_000, closing_alarm=500),
            tariff=TARIFF,
        )
        data = SUITE.issued(contents).areas["electricity/parameters"]
        assert data[:4] == bytes.fromhex("68010027")
        assert data[4:6] == bytes([3, 0x80 | 0x04 | 0x08])
        assert data[10:16].hex() == "270101000001"
        assert data[16:24].hex() == "0000100000000500"
        assert data[24:30].hex() == "000001000001"
        assert data[30:36].hex() == "000020260001"
        assert data[36:43].hex() == ACCOUNT + "01"
        assert data[43:] == bytes([sum(data[1:43]) % 256, 0x16])

    def test_tiers_stand_twice_with_the_time_of_the_second(self) -> None:
        contents = water(charging=ChargingType.MONEY_TIERED, tariff=TARIFF)
        data = SUITE.issued(contents).areas["water/tiers"]
        assert data[:4] == bytes.fromhex("68016503")
        starts = [int.from_bytes(data[at : at + 4]) for at in range(4, 24, 4)]
        assert starts == [1000, 2000, 2000, 2000, 2000]
        prices = [int.from_bytes(data[at : at + 4]) for at in range(24, 48, 4)]
        assert prices == [200, 300, 400, 400, 400, 400]
        assert int.from_bytes(data[48:52]) == 2
        assert int.from_bytes(data[52:56]) == 1500
        assert [int.from_bytes(data[at : at + 4]) for at in (72, 76)] == [250, 500]
        assert data[96:104].hex() == "2027010100000000"
        assert data[104:] == bytes([sum(data[1:104]) % 256, 0x16])

    def test_rate_files_hold_tiers_or_one_price(self) -> None:
        tiered = power(charging=ChargingType.MONEY_TIERED, tariff=TARIFF)
        data = SUITE.issued(tiered).areas["electricity/backup"]
        assert data[:4] == bytes.fromhex("680100C5")
        assert not any(data[4:132])
        assert [int.from_bytes(data[at : at + 4]) for at in (132, 136, 152)] == [1500] * 3
        assert [int.from_bytes(data[at : at + 4]) for at in (156, 160, 180)] == [250, 500, 500]
        assert data[196:201].hex() == "2701010000"
        flat = power(tariff=MeterTariff(current=TierSet(starts=(0,), prices=(55_500,))))
        rates = SUITE.issued(flat).areas["electricity/rates"]
        assert [int.from_bytes(rates[at : at + 4]) for at in (4, 128, 132)] == [555, 555, 0]


class TestOrder:
    def test_the_number_comes_first_and_the_read_back_is_emptied_last(self) -> None:
        contents = water(2, charging=ChargingType.MONEY_TIERED, tariff=TARIFF)
        assert areas(contents, SUITE.issued(water())) == [
            "water/purchase",
            "water/wallet",
            "water/tiers",
            "water/return",
        ]

    def test_with_several_meters_no_read_back_is_emptied_before_all_numbers_stand(self) -> None:
        both = (power(), SUITE.changed(water(), sequence=1))
        assert [step.area for step in SUITE.steps(*both)] == [
            "electricity/parameters",
            "electricity/wallet",
            "water/purchase",
            "water/wallet",
            "electricity/return",
            "water/return",
        ]

    def test_only_an_opening_card_sets_the_tariff_in_force(self) -> None:
        """Source: notes/domain.md 2.4 and 4.2."""
        tiered: dict[str, Any] = {"charging": ChargingType.MONEY_TIERED, "tariff": TARIFF}
        opened = SUITE.issued(water(**tiered), SUITE.changed(power(**tiered), sequence=1))
        assert opened.areas["water/purchase"][19] == 0x04 | 0x08
        next_one = msgspec.structs.replace(TARIFF, following=None, switch_at=None)
        quiet = SUITE.rewritten(
            opened, water(2, charging=ChargingType.MONEY_TIERED, tariff=next_one)
        )
        assert quiet.areas["water/purchase"][19] == 0
        assert "electricity/rates" not in areas(power(2, **tiered), opened)
        assert "electricity/backup" in areas(power(2, **tiered), opened)

    def test_an_emptied_return_file_is_what_meters_call_empty(self) -> None:
        card = told(SUITE.issued(water()), water(), BACK)
        again = SUITE.rewritten(card, water(2))
        assert again.areas["water/return"] == bytes(124)
        fill = Cpu68(parameters=Parameters(emptied=0xFF))
        steps = fill.rewrite(card, (water(2),), KEYS)
        assert steps[-1].data == b"\xff" * 124
        steps = fill.issue(blank_image(), SERIAL, (power(),), KEYS)
        (reading,) = fill.decode(applied(blank_image(), steps), KEYS)
        assert reading.read_back == ReadBack()


class TestReadBack:
    def test_what_a_water_meter_wrote(self) -> None:
        reading = SUITE.reading(told(SUITE.issued(water()), water(), BACK), WATER)
        back = reading.read_back
        told_first = msgspec.structs.replace(back, months=back.months[:3])
        assert told_first == msgspec.structs.replace(BACK, phase=ReadBackPhase.FINAL)
        assert len(back.months) == PROFILE.declares.read_back_months == 12

    def test_the_ledger_completes_what_the_card_has_no_room_for(self) -> None:
        contents = water()
        shown = SUITE.reading(told(SUITE.issued(contents), contents, BACK), WATER)
        known = completed(shown, contents, marked=False)
        assert known.contents == contents
        assert known.taken

    def test_an_electricity_meter_tells_no_totals(self) -> None:
        contents = power()
        wrote = ReadBack(number=1, remaining=-250, status=MeterStatus.ILLEGAL_CARD)
        back = SUITE.reading(told(SUITE.issued(contents), contents, wrote), POWER).read_back
        assert (back.phase, back.number, back.remaining) == (ReadBackPhase.FINAL, 1, -250)
        assert back.status == MeterStatus.ILLEGAL_CARD
        assert not back.totals

    def test_an_electricity_meter_that_refused_for_now_has_all_but_the_load(self) -> None:
        contents = SUITE.changed(power(2, load=7_000), cumulative=19_000)
        wrote = msgspec.structs.replace(BACK, number=1)
        shown = SUITE.reading(told(SUITE.issued(contents), contents, wrote), POWER)
        known = completed(shown, contents, marked=False)
        assert by_read_back(known, copyable=False) is Standing.MARKED_NOT_TAKEN

    def test_an_empty_return_file_of_electricity_has_no_current_ratio(self) -> None:
        """Source: notes/domain.md 6.2."""
        card = SUITE.issued(power())
        noise = with_bytes(card, "electricity/return", 11, bytes.fromhex("0102"))
        assert SUITE.reading(noise, POWER).read_back == ReadBack()
        ratio = with_bytes(card, "electricity/return", 5, bytes.fromhex("000001"))
        assert SUITE.reading(ratio, POWER).read_back.phase is ReadBackPhase.BEGUN

    def test_a_number_that_is_not_the_card_s_is_told_as_it_stands(self) -> None:
        card = SUITE.issued(water(2))
        behind = told(card, water(2), msgspec.structs.replace(BACK, number=1))
        assert SUITE.reading(behind, WATER).read_back.number == 1
        assert SUITE.reading(behind, WATER).unloaded

    @pytest.mark.parametrize("place", [POWER, WATER])
    def test_a_read_back_that_a_meter_did_not_finish_wants_the_meter_again(
        self, place: int
    ) -> None:
        contents = SUITE.contents(place=place)
        card = told(SUITE.issued(contents), contents, BACK)
        area = f"{contents.kind}/return"
        whole = card.areas[area]
        for at in range(1, len(whole)):
            half = with_bytes(card, area, at, bytes([whole[at] ^ 0x10]))
            back = SUITE.reading(half, place).read_back
            assert back == ReadBack(phase=ReadBackPhase.BEGUN)
