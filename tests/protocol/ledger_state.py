"""Real ledgers, cards and meters as values: taken, put back, and told apart.

Two states are equal when nothing differs that an operation asks for. Numbers of events, serials
and times differ from run to run, so they go by names: the how manieth opening of its kiosk and
epoch an event is, and which opening made a card.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import apsw
import msgspec
from peewee import Database

from app.cards.errors import CardError
from app.cards.keys import KeySource
from app.cards.profiles.tapcard_card import card_of
from app.cards.profiles.tapcard_layout import MARK_SIZE
from app.cards.profiles.tapcard_sle4442 import GEOMETRY
from app.domain.cards import CardContents
from app.domain.identity import NO_MARK, EventId
from app.domain.plans import CardImage
from app.ledger import ledger as ledger_module
from app.ledger.checkpoint import key_path
from app.ledger.database import connection_of
from app.ledger.events.exceptions import PlanInDoubt
from app.ledger.events.sales import (
    CardReissued,
    LoadCancelled,
    Opening,
    PurchaseLoaded,
    PurchasePaid,
    RefundOpened,
    RefundPaid,
    ReissueOpened,
    RewriteOpened,
)
from app.ledger.ledger import Ledger
from app.ledger.queries import cards
from app.operations.card_look import _known_write as known_write
from app.operations.records import purchase_carried
from app.operations.replaced_card import what_was_on_it
from app.simulator.sle4442_card import CardSnapshot
from app.simulator.visits import MeterMemory
from tests.counter import Counter
from tests.protocol.truth import Truth, View

_WAL_VERSIONS = slice(18, 20)
"""Where a database's header says that it is in WAL mode, which one in memory cannot be."""


@dataclass(frozen=True)
class Names:
    """What events and cards are called in every run alike."""

    events: Mapping[EventId, str] = field(default_factory=lambda: {NO_MARK: "none"})
    serials: Mapping[bytes, str] = field(default_factory=dict)

    def with_opening(self, id: EventId, event: Opening) -> Names:
        """Knows one more."""
        before = sum((other.node, other.epoch) == (id.node, id.epoch) for other in self.events)
        name = f"{id.node}.{id.epoch}.{before + 1}"
        serials = dict(self.serials)
        if event.plan.issues:
            serials[event.plan.serial] = name
        return Names({**self.events, id: name}, serials)

    def key(self, key: int | None) -> str | None:
        """Name of an event by its database key."""
        return None if key is None else self.events[EventId.from_key(key)]


@dataclass(frozen=True)
class LedgerState:
    """One kiosk's ledger, whole."""

    file: bytes
    """The database, compressed."""
    key: bytes
    """The signing key of its epoch."""
    print: bytes
    """What tells it apart from others."""
    view: View


def noted(truth: Truth, names: Names, id: EventId, event: Any) -> tuple[Truth, Names]:
    """Truth and names with one more event of the kiosk that wrote it."""
    if isinstance(event, Opening):
        names = names.with_opening(id, event)
        truth = replace(truth, **_opened(truth, id, event))
    match event:
        case PurchaseLoaded(receipt=int()):
            truth = replace(truth, receipts=(*truth.receipts, event.purchase))
        case LoadCancelled():
            truth = replace(truth, slips=truth.slips | {event.refund})
        case CardReissued() if event.owed:
            truth = replace(truth, slips=truth.slips | {event.plan})
        case PlanInDoubt():
            truth = replace(truth, slips=truth.slips | {event.plan})
        case RefundPaid():
            truth = replace(truth, paid_back=(*truth.paid_back, event.purchase))
        case _:
            pass
    return truth, names


def _opened(truth: Truth, id: EventId, event: Opening) -> dict[str, Any]:
    purchase: EventId | None = None
    changed: dict[str, Any] = {"sequences": (*truth.sequences, event.contents.sequence)}
    match event:
        case PurchasePaid():
            purchase = id
            changed["paid"] = {**truth.paid, id: event.contents.load}
            changed["numbers"] = {**truth.numbers, id: event.contents.number}
        case RefundOpened() | RewriteOpened():
            purchase = truth.carried.get(event.purchase, event.purchase)
        case ReissueOpened():
            purchase, sequence = event.restores, event.contents.sequence
            lowest = min(sequence, truth.superseded.get(event.old_serial, sequence))
            changed["owing"] = {**truth.owing, id: (event.contents.number, event.owed)}
            changed["superseded"] = {**truth.superseded, event.old_serial: lowest}
        case _:
            pass
    if purchase is not None:
        changed["about"] = {**truth.about, id: purchase}
        if not isinstance(event, RefundOpened):
            changed["carried"] = {**truth.carried, id: purchase}
    return changed


def take_ledger(kiosk: Counter, names: Names) -> LedgerState:
    """The kiosk's ledger as it is now."""
    ledger = _open(kiosk)
    with ledger.read() as reader:
        connection = connection_of(reader.db)
        return LedgerState(
            file=zlib.compress(connection.serialize("main"), 1),
            key=key_path(kiosk.path).read_bytes(),
            print=_digest(_rows(connection, names)),
            view=_view(connection, kiosk, reader.db),
        )


def put_ledger(kiosk: Counter, state: LedgerState) -> None:
    """Makes the kiosk's ledger what it was; opened anew only where its epoch was another one."""
    ledger = kiosk.ledger
    data = zlib.decompress(state.file)
    if ledger is not None and key_path(kiosk.path).read_bytes() == state.key:
        ledger._head = ledger._writer.run(lambda db: _overwritten(db, ledger, data))
        return
    kiosk.close()
    for file in kiosk.path.parent.glob(kiosk.path.name + "*"):
        file.unlink()
    kiosk.path.write_bytes(data)
    key_path(kiosk.path).write_bytes(state.key)
    kiosk.open()


def _overwritten(db: Any, ledger: Ledger, data: bytes) -> Any:
    """Copies pages into the open database: a fiftieth of what opening it anew takes."""
    plain = bytearray(data)
    plain[_WAL_VERSIONS] = b"\x01\x01"
    source = apsw.Connection(":memory:")
    source.deserialize("main", bytes(plain))
    with connection_of(db).backup("main", source, "main") as pages:
        pages.step(-1)
    source.close()
    return ledger_module._head(db, ledger._author)


def _open(kiosk: Counter) -> Ledger:
    assert kiosk.ledger is not None
    return kiosk.ledger


def _digest(value: object) -> bytes:
    return hashlib.sha256(repr(value).encode()).digest()


def _view(connection: apsw.Connection, kiosk: Counter, db: Database) -> View:
    def ids(query: str) -> frozenset[EventId]:
        return frozenset(EventId.from_key(key) for (key,) in connection.execute(query))

    def serials(condition: str) -> frozenset[bytes]:
        found = connection.execute(f"SELECT serial FROM card WHERE {condition}")
        return frozenset(bytes(serial) for (serial,) in found)

    waiting = ids("SELECT id FROM plan WHERE outcome IS NULL AND kind IS NOT NULL")
    waiting |= ids("SELECT id FROM refund WHERE cancelled IS NOT NULL AND paid IS NULL")
    owed = connection.execute(
        "SELECT contents, owed FROM reissue JOIN plan ON plan.id = reissue.id WHERE owed > 0"
    )
    node, last = kiosk.node, _last_write(db)
    open_on = connection.execute(
        "SELECT id, serial FROM plan WHERE outcome IS NULL AND kind IS NOT NULL"
    )
    carried = None if last is None else purchase_carried(db, last.mark, last.allocation)
    return View(
        node=node,
        epoch=_open(kiosk).epoch,
        plans=ids("SELECT id FROM plan WHERE kind IS NOT NULL"),
        waiting=frozenset(id for id in waiting if id.node == node),
        open_on=frozenset(
            bytes(serial) for key, serial in open_on if EventId.from_key(key).node == node
        ),
        loaded=ids(
            "SELECT subject FROM plan WHERE outcome = 'happened' "
            "AND subject IN (SELECT id FROM purchase)"
        ),
        owed=frozenset((_contents.decode(text).number, load) for text, load in owed),
        held=serials("held IS NOT NULL"),
        made=serials("issued"),
        replaced=serials("superseded"),
        write=None if last is None else known_write(db, last),
        last=None if carried is None else carried.id,
        restorable=last is not None and what_was_on_it(kiosk.kiosk, db, last).restores is not None,
    )


def _allocation(db: Database) -> EventId | None:
    key = connection_of(db).execute("SELECT id FROM allocation").get
    return None if key is None else EventId.from_key(key)


def _last_write(db: Database) -> cards.CardWrite | None:
    allocation = _allocation(db)
    return None if allocation is None else cards.last_write(db, allocation)


_contents = msgspec.json.Decoder(CardContents)


def _rows(connection: apsw.Connection, names: Names) -> list[object]:
    """Everything in the tables that an operation on this customer asks for."""
    key, serial = names.key, names.serials
    found: list[object] = [connection.execute("SELECT COUNT(*) FROM allocation").get]
    found += [
        (key(id), kind, serial[card], key(subject), *flags, _said(_contents.decode(text), names))
        for id, kind, card, subject, text, *flags in connection.execute(
            "SELECT id, kind, serial, subject, contents, outcome, held IS NULL, slip IS NULL, "
            "receipt IS NULL FROM plan"
        )
    ]
    found += [
        (key(id), *rest) for id, *rest in connection.execute("SELECT id, rewritten FROM purchase")
    ]
    found += [
        (key(id), *rest)
        for id, *rest in connection.execute(
            "SELECT id, cancelled IS NULL, paid IS NULL, proof_number, proof_total FROM refund"
        )
    ]
    found += [
        (key(id), key(restores), owed)
        for id, restores, owed in connection.execute("SELECT id, restores, owed FROM reissue")
    ]
    found += [
        (serial.get(card, "unknown"), *rest)
        for card, *rest in connection.execute("SELECT serial, issued, superseded, held FROM card")
    ]
    found += [
        (kind, serial[card], _said(_contents.decode(text), names))
        for kind, card, text in connection.execute(
            "SELECT kind, serial, contents FROM card_sighting"
        )
    ]
    found += connection.execute("SELECT quantity, why FROM credit_owed").fetchall()
    return sorted(found, key=repr)


def _said(contents: CardContents, names: Names) -> tuple[object, ...]:
    """What contents mean for the protocol: prices, periods and people left out."""
    return (
        contents.form.value,
        contents.number,
        contents.load,
        contents.cumulative,
        contents.sequence,
        names.events.get(contents.mark, "none"),
    )


def card_print(card: CardSnapshot, keys: KeySource, names: Names, torn_by: str) -> object:
    """What a card says, whole copies by their contents, torn ones by what tore them."""
    try:
        shown = card_of(CardImage({"main": card.main}), GEOMETRY, keys)
    except CardError:
        return ("no identity", torn_by, card.security[1:] == b"\xff\xff\xff")
    copies = [
        _said(copy.parts[0], names) if copy.parts else (copy.state.value, torn_by)
        for copy in shown.copies
    ]
    mark = EventId.from_bytes(card.main[GEOMETRY.read_back_at(1) :][:MARK_SIZE])
    back = shown.read_back(1, mark)
    told = (names.events.get(mark), back.phase.value, back.number, back.total_credited)
    return (names.serials[shown.identity.serial], copies, told, torn_by if len(copies) < 2 else "")


def meter_print(memory: MeterMemory, names: Names) -> object:
    """What a meter remembers that bears on cards."""
    state = memory.state
    half = None if state.half_taken is None else EventId.from_bytes(state.half_taken)
    return (
        names.serials.get(state.serial or b""),
        state.number,
        state.total_credited,
        None if half is None else names.events[half],
        names.events.get(memory.taken),
    )


def truth_print(truth: Truth, names: Names) -> object:
    """What happened, whoever remembers it."""
    event = names.events
    return (
        sorted((event[plan], event[what]) for plan, what in truth.about.items()),
        sorted(event[id] for id in truth.paid_back),
        sorted(event[id] for id in truth.credited),
        sorted(event[id] for id in truth.slips),
        sorted((names.serials[serial], low) for serial, low in truth.superseded.items()),
    )
