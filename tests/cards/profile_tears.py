"""What every tear-safe profile must hold to: torn anywhere, the old or the new state is readable.

The suite tears every byte of every step in the way of EEPROM (erase to ones, then write zeros), or
every block of a chip that is written in blocks.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from app.cards.errors import CardDamaged, CardError, CardForeign
from app.domain.cards import CardContents
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
from tests.cards.profile_contract import MarkedContract

ERASED = 0xFF
MIXES = (0x00, 0xFF, 0x5A, 0xA5, 0x13, 0xC8)
"""Bits of a torn byte that had not changed yet; none and all of them are among these."""
SOME_MIXES = (0x00, 0xFF, 0x5A)


def torn(
    image: CardImage, steps: tuple[Step, ...], mixes: tuple[int, ...] = MIXES
) -> Iterator[CardImage]:
    """Every state in which a pulled card can stay: between bytes and inside each byte.

    Bytes that do not differ are not written. The image before and the image after are among them.
    """
    yield image
    for step in steps:
        if step.kind is StepKind.WRITE:
            for at, new in enumerate(step.data, step.offset):
                old = image.areas[step.area][at]
                for value in torn_byte(old, new, mixes):
                    yield with_bytes(image, step.area, at, bytes([value]))
                image = with_bytes(image, step.area, at, bytes([new]))


def torn_byte(old: int, new: int, mixes: tuple[int, ...] = MIXES) -> set[int]:
    """Values that an EEPROM byte can have on its way: erased bit by bit, then written so."""
    if new == old:
        return set()
    if not new & ~old:
        return {new | (mix & old) for mix in mixes}
    erasing = {old | mix for mix in mixes}
    writing = {new | (mix & ERASED) for mix in mixes}
    return erasing | writing


def torn_blocks(
    image: CardImage, steps: tuple[Step, ...], size: int, mixes: int = 12
) -> Iterator[CardImage]:
    """Every state between blocks, and some inside each: any of its bits old, the others new."""
    chance = random.Random(20260301)
    yield image
    for step in steps:
        for start in range(0, len(step.data), size):
            new, at = step.data[start : start + size], step.offset + start
            old = image.areas[step.area][at : at + size]
            if new != old:
                for _mix in range(mixes):
                    yield with_bytes(image, step.area, at, mixed(old, new, chance))
                for byte in range(1, size):
                    yield with_bytes(image, step.area, at, new[:byte] + old[byte:])
                image = with_bytes(image, step.area, at, new)
                yield image


def mixed(old: bytes, new: bytes, chance: random.Random) -> bytes:
    """A torn block."""
    share = chance.random()
    kept = [sum((chance.random() < share) << bit for bit in range(8)) for _byte in old]
    return bytes(o & keep | n & ~keep for o, n, keep in zip(old, new, kept, strict=True))


def with_bytes(image: CardImage, area: str, at: int, new: bytes) -> CardImage:
    """The image with some bytes changed."""
    data = image.areas[area]
    return CardImage(image.areas | {area: data[:at] + new + data[at + len(new) :]})


class TearSafeContract(MarkedContract):
    """Runs over a profile that declares itself tear-safe."""

    def torn(self, image: CardImage, steps: tuple[Step, ...]) -> Iterator[CardImage]:
        """States in which a card pulled on the way can stay, first and last among them."""
        return torn(image, steps)

    def bits(self, at: int) -> range:
        """Bits of a byte that are flipped one by one; large chips do with one of each byte."""
        del at
        return range(8)

    def verdict(self, images: PlanImages, card: CardImage, mark: EventId) -> Verdict:
        """What the card shows of a plan, as operations ask it."""
        profile, keys = self.profile(), self.keys()
        return judge(
            images,
            card,
            mark_shown=profile.shows_mark(card, mark, keys),
            torn_copy=profile.torn_copy(card, images.steps, keys),
            taken=profile.taken_since(card, images.steps, keys),
        )

    def check_verdict(self, images: PlanImages, card: CardImage, mark: EventId) -> None:
        """A card pulled on the way is never a mystery, and what is missing can be made good."""
        after = applied(images.before, images.steps)
        expected = (
            Verdict.HAPPENED
            if all(shows(card, step) for step in images.steps)
            else Verdict.NOT_WRITTEN
            if card == images.before
            else Verdict.BEGUN
        )
        assert self.verdict(images, card, mark) is expected
        assert applied(card, remaining_steps(images, card)) == after

    def first_contents(self, sequence: int) -> tuple[CardContents, ...]:
        """Contents for every place, written by one plan."""
        places = range(1, len(self.declares.places) + 1)
        return tuple(self.contents(sequence, place=place) for place in places)

    def written_cards(self) -> Iterator[CardImage]:
        """Full cards of ours that a rewrite with sequence 9 may meet."""
        card = self.issued(*self.first_contents(6))
        yield card
        for sequence in (7, 8):
            card = self.rewritten(card, self.contents(sequence=sequence, number=sequence))
            yield card

    def test_it_says_so(self) -> None:
        assert self.declares.tear_safe

    def test_issue_torn_anywhere_is_new_or_unreadable_and_can_be_finished(self) -> None:
        profile, keys = self.profile(), self.keys()
        contents = self.first_contents(1)
        steps = self.steps(*contents)
        images = PlanImages(self.blank(), steps)
        after = applied(self.blank(), steps)
        for card in self.torn(self.blank(), steps):
            self.check_verdict(images, card, contents[0].mark)
            if card == after:
                assert self.said(card) == list(contents)
                continue
            with pytest.raises((CardForeign, CardDamaged)):
                profile.decode(card, keys)
            known = profile.serial_of(card) or profile.own_serial(card)
            assert not shows(card, steps[0]) or known == self.serial()

    def test_rewrite_torn_anywhere_is_old_or_new_and_can_be_finished(self) -> None:
        contents = self.contents(sequence=9, number=9, load=12345)
        for before in self.written_cards():
            self.check_rewrite(before, contents)

    def test_a_plan_for_all_places_is_seen_whole_or_not_at_all(self) -> None:
        *_others, before = self.written_cards()
        contents = tuple(self.changed(c, number=9, load=777) for c in self.first_contents(9))
        self.check_rewrite(before, *contents)

    def check_rewrite(self, before: CardImage, *contents: CardContents) -> None:
        """Tears one rewrite wherever it can be torn."""
        profile, keys = self.profile(), self.keys()
        old = profile.decode(before, keys)
        steps = profile.rewrite(before, contents, keys)
        images, after = PlanImages(before, steps), applied(before, steps)
        new = {one.place: one for one in contents}
        for card in self.torn(before, steps):
            self.check_verdict(images, card, contents[0].mark)
            readings = profile.decode(card, keys)
            if card != after:
                assert readings == old
                continue
            for reading, before_it in zip(readings, old, strict=True):
                place = reading.contents.place
                assert reading.contents == new.get(place, before_it.contents)

    def test_a_torn_card_with_anything_else_changed_is_a_mystery(self) -> None:
        profile, keys, before = self.profile(), self.keys(), self.issued()
        contents = self.contents(sequence=2, number=2)
        steps = profile.rewrite(before, (contents,), keys)
        images = PlanImages(before, steps)
        half = applied(before, steps[:-1])
        touched = {
            (step.area, at)
            for step in steps
            for at in range(step.offset, step.offset + len(step.data))
        }
        for area, data in half.areas.items():
            for at, value in enumerate(data):
                if (area, at) not in touched:
                    changed = with_bytes(half, area, at, bytes([value ^ 0x01]))
                    assert self.verdict(images, changed, contents.mark) is Verdict.UNKNOWN

    def test_a_flipped_bit_never_shows_other_contents(self) -> None:
        newest = self.contents(sequence=2, number=2)
        card = self.rewritten(self.issued(), newest)
        for area, data in card.areas.items():
            for at, value in enumerate(data):
                for bit in self.bits(at):
                    flipped = with_bytes(card, area, at, bytes([value ^ (1 << bit)]))
                    try:
                        (reading,) = self.profile().decode(flipped, self.keys())
                    except CardError as error:
                        assert isinstance(error, CardForeign | CardDamaged)
                        continue
                    assert reading.contents in (self.contents(), newest)
                    assert reading.serial == self.serial()
