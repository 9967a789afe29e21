"""Breadth first through every order of steps on the rules alone, equal states merged.

What kiosks learn of each other and visits to the meter are free. What must hold is asked of every
state that a kiosk's step leads to, together with all that learning and visits can make of it; so
nothing more needs to be asked of the states in between, and once both kiosks have used up their
steps nothing more needs to be played.
"""

from __future__ import annotations

import time
from array import array
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from tests.protocol.rule_checks import Checks
from tests.protocol.rule_merging import CARDS, METER, NO_BACKUP, PAPER, Merger, State
from tests.protocol.rule_moves import KioskStep, Moves, beginning
from tests.protocol.variants import Variant

_TOLD_EVERY = 60
"""Seconds between figures."""


class Bounds(NamedTuple):
    """How far a search goes."""

    steps: int
    """Most that each kiosk may do."""
    cards: int = 3
    """Most cards that may count at the same time."""
    torn_counts: bool = True
    """Whether pulling the card is a step of its own."""
    restores: bool = False
    """Whether a kiosk may come back from its last backup or from its first, as a step."""
    merge: bool = True
    """Whether states that are equal for the future are one."""

    def __str__(self) -> str:
        torn = "a torn step counts twice" if self.torn_counts else "a torn step counts once"
        restores = "with restores" if self.restores else "no restores"
        return f"up to {self.steps} steps at each kiosk, {self.cards} cards, {torn}, {restores}"


@dataclass
class RuleFigures:
    """What a search went through."""

    variant: Variant
    bounds: Bounds
    states: int = 0
    """Those from which more steps were played."""
    last: int = 0
    """Steps after which there was none left, each looked at."""
    transitions: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    """By what each state was come to first."""
    wrong: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    seconds: float = 0
    waiting: int = 0
    """States whose steps are still to be played."""

    def __str__(self) -> str:
        kinds = ", ".join(f"{count} {kind}" for kind, count in self.kinds.most_common())
        still = f", {self.waiting} waiting" if self.waiting else ""
        return (
            f"{self.variant}: {self.bounds}: {self.states} states, {self.last} last steps, "
            f"{self.transitions} transitions, "
            f"{len(self.wrong)} wrong{still}, {self.seconds:.0f} s ({kinds})"
        )


class _Next(NamedTuple):
    """One move from a state."""

    name: str
    state: State
    cost: int
    who: int
    """0 and 1 for the kiosks; 2 for what is free."""


FREE = 2


class RuleSearch:
    """One search, from the beginning to its bounds."""

    def __init__(self, variant: Variant, bounds: Bounds) -> None:
        self.moves = Moves(variant.rules)
        self.merger = Merger(self.moves)
        self.checks = Checks(self.moves)
        self.bounds = bounds
        self.figures = RuleFigures(variant, bounds)
        self._width = bounds.steps + 1
        self._covers = [
            sum(
                1 << more * self._width + other
                for more in range(a, self._width)
                for other in range(b, self._width)
            )
            for a in range(self._width)
            for b in range(self._width)
        ]
        """For steps used, as A's times width plus B's: a bit for all that leave no more."""
        self._seen: dict[State, int] = {}
        self._levels: list[list[tuple[State, int, int]]] = [
            [] for _used in range(2 * bounds.steps + 1)
        ]
        self._parents = array("q")
        self._names: list[str] = []
        self._name_numbers: dict[str, int] = {}
        self._moved = array("H")

    def run(self) -> Iterator[RuleFigures]:
        """Plays everything; yields the same figures now and then, and at the end."""
        began = told = time.monotonic()
        self._reach(self._first(), 0, -1, "", True)
        for used in range(len(self._levels)):
            level = self._levels[used]
            at = 0
            while at < len(level):
                self._expand(*level[at])
                at += 1
                if at % 1000 == 0 and time.monotonic() - told > _TOLD_EVERY:
                    told = time.monotonic()
                    self.figures.waiting = sum(map(len, self._levels[used:])) - at
                    yield self._told(began)
            self._levels[used] = []
        self.figures.waiting = 0
        yield self._told(began)

    def _told(self, began: float) -> RuleFigures:
        self.figures.states = len(self._seen)
        self.figures.seconds = time.monotonic() - began
        return self.figures

    def _first(self) -> State:
        start, moves = beginning(), self.moves
        ledgers = [moves.ledgers.number(ledger) for ledger in start.ledgers]
        backups = [NO_BACKUP] * 4
        if self.bounds.restores:
            backups = [ledgers[0], ledgers[1], ledgers[0], ledgers[1]]
        meter, paper = moves.meters.number(start.meter), moves.papers.number(start.paper)
        state = (*ledgers, *backups, meter, paper, moves.cards.number(start.card))
        if self.figures.variant.unloaded:
            return self._merged(state)
        for _visit in range(2):  # a meter that marks once tells its totals at the next visit
            state = next((one.state for one in self._visits(state)), state)
        return self._merged(state)

    def _merged(self, state: State) -> State:
        if self.bounds.merge:
            return self.merger.merged(state)
        blank = self.moves.blank
        return (*state[:CARDS], *(card for card in state[CARDS:] if card != blank))

    # -- going on ----------------------------------------------------------------------------

    def _expand(self, state: State, used: int, me: int) -> None:
        a, b = divmod(used, self._width)
        most, figures = self.bounds.steps, self.figures
        for name, then, cost, who in self._next(state, most - a, most - b):
            figures.transitions += 1
            spent = used
            if who == 0:
                spent += cost * self._width
            elif who == 1:
                spent += cost
            self._reach(then, spent, me, name, who != FREE)

    def _reach(self, state: State, used: int, parent: int, name: str, by_kiosk: bool) -> None:
        """Notes a state; its steps are to be played unless they were with no fewer left."""
        a, b = divmod(used, self._width)
        most = self.bounds.steps
        if self.bounds.restores:
            state = _without_backups(state, a == most, b == most)
        if a == most and b == most:
            self.figures.last += 1
            self._check(state, parent, name)
            return
        state = self._merged(state)
        covered = self._seen.get(state, 0)
        if covered >> used & 1:
            return
        self._seen[state] = covered | self._covers[used]
        self.figures.kinds[_kind(name)] += 1
        if by_kiosk and not covered:
            self._check(state, parent, name)
        me = len(self._parents)
        self._parents.append(parent)
        self._moved.append(self._name(name))
        self._levels[a + b].append((state, used, me))

    def _check(self, state: State, parent: int, name: str) -> None:
        found = self.checks.wrong(state)
        if found:
            path = (*self._path(parent), name)
            self.figures.wrong += [(what, path) for what in found]

    def _name(self, name: str) -> int:
        number = self._name_numbers.setdefault(name, len(self._names))
        if number == len(self._names):
            self._names.append(name)
        return number

    def _path(self, at: int) -> tuple[str, ...]:
        path = []
        while at > 0:
            path.append(self._names[self._moved[at]])
            at = self._parents[at]
        return tuple(reversed(path))

    # -- moves -------------------------------------------------------------------------------

    def _next(self, state: State, left_a: int, left_b: int) -> Iterator[_Next]:
        """All moves; a kiosk that will do nothing more needs to learn nothing more."""
        for index, left in enumerate((left_a, left_b)):
            if left:
                yield from self._kiosk(state, index, left)
                synced = self.moves.synced(state[index], state[1 - index])
                if synced != state[index]:
                    then = _changed(state, index, synced, backup=self.bounds.restores)
                    yield _Next(f"{'AB'[index]} synced", then, 0, FREE)
        yield from self._visits(state)

    def _kiosk(self, state: State, index: int, left: int) -> Iterator[_Next]:
        who, ledger = "AB"[index], state[index]
        cards = (*state[CARDS:], self.moves.blank)
        if len(cards) > self.bounds.cards:
            cards = cards[:-1]
        for at, card in enumerate(cards):
            for step in self.moves.steps(ledger, card):
                cost = 2 if step.torn and self.bounds.torn_counts else 1
                if cost > left or (card == self.moves.blank and self._another(state, step)):
                    continue
                then = (
                    *state[:PAPER],
                    self.moves.added(state[PAPER], step.news),
                    *cards[:at],
                    step.card,
                    *state[CARDS + at + 1 :],
                )
                if step.ledger != ledger:
                    then = _changed(then, index, step.ledger, backup=self.bounds.restores)
                yield _Next(f"{who} {step.name}, card {at + 1}", then, cost, index)
        if self.bounds.restores:
            yield from self._restores(state, index)

    def _another(self, state: State, step: KioskStep) -> bool:
        """Whether a plan that has made its card would go on with another blank.

        A card that cannot be copied has an identity of its own, and so has the before-image of
        its plan (tests/cards/profile_contract.py). Of others a plan may make a second one, which
        is a copy.
        """
        if self.figures.variant.copyable:
            return False
        serial = self.moves.cards[step.card].serial
        return any(self.moves.cards[card].serial == serial for card in state[CARDS:])

    def _restores(self, state: State, index: int) -> Iterator[_Next]:
        last, oldest = state[2 + index], state[4 + index]
        for name, backup in (("restored", last), ("restored to the beginning", oldest)):
            if backup == oldest and backup == last and name != "restored":
                continue
            ledger = self.moves.restored(state[index], backup)
            then = list(state)
            then[index] = then[2 + index] = ledger
            yield _Next(f"{'AB'[index]} {name}", tuple(then), 1, index)

    def _visits(self, state: State) -> Iterator[_Next]:
        for at, card in enumerate(state[CARDS:]):
            for visit in self.moves.visits(card, state[METER]):
                paper = state[PAPER]
                if visit.mark is not None:
                    paper = self.moves.credited(paper, visit.mark)
                then = list(state)
                then[METER], then[PAPER], then[CARDS + at] = visit.meter, paper, visit.card
                yield _Next(f"meter{visit.name}, card {at + 1}", tuple(then), 0, FREE)


def _kind(name: str) -> str:
    """What kind of step it is, whoever does it with whichever card."""
    what = name.split(",")[0]
    return what[2:] if what[:2] in ("A ", "B ") else what or "beginning"


def _changed(state: State, index: int, ledger: int, *, backup: bool) -> State:
    """With another ledger; what it was before is the last backup."""
    then = list(state)
    then[index] = ledger
    if backup:
        then[2 + index] = state[index]
    return tuple(then)


def _without_backups(state: State, a: bool, b: bool) -> State:
    """Without the backups of kiosks that will do nothing more."""
    then = list(state)
    for index, done in enumerate((a, b)):
        if done:
            then[2 + index] = then[4 + index] = NO_BACKUP
    return tuple(then)
