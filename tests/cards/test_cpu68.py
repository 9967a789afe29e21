"""The all-in-one CPU card: bytes, order of steps, what is not proven, and the shared contract."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from app.cards.errors import CardDamaged, CardForeign
from app.cards.profiles.cpu68 import Cpu68
from app.cards.profiles.cpu68_parameters import Checksum, Parameters, WalletUse
from app.cards.profiles.fields import ContentsUnfit
from app.cards.secrets import KeyUsage
from app.cards.station import Station
from app.domain.cards import (
    CardForm,
    ChargingType,
    MeterParameters,
    ReadBack,
    ReadBackPhase,
    UtilityKind,
)
from app.domain.identity import EventId
from app.domain.meter_tariff import MeterTariff, TierSet
from app.domain.plans import CardImage, PlanImages, Verdict, applied, judge
from app.domain.refunds import RefundCase, RefundRefusal, refund_refusal
from app.simulator.reader import VirtualReader
from tests.cards.cpu68_cards import (
    BACK,
    GAS,
    KEYS,
    PROFILE,
    SERIAL,
    SUITE,
    WATER,
    Cpu68Contract,
    blank_image,
    power,
    told,
    virtual_card,
    water,
)
from tests.cards.cpu68_meter import write_back
from tests.cards.profile_meters import MeterContract
from tests.cards.profile_places import PlacesContract
from tests.cards.profile_tears import with_bytes


class TestContract(PlacesContract, Cpu68Contract):
    """Electricity, water, gas."""


class TestContractWithHeat(PlacesContract, Cpu68Contract):
    """And heat; all else the other way round as well."""

    used = Cpu68(
        name="cpu68-heat",
        parameters=Parameters(
            byte_order="little",
            unit=100,
            money_unit=10,
            checksum=Checksum.XOR,
            wallet=WalletUse.UNUSED,
            heat_directory=0xDF04,
            account_digits=12,
            meter_digits=8,
        ),
    )


class TestMeters(MeterContract, Cpu68Contract):
    def taken(self, image: CardImage, place: int) -> CardImage:
        contents = self.reading(image, place).contents
        back = ReadBack(number=contents.number, written_on=date(2026, 3, 4))
        return applied(image, write_back(contents, back, self.used))


def verdict(images: PlanImages, image: CardImage) -> Verdict:
    """As operations ask it where the card has no room for a mark."""
    return judge(
        images,
        image,
        mark_shown=True,
        torn_copy=PROFILE.torn_copy(image, images.steps, KEYS),
        taken=PROFILE.taken_since(image, images.steps, KEYS),
    )


class TestTorn:
    CARD = told(SUITE.issued(water()), water(), BACK)
    PLAN = PlanImages(CARD, PROFILE.rewrite(CARD, (water(2, load=7_000),), KEYS))

    def test_pulled_between_any_two_files_it_goes_on(self) -> None:
        count = len(self.PLAN.steps)
        seen = [
            verdict(self.PLAN, applied(self.CARD, self.PLAN.steps[:at])) for at in range(count + 1)
        ]
        assert seen == [Verdict.NOT_WRITTEN, *[Verdict.BEGUN] * (count - 1), Verdict.HAPPENED]

    def test_before_the_last_step_a_meter_finds_a_read_back_that_is_not_empty(self) -> None:
        """Scene 14: a load half written never looks unloaded, and the meter credits nothing."""
        for at in range(1, len(self.PLAN.steps)):
            back = SUITE.reading(applied(self.CARD, self.PLAN.steps[:at]), WATER).read_back
            assert (back.phase, back.number) == (ReadBackPhase.FINAL, 1)

    def test_a_meter_that_took_the_load_before_the_card_was_read_back_proves_it(self) -> None:
        done = applied(self.CARD, self.PLAN.steps)
        taken = told(done, water(2, load=7_000), msgspec.structs.replace(BACK, number=2))
        assert verdict(self.PLAN, taken) is Verdict.HAPPENED

    def test_a_meter_that_saw_it_half_written_leaves_a_mystery(self) -> None:
        half = applied(self.CARD, self.PLAN.steps[:1])
        saw = told(half, water(2), msgspec.structs.replace(BACK, written_on=date(2026, 3, 5)))
        assert verdict(self.PLAN, saw) is Verdict.UNKNOWN

    def test_a_file_that_tore_after_all_is_written_again(self) -> None:
        after = applied(self.CARD, self.PLAN.steps[:1]).areas["water/purchase"]
        half = with_bytes(self.CARD, "water/purchase", 0, after[:26])
        assert half.areas["water/purchase"] not in (after, self.CARD.areas["water/purchase"])
        assert verdict(self.PLAN, half) is Verdict.BEGUN
        with pytest.raises(CardDamaged):
            PROFILE.decode(half, KEYS)

    def test_another_purchase_on_the_card_is_a_mystery(self) -> None:
        """Scene 19: without a mark only its bytes tell a load; others are not this plan's."""
        theirs = water(2, load=8_000)
        other = SUITE.rewritten(self.CARD, theirs)
        assert verdict(self.PLAN, other) is Verdict.UNKNOWN
        taken = told(other, theirs, msgspec.structs.replace(BACK, number=2))
        assert verdict(self.PLAN, taken) is Verdict.UNKNOWN


class TestRefusals:
    @pytest.mark.parametrize(
        ("field", "values"),
        [
            ("account", {"account": "000000012345"}),
            ("account", {"account": "1234567890123"}),
            ("meter", {"meter": "0020260001"}),
            ("meter", {"meter": "12A4"}),
            ("kind", {"kind": UtilityKind.HEAT}),
            ("prices", {"tariff": MeterTariff(current=TierSet(starts=(0,), prices=(150,)))}),
        ],
    )
    def test_what_would_not_read_back_the_same_is_refused(
        self, field: str, values: dict[str, object]
    ) -> None:
        contents = water(charging=ChargingType.MONEY_TIERED, load=100)
        assert SUITE.refused(SUITE.changed(contents, **values)) == field

    def test_alarms_of_a_volume_meter_are_whole_counts(self) -> None:
        assert SUITE.refused(water(parameters=MeterParameters(alarm=5))) == "alarm"

    def test_a_directory_that_the_card_does_not_have_is_refused(self) -> None:
        gone = {area: b"" for area in blank_image().areas if area.startswith("gas/")}
        image = CardImage(blank_image().areas | gone)
        contents = SUITE.contents(place=GAS)
        with pytest.raises(ContentsUnfit) as raised:
            PROFILE.issue(image, SERIAL, (contents,), KEYS)
        assert raised.value.field == "place"
        assert PROFILE.is_blank(image)

    def test_another_serial_than_the_card_s_own_is_refused(self) -> None:
        with pytest.raises(ContentsUnfit) as raised:
            PROFILE.issue(blank_image(), bytes(range(8)), (water(),), KEYS)
        assert raised.value.field == "serial"

    @pytest.mark.parametrize("serial", [b"", bytes(8), b"\xff" * 8])
    def test_a_card_that_was_never_personalised_is_not_blank(self, serial: bytes) -> None:
        image = CardImage(blank_image().areas | {"serial": serial})
        assert not PROFILE.is_blank(image)
        assert PROFILE.own_serial(image) is None

    def test_a_purchase_file_that_is_spoilt_is_damage(self) -> None:
        card = SUITE.issued(water())
        for at in range(1, 50):
            value = card.areas["water/purchase"][at] ^ 0x01
            with pytest.raises(CardDamaged):
                PROFILE.decode(with_bytes(card, "water/purchase", at, bytes([value])), KEYS)

    def test_a_post_paid_card_is_not_ours_to_sell_to(self) -> None:
        data = bytearray(SUITE.issued(water()).areas["water/purchase"])
        data[16] = 4
        data[48] = sum(data[1:48]) % 256
        with pytest.raises(CardForeign):
            PROFILE.decode(
                with_bytes(SUITE.issued(water()), "water/purchase", 0, bytes(data)), KEYS
            )


def test_an_unloaded_load_is_never_paid_back_in_cash() -> None:
    declares = PROFILE.declares
    case = RefundCase(
        node=7,
        epoch=1,
        sold_by=EventId(7, 1, 1),
        written_on=SERIAL,
        serial=SERIAL,
        rewritten=False,
        marking=declares.marking,
        copyable=declares.copyable,
        refundable=declares.refundable,
    )
    assert refund_refusal(case) is RefundRefusal.CREDITS_FIRST


def test_a_city_diversifies_the_keys_before_the_card_does() -> None:
    city = bytes.fromhex("5301FFFFFFFFFFFF")
    profile = Cpu68(parameters=Parameters(key_factors=(city,)))
    expected = KEYS.card_ciphers((city, SERIAL), 1).of(KeyUsage.MAINTENANCE)
    found = profile.secret_for(SERIAL, KEYS).of(KeyUsage.MAINTENANCE)
    assert found.encrypt(bytes(8)) == expected.encrypt(bytes(8))


def test_a_card_is_made_and_sold_to_in_a_reader() -> None:
    """With internal and external authentication, and a MAC over a fresh challenge per file."""
    reader = VirtualReader()
    card = virtual_card(without=(0xDF03,))
    reader.insert(card)
    station = Station(reader, [PROFILE], KEYS)
    with station.session() as session:
        assert session.blank()
        assert session.image().areas["gas/purchase"] == b""
        session.unlock(None)
        for step in PROFILE.issue(session.image(), SERIAL, (water(), power()), KEYS):
            session.write(step)
    with station.session() as session:
        assert session.serial() == SERIAL
        image = session.image()
        session.unlock(SERIAL)
        assert session.identify_again() == SERIAL
        for step in PROFILE.rewrite(image, (water(2),), KEYS):
            session.write(step)
        session.image()
        said = [reading.contents for reading in session.readings()]
    assert said == [SUITE.shown(power()), SUITE.shown(water(2))]


def test_forms_of_cards_are_told_apart() -> None:
    for form in CardForm:
        (said,) = SUITE.said(SUITE.issued(water(form=form)))
        assert said.form is form
