"""Epochs of a kiosk after a restore: asked for by the kiosk, granted by people, fenced before.

Of two copies of one kiosk, both may ask; the one that is granted goes on.
"""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

import msgspec

from app.domain.identity import Node, kiosk_name
from app.domain.text import _
from app.ledger.events.ledger_life import EpochBegun
from app.office.chains import beginning_of
from app.office.proving import Proven
from app.office.push_answers import Fenced, Full, Revoked
from app.office.rivals import keep_rival, note, request_of
from app.office.store.contract import KioskTransaction, Store
from app.office.store.errors import (
    AnothersBundle,
    ForeignBeginning,
    NotEnrolled,
    StoreError,
)
from app.office.store.rows import Kiosk, KioskEpoch
from app.sync.bundle import parse
from app.sync.errors import SyncError


class Granted(NamedTuple):
    """The epoch is in force: push it. 200."""

    epoch: int


class Waits(NamedTuple):
    """Somebody at head office must grant it. 202."""

    epoch: int


EpochAnswer: TypeAlias = Granted | Waits | Fenced | Revoked | Full


class NoSuchRequest(StoreError):
    """Nobody asks for this epoch with this key."""

    code = "no_such_request"

    def __init__(self, node: Node, epoch: int) -> None:
        super().__init__(
            _("{kiosk} does not ask for epoch {epoch}.").format(
                kiosk=kiosk_name(node), epoch=epoch
            ),
            _("Look at what waits again; nothing was changed."),
        )


def ask_epoch(store: Store, sender: Node, public_key: bytes, data: bytes, at: int) -> EpochAnswer:
    """``data``: the first bundle of the new epoch, signed by ``public_key`` which begins it.

    Raises NotEnrolled, AnothersBundle, ForeignBeginning, SyncError; they are counted.
    """
    try:
        proven = _proven(sender, public_key, data)
    except (SyncError, StoreError) as error:
        store.refused(sender, error.code, error.message, at)
        raise
    answer = store.change(sender, lambda tx: _ask(tx, proven, at))
    if not isinstance(answer, Granted | Waits):
        store.refused(sender, _REFUSED[type(answer)], "", at)
    return answer


_REFUSED = {Fenced: "epoch_fenced", Revoked: "revoked", Full: "too_many_epochs"}


def _proven(sender: Node, public_key: bytes, data: bytes) -> Proven:
    """Raises AnothersBundle, ForeignBeginning, SyncError."""
    bundle = parse(data)
    if bundle.header.node != sender:
        raise AnothersBundle(sender, bundle.header.node)
    opened = bundle.open(public_key)
    begun = beginning_of(opened.run) if opened.run.first == 1 else None
    if not isinstance(begun, EpochBegun) or begun.public_key != public_key:
        raise ForeignBeginning(sender, bundle.header.epoch)
    return Proven(opened, bundle.header.epoch, data, is_rival=True)


def _ask(tx: KioskTransaction, proven: Proven, at: int) -> EpochAnswer:
    begun = beginning_of(proven.opened.run)
    assert isinstance(begun, EpochBegun)
    request = request_of(proven, begun, at)
    kiosk = _known(tx, request.node)
    if kiosk.revoked:
        return Revoked()
    held = kiosk.epochs.get(request.epoch)
    if held is not None and held.public_key == request.public_key and not held.fenced:
        return Granted(request.epoch)
    if request.epoch <= kiosk.in_force.epoch:
        if held is None or held.public_key != request.public_key:
            keep_rival(tx, kiosk, proven, at)
        return Fenced(kiosk.in_force.epoch)
    return Waits(request.epoch) if note(tx, request) else Full()


def grant_epoch(store: Store, node: Node, epoch: int, public_key: bytes) -> KioskEpoch:
    """Puts a requested epoch in force; every epoch before it is fenced from now on.

    Raises NoSuchRequest, NotEnrolled.
    """
    return store.change(node, lambda tx: _grant(tx, node, epoch, public_key))


def _grant(tx: KioskTransaction, node: Node, epoch: int, public_key: bytes) -> KioskEpoch:
    kiosk = _known(tx, node)
    found = [
        one
        for one in tx.epoch_requests()
        if (one.epoch, one.public_key) == (epoch, public_key) and not one.decided
    ]
    if not found:
        raise NoSuchRequest(node, epoch)
    for row in kiosk.epochs.values():
        tx.put_epoch(msgspec.structs.replace(row, fenced=True))
    granted = KioskEpoch(
        node=node,
        epoch=epoch,
        public_key=public_key,
        seal_key=found[0].seal_key,
        last_hash=found[0].parent.hash,
        parent=found[0].parent,
    )
    tx.put_epoch(granted)
    tx.decide_epoch_requests(epoch, public_key)
    return granted


def _known(tx: KioskTransaction, node: Node) -> Kiosk:
    if tx.kiosk is None:
        raise NotEnrolled(node)
    return tx.kiosk
