"""The meter's own decision table, row by row."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, composite

from app.domain.cards import CardContents, CardForm, ReadBackPhase
from app.domain.metering import MeterAnswer, MeterState, meter_answer, writes_back
from tests.domain.cards_and_meters import (
    ACCOUNT,
    CONTENTS,
    OTHER_SERIAL,
    SERIAL,
    contents_with,
    meter_with,
)

EMPTY, BEGUN, FULL = ReadBackPhase.EMPTY, ReadBackPhase.BEGUN, ReadBackPhase.FINAL
NEW_METER = meter_with(account=None, serial=None, number=0, total_credited=0, total_used=0)
FIRST = contents_with(form=CardForm.OPENING, number=1, load=20_000)


def answer(
    state: MeterState,
    contents: CardContents = CONTENTS,
    serial: bytes = SERIAL,
    returned: ReadBackPhase = EMPTY,
) -> MeterAnswer:
    return meter_answer(state, contents, serial, returned=returned)


class TestTheCount:
    """Card number c against meter number n, read-back empty or not."""

    @pytest.mark.parametrize(
        ("number", "returned", "expected"),
        [
            (5, EMPTY, MeterAnswer.CREDIT),
            (5, BEGUN, MeterAnswer.RETURN_FILE_NOT_EMPTY),
            (5, FULL, MeterAnswer.RETURN_FILE_NOT_EMPTY),
            (4, EMPTY, MeterAnswer.NOTHING_NEW),
            (4, FULL, MeterAnswer.NOTHING_NEW),
            (3, EMPTY, MeterAnswer.NOTHING_NEW),
            (3, FULL, MeterAnswer.NOTHING_NEW),
            (0, EMPTY, MeterAnswer.NOTHING_NEW),
            (6, EMPTY, MeterAnswer.COUNT_WRONG),
            (6, FULL, MeterAnswer.COUNT_WRONG),
            (60, EMPTY, MeterAnswer.COUNT_WRONG),
        ],
    )
    def test_decides_what_is_credited(
        self, number: int, returned: ReadBackPhase, expected: MeterAnswer
    ) -> None:
        assert answer(meter_with(), contents_with(number=number), returned=returned) is expected

    def test_goes_on_with_the_load_that_this_meter_began(self) -> None:
        meter = meter_with(half_taken=CONTENTS.mark.to_bytes())
        assert answer(meter, returned=BEGUN) is MeterAnswer.CREDIT

    def test_does_not_go_on_with_a_load_that_another_mark_began(self) -> None:
        meter = meter_with(half_taken=bytes(8))
        assert answer(meter, returned=BEGUN) is MeterAnswer.RETURN_FILE_NOT_EMPTY

    @pytest.mark.parametrize("form", [CardForm.OPENING, CardForm.REISSUE])
    def test_a_strange_new_card_that_was_in_a_meter_already_is_refused(
        self, form: CardForm
    ) -> None:
        card = contents_with(form=form, number=4)
        assert answer(meter_with(), card, OTHER_SERIAL, FULL) is MeterAnswer.WRONG_CARD
        assert answer(meter_with(), card, OTHER_SERIAL, EMPTY) is MeterAnswer.NOTHING_NEW


class TestLimits:
    """The whole load is refused, or none of it."""

    def test_what_fits_exactly_is_credited(self) -> None:
        assert answer(meter_with(hoarding_limit=4_000)) is MeterAnswer.CREDIT
        assert answer(meter_with(largest_load=3_000)) is MeterAnswer.CREDIT

    def test_hoarding_is_refused(self) -> None:
        assert answer(meter_with(hoarding_limit=3_999)) is MeterAnswer.OVER_HOARDING

    def test_an_overdrawn_meter_may_take_more(self) -> None:
        overdrawn = meter_with(hoarding_limit=3_000, total_used=18_000)
        assert answer(overdrawn) is MeterAnswer.CREDIT

    def test_a_load_too_large_is_refused(self) -> None:
        assert answer(meter_with(largest_load=2_999)) is MeterAnswer.TOO_LARGE

    def test_a_zero_load_always_passes(self) -> None:
        full = meter_with(hoarding_limit=10, largest_load=10)
        assert answer(full, contents_with(load=0)) is MeterAnswer.CREDIT


class TestBinding:
    """Which cards a meter listens to at all."""

    @pytest.mark.parametrize("changed", [{"utility": 4712}, {"region": 13}])
    def test_another_utility_or_region_is_refused(self, changed: dict[str, int]) -> None:
        assert answer(meter_with(), contents_with(**changed)) is MeterAnswer.WRONG_UTILITY

    def test_another_meters_card_is_refused(self) -> None:
        assert answer(meter_with(), contents_with(meter="1")) is MeterAnswer.WRONG_METER

    def test_another_accounts_card_is_refused(self) -> None:
        assert answer(meter_with(), contents_with(account="1")) is MeterAnswer.WRONG_ACCOUNT

    @pytest.mark.parametrize("form", [CardForm.USER, CardForm.REISSUE])
    def test_a_meter_never_opened_takes_only_an_opening_card(self, form: CardForm) -> None:
        card = msgspec.structs.replace(FIRST, form=form)
        assert answer(NEW_METER, card) is MeterAnswer.NOT_OPENED

    @pytest.mark.parametrize(
        ("number", "expected"),
        [
            (0, MeterAnswer.NOTHING_NEW),
            (1, MeterAnswer.CREDIT),
            (2, MeterAnswer.NOT_OPENED),
        ],
    )
    def test_an_opening_card_has_number_0_or_1(self, number: int, expected: MeterAnswer) -> None:
        assert answer(NEW_METER, msgspec.structs.replace(FIRST, number=number)) is expected

    def test_a_user_card_must_have_the_remembered_serial(self) -> None:
        assert answer(meter_with(), CONTENTS, OTHER_SERIAL) is MeterAnswer.WRONG_CARD

    @pytest.mark.parametrize("form", [CardForm.OPENING, CardForm.REISSUE])
    def test_opening_and_reissue_cards_replace_it(self, form: CardForm) -> None:
        card = contents_with(form=form)
        assert answer(meter_with(), card, OTHER_SERIAL) is MeterAnswer.CREDIT

    @pytest.mark.parametrize(
        "refusal",
        [
            MeterAnswer.NOT_OPENED,
            MeterAnswer.WRONG_METER,
            MeterAnswer.WRONG_ACCOUNT,
            MeterAnswer.WRONG_CARD,
            MeterAnswer.WRONG_UTILITY,
        ],
    )
    def test_a_card_that_is_not_this_meters_is_not_written(self, refusal: MeterAnswer) -> None:
        assert not writes_back(refusal)

    def test_every_other_card_is_answered_in_writing(self) -> None:
        assert {answer for answer in MeterAnswer if writes_back(answer)} == {
            MeterAnswer.CREDIT,
            MeterAnswer.NOTHING_NEW,
            MeterAnswer.RETURN_FILE_NOT_EMPTY,
            MeterAnswer.COUNT_WRONG,
            MeterAnswer.OVER_HOARDING,
            MeterAnswer.TOO_LARGE,
        }


@composite
def _visits(draw: DrawFn) -> tuple[MeterState, CardContents, bytes, ReadBackPhase]:
    state = meter_with(
        account=draw(st.sampled_from([None, ACCOUNT, ACCOUNT])),
        number=draw(st.integers(0, 7)),
        hoarding_limit=draw(st.none() | st.integers(0, 6_000)),
        largest_load=draw(st.none() | st.integers(0, 6_000)),
        half_taken=draw(st.sampled_from([None, CONTENTS.mark.to_bytes(), bytes(8)])),
    )
    card = contents_with(
        form=draw(st.sampled_from(CardForm)),
        number=draw(st.integers(0, 7)),
        load=draw(st.sampled_from([0, 3_000])),
    )
    serial = draw(st.sampled_from([SERIAL, OTHER_SERIAL]))
    return state, card, serial, draw(st.sampled_from(ReadBackPhase))


class TestWhateverComes:
    """Rules that no row breaks."""

    @given(_visits())
    def test_only_the_very_next_number_is_credited(
        self, visit: tuple[MeterState, CardContents, bytes, ReadBackPhase]
    ) -> None:
        state, card, serial, returned = visit
        if answer(state, card, serial, returned) is MeterAnswer.CREDIT:
            assert card.number == state.number + 1
            assert returned is EMPTY or state.half_taken == card.mark.to_bytes()

    @given(_visits())
    def test_a_load_once_taken_is_never_credited_again(
        self, visit: tuple[MeterState, CardContents, bytes, ReadBackPhase]
    ) -> None:
        state, card, serial, returned = visit
        after = msgspec.structs.replace(state, number=card.number, half_taken=None)
        for phase in (returned, *ReadBackPhase):
            assert answer(after, card, serial, phase) is not MeterAnswer.CREDIT

    @given(_visits())
    def test_a_credit_never_fills_the_meter_above_its_limit(
        self, visit: tuple[MeterState, CardContents, bytes, ReadBackPhase]
    ) -> None:
        state, card, serial, returned = visit
        credited = answer(state, card, serial, returned) is MeterAnswer.CREDIT
        if credited and card.load and state.hoarding_limit is not None:
            assert state.remaining + card.load <= state.hoarding_limit
