"""What every profile must hold to about what meters write back on its cards."""

from __future__ import annotations

from abc import abstractmethod

from app.domain.cards import ReadBackPhase
from app.domain.plans import CardImage
from tests.cards.profile_contract import ProfileContract


class MeterContract(ProfileContract):
    """Runs over one profile and the meters that read it."""

    @abstractmethod
    def taken(self, image: CardImage, place: int) -> CardImage:
        """The card after the meter of a place took its load and wrote all that it writes."""

    def test_a_meter_that_took_its_load_says_so(self) -> None:
        card = self.taken(self.issued(), 1)
        reading = self.reading(card)
        assert reading.contents == self.shown(self.contents())
        assert reading.read_back.phase is ReadBackPhase.FINAL
        assert reading.read_back.number == 1
        if reading.read_back.totals and self.declares.carries_pricing:
            assert reading.taken
            assert not reading.unloaded

    def test_a_new_load_has_not_been_taken(self) -> None:
        card = self.taken(self.issued(), 1)
        card = self.rewritten(card, self.contents(sequence=2, number=2))
        reading = self.reading(card)
        assert reading.read_back.phase is ReadBackPhase.EMPTY
        assert reading.unloaded
        assert self.reading(self.taken(card, 1)).read_back.number == 2

    def test_meters_of_one_card_do_not_disturb_each_other(self) -> None:
        """Nor does a plan for one of them disturb what another has written."""
        places = range(1, len(self.declares.places) + 1)
        card = self.issued(*(self.contents(place=place) for place in places))
        for place in places:
            others = {p: self.reading(card, p) for p in places if p != place}
            card = self.taken(card, place)
            assert self.reading(card, place).read_back.phase is ReadBackPhase.FINAL
            assert {p: self.reading(card, p) for p in others} == others
        for sequence, place in enumerate(places, start=2):
            others = {p: self.reading(card, p) for p in places if p != place}
            card = self.rewritten(card, self.contents(sequence, number=2, place=place))
            assert self.reading(card, place).read_back.phase is ReadBackPhase.EMPTY
            assert {p: self.reading(card, p) for p in others} == others
