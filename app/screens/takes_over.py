"""Who takes a drawer over signs for what was counted, with their own PIN."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.text import _
from app.operations.errors import SecondPersonNeeded
from app.operations.sign_in import SignedIn
from app.screens.second_person import SecondPerson
from app.widgets.rows import Row


class TakesOver(SecondPerson):
    """Nobody else can, and nobody from elsewhere: they stand before the drawer."""

    heading = _("Who takes the drawer over signs")
    help_lines = (
        _("The sum above is what was counted. Count it too if you like; it is your float."),
        _("Type your PIN: from then on the drawer and what is in it are yours."),
        _("Esc goes back: nothing has happened, and it can be counted again."),
    )

    def __init__(self, to: int, what: str, rows: Iterable[Row]) -> None:
        """``to``: their operator number; ``rows``: the count."""
        super().__init__(what, rows)
        self._to = to
        self.number.value = str(to)

    def signed_in(self, who: SignedIn) -> None:
        """Only the one who was named."""
        if who.operator == self._to:
            super().signed_in(who)
            return
        self.number.value = str(self._to)
        self.refused(
            SecondPersonNeeded(
                _("Operator {operator} has to sign too.").format(operator=self._to),
                _("Nothing was done. Go back to name somebody else."),
            )
        )
