"""The order of a card over what several counters sold to it."""

from __future__ import annotations

import random

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from app.domain.card_order import CardSale, dead_loads, in_card_order, missing_numbers
from app.domain.identity import EventId


def sale(number: int, node: int, sequence: int, load: int = 10, total: int = 0) -> CardSale:
    return CardSale(
        purchase=EventId(node, 1, 100 + sequence),
        number=number,
        sequence=sequence,
        load=load,
        cumulative=total or number * 10,
        total=500,
        kept=True,
    )


@st.composite
def chains(draw: st.DrawFn) -> list[CardSale]:
    """What one card took: loads of any size at any counter, some given back and sold anew."""
    made, total, number = [], 0, 1
    for sequence in range(1, draw(st.integers(1, 12)) + 1):
        load = draw(st.integers(1, 50))
        kept = draw(st.booleans()) or sequence == 1
        node = draw(st.sampled_from([7, 8, 9]))
        one = sale(number, node, sequence, load, total + load)
        made.append(msgspec.structs.replace(one, kept=kept))
        if kept:
            total, number = total + load, number + 1
    return made


@given(chains(), st.randoms())
def test_on_one_card_no_load_dies_whoever_sold_it_and_in_whatever_order_it_arrives(
    chain: list[CardSale], chance: random.Random
) -> None:
    shuffled = chance.sample(chain, len(chain))
    assert list(in_card_order(shuffled)) == chain
    assert dead_loads(shuffled) == ()
    assert missing_numbers([one.number for one in chain], ()) == ()


@given(chains(), st.data())
def test_of_a_number_sold_twice_the_one_that_the_card_went_on_from_lives(
    chain: list[CardSale], data: st.DataObject
) -> None:
    kept = [one for one in chain if one.kept]
    doubled = data.draw(st.sampled_from(kept))
    other = sale(doubled.number, 10, data.draw(st.integers(1, 99)), 70, doubled.cumulative + 1_000)
    both = data.draw(st.permutations([*chain, other]))
    (dead,) = dead_loads(both)
    if doubled is not kept[-1]:
        assert dead == other
    else:
        assert dead == in_card_order([doubled, other])[0]


@given(chains(), st.sets(st.integers(0, 11)), st.integers(0, 15))
def test_what_is_missing_is_filled_by_what_arrives(
    chain: list[CardSale], lost: set[int], shown: int
) -> None:
    here = [one for at, one in enumerate(chain) if at == 0 or at not in lost]
    last = max(one.number for one in chain)
    lacking = missing_numbers([one.number for one in here], [last, min(shown, last)])
    numbers = {one.number for one in here}
    assert set(lacking) == set(range(1, last + 1)) - numbers
    assert missing_numbers([one.number for one in chain], [last]) == ()


def test_nothing_known_lacks_nothing() -> None:
    assert missing_numbers((), ()) == ()
