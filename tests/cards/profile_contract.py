"""What every profile must hold to. Subclass :class:`ProfileContract` in a test file.

Further classes, each for profiles that have what it is about:

- :class:`MarkedContract`: mark and write sequence stand on the card.
- :class:`~tests.cards.profile_places.PlacesContract`: cards that serve several meters.
- :class:`~tests.cards.profile_meters.MeterContract`: what meters write back.
- :class:`~tests.cards.profile_keys.NewKeysContract`: cards move to newer keys.
- :class:`~tests.cards.profile_tears.TearSafeContract`: no tear loses a card.

Nothing here depends on a profile's name or place, so layouts kept outside the project run it too.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import date
from typing import Any

import msgspec
import pytest

from app.cards.errors import CardDamaged, CardForeign
from app.cards.keys import KeySource
from app.cards.profiles.contract import Declaration, Profile
from app.cards.profiles.fields import ContentsUnfit
from app.domain.cards import CardContents, CardForm, CardReading, ChargingType, ReadBackPhase
from app.domain.identity import EventId
from app.domain.plans import CardImage, Step, StepKind, applied


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
    def blank(self, number: int = 0) -> CardImage:
        """A card from the factory. One that has a serial of its own has ``serial(number)``."""

    @abstractmethod
    def serial(self, number: int = 0) -> bytes:
        """A serial that fits the chip, another for each number."""

    def shown(self, contents: CardContents) -> CardContents:
        """What a card says of these contents: all of them, unless it has no room for some."""
        return contents

    @property
    def declares(self) -> Declaration:
        """What the profile declares."""
        return self.profile().declares

    def contents(
        self, sequence: int = 1, number: int = 1, load: int = 5000, place: int = 1
    ) -> CardContents:
        """Contents of a purchase, of the first kind of the place, charged the first way."""
        return CardContents(
            place=place,
            form=CardForm.OPENING if number == 1 else CardForm.USER,
            utility=17,
            region=530102,
            kind=self.declares.places[place - 1][0],
            charging=self.declares.charging[0],
            account="000000012340",
            meter=f"{20260000 + place}",
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

    def steps(self, *contents: CardContents, number: int = 0) -> tuple[Step, ...]:
        """Steps that make a blank into a card of ours."""
        blank, serial = self.blank(number), self.serial(number)
        return self.profile().issue(blank, serial, contents or (self.contents(),), self.keys())

    def issued(self, *contents: CardContents, number: int = 0) -> CardImage:
        """A blank made into a card of ours."""
        return applied(self.blank(number), self.steps(*contents, number=number))

    def rewritten(self, image: CardImage, *contents: CardContents) -> CardImage:
        """A card of ours with other contents."""
        return applied(image, self.profile().rewrite(image, contents, self.keys()))

    def said(self, image: CardImage) -> list[CardContents]:
        """What a card says, by place."""
        return [reading.contents for reading in self.profile().decode(image, self.keys())]

    def reading(self, image: CardImage, place: int = 1) -> CardReading:
        """What a card says to one place, with the read-back."""
        readings = self.profile().decode(image, self.keys())
        (found,) = [reading for reading in readings if reading.contents.place == place]
        return found

    def refused(self, *contents: CardContents, on: CardImage | None = None) -> str:
        """The field for which contents are refused, on a blank or on a card of ours."""
        with pytest.raises(ContentsUnfit) as raised:
            if on is None:
                self.steps(*contents)
            else:
                self.rewritten(on, *contents)
        assert raised.value.message
        assert raised.value.remedy
        return raised.value.field

    def charging_at(self, place: int) -> tuple[ChargingType, ...]:
        """What meters of a place can count: all that is declared, unless the place is narrower."""
        del place
        return self.declares.charging

    def step_of(self, charging: ChargingType) -> int:
        """Smallest credit of a charging type."""
        return self.declares.money_step if charging.counts_money else self.declares.step

    def test_blanks_that_cannot_be_copied_can_be_told_apart(self) -> None:
        if not self.declares.copyable:
            assert self.blank(0) != self.blank(1)

    def test_a_blank_is_blank_and_nobody_s(self) -> None:
        profile = self.profile()
        assert profile.is_blank(self.blank())
        assert profile.serial_of(self.blank()) is None
        assert profile.own_serial(self.blank()) in (None, self.serial())
        with pytest.raises(CardForeign):
            profile.decode(self.blank(), self.keys())

    def test_an_issued_card_says_what_was_written(self) -> None:
        card = self.issued()
        (reading,) = self.profile().decode(card, self.keys())
        assert reading.contents == self.shown(self.contents())
        assert reading.serial == self.serial() == self.profile().serial_of(card)
        assert reading.profile == self.profile().name
        assert reading.key_version == self.keys().version
        assert reading.read_back.phase is ReadBackPhase.EMPTY
        assert reading.unloaded
        assert not self.profile().is_blank(card)

    def test_issue_writes_serial_then_secret_then_data(self) -> None:
        kinds = [step.kind for step in self.steps()]
        assert kinds.count(StepKind.SECRET) == (1 if self.declares.own_secret else 0)
        if self.declares.own_secret:
            assert kinds.index(StepKind.SECRET) == 1
        assert all(step.data == b"" for step in self.steps() if step.kind is StepKind.SECRET)

    def test_a_card_shows_its_serial_as_soon_as_that_is_written(self) -> None:
        """Before its secret is changed: the secret is derived from what the card shows."""
        given = self.profile().own_serial(self.blank()) is None
        steps = self.steps()
        if given:
            assert self.serial() in steps[0].data
        early = given or self.declares.own_secret
        for count in range(1 if early else len(steps), len(steps) + 1):
            card = applied(self.blank(), steps[:count])
            assert self.profile().serial_of(card) == self.serial()

    def test_the_same_contents_make_the_same_bytes(self) -> None:
        profile, keys, card = self.profile(), self.keys(), self.issued()
        assert self.steps() == self.steps()
        again = (self.contents(sequence=2, number=2),)
        assert profile.rewrite(card, again, keys) == profile.rewrite(card, again, keys)

    def test_rewriting_again_and_again_shows_the_newest(self) -> None:
        card = self.issued()
        for sequence in range(2, 8):
            contents = self.contents(sequence=sequence, number=sequence)
            card = self.rewritten(card, contents)
            assert self.said(card) == [self.shown(contents)]

    def test_rewriting_keeps_serial_and_secret(self) -> None:
        profile, card = self.profile(), self.issued()
        steps = profile.rewrite(card, (self.contents(2, 2),), self.keys())
        assert all(step.kind is StepKind.WRITE for step in steps)
        after = applied(card, steps)
        assert profile.serial_of(after) == self.serial()
        assert profile.secret_of(after, self.keys()) == profile.secret_of(card, self.keys())

    def test_everything_declared_comes_back(self) -> None:
        for place, kinds in enumerate(self.declares.places, start=1):
            for kind in kinds:
                for charging in self.charging_at(place):
                    load = 3 * self.step_of(charging)
                    contents = self.changed(
                        self.contents(load=load, place=place), kind=kind, charging=charging
                    )
                    assert self.said(self.issued(contents)) == [self.shown(contents)]

    def test_a_charging_type_or_kind_that_is_not_declared_is_refused(self) -> None:
        for charging in set(ChargingType) - set(self.declares.charging):
            assert self.refused(self.changed(self.contents(), charging=charging)) == "charging"
        for kind in set(type(self.contents().kind)) - set(self.declares.places[0]):
            self.refused(self.changed(self.contents(), kind=kind))

    def test_what_it_declares_fits_and_no_more(self) -> None:
        declares = self.declares
        largest = self.changed(
            self.contents(),
            load=declares.largest_load,
            cumulative=declares.largest_load,
            number=declares.largest_number,
        )
        assert self.said(self.issued(largest)) == [self.shown(largest)]
        more = self.changed(largest, load=largest.load + self.step_of(largest.charging))
        assert self.refused(more) == "load"
        assert self.refused(self.changed(largest, number=largest.number + 1)) == "number"

    def test_a_load_that_is_not_a_multiple_of_the_step_is_refused(self) -> None:
        for charging in self.charging_at(1):
            step = self.step_of(charging)
            if step > 1:
                odd = self.changed(self.contents(load=step + 1), charging=charging)
                assert self.refused(odd) == "load"

    def test_only_places_of_the_card_are_written(self) -> None:
        most = len(self.declares.places)
        for place in (0, most + 1):
            beyond = self.changed(self.contents(), place=place)
            assert self.refused(beyond) == "place"
            beyond = self.changed(self.contents(sequence=2, number=2), place=place)
            assert self.refused(beyond, on=self.issued()) == "place"
        with pytest.raises(ContentsUnfit):
            self.profile().issue(self.blank(), self.serial(), (), self.keys())

    @pytest.mark.parametrize(
        ("field", "other"), [("utility", 18), ("region", 530103), ("account", "000000099990")]
    )
    def test_a_card_never_passes_to_somebody_else(self, field: str, other: Any) -> None:
        card, next_one = self.issued(), self.contents(sequence=2, number=2)
        theirs = self.changed(next_one, **{field: other})
        if self.shown(theirs) != self.shown(next_one):
            assert self.refused(theirs, on=card) == field

    def test_cards_of_other_keys_are_foreign(self) -> None:
        with pytest.raises(CardForeign):
            self.profile().decode(self.issued(), self.other_keys())
        with pytest.raises(CardForeign):
            self.profile().secret_of(self.issued(), self.other_keys())

    def test_each_card_has_its_own_secret(self) -> None:
        if not self.declares.own_secret:
            return
        profile, keys = self.profile(), self.keys()
        secrets = {profile.secret_for(self.serial(number), keys) for number in range(20)}
        assert len(secrets) == 20
        assert profile.secret_of(self.issued(), keys) == profile.secret_for(self.serial(), keys)

    def test_a_retrieved_card_is_blank_again_but_for_a_serial_of_ours(self) -> None:
        profile, keys, card = self.profile(), self.keys(), self.issued()
        if not self.declares.retrievable:
            with pytest.raises(ContentsUnfit):
                profile.retrieve(card, keys)
            return
        again = self.rewritten(card, self.contents(sequence=2, number=2))
        for each in (card, again):
            steps = profile.retrieve(each, keys)
            kinds = [step.kind for step in steps]
            assert kinds.count(StepKind.TRANSPORT) == (1 if self.declares.own_secret else 0)
            assert kinds[-1] is StepKind.WRITE
            blank = applied(each, steps)
            assert profile.is_blank(blank)
            known = profile.serial_of(blank) or profile.own_serial(blank)
            assert known == self.serial()
            assert applied(blank, self.steps_on(blank)) == applied(card, self.steps_on(card))

    def steps_on(self, image: CardImage) -> tuple[Step, ...]:
        """Steps that make a card out of a blank that another one may have been before."""
        return self.profile().issue(image, self.serial(), (self.contents(),), self.keys())

    def test_retrieval_first_takes_all_worth_and_last_whose_card_it_is(self) -> None:
        profile, keys, card = self.profile(), self.keys(), self.issued()
        if not self.declares.retrievable:
            return
        steps = profile.retrieve(card, keys)
        for count in range(1, len(steps) + 1):
            left = applied(card, steps[:count])
            assert (profile.serial_of(left) or profile.own_serial(left)) == self.serial()
            try:
                assert profile.decode(left, keys) == profile.decode(card, keys)
            except (CardForeign, CardDamaged):
                continue

    def test_a_card_of_others_is_not_retrieved(self) -> None:
        with pytest.raises((CardForeign, ContentsUnfit)):
            self.profile().retrieve(self.blank(), self.keys())
        if self.declares.own_secret:
            with pytest.raises((CardForeign, ContentsUnfit)):
                self.profile().retrieve(self.issued(), self.other_keys())

    def changed(self, contents: CardContents, /, **values: Any) -> CardContents:
        """Contents with other values in some fields."""
        return msgspec.structs.replace(contents, **values)


class MarkedContract(ProfileContract):
    """Runs over a profile that has room for mark and write sequence."""

    def test_it_says_that_it_has_room_for_a_mark(self) -> None:
        assert self.declares.room_for_mark

    def test_the_mark_is_written_last(self) -> None:
        profile, keys, card = self.profile(), self.keys(), self.issued()
        again = self.contents(sequence=2, number=2)
        for before, steps, mark in (
            (self.blank(), self.steps(), self.contents().mark),
            (card, profile.rewrite(card, (again,), keys), again.mark),
        ):
            assert not profile.shows_mark(applied(before, steps[:-1]), mark, keys)
            assert profile.shows_mark(applied(before, steps), mark, keys)

    def test_a_write_sequence_must_be_newer_than_the_card_s(self) -> None:
        card = self.issued(self.contents(sequence=5))
        for sequence in (5, 4):
            assert self.refused(self.contents(sequence=sequence), on=card) == "sequence"
