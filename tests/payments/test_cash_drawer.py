from __future__ import annotations

from app.domain.errors import TapcardError
from app.payments.cash_drawer import NoDrawer, open_for_cash


class Counting:
    def __init__(self, error: TapcardError | None = None) -> None:
        self.opened = 0
        self._error = error

    def open(self) -> None:
        self.opened += 1
        if self._error is not None:
            raise self._error


def test_a_drawer_is_told_to_open_once() -> None:
    drawer = Counting()
    assert open_for_cash(drawer) == ""
    assert drawer.opened == 1


def test_a_drawer_that_stays_shut_stops_nothing_and_is_not_told_again() -> None:
    drawer = Counting(TapcardError("The printer does not answer."))
    assert open_for_cash(drawer) == "The printer does not answer."
    assert drawer.opened == 1


def test_a_counter_without_a_drawer_has_nothing_to_say() -> None:
    assert open_for_cash(NoDrawer()) == ""
