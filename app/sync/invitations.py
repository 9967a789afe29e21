"""Codes with which an operator whom head office set chooses a PIN at one kiosk.

A PIN's verifier never travels. Head office seals a code to the kiosk; it stands in the office's
journal as what nobody else can open, and counts once.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import msgspec

from app.domain.identity import EventId, Node, Operator
from app.domain.pins import PinRules, fault_of
from app.kiosk import Randomness
from app.ledger import journal
from app.ledger.checkpoint import Signer
from app.ledger.events.operators import OperatorInvited
from app.sync.errors import NotForUs
from app.sync.sealed_box import open_sealed, seal_to

_logger = logging.getLogger(__name__)

_DOMAIN = b"tapcard operator 1\n"
_MARK = b'"type":"operator_invited"'
_DIGITS = 8


class Invitation(NamedTuple):
    """A code that this kiosk could open."""

    id: EventId
    operator: Operator
    code: str


def new_code(random: Randomness) -> str:
    """Eight digits that nobody guesses first."""
    while True:
        code = f"{int.from_bytes(random.bytes(16)) % 10**_DIGITS:0{_DIGITS}d}"
        if fault_of(code, PinRules(longest_run=2)) is None:
            return code


def invitation(
    operator: Operator, code: str, random: Randomness, *, kiosk: Node, epoch: int, receiver: bytes
) -> OperatorInvited:
    """What head office puts in its journal; ``receiver``: the kiosk's seal key of this epoch."""
    context = _context(kiosk, epoch, operator)
    return OperatorInvited(
        operator=operator,
        kiosk=kiosk,
        epoch=epoch,
        sealed=seal_to(receiver, code.encode(), context, random),
    )


def invitations_in(
    events: Iterable[tuple[EventId, bytes]], signer: Signer, kiosk: Node, epoch: int
) -> Iterator[Invitation]:
    """Those of a feed that are for this kiosk in this epoch and that its key opens."""
    for id, body in events:
        event = journal.decoded(id, body).event if _MARK in body else None
        if isinstance(event, OperatorInvited) and (event.kiosk, event.epoch) == (kiosk, epoch):
            context = _context(kiosk, epoch, event.operator)
            try:
                code = open_sealed(signer, event.sealed, context).decode()
            except NotForUs:
                _logger.warning("the code of %s cannot be opened", id)  # and holds up nothing
            else:
                yield Invitation(id, event.operator, code)


def _context(kiosk: Node, epoch: int, operator: Operator) -> bytes:
    return _DOMAIN + msgspec.msgpack.encode((kiosk, epoch, operator))
