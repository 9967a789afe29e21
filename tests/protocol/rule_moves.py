"""What may come next on the rules alone, every answer worked out once.

A kiosk's step depends on its ledger and the card, a visit on the card and the meter, and what a
kiosk learns on both ledgers; so each is looked up by the numbers of those.
"""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from app.domain.cards import (
    CardContents,
    CardForm,
    ChargingType,
    Marking,
    MeterStatus,
    ReadBack,
    ReadBackPhase,
    UtilityKind,
)
from app.domain.identity import EventId
from app.domain.metering import MeterAnswer, MeterState
from app.domain.plans import applied
from app.simulator.visits import MeterMemory, Move, Remember, visit
from tests.protocol import model
from tests.protocol.model import Desk
from tests.protocol.paper import Paper
from tests.protocol.paper_card import BLANK, DAY, Card, card_of, issuing, reading_of, with_read_back
from tests.protocol.paper_ledger import Kind, Ledger, Plan, Row, Status, told
from tests.protocol.pulls import A, B, Pull
from tests.protocol.renaming import USER
from tests.protocol.tables import Table
from tests.protocol.truth import Rules

_FIRST = EventId(A, 1, 1)
_FIRST_LOAD = 10


class KioskStep(NamedTuple):
    """A step at a kiosk, by numbers."""

    name: str
    torn: bool
    ledger: int
    card: int
    news: int


class MeterVisit(NamedTuple):
    """A visit to the meter, by numbers."""

    name: str
    meter: int
    card: int
    mark: EventId | None
    """Of the load that was credited, if one was."""
    load: int


class Moves:
    """All steps under some rules."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.ledgers: Table[Ledger] = Table()
        self.cards: Table[Card] = Table()
        self.meters: Table[MeterMemory] = Table()
        self.papers: Table[Paper] = Table()
        self.blank = self.cards.number(BLANK)
        self._steps: dict[tuple[int, int], tuple[KioskStep, ...]] = {}
        self._syncs: dict[tuple[int, int], int] = {}
        self._restores: dict[tuple[int, int], int] = {}
        self._visits: dict[tuple[int, int], tuple[MeterVisit, ...]] = {}
        self._added: dict[tuple[int, int], int] = {}
        self._credited: dict[tuple[int, EventId], int] = {}

    def steps(self, ledger: int, card: int) -> tuple[KioskStep, ...]:
        """What a kiosk may do with a card; with a blank one, make a card of it."""
        found = self._steps.get((ledger, card))
        if found is None:
            found = self._steps[ledger, card] = self._worked_out(ledger, card)
        return found

    def _worked_out(self, ledger: int, card: int) -> tuple[KioskStep, ...]:
        blank = card == self.blank
        steps = {"reissues": model.reissue, "settles": model.settle}
        found: dict[tuple[int, int, int], KioskStep] = {}
        for name, step in (steps if blank else model.WITH_A_CARD).items():
            for pull in (None, *Pull):
                left = step(Desk(self.ledgers[ledger], self.cards[card], Paper()), self.rules, pull)
                if left is None:
                    if pull is None:
                        break
                    continue
                then = self._numbers(left)
                if then[:2] != (ledger, card) and then not in found:
                    label = name if pull is None else f"{name} ~{pull}"
                    found[then] = KioskStep(label, pull is not None, *then)
        return tuple(found.values())

    def _numbers(self, desk: Desk) -> tuple[int, int, int]:
        return (
            self.ledgers.number(desk.ledger),
            self.cards.number(desk.card),
            self.papers.number(desk.paper),
        )

    def synced(self, target: int, source: int) -> int:
        """The target once it knows all that the source has written."""
        found = self._syncs.get((target, source))
        if found is None:
            ledger = told(self.ledgers[target], self.ledgers[source])
            found = self._syncs[target, source] = self.ledgers.number(ledger)
        return found

    def restored(self, ledger: int, backup: int) -> int:
        """The backup in the epoch after the ledger's."""
        found = self._restores.get((ledger, backup))
        if found is None:
            epoch = self.ledgers[ledger].epoch + 1
            restored = self.ledgers[backup]._replace(epoch=epoch, opened=0)
            found = self._restores[ledger, backup] = self.ledgers.number(restored)
        return found

    def added(self, paper: int, news: int) -> int:
        """The paper with what a step adds."""
        found = self._added.get((paper, news))
        if found is None:
            more = self.papers[paper].plus(self.papers[news])
            found = self._added[paper, news] = self.papers.number(more)
        return found

    def credited(self, paper: int, mark: EventId) -> int:
        """The paper with a load credited."""
        found = self._credited.get((paper, mark))
        if found is None:
            more = self.papers[paper].with_credit(mark)
            found = self._credited[paper, mark] = self.papers.number(more)
        return found

    def visits(self, card: int, meter: int) -> tuple[MeterVisit, ...]:
        """What a meter may do with a card, and where the card may be pulled."""
        found = self._visits.get((card, meter))
        if found is None:
            found = self._visits[card, meter] = self._visited(card, meter)
        return found

    def _visited(self, card: int, meter: int) -> tuple[MeterVisit, ...]:
        before, memory = self.cards[card], self.meters[meter]
        reading = reading_of(before)
        if reading is None:
            return ()
        planned = visit(memory, reading, self.rules.marking)
        pulls = [("", len(planned.moves))]
        if planned.answer is MeterAnswer.CREDIT:
            pulls.append((" ~between mark and credit", 2))
            if self.rules.marking is Marking.BOTH:
                pulls.append((" ~before the final totals", 3))
        found = []
        for name, count in pulls:
            then, after = _moved(memory, before, planned.moves[:count])
            if then.state == memory.state and after == before:
                continue
            gain = then.state.total_credited - memory.state.total_credited
            credited = then.state.number != memory.state.number
            mark = then.taken if credited else None
            numbers = self.meters.number(then), self.cards.number(after)
            found.append(MeterVisit(name, *numbers, mark if gain else None, gain))
        return tuple(found)


def _moved(memory: MeterMemory, card: Card, moves: tuple[Move, ...]) -> tuple[MeterMemory, Card]:
    """Meter and card after some moves; status bits do not bear on loads."""
    for move in moves:
        if isinstance(move, Remember):
            memory = move.memory
        elif move.phase is ReadBackPhase.BEGUN:
            card = with_read_back(card, move.mark, ReadBack(phase=move.phase))
        else:
            back = msgspec.structs.replace(
                memory.read_back, phase=move.phase, status=0, remaining=0
            )
            card = with_read_back(card, move.mark, back)
    return msgspec.structs.replace(memory, raised=MeterStatus.NONE), card


class Beginning(NamedTuple):
    """A meter allocated at A, known to both; its first load still on the card."""

    ledgers: tuple[Ledger, Ledger]
    card: Card
    meter: MeterMemory
    paper: Paper


def beginning() -> Beginning:
    """Where every story begins."""
    contents = CardContents(
        form=CardForm.OPENING,
        utility=1,
        region=1,
        kind=UtilityKind.WATER,
        charging=ChargingType.VOLUME,
        account="1",
        meter="1",
        tariff_class=1,
        household_size=1,
        period_start=DAY,
        bought_in_period=0,
        standing_paid_to=DAY,
        allowance_used=0,
        number=1,
        load=_FIRST_LOAD,
        cumulative=_FIRST_LOAD,
        sequence=1,
        mark=_FIRST,
    )
    images = issuing(BLANK, USER, contents)
    plan = Plan(_FIRST, Kind.SALE, USER, contents, None, about=_FIRST)
    rows, made = (Row(plan, Status.HAPPENED),), frozenset({USER})
    return Beginning(
        ledgers=(Ledger(A, 1, 1, rows, made=made), Ledger(B, 1, 0, rows, made=made)),
        card=card_of(applied(images.before, images.steps)),
        meter=MeterMemory(state=MeterState(meter="1", utility=1, region=1), today=DAY),
        paper=Paper().opened(plan).gave_receipt(_FIRST),
    )
