"""The four-meter water card, byte by byte, torn, and against the shared contract."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import reduce
from operator import xor

import pytest

from app.cards.errors import CardDamaged, CardForeign
from app.cards.key_sources.demo import DEMO_MASTER
from app.cards.key_sources.master import MasterKeys
from app.cards.keys import KeySource
from app.cards.profiles.at88_water4 import At88Water4
from app.cards.station import Station
from app.domain.card_writes import form_after
from app.domain.cards import CardContents, CardForm, ChargingType, Marking, ReadBackPhase
from app.domain.completion import completed
from app.domain.identity import EventId
from app.domain.plans import (
    CardImage,
    PlanImages,
    Step,
    StepKind,
    Verdict,
    applied,
    judge,
    remaining_steps,
    shows,
)
from app.domain.refunds import RefundCase, RefundRefusal, proved, refund_refusal
from app.simulator.at88sc102_card import VirtualAt88sc102
from app.simulator.reader import VirtualReader
from tests.cards.at88_cards import (
    BLANK,
    HEAD,
    KEYS,
    PROFILE,
    SERIAL,
    SUITE,
    At88Contract,
    clear_bit,
)
from tests.cards.profile_keys import NewKeysContract
from tests.cards.profile_meters import MeterContract
from tests.cards.profile_places import PlacesContract
from tests.cards.profile_tears import torn, with_bytes


class TestContract(PlacesContract, At88Contract):
    def test_two_meters_of_one_kind_never_have_one_number(self) -> None:
        """In one plan; what stands on the card has no number that could be compared."""
        same = self.changed(self.contents(place=2), meter=self.contents().meter)
        assert self.refused(self.contents(), same) == "meter"


class TestMeters(MeterContract, At88Contract):
    def taken(self, image: CardImage, place: int) -> CardImage:
        return applied(image, clear_bit(image, place))


class TestNewKeys(NewKeysContract, At88Contract):
    def newer_keys(self) -> KeySource:
        return MasterKeys({1: DEMO_MASTER, 2: bytes(range(16))})


def card(*contents: CardContents) -> CardImage:
    return SUITE.issued(*contents)


def table(image: CardImage) -> bytes:
    """The maker's table: offsets as in notes/domain.md 6.3."""
    return image.areas["az2"][2:30]


class TestBytes:
    def test_the_makers_table_is_the_makers(self) -> None:
        one = SUITE.contents(load=300_450, number=1)
        three = SUITE.contents(load=7_090, number=1, place=3)
        said = table(card(one, three))
        assert said[0:2] == (5301).to_bytes(2)
        assert said[2:4] == (12340 % 65521).to_bytes(2)
        assert said[4:12] == bytes([300 - 256, 45, 0xFF, 0xFF, 7, 9, 0xFF, 0xFF])
        assert said[12:16] == bytes([1, 0xFF, 1, 0xFF])
        assert said[21] == 0b0001
        assert (said[22], said[23], said[24], said[25]) == (0x11, 0xFF, 0xFF, 0xFF)
        assert said[26] == 0b0101
        assert said[27] == reduce(xor, said[:27])
        assert card(one).areas["az2"][30:62] == b"\xff" * 32

    def test_type_and_system_mark_stand_in_the_head(self) -> None:
        head = card().areas["head"]
        assert (head[18], head[21]) == (0x10, 0x98)
        assert head[2:10] == SERIAL[:-1] + b"\x00"

    def test_a_reissued_first_purchase_carries_both_flags_only_until_it_is_taken(self) -> None:
        opening = SUITE.contents(place=1)
        reissued = SUITE.changed(SUITE.contents(number=7, place=2), form=CardForm.REISSUE)
        both = card(opening, reissued)
        assert (table(both)[22], table(both)[24]) == (0x11, 0x11)
        taken = applied(both, clear_bit(both, 1))
        user = SUITE.contents(2, number=2, place=1)
        after = SUITE.rewritten(taken, user)
        assert (table(after)[22], table(after)[24]) == (0xFF, 0x11)
        assert [one.form for one in SUITE.said(after)] == [CardForm.USER, CardForm.REISSUE]

    def test_money_is_counted_low_byte_first(self) -> None:
        profile = At88Water4(charging=ChargingType.MONEY_TIERED, money_unit=100)
        contents = SUITE.changed(SUITE.contents(load=25_800), charging=ChargingType.MONEY_TIERED)
        steps = profile.issue(BLANK, SERIAL, (contents,), KEYS)
        made = applied(BLANK, steps)
        assert table(made)[4:6] == bytes([2, 1])
        assert table(made)[25] == 0x11
        assert profile.decode(made, KEYS)[0].contents.load == 25_800
        assert profile.declares.largest_load == 65_535 * 100


class TestMeaning:
    def test_the_largest_load_is_511_99_cubic_metres(self) -> None:
        assert PROFILE.declares.largest_load == 511_990
        assert PROFILE.declares.step == 10

    def test_a_number_that_one_byte_cannot_carry_is_refused_with_the_way_out(self) -> None:
        with pytest.raises(Exception, match="allocate the meter anew"):
            card(SUITE.contents(number=255))

    def test_a_cleared_bit_is_taken_and_the_ledger_tells_the_total(self) -> None:
        before = card()
        (shown,) = PROFILE.decode(applied(before, clear_bit(before, 1)), KEYS)
        assert not shown.read_back.totals
        assert form_after(shown) is CardForm.USER
        known = completed(shown, SUITE.contents(), marked=True)
        assert known.taken
        assert known.contents == SUITE.contents()

    def test_a_write_for_one_meter_leaves_the_ledger_of_another_in_agreement(self) -> None:
        first, second = SUITE.contents(place=1), SUITE.contents(2, place=2)
        both = SUITE.rewritten(card(first), second)
        readings = PROFILE.decode(both, KEYS)
        known = [
            completed(reading, written, marked=True).contents
            for reading, written in zip(readings, (first, second), strict=True)
        ]
        assert known == [first, second]

    def test_an_unloaded_load_is_never_paid_back_in_cash(self) -> None:
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

    def test_a_cleared_bit_alone_never_proves_that_a_cancelled_load_was_not_credited(self) -> None:
        """Scene 20: a copy of the card may have had it before."""
        cancelled = SUITE.contents(number=1, load=0)
        made = card(cancelled)
        (shown,) = PROFILE.decode(applied(made, clear_bit(made, 1)), KEYS)
        known = completed(shown, cancelled, marked=True)
        assert known.taken
        assert not proved(known, number=1, total=0)

    @pytest.mark.parametrize(
        ("marking", "reason"),
        [(Marking.BOTH, "cannot mark twice"), (Marking.BEFORE, "read as a load that was taken")],
    )
    def test_one_bit_proves_a_credit_only_where_it_is_cleared_after(
        self, marking: Marking, reason: str
    ) -> None:
        with pytest.raises(ValueError, match=reason):
            At88Water4(marking=marking)


def verdict(images: PlanImages, image: CardImage, mark: EventId) -> Verdict:
    return judge(
        images,
        image,
        mark_shown=PROFILE.shows_mark(image, mark, KEYS),
        torn_copy=PROFILE.torn_copy(image, images.steps, KEYS),
        taken=PROFILE.taken_since(image, images.steps, KEYS),
    )


def erasing(image: CardImage, steps: tuple[Step, ...]) -> list[CardImage]:
    """States of a card pulled while the chip erases a zone or writes it from its beginning."""
    states = []
    for step in steps:
        if step.kind is StepKind.WRITE and step.area != "head":
            erased = with_bytes(image, step.area, 2, b"\xff" * 62)
            half = bytes(b | 0x5A for b in image.areas[step.area][2:])
            states.append(with_bytes(image, step.area, 2, half))
            for count in range(len(step.data)):
                states.append(with_bytes(erased, step.area, step.offset, step.data[:count]))
        image = applied(image, (step,))
        states.append(image)
    return states


class TestTorn:
    NEXT = SUITE.contents(2, number=2, load=8_000)

    def plan(self, before: CardImage, contents: CardContents = NEXT) -> PlanImages:
        return PlanImages(before, PROFILE.rewrite(before, (contents,), KEYS))

    def test_a_rewrite_pulled_anywhere_goes_on_and_shows_nothing_in_between(self) -> None:
        before = applied(card(), clear_bit(card(), 1))
        images = self.plan(before)
        after = applied(before, images.steps)
        for state in erasing(before, images.steps):
            done = all(shows(state, step) for step in images.steps)
            assert verdict(images, state, self.NEXT.mark) is (
                Verdict.HAPPENED if done else Verdict.BEGUN
            )
            assert applied(state, remaining_steps(images, state)) == after
            if not done:
                with pytest.raises(CardDamaged):
                    PROFILE.decode(state, KEYS)
                assert PROFILE.secret_of(state, KEYS) == PROFILE.secret_of(before, KEYS)

    def test_making_a_card_pulled_anywhere_goes_on(self) -> None:
        contents = SUITE.contents()
        steps = SUITE.steps(contents)
        images, after = PlanImages(BLANK, steps), applied(BLANK, steps)
        for state in torn(BLANK, steps, (0x00, 0x5A)):
            seen = verdict(images, state, contents.mark)
            assert seen in (Verdict.BEGUN, Verdict.NOT_WRITTEN, Verdict.HAPPENED)
            assert (seen is Verdict.HAPPENED) is (state == after)
            assert applied(state, remaining_steps(images, state)) == after

    def test_a_meter_that_took_the_load_before_the_card_was_read_back_proves_it(self) -> None:
        before = card()
        images = self.plan(before)
        taken = applied(before, images.steps)
        taken = applied(taken, clear_bit(taken, 1))
        assert verdict(images, taken, self.NEXT.mark) is Verdict.HAPPENED
        assert verdict(images, before, self.NEXT.mark) is Verdict.NOT_WRITTEN

    def test_a_report_of_a_meter_that_refused_leaves_the_plan_done(self) -> None:
        before = card()
        images = self.plan(before)
        told = with_bytes(applied(before, images.steps), "az2", 30, b"\x40\x01")
        assert verdict(images, told, self.NEXT.mark) is Verdict.HAPPENED

    def test_the_same_load_written_again_counts_for_nobody_until_its_check_stands(self) -> None:
        before = card()
        again = SUITE.changed(SUITE.contents(2), number=1)
        images = self.plan(before, again)
        table_step = images.steps[0]
        erased = with_bytes(before, "az2", 2, b"\xff" * 62)
        without_check = with_bytes(erased, "az2", 2, table_step.data[:27])
        with pytest.raises(CardDamaged):
            PROFILE.decode(without_check, KEYS)
        assert verdict(images, without_check, again.mark) is Verdict.BEGUN

    def test_another_plan_s_table_under_a_torn_record_is_a_mystery(self) -> None:
        """Scene 6: nobody knows what a meter has made of it."""
        before = card()
        images = self.plan(before)
        other = self.plan(before, SUITE.changed(self.NEXT, load=9_000)).steps
        foreign = applied(before, other[:1])
        assert verdict(images, foreign, self.NEXT.mark) is Verdict.UNKNOWN

    def test_an_old_card_whose_meter_was_elsewhere_is_a_mystery(self) -> None:
        """Scene 14: a read-back that changed while the plan was open."""
        before = card()
        images = self.plan(before)
        moved = applied(before, clear_bit(before, 1))
        assert verdict(images, moved, self.NEXT.mark) is Verdict.UNKNOWN


class TestSpoilt:
    @pytest.mark.parametrize("area", ["az1", "az2"])
    def test_a_flipped_bit_never_shows_another_load(self, area: str) -> None:
        made = card(SUITE.contents(), SUITE.contents(place=2))
        known = SUITE.said(made)
        used = range(2, 30) if area == "az2" else range(2, 56)
        for at in used:
            for bit in range(8):
                value = made.areas[area][at] ^ (1 << bit)
                try:
                    said = SUITE.said(with_bytes(made, area, at, bytes([value])))
                except CardDamaged:
                    continue
                assert said == known

    def test_an_unloaded_bit_never_comes_back(self) -> None:
        taken = applied(card(), clear_bit(card(), 1))
        kept = SUITE.rewritten(taken, SUITE.contents(2, place=2))
        bits = kept.areas["az2"][28]
        with pytest.raises(CardDamaged):
            PROFILE.decode(with_bytes(kept, "az2", 28, bytes([bits | 0b0001])), KEYS)

    def test_a_zone_of_another_card_is_damage(self) -> None:
        mine, theirs = card(), SUITE.issued(number=1)
        for area in ("az1", "az2"):
            mixed = CardImage(mine.areas | {area: theirs.areas[area]})
            if mixed != mine:
                with pytest.raises(CardDamaged):
                    PROFILE.decode(mixed, KEYS)

    @pytest.mark.parametrize("kind", [0x20, 0x30, 0x40, 0x50])
    def test_the_makers_function_cards_are_nobody_s(self, kind: int) -> None:
        head = bytearray(HEAD)
        head[18], head[21] = kind, 0x98
        image = CardImage(BLANK.areas | {"head": bytes(head)})
        assert PROFILE.serial_of(image) is None
        assert not PROFILE.is_blank(image)
        with pytest.raises(CardForeign):
            PROFILE.decode(image, KEYS)

    def test_a_stranger_with_bytes_where_serials_stand_is_nobody_s(self) -> None:
        image = with_bytes(with_bytes(BLANK, "head", 2, SERIAL), "head", 14, bytes(8))
        assert PROFILE.serial_of(image) is None
        assert not PROFILE.is_blank(image)

    def test_a_card_of_another_chip_is_nobody_s(self) -> None:
        image = CardImage({"main": b"\xff" * 256})
        assert not PROFILE.is_blank(image)
        assert PROFILE.serial_of(image) is None


def test_a_retrieved_card_keeps_its_serial_and_is_blank() -> None:
    kept = with_bytes(BLANK, "head", 2, SERIAL)
    assert PROFILE.is_blank(kept)
    assert PROFILE.serial_of(kept) == SERIAL


def test_readings_name_no_date() -> None:
    taken = applied(card(), clear_bit(card(), 1))
    (reading,) = PROFILE.decode(taken, KEYS)
    assert reading.read_back.phase is ReadBackPhase.FINAL
    assert reading.read_back.written_on is None
    assert replace(PROFILE, name="other").decode(taken, KEYS)[0].profile == "other"
    assert reading.contents.period_start == date(2000, 1, 1)


def test_a_card_is_made_and_sold_to_in_a_reader() -> None:
    """A sale erases zone 2 once, of the 128 times that the chip has."""
    reader, virtual = VirtualReader(), VirtualAt88sc102()
    reader.insert(virtual)
    station = Station(reader, [PROFILE], KEYS, "acs")
    with station.session() as session:
        session.unlock(None)
        for step in PROFILE.issue(session.image(), SERIAL, (SUITE.contents(),), KEYS):
            session.write(step)
    before = virtual.erasures_left
    sold = (SUITE.contents(2, number=2, place=1), SUITE.contents(2, place=4))
    with station.session() as session:
        image = session.image()
        session.unlock(SERIAL)
        assert session.identify_again() == SERIAL
        for step in PROFILE.rewrite(image, sold, KEYS):
            session.write(step)
        session.image()
        said = [reading.contents for reading in session.readings()]
    assert said == [SUITE.shown(one) for one in sold]
    assert virtual.erasures_left == before - 1
