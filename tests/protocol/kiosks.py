"""Two kiosks of one utility, one customer with a card and a meter, and what can befall them.

Every step of a story is a real operation over a real ledger; cards and meter are virtual down to
their bytes. What the kiosks learn of each other travels as it will between nodes: exact events,
headers of their runs, card images of plans, personal keys.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from app.cards.profiles.contract import Profile
from app.cards.profiles.tapcard_layout import MARK_SIZE
from app.cards.profiles.tapcard_sle4442 import GEOMETRY
from app.domain.identity import EventId
from app.domain.metering import MeterAnswer
from app.domain.plans import decode_images
from app.ledger import journal, personal
from app.ledger.backup import backup
from app.ledger.database import connection_of
from app.ledger.ledger import Ledger
from app.ledger.restore import restore
from app.ledger.transaction import Transaction
from app.simulator.fitting import card_for
from app.simulator.meter import Answer, VirtualMeter
from app.simulator.meters.card_in_meter import ChipCard
from app.simulator.reader import ApduPhase
from app.simulator.sle4442_card import VirtualSle4442
from app.simulator.tears import CardPulled, Tear, TearPhase, TearPoint
from tests.counter import SUPERVISOR, Counter, SeededRandomness, SetClock
from tests.protocol.pulls import A, B, Pull

_WRITE = bytes.fromhex("FFD000")
_TORN_BYTE = 24
"""Byte of a copy amid which :attr:`Pull.INSIDE_COPY` tears: its totals, not its mark."""


class MeterPull(enum.StrEnum):
    """Where a card is pulled out of a meter."""

    BETWEEN = "between mark and credit"
    """Between the mark and the credit, whichever comes first."""
    BEFORE_FINAL = "before the final totals"
    """After mark and credit; only meters that write again afterwards can lose it here."""


_STEPS_BEFORE = {MeterPull.BETWEEN: 4, MeterPull.BEFORE_FINAL: 5}
"""A meter reads, presents its code, registers the card, marks or credits, credits or marks, ..."""


def is_write(apdu: bytes) -> bool:
    """Whether an APDU writes the card's main memory."""
    return apdu.startswith(_WRITE)


def writes_mark(apdu: bytes) -> bool:
    """Whether an APDU writes (a part of) a copy's mark, which every plan writes last."""
    if not is_write(apdu):
        return False
    address, length = apdu[3], apdu[4]
    last = address + length - 1
    return any(
        0 <= last - start - GEOMETRY.mark_offset < MARK_SIZE for start in GEOMETRY.copy_starts
    )


@contextmanager
def pulled(kiosk: Counter, where: Pull) -> Iterator[None]:
    """The card in the reader is pulled once, at that moment of the next plan that is written."""
    pending = True

    def hook(_number: int, apdu: bytes, phase: ApduPhase) -> None:
        nonlocal pending
        if not pending or not is_write(apdu):
            return
        if where is Pull.AFTER_LAST_BYTE:
            if phase is ApduPhase.AFTER and writes_mark(apdu):
                pending = False
                kiosk.reader.remove()
        elif phase is ApduPhase.BEFORE and (where is Pull.BEFORE_FIRST_BYTE or apdu[4] > MARK_SIZE):
            pending = False
            if where is Pull.BEFORE_FIRST_BYTE:
                kiosk.reader.remove()
            else:
                _arm(kiosk, apdu)

    kiosk.reader.on_apdu(hook)
    try:
        yield
    finally:
        kiosk.reader.on_apdu(None)


def _arm(kiosk: Counter, apdu: bytes) -> None:
    """Tears amid the first byte from :data:`_TORN_BYTE` on that the APDU changes."""
    card = kiosk.reader.card
    assert isinstance(card, VirtualSle4442)
    address, data = apdu[3], apdu[5:]
    stored = card.read(address, len(data))
    changed = [at for at, old in enumerate(stored) if old != data[at]]
    at = next((at for at in changed if at >= _TORN_BYTE), changed[-1])
    phase = TearPhase.ERASE if data[at] & ~stored[at] else TearPhase.WRITE
    card.arm(Tear(TearPoint(0, phase, at)))


@contextmanager
def while_writing(kiosk: Counter, act: Callable[[], None]) -> Iterator[None]:
    """Calls ``act`` once, when the card has taken the last byte and nobody knows it yet."""
    pending = True

    def hook(_number: int, apdu: bytes, phase: ApduPhase) -> None:
        nonlocal pending
        if pending and phase is ApduPhase.AFTER and writes_mark(apdu):
            pending = False
            act()

    kiosk.reader.on_apdu(hook)
    try:
        yield
    finally:
        kiosk.reader.on_apdu(None)
    assert not pending


def sync(source: Counter, target: Counter) -> int:
    """``target`` learns everything that ``source`` has written; returns how much of it was new."""
    assert source.ledger is not None
    assert target.ledger is not None
    return tell(source.ledger, target.ledger)


def tell(source: Ledger, target: Ledger) -> int:
    """The same of two ledgers."""
    with source.read() as reader:
        connection = connection_of(reader.db)
        events = [
            (EventId(node, epoch, seq), bytes(body))
            for node, epoch, seq, body, _hash in journal.rows_in_order(connection)
            if node == source.node
        ]
        runs = [data for id, data in journal.runs(connection).items() if id.node == source.node]
        images = [
            decode_images(row[0]) for row in connection.execute("SELECT body FROM plan_images")
        ]
        keys = personal.keys(connection)

    def work(tx: Transaction) -> int:
        inside = connection_of(tx.db)
        known = personal.keys(inside)
        for account, key in keys.items():
            if account not in known:
                personal.keep_key(inside, account, key)
        for plan in images:
            tx.keep_images(plan)
        return tx.accept(events, runs)

    return target.commit(work)


def sync_both(one: Counter, other: Counter) -> None:
    """Both know everything afterwards."""
    sync(one, other)
    sync(other, one)


def back_up(kiosk: Counter) -> None:
    """Makes a copy of the kiosk's ledger on its own medium."""
    assert kiosk.ledger is not None
    backup(kiosk.ledger, medium_of(kiosk))


def medium_of(kiosk: Counter) -> Path:
    """Where the kiosk's copies lie."""
    return kiosk.path.parent / "medium"


def lose_and_restore(kiosk: Counter) -> None:
    """The machine dies; its ledger comes back as it was when it was last backed up."""
    kiosk.close()
    for file in kiosk.path.parent.glob(kiosk.path.name + "*"):
        file.unlink()
    kiosk.ledger = restore(
        medium_of(kiosk),
        kiosk.path,
        clock=kiosk.clock,
        random=kiosk.random,
        reason="the machine died",
    )


class Street:
    """Both kiosks, and one customer: an account, a meter, a card."""

    def __init__(self, folder: Path, profile: Profile, *, seed: int = 1) -> None:
        self.folder = folder
        self.profile = profile
        self._blanks = 0
        self.clock = SetClock()
        # One source for both: no two cards get the same serial.
        self.random = SeededRandomness(seed)
        self.a = self._kiosk(A)
        self.b = self._kiosk(B)
        self.meter: VirtualMeter = self.a.meter()
        self.card: Any = self.blank()
        self.account = ""

    def _kiosk(self, node: int) -> Counter:
        one = Counter(
            self.folder / f"kiosk-{node}" / "ledger.db",
            node=node,
            profile=self.profile,
            clock=self.clock,
        )
        one.random = self.random
        return one

    def blank(self) -> Any:
        """A blank card for the profile; none is there twice on this street."""
        self._blanks += 1
        return card_for(self.profile, self.a.keys, self._blanks)

    @property
    def kiosks(self) -> tuple[Counter, Counter]:
        return self.a, self.b

    def begin(self) -> Street:
        """Two ledgers that sell, and an account that both know."""
        for kiosk in self.kiosks:
            kiosk.path.parent.mkdir(parents=True)
            kiosk.begin(roaming=True)
        self.account = self.a.account()
        sync_both(self.a, self.b)
        return self

    def open(self, account: str) -> Street:
        """Goes on in a copied folder."""
        for kiosk in self.kiosks:
            kiosk.open()
        self.account = account
        return self

    def close(self) -> None:
        for kiosk in self.kiosks:
            kiosk.close()

    def first_sale(self, kiosk: Counter | None = None) -> Any:
        """The meter is allocated: purchase number 1 stands on the card, and nobody else knows."""
        kiosk = kiosk or self.a
        kiosk.put(self.card)
        return kiosk.do(
            "allocate-meter",
            account=self.account,
            meter=self.meter.state.meter,
            model="DN15",
            amount="1000",
        )

    def settled_in(self) -> Any:
        """The usual beginning: number 1 is in the meter and both kiosks know it."""
        first = self.first_sale()
        assert self.visit(self.card) is MeterAnswer.CREDIT
        sync_both(self.a, self.b)
        return first

    def do(
        self, kiosk: Counter, operation: str, card: ChipCard | None = None, **arguments: Any
    ) -> Any:
        """An operation with a card in the reader: the customer's own unless said otherwise."""
        kiosk.put(self.card if card is None else card)
        return kiosk.do(operation, **arguments)

    def sell(self, kiosk: Counter, card: ChipCard | None = None, volume: str = "2") -> Any:
        return self.do(kiosk, "prepay", card, volume=volume)

    def refund(self, kiosk: Counter, card: ChipCard | None = None) -> Any:
        return self.do(kiosk, "refund", card, reason="does not need it")

    def money_back(self, kiosk: Counter, card: ChipCard | None = None) -> Any:
        return self.do(
            kiosk,
            "money-back",
            card,
            second=SUPERVISOR,
            reason="never written",
            account=self.account,
        )

    def reissue(self, kiosk: Counter, reason: str = "damaged") -> tuple[Any, Any]:
        """Makes a new card of a blank one; returns the result and the card."""
        blank = self.blank()
        asked = {"account": self.account, "reason": reason, "identity": "known"}
        result = self.do(kiosk, "reissue-card", blank, **asked)
        return result, blank

    def sell_twice(self) -> None:
        """Both sell the same number: b, which heard of no sale at a, makes a new card."""
        self.sell(self.a, volume="3")
        _reissued, new = self.reissue(self.b)
        self.visit(new)
        self.sell(self.b, new)

    def visit(self, card: ChipCard | None = None, pull: MeterPull | None = None) -> Answer | None:
        """The card goes into the meter; None also when it is pulled on the way."""
        card = self.card if card is None else card
        if pull is None:
            return self.meter.take(card)
        tear = meter_tear(self.meter, card, pull)
        assert tear is not None
        try:
            return self.meter.take(card, tear=tear)
        except CardPulled:
            return None

    @property
    def credited(self) -> int:
        """All that the meter ever credited."""
        return self.meter.state.total_credited


def meter_tear(meter: VirtualMeter, card: ChipCard, pull: MeterPull) -> Tear | None:
    """The tear that leaves a visit there; None if this visit does not come by that moment."""
    if meter.clone().take(card.clone()) is not MeterAnswer.CREDIT:
        return None
    point = TearPoint(_STEPS_BEFORE[pull], TearPhase.BEFORE)
    return Tear(point) if point in meter.tear_points(card) else None
