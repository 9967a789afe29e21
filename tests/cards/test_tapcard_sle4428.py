"""The open layout on an SLE4428: four meters on one card."""

from __future__ import annotations

from app.cards.profiles.tapcard_sle4428 import GEOMETRY, TapcardSle4428
from app.domain.cards import UtilityKind
from app.domain.plans import StepKind, applied
from tests.cards.profile_places import PlacesContract
from tests.cards.tapcard_cards import KEYS, Sle4428Contract


class TestContract(Sle4428Contract, PlacesContract):
    """All of it."""


def test_four_meters_of_any_kind_have_room_and_the_rest_is_reserved() -> None:
    assert TapcardSle4428().declares.places == (tuple(UtilityKind),) * 4
    assert (GEOMETRY.copy_starts, GEOMETRY.copy_size) == ((0x32, 0xF4), 194)
    assert [GEOMETRY.read_back_at(place) for place in range(1, 5)] == [0x1B6, 0x203, 0x250, 0x29D]
    assert GEOMETRY.size - GEOMETRY.end == 275


def test_issue_takes_three_writes_and_a_rewrite_two() -> None:
    contract = TestContract()
    writes = [s for s in contract.steps(*contract.all_contents()) if s.kind is StepKind.WRITE]
    assert [(s.offset, len(s.data)) for s in writes] == [(0x20, 8), (0x28, 196), (0xEC, 8)]
    again = contract.profile().rewrite(contract.full(), (contract.contents(2, 2),), KEYS)
    assert [(s.offset, len(s.data)) for s in again] == [(0xF4, 186), (0x1AE, 8)]


def test_what_an_earlier_life_left_is_erased_before_the_card_becomes_ours() -> None:
    contract = TestContract()
    used = contract.rewritten(contract.full(), contract.contents(2, 2))
    steps = contract.profile().issue(used, contract.serial(), (contract.contents(),), KEYS)
    assert applied(used, steps) == contract.issued()


def test_each_place_keeps_the_write_that_it_names() -> None:
    contract = TestContract()
    card = contract.rewritten(contract.full(), contract.contents(2, 2, place=3))
    card = contract.rewritten(card, contract.contents(3, 2, place=1))
    assert [(said.sequence, said.mark.seq) for said in contract.said(card)] == [
        (3, 4003),
        (1, 4001),
        (2, 4002),
        (1, 4001),
    ]


def test_the_secret_is_two_bytes() -> None:
    contract = TestContract()
    secret = contract.profile().secret_of(contract.issued(), KEYS)
    assert isinstance(secret, bytes)
    assert len(secret) == 2
