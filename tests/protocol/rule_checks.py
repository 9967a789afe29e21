"""What must hold on the rules alone, asked once of everything that it depends on."""

from __future__ import annotations

from collections.abc import Iterator

from app.domain.cards import CardReading
from app.domain.identity import EventId
from app.domain.quantity import Quantity
from tests.protocol.bottoms import bottoms
from tests.protocol.paper import truth_of
from tests.protocol.paper_card import reading_of
from tests.protocol.paper_ledger import view
from tests.protocol.rule_merging import CARDS, METER, PAPER, State
from tests.protocol.rule_moves import Moves
from tests.protocol.tables import Table
from tests.protocol.truth import End, Truth, View, counted_twice, wrong_at

_Taken = tuple[tuple[EventId, Quantity], ...]
_At = tuple[int, tuple[int, ...], _Taken]
"""Meter, cards, and what was credited on the way."""


class Checks:
    """Asks of a state what must hold, whatever kiosks learn and cards do at the meter from it."""

    def __init__(self, moves: Moves) -> None:
        self.moves = moves
        self._views: Table[View] = Table()
        self._ends: Table[End] = Table()
        self._view_of: dict[int, int] = {}
        self._truths: dict[int, tuple[Truth, tuple[str, ...]]] = {}
        self._ends_of: dict[tuple[int, ...], tuple[int, ...]] = {}
        self._wrong: dict[tuple[int, int, int, int], tuple[str, ...]] = {}

    def wrong(self, state: State) -> list[str]:
        """What must never be and is so, or will be without a kiosk's doing."""
        paper = state[PAPER]
        truth, found = self._truth(paper)
        wrong = set(found)
        ends = self._ends_from((state[METER], *state[CARDS:]))
        for a, b in self._knowledge(state[0], state[1]):
            for end in ends:
                key = (a, b, paper, end)
                at_end = self._wrong.get(key)
                if at_end is None:
                    views = (self._views[a], self._views[b])
                    at_end = tuple(wrong_at(truth, views, self._ends[end], self.moves.rules))
                    self._wrong[key] = at_end
                wrong.update(at_end)
        return sorted(wrong)

    def _truth(self, paper: int) -> tuple[Truth, tuple[str, ...]]:
        found = self._truths.get(paper)
        if found is None:
            truth = truth_of(self.moves.papers[paper])
            found = self._truths[paper] = (truth, tuple(counted_twice(truth)))
        return found

    def _knowledge(self, a: int, b: int) -> set[tuple[int, int]]:
        """What both kiosks may know, whoever learns of the other."""
        both_a = {self._view(a), self._view(self.moves.synced(a, b))}
        both_b = {self._view(b), self._view(self.moves.synced(b, a))}
        return {(one, other) for one in both_a for other in both_b}

    def _view(self, ledger: int) -> int:
        found = self._view_of.get(ledger)
        if found is None:
            found = self._view_of[ledger] = self._views.number(view(self.moves.ledgers[ledger]))
        return found

    def _ends_from(self, at: tuple[int, ...]) -> tuple[int, ...]:
        """Where visits to the meter, complete or not, in any order, come to an end."""
        found = self._ends_of.get(at)
        if found is None:
            found = self._ends_of[at] = self._explored((at[0], at[1:], ()))
        return found

    def _explored(self, first: _At) -> tuple[int, ...]:
        todo, graph = [first], dict[_At, list[_At]]()
        while todo:
            now = todo.pop()
            if now not in graph:
                graph[now] = list(self._after(now))
                todo += graph[now]
        return tuple({self._end(end) for end in bottoms(graph)})

    def _after(self, now: _At) -> Iterator[_At]:
        meter, cards, taken = now
        for at, card in enumerate(cards):
            for visit in self.moves.visits(card, meter):
                more = taken if visit.mark is None else (*taken, (visit.mark, visit.load))
                yield visit.meter, (*cards[:at], visit.card, *cards[at + 1 :]), more

    def _end(self, at: _At) -> int:
        meter, cards, taken = at
        readings: list[CardReading] = []
        for card in cards:
            reading = reading_of(self.moves.cards[card])
            if reading is not None:
                readings.append(reading)
        return self._ends.number(End(self.moves.meters[meter], tuple(readings), taken))
