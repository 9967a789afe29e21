"""What every profile must hold to. Subclass :class:`ProfileContract` in a test file.

Profiles that declare themselves tear-safe subclass :class:`TearSafeContract` too: it tears every
byte of every step, in the way of EEPROM (erase to ones, then write zeros).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from datetime import date

import msgspec
import pytest

from app.cards.errors import CardDamaged, CardError, CardForeign
from app.cards.keys import KeySource
from app.cards.profiles.contract import Profile
from app.cards.profiles.fields import ContentsUnfit
from app.domain.cards import CardContents, CardForm, ReadBackPhase
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

ERASED = 0xFF
MIXES = (0x00, 0xFF, 0x5A, 0xA5, 0x13, 0xC8)
"""Bits of a torn byte that had not changed yet; none and all of them are among these."""


class ProfileContract(ABC):
    """Runs over one profile with one kind of blank card."""

    @abstractmethod
    def profile(self) -> Profile:
        """The profile."""

    @abstractmethod
    def keys(self) -> KeySource:
        """Keys that cards are made with."""

    @abstractmethod
    def other_keys(self) -> KeySource:
        """Keys of somebody else, of the same version."""

    @abstractmethod
    def blank(self) -> CardImage:
        """A card from the factory; each one another card."""

    @abstractmethod
    def serial(self, number: int = 0) -> bytes:
        """A serial that fits the chip, another for each number."""

    def contents(self, sequence: int = 1, number: int = 1, load: int = 5000) -> CardContents:
        """Contents of a purchase, in the first kind and charging type that the profile knows."""
        declares = self.profile().declares
        return CardContents(
            form=CardForm.OPENING if number == 1 else CardForm.USER,
            utility=17,
            region=530102,
            kind=declares.kinds[0],
            charging=declares.charging[0],
            account="000000012340",
            meter="20260001",
            tariff_class=3,
            household_size=4,
            period_start=date(2026, 1, 1),
            bought_in_period=load * number,
            standing_paid_to=date(2026, 5, 1),
            allowance_used=250,
            number=number,
            load=load,
            cumulative=load * number,
            sequence=sequence,
            mark=EventId(7, 1, 4000 + sequence),
        )

    def issued(self, contents: CardContents | None = None, number: int = 0) -> CardImage:
        """A blank made into a card of ours."""
        contents = contents or self.contents()
        steps = self.profile().issue(self.blank(), self.serial(number), contents, self.keys())
        return applied(self.blank(), steps)

    def rewritten(self, image: CardImage, contents: CardContents) -> CardImage:
        """A card of ours with other contents."""
        return applied(image, self.profile().rewrite(image, contents, self.keys()))

    def test_blanks_that_cannot_be_copied_can_be_told_apart(self) -> None:
        if not self.profile().declares.copyable:
            assert self.blank() != self.blank()

    def test_a_blank_is_blank_and_nobody_s(self) -> None:
        profile = self.profile()
        assert profile.is_blank(self.blank())
        assert profile.serial_of(self.blank()) is None
        with pytest.raises(CardForeign):
            profile.decode(self.blank(), self.keys())

    def test_an_issued_card_says_what_was_written(self) -> None:
        card = self.issued()
        reading = self.profile().decode(card, self.keys())
        assert reading.contents == self.contents()
        assert reading.serial == self.serial() == self.profile().serial_of(card)
        assert reading.profile == self.profile().name
        assert reading.key_version == self.keys().version
        assert reading.read_back.phase is ReadBackPhase.EMPTY
        assert not self.profile().is_blank(card)
        assert reading.unloaded

    def test_issue_writes_serial_then_secret_then_data(self) -> None:
        steps = self.profile().issue(self.blank(), self.serial(), self.contents(), self.keys())
        kinds = [step.kind for step in steps]
        assert kinds.count(StepKind.SECRET) == 1
        assert kinds[1] is StepKind.SECRET
        assert steps[0].data == self.serial()
        assert all(step.data == b"" for step in steps if step.kind is StepKind.SECRET)

    def test_a_card_shows_its_serial_as_soon_as_that_is_written(self) -> None:
        steps = self.profile().issue(self.blank(), self.serial(), self.contents(), self.keys())
        for count in range(1, len(steps) + 1):
            card = applied(self.blank(), steps[:count])
            assert self.profile().serial_of(card) == self.serial()

    def test_the_mark_is_written_last(self) -> None:
        if not self.profile().declares.room_for_mark:
            pytest.skip("no room for a mark")
        profile, keys, card = self.profile(), self.keys(), self.issued()
        again = self.contents(sequence=2, number=2)
        for before, steps, contents in (
            (self.blank(), profile.issue(self.blank(), self.serial(), self.contents(), keys), None),
            (card, profile.rewrite(card, again, keys), again),
        ):
            mark = (contents or self.contents()).mark
            assert steps[-1].data == mark.to_bytes()
            assert not profile.shows_mark(applied(before, steps[:-1]), mark, keys)
            assert profile.shows_mark(applied(before, steps), mark, keys)

    def test_the_same_contents_make_the_same_bytes(self) -> None:
        profile, keys, card = self.profile(), self.keys(), self.issued()
        first = profile.issue(self.blank(), self.serial(), self.contents(), keys)
        assert first == profile.issue(self.blank(), self.serial(), self.contents(), keys)
        again = self.contents(sequence=2, number=2)
        assert profile.rewrite(card, again, keys) == profile.rewrite(card, again, keys)

    def test_rewriting_again_and_again_shows_the_newest(self) -> None:
        card = self.issued()
        for sequence in range(2, 8):
            contents = self.contents(sequence=sequence, number=sequence)
            card = self.rewritten(card, contents)
            assert self.profile().decode(card, self.keys()).contents == contents

    def test_rewriting_keeps_serial_and_secret(self) -> None:
        steps = self.profile().rewrite(self.issued(), self.contents(2, 2), self.keys())
        assert all(step.kind is StepKind.WRITE for step in steps)
        card = applied(self.issued(), steps)
        assert self.profile().serial_of(card) == self.serial()

    def test_a_write_sequence_must_be_newer_than_the_card_s(self) -> None:
        if not self.profile().declares.room_for_mark:
            pytest.skip("no room for a write sequence")
        card = self.issued(self.contents(sequence=5))
        for sequence in (5, 4):
            with pytest.raises(ContentsUnfit) as raised:
                self.profile().rewrite(card, self.contents(sequence=sequence), self.keys())
            assert raised.value.field == "sequence"

    def test_what_it_declares_fits_and_no_more(self) -> None:
        declares = self.profile().declares
        largest = msgspec.structs.replace(
            self.contents(),
            load=declares.largest_load,
            cumulative=declares.largest_load,
            number=declares.largest_number,
        )
        assert self.profile().decode(self.issued(largest), self.keys()).contents == largest
        for field in ("load", "number"):
            value = getattr(largest, field) + declares.step
            with pytest.raises(ContentsUnfit) as raised:
                self.issued(msgspec.structs.replace(largest, **{field: value}))
            assert raised.value.field == field

    def test_cards_of_other_keys_are_foreign(self) -> None:
        with pytest.raises(CardForeign):
            self.profile().decode(self.issued(), self.other_keys())

    def test_each_card_has_its_own_secret(self) -> None:
        profile, keys = self.profile(), self.keys()
        secrets = {profile.secret_for(self.serial(number), keys) for number in range(20)}
        assert len(secrets) == 20


def torn(image: CardImage, steps: tuple[Step, ...]) -> Iterator[CardImage]:
    """Every state in which a pulled card can stay: between bytes and inside each byte.

    Bytes that do not differ are not written. The image before and the image after are among them.
    """
    yield image
    for step in steps:
        if step.kind is StepKind.WRITE:
            for at, new in enumerate(step.data, step.offset):
                old = image.areas[step.area][at]
                for value in torn_byte(old, new):
                    yield with_byte(image, step.area, at, value)
                image = with_byte(image, step.area, at, new)


def torn_byte(old: int, new: int) -> set[int]:
    """Values that an EEPROM byte can have on its way: erased bit by bit, then written so."""
    if new == old:
        return set()
    if not new & ~old:
        return {new | (mix & old) for mix in MIXES}
    erasing = {old | mix for mix in MIXES}
    writing = {new | (mix & ERASED) for mix in MIXES}
    return erasing | writing


def with_byte(image: CardImage, area: str, at: int, value: int) -> CardImage:
    """The image with one byte changed."""
    data = image.areas[area]
    return CardImage(image.areas | {area: data[:at] + bytes([value]) + data[at + 1 :]})


class TearSafeContract(ProfileContract):
    """Runs over a profile that declares itself tear-safe."""

    def verdict(self, images: PlanImages, card: CardImage, mark: EventId) -> Verdict:
        """What the card shows of a plan, as operations ask it."""
        profile, keys = self.profile(), self.keys()
        return judge(
            images,
            card,
            mark_shown=profile.shows_mark(card, mark, keys),
            torn_copy=profile.torn_copy(card, images.steps, keys),
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

    def written_cards(self) -> Iterator[CardImage]:
        """Cards of ours that a rewrite with sequence 9 may meet."""
        card = self.issued(self.contents(sequence=6))
        yield card
        for sequence in (7, 8):
            card = self.rewritten(card, self.contents(sequence=sequence, number=sequence))
            yield card

    def test_it_says_so(self) -> None:
        assert self.profile().declares.tear_safe

    def test_issue_torn_anywhere_is_new_or_unreadable_and_can_be_finished(self) -> None:
        profile, keys, contents = self.profile(), self.keys(), self.contents()
        steps = profile.issue(self.blank(), self.serial(), contents, keys)
        images = PlanImages(self.blank(), steps)
        after = applied(self.blank(), steps)
        for card in torn(self.blank(), steps):
            self.check_verdict(images, card, contents.mark)
            if card == after:
                assert profile.decode(card, keys).contents == contents
                continue
            with pytest.raises((CardForeign, CardDamaged)):
                profile.decode(card, keys)
            if shows(card, steps[0]):
                assert profile.serial_of(card) == self.serial()

    def test_rewrite_torn_anywhere_is_old_or_new_and_can_be_finished(self) -> None:
        profile, keys = self.profile(), self.keys()
        contents = self.contents(sequence=9, number=9, load=12345)
        for before in self.written_cards():
            old = profile.decode(before, keys)
            steps = profile.rewrite(before, contents, keys)
            images, after = PlanImages(before, steps), applied(before, steps)
            for card in torn(before, steps):
                self.check_verdict(images, card, contents.mark)
                reading = profile.decode(card, keys)
                if card == after:
                    assert reading.contents == contents
                else:
                    assert reading == old

    def test_a_torn_card_with_anything_else_changed_is_a_mystery(self) -> None:
        profile, keys, before = self.profile(), self.keys(), self.issued()
        contents = self.contents(sequence=2, number=2)
        steps = profile.rewrite(before, contents, keys)
        images = PlanImages(before, steps)
        half = with_byte(before, steps[0].area, steps[0].offset, steps[0].data[0])
        touched = {
            (step.area, at)
            for step in steps
            for at in range(step.offset, step.offset + len(step.data))
        }
        for area, data in half.areas.items():
            for at, value in enumerate(data):
                if (area, at) not in touched:
                    changed = with_byte(half, area, at, value ^ 0x01)
                    assert self.verdict(images, changed, contents.mark) is Verdict.UNKNOWN

    def test_a_flipped_bit_never_shows_other_contents(self) -> None:
        profile, keys = self.profile(), self.keys()
        before = self.issued()
        newest = self.contents(sequence=2, number=2)
        card = self.rewritten(before, newest)
        known = (self.contents(), newest)
        for area, data in card.areas.items():
            for at, value in enumerate(data):
                for bit in range(8):
                    flipped = with_byte(card, area, at, value ^ (1 << bit))
                    try:
                        reading = profile.decode(flipped, keys)
                    except CardError as error:
                        assert isinstance(error, CardForeign | CardDamaged)
                        continue
                    assert reading.contents in known
                    assert reading.serial == self.serial()
