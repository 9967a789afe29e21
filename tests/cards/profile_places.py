"""What every profile must hold to whose cards serve several meters."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.cards import CardContents
from app.domain.plans import CardImage
from tests.cards.profile_contract import ProfileContract


class PlacesContract(ProfileContract):
    """Runs over one profile with more than one place."""

    def all_contents(self, sequence: int = 1) -> tuple[CardContents, ...]:
        """Contents for every place of the card, written by one plan."""
        return tuple(
            self.contents(sequence, place=place)
            for place in range(1, len(self.declares.places) + 1)
        )

    def full(self) -> CardImage:
        """A card with a meter at every place."""
        return self.issued(*self.all_contents())

    def shown_all(self, *contents: CardContents) -> list[CardContents]:
        """What a card says of contents."""
        return [self.shown(one) for one in contents]

    def test_there_are_several_places(self) -> None:
        assert len(self.declares.places) > 1

    def test_several_meters_are_written_and_read_at_once(self) -> None:
        contents = self.all_contents()
        assert self.said(self.full()) == self.shown_all(*contents)
        again = tuple(
            self.changed(one, sequence=2, number=2, mark=one.mark._replace(seq=9))
            for one in contents
        )
        assert self.said(self.rewritten(self.full(), *again)) == self.shown_all(*again)

    def test_the_order_in_which_meters_are_given_does_not_matter(self) -> None:
        contents = self.all_contents()
        assert self.issued(*contents) == self.issued(*reversed(contents))

    def test_writing_one_place_leaves_the_others(self) -> None:
        card, known = self.full(), list(self.all_contents())
        for round_, place in enumerate(range(1, len(known) + 1), start=2):
            known[place - 1] = self.contents(round_, number=2, load=7000, place=place)
            card = self.rewritten(card, known[place - 1])
            assert self.said(card) == self.shown_all(*known)

    def test_a_free_place_is_taken(self) -> None:
        last = len(self.declares.places)
        for place in range(2, last + 1):
            new = self.contents(2, place=place)
            card = self.rewritten(self.issued(), new)
            assert self.said(card) == self.shown_all(self.contents(), new)

    def test_the_first_meter_need_not_take_the_first_place(self) -> None:
        last = self.contents(place=len(self.declares.places))
        assert self.said(self.issued(last)) == self.shown_all(last)

    def test_a_full_card_takes_no_other_meter(self) -> None:
        one_more = self.changed(
            self.contents(2), place=len(self.declares.places) + 1, meter="29999999"
        )
        assert self.refused(one_more, on=self.full()) == "place"

    def test_one_place_is_not_given_to_two_meters(self) -> None:
        twice = (self.contents(), self.changed(self.contents(), meter="29999999"))
        assert self.refused(*twice) == "place"
        again = tuple(self.changed(one, sequence=2) for one in twice)
        assert self.refused(*again, on=self.issued()) == "place"

    def test_two_meters_of_one_kind_never_have_one_number(self) -> None:
        first, second = self.contents(), self.contents(place=2)
        if first.kind not in self.declares.places[1]:
            return
        same = self.changed(second, kind=first.kind, meter=first.meter)
        assert self.refused(first, same) == "meter"
        again = self.changed(same, sequence=2, mark=same.mark._replace(seq=9))
        assert self.refused(again, on=self.issued()) == "meter"

    @pytest.mark.parametrize(
        ("field", "other"), [("utility", 18), ("region", 530103), ("account", "000000099990")]
    )
    def test_meters_of_one_card_have_one_owner(self, field: str, other: Any) -> None:
        first, second = self.contents(), self.contents(place=2)
        theirs = self.changed(second, **{field: other})
        if self.shown(theirs) != self.shown(second):
            assert self.refused(first, theirs) == field
            # Nor does a meter join a card of somebody else.
            joining = self.changed(theirs, sequence=2, mark=theirs.mark._replace(seq=9))
            assert self.refused(joining, on=self.issued()) == field
