"""A stretch of a node's journal, with what lies beside it: as it is given to other nodes."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import apsw

from app.domain.identity import EventId, Node
from app.ledger import journal, personal
from app.ledger.errors import LedgerNewer
from app.ledger.events.accounts import AccountEdited, AccountOpened
from app.ledger.events.payments import PaymentTaken
from app.ledger.events.tax_invoices import TaxInvoiceIssued

_PLAN_IMAGES = re.compile(rb'"images":"([A-Za-z0-9+/]{43}=)"')
_SEALED = b'"sealed":'


class Stretch(NamedTuple):
    """Events ``first``..``last`` of one node and epoch."""

    previous: bytes
    """Hash of the event before the first; before an epoch: what its first run goes on from."""
    bodies: tuple[bytes, ...]
    headers: dict[int, bytes]
    """Of the runs that begin in it, by the number of their first event."""


def stretch(connection: apsw.Connection, node: Node, epoch: int, first: int, last: int) -> Stretch:
    """Exact bytes. Raises LedgerDamaged where an event or its hash is not here."""
    of = (node, epoch, first, last)
    rows: list[Any] = connection.execute(
        "SELECT seq, body FROM journal_event WHERE (node, epoch) = (?, ?) "
        "AND seq BETWEEN ? AND ? ORDER BY seq",
        of,
    ).fetchall()
    bodies: dict[int, bytes] = dict(rows)
    for seq in range(first, last + 1):
        if seq not in bodies:
            raise journal.broken(EventId(node, epoch, seq))
    runs = connection.execute(
        "SELECT first_seq, header FROM journal_run WHERE (node, epoch) = (?, ?) "
        "AND first_seq BETWEEN ? AND ?",
        of,
    )
    headers = {seq: bytes(header) for seq, header in runs}
    previous = _before(connection, EventId(node, epoch, first), headers)
    return Stretch(previous, tuple(bodies.values()), headers)


def image_digests(bodies: Sequence[bytes]) -> list[bytes]:
    """Digests of the card images of the plans that these events open, in order, each once."""
    found = {b64decode(text): None for body in bodies for text in _PLAN_IMAGES.findall(body)}
    return list(found)


def images_of(connection: apsw.Connection, bodies: Sequence[bytes]) -> list[bytes]:
    """Encoded card images of the plans that these events open, in their order, each once.

    Those that are not here are left out.
    """
    rows = (
        connection.execute("SELECT body FROM plan_images WHERE digest = ?", (digest,)).get
        for digest in image_digests(bodies)
    )
    return [bytes(row) for row in rows if row is not None]


def opening_plans(
    connection: apsw.Connection, node: Node, epoch: int, first: int, bodies: Sequence[bytes]
) -> list[bytes]:
    """Those of these events that open a card plan which nothing has closed so far."""
    return [
        body
        for seq, body in enumerate(bodies, first)
        if _PLAN_IMAGES.search(body) and _is_open(connection, EventId(node, epoch, seq))
    ]


def keys_of(
    connection: apsw.Connection, node: Node, epoch: int, first: int, bodies: Sequence[bytes]
) -> dict[str, bytes]:
    """Personal keys, by name, of the fields that are sealed in these events; the erased are not."""
    names = {
        name: None
        for seq, body in enumerate(bodies, first)
        for name in key_names(EventId(node, epoch, seq), body)
    }
    return _present(connection, names)


def _is_open(connection: apsw.Connection, plan: EventId) -> bool:
    outcome = "SELECT outcome FROM plan WHERE id = ?"
    return connection.execute(outcome, (plan.to_key(),)).get is None


def _present(connection: apsw.Connection, names: Mapping[str, None]) -> dict[str, bytes]:
    found = {name: personal.key_named(connection, name) for name in names}
    return {name: key for name, key in found.items() if key is not None}


def key_names(id: EventId, body: bytes) -> Iterator[str]:
    """Names of the keys that the personal fields in an event are sealed under."""
    if _SEALED not in body:
        return
    try:
        event = journal.decoded(id, body).event
    except LedgerNewer:
        return
    match event:
        case AccountOpened() | AccountEdited():
            yield event.account
        case TaxInvoiceIssued():
            yield personal.invoice_key_name(id)
        case PaymentTaken() if event.sealed:
            yield personal.payer_key_name(id)


def _before(connection: apsw.Connection, first: EventId, headers: Mapping[int, bytes]) -> bytes:
    if first.seq == 1:
        if 1 not in headers:
            raise journal.broken(first)
        return journal.decode_header(headers[1]).previous
    hash = connection.execute(
        "SELECT hash FROM journal_event WHERE (node, epoch, seq) = (?, ?, ?)",
        (first.node, first.epoch, first.seq - 1),
    ).get
    if hash is None:
        raise journal.broken(first)
    return bytes(hash)
