"""The seldom things, through the real operations amid the year: one kind of them a day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from tests.counter import Counter
from tests.district import errands_of_accounts as of_accounts
from tests.district import errands_of_meters as of_meters
from tests.district import errands_of_the_desk as of_the_desk
from tests.district.guests import Desk

ALL: tuple[Callable[[Desk], None], ...] = (
    of_meters.gives_back,
    of_accounts.owes,
    of_the_desk.moves_cash,
    of_accounts.keeps,
    of_meters.pays_for_nothing,
    of_the_desk.sells_for_an_agent,
    of_accounts.pays_for_other_things,
    of_meters.gets_a_meter,
    of_the_desk.brings_to_the_bank,
    of_accounts.is_not_sure_that_it_came,
    of_meters.leaves_credit_in_a_meter,
    of_the_desk.hands_over,
    of_accounts.ends,
    of_meters.loses_a_card,
    of_the_desk.writes_on_printed_sheets,
    of_accounts.is_suspended,
    of_meters.complains,
    of_meters.counts_money,
    of_meters.has_a_dial,
    of_the_desk.writes_papers_again,
    of_accounts.was_typed_wrongly,
    of_meters.lends_function_cards,
    of_accounts.is_helped,
    of_meters.takes_readings_from_a_file,
)


class Errands:
    """What comes on which day."""

    def __init__(self, counter: Counter) -> None:
        self._desk = Desk(counter)
        self._done = 0

    def run(self, today: date, cashier: int, other: int) -> None:
        """The next of them; ``cashier`` and ``other`` have open shifts."""
        desk = self._desk
        desk.today, desk.cashier, desk.other = today, cashier, other
        ALL[self._done % len(ALL)](desk)
        self._done += 1
