"""Every step that may come next on a street of real ledgers, and what it leads to."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from app.cards.errors import CardError
from app.cards.keys import KeySource
from app.cards.profiles.tapcard_sle4442 import TapcardSle4442
from app.domain.cards import CardReading
from app.domain.errors import TapcardError
from app.domain.identity import EventId
from app.domain.plans import CardImage
from app.ledger import generations, journal
from app.ledger.audit.audit import audit
from app.ledger.database import connection_of
from app.operations.errors import PlanInterrupted
from app.simulator.sle4442_card import CardSnapshot, VirtualSle4442
from app.simulator.tears import CardPulled
from app.simulator.visits import MeterMemory
from tests.counter import SUPERVISOR, Counter
from tests.protocol.kiosks import (
    MeterPull,
    Street,
    back_up,
    lose_and_restore,
    medium_of,
    meter_tear,
    pulled,
    sync,
)
from tests.protocol.ledger_state import (
    LedgerState,
    Names,
    card_print,
    meter_print,
    noted,
    put_ledger,
    take_ledger,
    truth_print,
)
from tests.protocol.pulls import A, B, Pull
from tests.protocol.truth import Rules, Truth, violations

_MOST_CARDS = 3
_VOLUMES = {A: "2", B: "3"}
"""Each kiosk sells its own volume, so that credit tells whose it is."""


@dataclass(frozen=True)
class Operation:
    """Something that a kiosk may do with a card in its reader."""

    name: str
    arguments: dict[str, Any] = field(default_factory=dict)
    pulls: tuple[Pull, ...] = ()
    """Where the card may be pulled on the way."""


REISSUE = Operation("reissue-card", {"reason": "lost", "identity": "known"}, tuple(Pull))
WITH_A_CARD = (
    Operation("prepay", pulls=tuple(Pull)),
    Operation("refund", {"reason": "why"}, tuple(Pull)),
    Operation("reverse", {"reason": "why"}, tuple(Pull)),
    Operation("pay-refund", {"second": SUPERVISOR}),
    Operation("money-back", {"reason": "why", "second": SUPERVISOR}, tuple(Pull)),
    Operation("rewrite-load", pulls=tuple(Pull)),
    Operation("settle", pulls=(Pull.INSIDE_COPY, Pull.AFTER_LAST_BYTE)),
    Operation("release-card", {"reason": "why", "second": SUPERVISOR}),
)
_ASK_ACCOUNT = frozenset({"money-back", "settle"})
"""Operations that must be told the account where the card is blank."""


@dataclass(frozen=True)
class State:
    """Where a story has come to. Pairs are of kiosk A and kiosk B."""

    ledgers: tuple[LedgerState, LedgerState]
    before: tuple[LedgerState, LedgerState]
    """Each ledger before its last change: a backup that lags behind by one step."""
    oldest: tuple[LedgerState, LedgerState]
    """Each ledger at the beginning: the oldest backup."""
    epochs: tuple[int, int]
    """Highest epoch that each ever began."""
    seen: tuple[EventId, EventId]
    """Last event of each that truth and names have taken in."""
    cards: tuple[CardSnapshot, ...]
    torn_by: tuple[str, ...]
    """For each card, which plan tore it last, and where."""
    meter: MeterMemory
    truth: Truth
    names: Names
    path: tuple[str, ...] = ()

    def print(self, keys: KeySource) -> bytes:
        """What tells this state apart from others; the way to it does not."""
        names = self.names
        cards = [
            card_print(card, keys, names, torn)
            for card, torn in zip(self.cards, self.torn_by, strict=True)
        ]
        parts = (
            [ledger.print for ledger in (*self.ledgers, *self.before)],
            self.epochs,
            cards,
            meter_print(self.meter, names),
            truth_print(self.truth, names),
        )
        return hashlib.sha256(repr(parts).encode()).digest()


class Stepper:
    """Plays steps on one street, from any state to the next."""

    def __init__(self, folder: Path, profile: TapcardSle4442, account: str, *, seed: int) -> None:
        """``folder``: this stepper's own copy of two ledgers that are ready to sell."""
        self.street = Street(folder, profile, seed=seed).open(account)
        self.street.clock.now += 3_600_000
        self.profile = profile
        self.keys = self.street.a.keys
        self.attempts = 0
        self._loaded: list[LedgerState | None] = [None, None]
        self._restored: dict[tuple[bytes, int], LedgerState] = {}

    def beginning(self, tell: Callable[[Street], object]) -> State:
        """The state in which ``tell`` leaves the street."""
        tell(self.street)
        truth, names, seen = Truth(), Names(), []
        for kiosk in self.street.kiosks:
            truth, names, last = _news(kiosk, EventId(kiosk.node, 0, 0), truth, names)
            seen.append(last)
        taken = self.street.meter.memory.taken
        if self.street.credited:
            truth = replace(truth, credited=(truth.carried[taken],))
        ledgers = (take_ledger(self.street.a, names), take_ledger(self.street.b, names))
        self._loaded = list(ledgers)
        return State(
            ledgers=ledgers,
            before=ledgers,
            oldest=ledgers,
            epochs=(1, 1),
            seen=(seen[0], seen[1]),
            cards=(self.street.card.snapshot(),),
            torn_by=("",),
            meter=self.street.meter.memory,
            truth=truth,
            names=names,
        )

    def steps(self, state: State) -> Iterator[State]:
        """Every state that one step leads to. Refused steps that change nothing lead nowhere."""
        for index in (0, 1):
            yield from self._operations(state, index)
            yield from self._restores(state, index)
            yield from self._syncs(state, index)
        yield from self._visits(state)

    def wrong(self, state: State) -> list[str]:
        """What must never be and is so in this state."""
        views = [ledger.view for ledger in state.ledgers]
        cards = [card for card in map(self._reading, state.cards) if card is not None]
        rules = Rules(self.profile.marking, self.profile.declares.copyable)
        found = violations(state.truth, views, state.meter, cards, rules)
        return sorted(set(found))

    def close(self) -> None:
        self.street.close()

    # -- kiosks ------------------------------------------------------------------------------

    def _operations(self, state: State, index: int) -> Iterator[State]:
        for at in range(len(state.cards)):
            for operation in WITH_A_CARD:
                yield from self._variants(state, index, operation, at)
        if len(state.cards) < _MOST_CARDS:
            yield from self._variants(state, index, REISSUE, len(state.cards))

    def _variants(self, state: State, index: int, operation: Operation, at: int) -> Iterator[State]:
        done = self._operate(state, index, operation, at, None)
        if done is None:
            return
        yield done
        if done.cards != state.cards:
            for where in operation.pulls:
                torn = self._operate(state, index, operation, at, where)
                if torn is not None:
                    yield torn

    def _operate(
        self, state: State, index: int, operation: Operation, at: int, where: Pull | None
    ) -> State | None:
        """The state after an operation; None if it is refused and leaves everything as it is."""
        self.attempts += 1
        kiosk = self._loaded_kiosk(state, index)
        card = VirtualSle4442()
        if at < len(state.cards):
            card.restore(state.cards[at])
        before = card.snapshot()
        interrupted = self._do(kiosk, operation, card, where)
        after = card.snapshot()
        name = f"{'AB'[index]} {operation.name} {_card_name(at)}" + (f" ~{where}" if where else "")
        if _last(kiosk) == state.seen[index] and before == after:
            return None
        self._loaded[index] = None
        then = self._changed(state, index, name)
        torn = state.torn_by[at] if at < len(state.cards) else ""
        if interrupted is not None:
            torn = f"{then.names.events[interrupted]} {where}"
        if at == len(state.cards):
            return replace(then, cards=(*state.cards, after), torn_by=(*state.torn_by, torn))
        return replace(
            then,
            cards=_with(state.cards, at, after),
            torn_by=_with(state.torn_by, at, torn),
        )

    def _do(
        self, kiosk: Counter, operation: Operation, card: VirtualSle4442, where: Pull | None
    ) -> EventId | None:
        """Does it or is refused; returns the plan that was interrupted, if one was."""
        arguments = dict(operation.arguments)
        if operation.name == "prepay":
            arguments["volume"] = _VOLUMES[kiosk.node]
        blank = self._reading(card.snapshot()) is None
        if operation is REISSUE or (operation.name in _ASK_ACCOUNT and blank):
            arguments["account"] = self.street.account
        kiosk.put(card)
        try:
            with nullcontext() if where is None else pulled(kiosk, where):
                kiosk.do(operation.name, **arguments)
        except PlanInterrupted as error:
            return error.plan
        except TapcardError:
            pass
        return None

    def _syncs(self, state: State, index: int) -> Iterator[State]:
        """This kiosk learns all that the other has written."""
        target = self._loaded_kiosk(state, index)
        source = self._loaded_kiosk(state, 1 - index)
        if sync(source, target):
            self._loaded[index] = None
            yield self._changed(state, index, f"{'AB'[index]} synced")

    def _restores(self, state: State, index: int) -> Iterator[State]:
        """This kiosk comes back from a backup, in a new epoch."""
        epoch = state.epochs[index] + 1
        backups = {"": state.before[index], " to the beginning": state.oldest[index]}
        if state.before[index].print == state.oldest[index].print:
            del backups[" to the beginning"]
        for how, backup in backups.items():
            restored = self._restore(state, index, backup, epoch)
            then = replace(
                state,
                ledgers=_with(state.ledgers, index, restored),
                before=_with(state.before, index, restored),
                epochs=_with(state.epochs, index, epoch),
                path=(*state.path, f"{'AB'[index]} restored{how}"),
            )
            kiosk = self._loaded_kiosk(then, index)
            yield replace(then, seen=_with(state.seen, index, _last(kiosk)))

    def _restore(self, state: State, index: int, backup: LedgerState, epoch: int) -> LedgerState:
        """What a restore makes of a backup; the same for every story that comes by here."""
        known = self._restored.get((backup.file, epoch))
        if known is not None:
            return known
        kiosk = self.street.kiosks[index]
        put_ledger(kiosk, backup)
        medium = medium_of(kiosk)
        for old in medium.rglob("*.*"):
            old.unlink()
        back_up(kiosk)
        for _claim in range(epoch - 2):
            generations.claim_epoch(generations.directory_of(medium, kiosk.node), 1)
        lose_and_restore(kiosk)
        self._loaded[index] = None
        assert kiosk.ledger is not None
        assert kiosk.ledger.epoch == epoch
        restored = take_ledger(kiosk, state.names)
        self._restored[backup.file, epoch] = restored
        return restored

    def _changed(self, state: State, index: int, name: str) -> State:
        """The state with what the kiosk's ledger says now."""
        kiosk = self.street.kiosks[index]
        truth, names, seen = _news(kiosk, state.seen[index], state.truth, state.names)
        assert kiosk.ledger is not None
        _audited(kiosk, truth, (*state.path, name))
        return replace(
            state,
            ledgers=_with(state.ledgers, index, take_ledger(kiosk, names)),
            before=_with(state.before, index, state.ledgers[index]),
            seen=_with(state.seen, index, seen),
            truth=truth,
            names=names,
            path=(*state.path, name),
        )

    def _loaded_kiosk(self, state: State, index: int) -> Counter:
        kiosk = self.street.kiosks[index]
        if self._loaded[index] != state.ledgers[index]:
            put_ledger(kiosk, state.ledgers[index])
            self._loaded[index] = state.ledgers[index]
        return kiosk

    # -- the meter ---------------------------------------------------------------------------

    def _visits(self, state: State) -> Iterator[State]:
        for at in range(len(state.cards)):
            for pull in (None, *MeterPull):
                then = self._visit(state, at, pull)
                if then is not None:
                    yield then

    def _visit(self, state: State, at: int, pull: MeterPull | None) -> State | None:
        self.attempts += 1
        meter, card = self.street.meter, VirtualSle4442()
        card.restore(state.cards[at])
        meter.memory = state.meter
        tear = None if pull is None else meter_tear(meter, card, pull)
        if pull is not None and tear is None:
            return None
        with suppress(CardPulled):
            meter.take(card, tear=tear)
        memory, after = meter.memory, card.snapshot()
        if memory.state == state.meter.state and after == state.cards[at]:
            return None
        truth = state.truth
        gain = memory.state.total_credited - state.meter.state.total_credited
        if gain:
            purchase = truth.carried.get(memory.taken, memory.taken)
            assert truth.paid.get(purchase) == gain, (state.path, "credit that nobody paid")
            truth = replace(truth, credited=(*truth.credited, purchase))
        return replace(
            state,
            cards=_with(state.cards, at, after),
            meter=memory,
            truth=truth,
            path=(*state.path, f"meter {_card_name(at)}" + (f" ~{pull}" if pull else "")),
        )

    def _reading(self, card: CardSnapshot) -> CardReading | None:
        try:
            return self.profile.decode(CardImage({"main": card.main}), self.keys)[0]
        except CardError:
            return None


def _news(
    kiosk: Counter, since: EventId, truth: Truth, names: Names
) -> tuple[Truth, Names, EventId]:
    """Truth and names with what the kiosk has written since, and its last event."""
    assert kiosk.ledger is not None
    with kiosk.ledger.read() as reader:
        rows = list(
            connection_of(reader.db).execute(
                "SELECT node, epoch, seq, body FROM journal_event WHERE node = ? "
                "AND (epoch, seq) > (?, ?) ORDER BY epoch, seq",
                (kiosk.node, since.epoch, since.seq),
            )
        )
    for node, epoch, seq, body in rows:
        since = EventId(node, epoch, seq)
        truth, names = noted(truth, names, since, journal.decoded(since, body).event)
    return truth, names, since


def _audited(kiosk: Counter, truth: Truth, path: tuple[str, ...]) -> None:
    """Nothing to find, but loads that kiosks made worthless without knowing of each other."""
    assert kiosk.ledger is not None
    findings = audit(kiosk.ledger).findings
    if truth.contested:
        findings = tuple(one for one in findings if one.check not in ("credit", "numbers"))
    assert not findings, (path, findings)


def _last(kiosk: Counter) -> EventId:
    assert kiosk.ledger is not None
    return EventId(kiosk.node, kiosk.ledger.epoch, kiosk.ledger._head.seq)


def _card_name(at: int) -> str:
    return "U" if at == 0 else f"R{at}"


def _with(values: tuple[Any, ...], at: int, value: Any) -> tuple[Any, ...]:
    return (*values[:at], value, *values[at + 1 :])
