"""Making a function card of the four-meter water card, pulled wherever it can be."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.cards.errors import CardDamaged, CardForeign
from app.cards.station import Station
from app.domain.function_cards import FunctionKind
from app.domain.identity import EventId
from app.domain.plans import (
    CardImage,
    PlanImages,
    StepKind,
    Verdict,
    applied,
    judge,
    remaining_steps,
    shows,
)
from app.simulator.at88sc102_card import VirtualAt88sc102
from app.simulator.reader import VirtualReader
from tests.cards.at88_cards import BLANK, KEYS, PROFILE, SERIAL
from tests.cards.at88_function_cards import (
    KINDS,
    LATER_MARK,
    MARK,
    PARAMETERS,
    REPORT,
    contents_of,
    made,
    read,
    reported,
    steps_for,
    told,
)
from tests.cards.profile_tears import torn, with_bytes

each_kind = pytest.mark.parametrize("function", KINDS)


def verdict(images: PlanImages, card: CardImage, mark: EventId = LATER_MARK) -> Verdict:
    """What the card shows of the plan."""
    return judge(
        images,
        card,
        mark_shown=PROFILE.shows_mark(card, mark, KEYS),
        torn_copy=PROFILE.torn_copy(card, images.steps, KEYS),
        taken=PROFILE.taken_since(card, images.steps, KEYS),
    )


def states(before: CardImage, images: PlanImages) -> Iterator[CardImage]:
    """Torn in any byte, and while the chip erases a zone and writes it again from its beginning."""
    yield from torn(before, images.steps, (0x00, 0x5A))
    card = before
    for step in images.steps:
        after = applied(card, (step,))
        if step.area in ("az1", "az2"):
            erased = with_bytes(card, step.area, 1, b"\xff" * 63)
            for count in range(1, 64):
                yield with_bytes(erased, step.area, 1, after.areas[step.area][1 : 1 + count])
        card = after


def check_making(before: CardImage, function: FunctionKind) -> None:
    """Tears the making out of ``before`` wherever it can be torn."""
    contents = contents_of(function, mark=LATER_MARK, region=77)
    images = PlanImages(before, steps_for(contents, before))
    after = applied(before, images.steps)
    for card in states(before, images):
        seen = verdict(images, card)
        missing = remaining_steps(images, card)
        assert applied(card, missing) == after
        if card == after:
            assert seen is Verdict.HAPPENED
            assert told(card).contents == contents
            continue
        assert seen is (Verdict.NOT_WRITTEN if card == before else Verdict.BEGUN)
        if card != before:
            assert read(card) is None
            with pytest.raises((CardForeign, CardDamaged)):
                PROFILE.decode(card, KEYS)


@each_kind
def test_out_of_a_blank_it_is_whole_only_with_its_last_byte(function: FunctionKind) -> None:
    check_making(BLANK, function)


@each_kind
def test_out_of_a_blank_no_meter_of_the_maker_s_finds_its_type_before_all_else(
    function: FunctionKind,
) -> None:
    """A clear card is one by type and system mark alone."""
    steps = steps_for(contents_of(function))
    *rest, last = steps
    before = applied(BLANK, rest)
    assert (before.areas["head"][18], before.areas["head"][21]) == (0xFF, 0xFF)
    assert (last.area, last.offset + len(last.data)) == ("head", 22)
    assert steps[1].kind is StepKind.SECRET
    # A pull before the secret is changed leaves nothing behind that hides it from the plan.
    begun = applied(BLANK, steps[:1])
    assert remaining_steps(PlanImages(BLANK, steps), begun) == steps[1:]


@each_kind
def test_made_again_it_is_at_once_not_what_it_was(function: FunctionKind) -> None:
    card = made(contents_of(function))
    if function is FunctionKind.CHECK:
        card = reported(card, 2, REPORT)
    check_making(card, function)
    contents = contents_of(function, mark=LATER_MARK)
    assert made(contents, card) == made(contents)
    # Its secret can be told wherever it was pulled, for its identity stays.
    images = PlanImages(card, steps_for(contents, card))
    assert {PROFILE.secret_of(one, KEYS) for one in states(card, images)} == {
        PROFILE.secret_for(SERIAL, KEYS)
    }


def test_a_report_before_the_card_was_read_back_proves_that_it_was_made() -> None:
    contents = contents_of(FunctionKind.CHECK)
    for before in (BLANK, reported(made(contents_of(FunctionKind.CHECK)), 2, REPORT)):
        contents = contents_of(FunctionKind.CHECK, mark=LATER_MARK)
        images = PlanImages(before, steps_for(contents, before))
        after = applied(before, images.steps)
        assert verdict(images, reported(after, 2, REPORT)) is Verdict.HAPPENED
        assert all(shows(after, step) for step in images.steps)


def test_it_is_made_and_made_again_in_a_reader() -> None:
    reader, virtual = VirtualReader(), VirtualAt88sc102()
    reader.insert(virtual)
    station = Station(reader, [PROFILE], KEYS, "acs")
    for mark in (MARK, LATER_MARK):
        contents = contents_of(
            FunctionKind.SETUP, mark=mark, parameters=PARAMETERS, region=mark.seq
        )
        with station.session() as session:
            blank = session.blank()
            session.unlock(None if blank else SERIAL)
            for step in PROFILE.make_function(session.image(), SERIAL, contents, KEYS):
                session.write(step)
            assert told(session.image()).contents == contents
            assert session.serial() == SERIAL
