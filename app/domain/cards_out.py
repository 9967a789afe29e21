"""Cards that a technician takes along while the counter is closed, and how each comes back."""

from __future__ import annotations

import enum
from datetime import date

from app.domain.errors import TapcardError
from app.domain.text import _

LONGEST_NUMBER = 24
MOST_CARDS = 20
"""In one signing out: what one slip lists."""
LONGEST_OUT = 14
"""Days: over the longest holidays, not for good."""


class BadCardNumber(TapcardError):
    """What was typed is no list of card numbers."""

    code = "bad_card_number"


class CardOutcome(enum.StrEnum):
    """How a card that was out came back."""

    UNUSED = "unused"
    USED = "used"
    """A meter was opened with it; the meter change is recorded afterwards and names it."""
    LOST = "lost"
    """It did not come back: two people say so."""


class CardOutState(enum.StrEnum):
    """Where a card is that was signed out."""

    OUT = "out"
    OVERDUE = "overdue"
    """Out, and its day has passed."""
    UNUSED = "unused"
    USED = "used"
    """Came back used; its meter change is not recorded yet."""
    RECORDED = "recorded"
    """A meter change names it."""
    LOST = "lost"


def card_numbers(text: str) -> tuple[str, ...]:
    """Numbers as they stand on cards, with commas or spaces between. Raises BadCardNumber."""
    numbers = tuple(part.upper() for part in text.replace(",", " ").split())
    if not numbers or len(numbers) > MOST_CARDS:
        raise BadCardNumber(
            _("Give 1 to {count} cards.").format(count=MOST_CARDS),
            _("Nothing was recorded. Type the numbers of the cards, with commas between."),
        )
    for number in numbers:
        if not _is_number(number):
            raise BadCardNumber(
                _("{number} is no number of a card.").format(number=number),
                _("Nothing was recorded. It has up to {count} digits, letters and hyphens.").format(
                    count=LONGEST_NUMBER
                ),
            )
    if len(set(numbers)) < len(numbers):
        raise BadCardNumber(
            _("A card is named twice."), _("Nothing was recorded. Name each card once.")
        )
    return numbers


def _is_number(text: str) -> bool:
    plain = text.replace("-", "")
    return bool(plain) and plain.isascii() and plain.isalnum() and len(text) <= LONGEST_NUMBER


def state_of(
    *, today: date, due_back: date, outcome: CardOutcome | None, recorded: bool
) -> CardOutState:
    """Where a card is. One that a meter change names was used, whatever else was said."""
    if recorded:
        return CardOutState.RECORDED
    if outcome is not None:
        return CardOutState(outcome.value)
    return CardOutState.OVERDUE if due_back < today else CardOutState.OUT


def may_come_back(state: CardOutState, outcome: CardOutcome) -> bool:
    """Whether this can be said of a card now: a lost one may turn up, a used one is used."""
    if state in (CardOutState.OUT, CardOutState.OVERDUE):
        return True
    return state is CardOutState.LOST and outcome is not CardOutcome.LOST


def may_be_named(state: CardOutState, *, out_on: date, work_date: date) -> bool:
    """Whether a meter change may name it: the work was done while it was out."""
    free = (CardOutState.OUT, CardOutState.OVERDUE, CardOutState.USED)
    return state in free and out_on <= work_date
