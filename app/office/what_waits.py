"""What waits for a person at head office, beside what its tables show."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from app.domain.identity import Node
from app.domain.quantity import Money
from app.office.store.contract import Store
from app.office.store.rows import EpochRequest, Held, Refusal

_HELD_OF_EACH = 50
"""Bundles kept aside that are listed of one kiosk."""


class HeldRow(msgspec.Struct, frozen=True, kw_only=True):
    """A bundle that was kept aside."""

    node: Node
    digest: bytes
    epoch: int
    first: int
    last: int
    reason: str
    received_at: int
    cash: Money = 0
    """What its events took in; none of it is in any sum here."""
    sales: int = 0


class Exceptions(msgspec.Struct, frozen=True):
    """What waits for a person."""

    epochs: Sequence[EpochRequest]
    held: Sequence[HeldRow]
    refusals: Sequence[Refusal]


def what_waits(store: Store) -> Exceptions:
    """Of all kiosks."""
    held = [_held(one) for one in store.held_listed(_HELD_OF_EACH)]
    return Exceptions(store.epoch_requests(), held, store.refusals())


def _held(held: Held) -> HeldRow:
    return HeldRow(
        node=held.node,
        digest=held.digest,
        epoch=held.epoch,
        first=held.first,
        last=held.last,
        reason=held.reason,
        received_at=held.received_at,
        cash=held.cash,
        sales=held.sales,
    )
