"""The root of every error that Tapcard tells a person about."""

from __future__ import annotations

import enum

from app.domain.saying import sayable


class MoneyState(enum.StrEnum):
    """What an error means for the customer's money; said beside every error."""

    UNTOUCHED = "untouched"
    """Nothing was paid, nothing was written."""
    IN_DOUBT = "in_doubt"
    """Paid; whether the credit is on the card is not known yet. A plan is open."""
    SAFE = "safe"
    """Done and recorded; only paper or a side task is missing."""


class TapcardError(Exception):
    """An error with a sentence for the operator, its meaning for the money, and what to do next.

    Subclasses set ``code`` (stable, for ``--json`` and tests) and pass sentences already
    translated by gettext. Whatever was typed and is said back in them cannot move a cursor.
    """

    code = "error"
    money = MoneyState.UNTOUCHED

    def __init__(self, message: str, remedy: str = "") -> None:
        self.message = sayable(message)
        self.remedy = sayable(remedy)
        super().__init__(self.message)
