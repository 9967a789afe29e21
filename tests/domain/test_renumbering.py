"""When a card that names a wrong meter may be written for the right one."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.card_writes import renumbered_written
from app.domain.cards import CardForm, Marking
from app.domain.identity import EventId
from app.domain.renumbering import (
    RenumberingCase,
    RenumberingRefusal,
    proves_itself,
    renumbering_refusal,
)
from tests.domain.cards_and_meters import (
    ELSEWHERE,
    EPOCH,
    HERE,
    OTHER_SERIAL,
    SERIAL,
    final,
    reading_with,
)

FIRST = reading_with(form=CardForm.OPENING, number=1)
PLAIN = RenumberingCase(
    node=HERE,
    epoch=EPOCH,
    sold_by=EventId(HERE, EPOCH, 40),
    written_on=SERIAL,
    reading=FIRST,
    meter="777",
)
"""Our own first load, on its first card, which no meter has accepted."""


def refusal(**changes: Any) -> RenumberingRefusal | None:
    return renumbering_refusal(msgspec.structs.replace(PLAIN, **changes))


def test_the_first_load_on_its_first_card_goes_to_another_meter() -> None:
    assert refusal() is None


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"meter": FIRST.contents.meter}, RenumberingRefusal.SAME_NUMBER),
        ({"sold_by": EventId(ELSEWHERE, EPOCH, 40)}, RenumberingRefusal.OTHER_KIOSK),
        ({"sold_by": EventId(HERE, EPOCH - 1, 40)}, RenumberingRefusal.OLDER_EPOCH),
        ({"written_on": OTHER_SERIAL}, RenumberingRefusal.OTHER_CARD),
        (
            {"reading": reading_with(final(), form=CardForm.OPENING, number=1)},
            RenumberingRefusal.BEEN_IN_METER,
        ),
        (
            {"reading": reading_with(form=CardForm.USER, number=1)},
            RenumberingRefusal.BEEN_IN_METER,
        ),
        (
            {"reading": reading_with(form=CardForm.OPENING, number=2)},
            RenumberingRefusal.NOT_FIRST,
        ),
    ],
)
def test_nothing_else_does(changes: dict[str, Any], why: RenumberingRefusal) -> None:
    assert refusal(**changes) is why


@given(st.booleans(), st.sampled_from(Marking))
def test_an_untouched_card_proves_its_load_where_a_refund_would_be_paid_at_once(
    copyable: bool, marking: Marking
) -> None:
    expected = not copyable and marking in (Marking.BEFORE, Marking.BOTH)
    assert proves_itself(copyable=copyable, marking=marking) is expected


def test_nothing_but_the_meter_and_the_write_sequence_changes() -> None:
    after = renumbered_written(FIRST, "777", sequence=9)
    assert after == msgspec.structs.replace(FIRST.contents, meter="777", sequence=9)
