"""What every profile must hold to whose cards move to newer keys when they are written."""

from __future__ import annotations

from abc import abstractmethod

import pytest

from app.cards.errors import CardForeign
from app.cards.keys import KeySource
from app.domain.plans import StepKind, applied
from tests.cards.profile_contract import MarkedContract


class NewKeysContract(MarkedContract):
    """Runs over one profile with keys of two versions."""

    @abstractmethod
    def newer_keys(self) -> KeySource:
        """The same keys and a newer version."""

    def test_a_card_is_read_by_the_version_it_was_made_with(self) -> None:
        profile, card, both = self.profile(), self.issued(), self.newer_keys()
        assert profile.decode(card, both) == profile.decode(card, self.keys())
        assert profile.secret_of(card, both) == profile.secret_of(card, self.keys())

    def test_a_rewrite_moves_a_card_to_the_newest_keys(self) -> None:
        profile, both, card = self.profile(), self.newer_keys(), self.issued()
        again = self.contents(sequence=2, number=2)
        steps = profile.rewrite(card, (again,), both)
        after = applied(card, steps)
        (reading,) = profile.decode(after, both)
        assert reading.contents == self.shown(again)
        assert reading.key_version == both.version > self.keys().version
        assert profile.serial_of(after) == self.serial()
        changes = [step.kind for step in steps].count(StepKind.SECRET)
        if changes:
            assert steps[0].kind is StepKind.SECRET
            assert profile.secret_of(after, both) == profile.secret_for(self.serial(), both)
        else:
            assert profile.secret_of(after, both) == profile.secret_of(card, both)
        third = profile.rewrite(after, (self.contents(sequence=3, number=3),), both)
        assert all(step.kind is StepKind.WRITE for step in third)

    def test_whoever_lacks_the_newest_keys_leaves_the_card_alone(self) -> None:
        """It never takes what was replaced for what counts, and writes over nothing."""
        profile, both, old = self.profile(), self.newer_keys(), self.keys()
        before = self.issued()
        planned = (self.contents(sequence=2, number=2),)
        missed = profile.rewrite(before, planned, old)
        after = applied(before, profile.rewrite(before, planned, both))
        with pytest.raises(CardForeign) as raised:
            profile.decode(after, old)
        assert raised.value.code == "key_version_unknown"
        with pytest.raises(CardForeign):
            profile.rewrite(after, (self.contents(sequence=3, number=3),), old)
        assert not profile.torn_copy(after, missed, old)
        assert not profile.shows_mark(after, planned[0].mark, old)

    def test_new_cards_are_made_under_the_newest_keys(self) -> None:
        profile, both = self.profile(), self.newer_keys()
        steps = profile.issue(self.blank(), self.serial(), (self.contents(),), both)
        (reading,) = profile.decode(applied(self.blank(), steps), both)
        assert reading.key_version == both.version
        with pytest.raises(CardForeign):
            profile.decode(applied(self.blank(), steps), self.keys())
