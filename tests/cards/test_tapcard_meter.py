"""What meters write back on the open layout, and what a counter makes of it when it is torn."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cards.errors import CardForeign
from app.cards.profiles.fields import ContentsUnfit
from app.cards.profiles.tapcard_meter import write_back
from app.domain.cards import ReadBack, ReadBackPhase
from app.domain.identity import NO_MARK
from app.domain.plans import applied
from tests.cards.profile_tears import torn, with_bytes
from tests.cards.tapcard_cards import (
    BLANK,
    CONTRACTS,
    KEYS,
    PROFILE,
    SAMPLE,
    SERIAL,
    STATE,
    STRANGER,
    TapcardContract,
    decoded,
    following,
    issued,
    meter_writes,
    rewritten,
)

any_read_back = st.builds(
    ReadBack,
    number=st.integers(0, 0xFFFF),
    remaining=st.integers(-(1 << 31), (1 << 31) - 1),
    total_credited=st.integers(0, 0xFFFFFFFFFF),
    total_used=st.integers(0, 0xFFFFFFFFFF),
    status=st.integers(0, 0xFFFF),
    written_on=st.none() | st.dates(date(2000, 1, 1), date(2179, 6, 5)),
    months=st.lists(st.integers(0, 0xFFFFFE), max_size=12).map(tuple),
)


def seen(phase: ReadBackPhase, state: ReadBack = STATE) -> ReadBack:
    return msgspec.structs.replace(state, phase=phase)


@given(any_read_back)
def test_all_figures_in_range_come_back_as_the_meter_wrote_them(state: ReadBack) -> None:
    steps = write_back(issued(), state, SAMPLE.mark, ReadBackPhase.FINAL, KEYS)
    reading = decoded(applied(issued(), steps))
    assert reading.read_back == seen(ReadBackPhase.FINAL, state)
    assert reading.contents == SAMPLE


def test_a_meter_that_has_marked_but_not_credited_shows_begun() -> None:
    card = meter_writes(issued(), SAMPLE.mark, ReadBackPhase.BEGUN)
    assert decoded(card).read_back == ReadBack(phase=ReadBackPhase.BEGUN)
    (step,) = write_back(issued(), STATE, SAMPLE.mark, ReadBackPhase.BEGUN, KEYS)
    assert (step.offset, len(step.data)) == (0xB2, 9)


def test_final_totals_prove_that_the_load_was_taken() -> None:
    card = meter_writes(issued(), SAMPLE.mark, ReadBackPhase.BEGUN)
    card = meter_writes(card, SAMPLE.mark, ReadBackPhase.FINAL)
    assert decoded(card).taken
    assert not decoded(card).unloaded


def test_a_new_load_outdates_the_read_back_but_its_figures_stay_readable() -> None:
    card = meter_writes(issued(), SAMPLE.mark, ReadBackPhase.FINAL)
    card = rewritten(card, 2)
    assert decoded(card).read_back == seen(ReadBackPhase.EMPTY)
    assert decoded(card).unloaded


def test_a_refusal_leaves_the_load_free_to_be_taken() -> None:
    card = rewritten(issued(), 2)
    card = meter_writes(card, SAMPLE.mark, ReadBackPhase.FINAL)
    assert decoded(card).contents == following(2)
    assert decoded(card).read_back == seen(ReadBackPhase.EMPTY)
    never_opened = meter_writes(issued(), NO_MARK, ReadBackPhase.FINAL)
    assert decoded(never_opened).read_back == seen(ReadBackPhase.EMPTY)


@pytest.mark.parametrize("phase", [ReadBackPhase.BEGUN, ReadBackPhase.FINAL])
@pytest.mark.parametrize("state_before", ["never written", "older mark", "begun"])
def test_a_torn_read_back_never_proves_a_load_taken(
    phase: ReadBackPhase, state_before: str
) -> None:
    """It says what it said, or nothing, or that the meter began, until it is whole."""
    card = issued()
    if state_before == "older mark":
        card = meter_writes(card, SAMPLE.mark, ReadBackPhase.FINAL)
    card = rewritten(card, 2)
    mark = following(2).mark
    if state_before == "begun":
        card = meter_writes(card, mark, ReadBackPhase.BEGUN)
    steps = write_back(card, STATE, mark, phase, KEYS)
    after = applied(card, steps)
    allowed = [
        decoded(card).read_back,
        *([] if state_before == "begun" else [ReadBack()]),
        ReadBack(phase=ReadBackPhase.BEGUN),
    ]
    for half in torn(card, steps):
        reading = decoded(half)
        assert reading.contents == following(2)
        if half == after:
            assert reading.read_back.phase is phase
            continue
        assert reading.read_back in allowed
        # From the moment the mark stands nothing on the way looks untouched again.
        named = half.areas["main"][0xB2:0xBA] == mark.to_bytes()
        assert (reading.read_back.phase is ReadBackPhase.BEGUN) is named


@pytest.mark.parametrize("contract", CONTRACTS, ids=lambda it: it.profile().name)
def test_torn_on_any_chip_it_disturbs_nobody_and_proves_nothing(contract: TapcardContract) -> None:
    last = len(contract.declares.places)
    card = contract.issued(*(contract.contents(place=place) for place in range(1, last + 1)))
    card = contract.taken(card, last)
    card = contract.rewritten(card, contract.contents(2, number=2, place=last))
    mark = contract.contents(2).mark
    old = contract.profile().decode(card, KEYS)
    for phase in (ReadBackPhase.BEGUN, ReadBackPhase.FINAL):
        steps = write_back(card, STATE, mark, phase, KEYS, last)
        after = applied(card, steps)
        for half in contract.torn(card, steps):
            *others, mine = contract.profile().decode(half, KEYS)
            assert others == list(old[:-1])
            assert mine.contents == old[-1].contents
            if half == after:
                assert mine.read_back.phase is phase
                continue
            allowed = (old[-1].read_back, ReadBack(), ReadBack(phase=ReadBackPhase.BEGUN))
            assert mine.read_back in allowed
        card = after


def test_a_torn_refresh_of_a_load_taken_does_not_make_it_unloaded() -> None:
    card = meter_writes(issued(), SAMPLE.mark, ReadBackPhase.FINAL)
    later = msgspec.structs.replace(STATE, remaining=-12, total_used=5012, status=0)
    steps = write_back(card, later, SAMPLE.mark, ReadBackPhase.FINAL, KEYS)
    for half in torn(card, steps):
        assert decoded(half).read_back.phase is not ReadBackPhase.EMPTY


def test_a_read_back_that_no_meter_of_ours_sealed_proves_nothing() -> None:
    """Whoever learns the code can write here, and cash is paid out on what it says."""
    theirs = applied(BLANK, PROFILE.issue(BLANK, SERIAL, (SAMPLE,), STRANGER))
    sealed = write_back(theirs, STATE, SAMPLE.mark, ReadBackPhase.FINAL, STRANGER)
    assert decoded(applied(issued(), sealed)).read_back == ReadBack(phase=ReadBackPhase.BEGUN)


def test_no_flipped_bit_makes_other_figures() -> None:
    card = meter_writes(issued(), SAMPLE.mark, ReadBackPhase.FINAL)
    for at in range(0xB2, 0xFF):
        for bit in range(8):
            value = card.areas["main"][at] ^ (1 << bit)
            found = decoded(with_bytes(card, "main", at, bytes([value]))).read_back
            assert found in (ReadBack(), ReadBack(phase=ReadBackPhase.BEGUN))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("number", 65536),
        ("remaining", 1 << 31),
        ("total_credited", -1),
        ("total_used", 1 << 40),
        ("status", 65536),
        ("written_on", date(2179, 6, 6)),
        ("months", (0,) * 13),
        ("months", (0xFFFFFF,)),
    ],
)
def test_figures_without_room_are_refused_by_name(field: str, value: object) -> None:
    state = msgspec.structs.replace(STATE, **{field: value})
    with pytest.raises(ContentsUnfit) as raised:
        write_back(issued(), state, SAMPLE.mark, ReadBackPhase.FINAL, KEYS)
    assert raised.value.field == field


def test_a_meter_writes_nothing_on_a_card_that_is_not_proved_ours() -> None:
    with pytest.raises(CardForeign):
        write_back(BLANK, STATE, SAMPLE.mark, ReadBackPhase.FINAL, KEYS)
    for phase, place in ((ReadBackPhase.EMPTY, 1), (ReadBackPhase.FINAL, 2)):
        with pytest.raises(ContentsUnfit):
            write_back(issued(), STATE, SAMPLE.mark, phase, KEYS, place)
