"""What a card says of a plan, and what is still to be written."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, composite

from app.domain.plans import (
    CardImage,
    PlanImages,
    Step,
    StepKind,
    Verdict,
    applied,
    decode_images,
    encode_images,
    judge,
    remaining_steps,
    shows,
)

SIZE = 24


def image(data: bytes) -> CardImage:
    return CardImage({"main": data})


def write(offset: int, data: bytes) -> Step:
    return Step(StepKind.WRITE, "main", offset, data)


SECRET = Step(StepKind.SECRET, "main", 0, b"")

BEFORE = image(bytes(SIZE))
PLAN = PlanImages(before=BEFORE, steps=(write(0, b"data"), write(8, b"more"), write(20, b"mark")))


@composite
def _plans(draw: DrawFn) -> PlanImages:
    """Steps on parts of their own, in any order, a secret among them or not."""
    before = draw(st.binary(min_size=SIZE, max_size=SIZE))
    starts = draw(st.lists(st.sampled_from(range(0, SIZE, 4)), min_size=1, unique=True))
    steps = [write(at, draw(st.binary(min_size=4, max_size=4))) for at in starts]
    if len(steps) > 1 and draw(st.booleans()):
        steps.insert(1, SECRET)
    return PlanImages(before=image(before), steps=tuple(steps))


def judged(plan: PlanImages, card: CardImage, *, mark: bool = False, torn: bool = False) -> Verdict:
    return judge(plan, card, mark_shown=mark, torn_copy=torn)


class TestAPlanHappened:
    """All steps and our mark."""

    @given(_plans())
    def test_when_every_step_and_the_mark_show(self, plan: PlanImages) -> None:
        assert judged(plan, applied(plan.before, plan.steps), mark=True) is Verdict.HAPPENED

    @given(_plans(), st.integers(0, 9))
    def test_never_while_a_step_is_missing(self, plan: PlanImages, which: int) -> None:
        writes = [step for step in plan.steps if step.kind is StepKind.WRITE]
        lacking = writes[which % len(writes)]
        card = applied(plan.before, [step for step in plan.steps if step is not lacking])
        assume(not shows(card, lacking))
        assert judged(plan, card, mark=True) is not Verdict.HAPPENED

    @given(_plans())
    def test_never_without_the_mark(self, plan: PlanImages) -> None:
        card = applied(plan.before, plan.steps)
        assert judged(plan, card) is not Verdict.HAPPENED

    def test_also_when_the_meter_wrote_its_read_back_meanwhile(self) -> None:
        """What no step touches does not speak against it."""
        after = applied(BEFORE, [*PLAN.steps, write(12, b"back")])
        assert judged(PLAN, after, mark=True) is Verdict.HAPPENED


class TestAPlanWasNotWritten:
    """Exactly the before-image."""

    @given(_plans())
    def test_when_nothing_at_all_changed(self, plan: PlanImages) -> None:
        assume(applied(plan.before, plan.steps) != plan.before)
        assert judged(plan, plan.before) is Verdict.NOT_WRITTEN
        assert judged(plan, plan.before, torn=True) is Verdict.NOT_WRITTEN

    @given(_plans(), st.integers(0, SIZE - 1), st.integers(1, 255))
    def test_never_when_a_single_byte_differs(self, plan: PlanImages, at: int, flip: int) -> None:
        data = bytearray(plan.before.areas["main"])
        data[at] ^= flip
        assert judged(plan, image(bytes(data)), torn=True) is not Verdict.NOT_WRITTEN


class TestAPlanBegan:
    """A proper prefix of the steps, or a torn copy with everything else as before."""

    @pytest.mark.parametrize("count", [1, 2])
    def test_when_the_first_steps_show(self, count: int) -> None:
        assert judged(PLAN, applied(BEFORE, PLAN.steps[:count])) is Verdict.BEGUN

    def test_when_a_step_tore_and_nothing_else_changed(self) -> None:
        torn = applied(BEFORE, [PLAN.steps[0], write(8, b"mo")])
        assert judged(PLAN, torn, torn=True) is Verdict.BEGUN

    def test_not_when_the_copy_is_valid_although_it_differs(self) -> None:
        torn = applied(BEFORE, [PLAN.steps[0], write(8, b"mo")])
        assert judged(PLAN, torn) is Verdict.UNKNOWN

    def test_not_when_anything_else_changed_beside_the_torn_copy(self) -> None:
        torn = applied(BEFORE, [PLAN.steps[0], write(8, b"mo"), write(12, b"x")])
        assert judged(PLAN, torn, torn=True) is Verdict.UNKNOWN

    def test_not_when_later_steps_show_without_earlier_ones(self) -> None:
        assert judged(PLAN, applied(BEFORE, PLAN.steps[1:])) is Verdict.UNKNOWN


class TestAnythingElse:
    """The card cannot tell."""

    def test_is_unknown(self) -> None:
        assert judged(PLAN, image(b"x" * SIZE)) is Verdict.UNKNOWN

    def test_is_unknown_even_with_our_mark(self) -> None:
        assert judged(PLAN, image(b"x" * SIZE), mark=True) is Verdict.UNKNOWN

    def test_is_unknown_when_an_area_is_missing(self) -> None:
        assert judged(PLAN, CardImage({}), torn=True) is Verdict.UNKNOWN


class TestWhatRemains:
    """Images are absolute: going on from any prefix ends at the same bytes."""

    @given(_plans(), st.integers(0, 9))
    def test_completes_every_prefix(self, plan: PlanImages, count: int) -> None:
        card = applied(plan.before, plan.steps[: count % (len(plan.steps) + 1)])
        done = applied(card, remaining_steps(plan, card))
        assert done == applied(plan.before, plan.steps)

    @given(_plans(), st.integers(0, SIZE - 1))
    def test_completes_a_torn_card_too(self, plan: PlanImages, at: int) -> None:
        data = bytearray(applied(plan.before, plan.steps[:1]).areas["main"])
        touched = {
            place
            for step in plan.steps
            for place in range(step.offset, step.offset + 4)
            if step.data
        }
        assume(at in touched)
        data[at] ^= 0xFF
        card = image(bytes(data))
        assert applied(card, remaining_steps(plan, card)) == applied(plan.before, plan.steps)

    @given(_plans())
    def test_is_nothing_once_all_shows(self, plan: PlanImages) -> None:
        assert remaining_steps(plan, applied(plan.before, plan.steps)) == ()

    @given(_plans(), st.integers(0, 9))
    def test_is_the_end_of_the_plan_mark_last(self, plan: PlanImages, count: int) -> None:
        card = applied(plan.before, plan.steps[: count % len(plan.steps)])
        rest = remaining_steps(plan, card)
        assert rest == plan.steps[len(plan.steps) - len(rest) :]

    def test_repeats_a_secret_whose_next_step_does_not_show(self) -> None:
        plan = PlanImages(before=BEFORE, steps=(write(0, b"mine"), SECRET, write(8, b"more")))
        assert remaining_steps(plan, applied(BEFORE, plan.steps[:1])) == plan.steps[1:]

    def test_does_not_repeat_a_secret_that_a_later_step_proves(self) -> None:
        last = write(20, b"mark")
        plan = PlanImages(BEFORE, (write(0, b"mine"), SECRET, write(8, b"more"), last))
        assert remaining_steps(plan, applied(BEFORE, plan.steps[:3])) == (last,)


class TestKeptImages:
    """What lies beside the journal."""

    @given(_plans())
    def test_come_back_from_their_bytes_which_are_always_the_same(self, plan: PlanImages) -> None:
        data = encode_images(plan)
        assert decode_images(data) == plan
        assert encode_images(decode_images(data)) == data

    @given(st.binary(max_size=60))
    def test_damaged_are_refused(self, data: bytes) -> None:
        try:
            decode_images(data)
        except (msgspec.DecodeError, msgspec.ValidationError):
            return
        assert encode_images(decode_images(data))
