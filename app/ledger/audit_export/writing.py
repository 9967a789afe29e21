"""Writes a journal, and documents computed from it, as a folder for an auditor.

The whole journal goes out, of all epochs, and other nodes' events as far as they are here: a part
of a chain proves no sum. Personal fields stay sealed as they stand in the events; keys, clear
names, PINs, papers and card images stay out. One event at a time is in memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from app.domain.identity import EventId, Node, kiosk_name
from app.domain.text import _
from app.ledger import journal
from app.ledger.audit_export import documents, lines
from app.ledger.audit_export.errors import ExportFailed
from app.ledger.audit_export.explanation import explanation
from app.ledger.audit_export.folder import NewFolder
from app.ledger.audit_export.manifest import (
    EXPLANATION,
    FORMAT,
    JOURNALS,
    KEY,
    MANIFEST,
    SIGNATURE,
    LastNumber,
    Manifest,
    Part,
    encoded,
    fingerprint,
)
from app.ledger.checkpoint import public_key_of
from app.ledger.database import connection_of
from app.ledger.proof import prove_end

if TYPE_CHECKING:
    import apsw

    from app.ledger.checkpoint import Signer
    from app.ledger.readable import Readable


class ExportReport(msgspec.Struct, frozen=True, kw_only=True):
    """What was written."""

    folder: Path
    events: int
    size: int
    """Bytes."""
    head: str
    fingerprint: str
    """Of the key that signs it: what an auditor compares."""


class Exported(NamedTuple):
    """An event of the journal."""

    id: EventId
    header: bytes | None
    """Of the run that begins with it."""
    hash: bytes | None
    """Its link of the chain, where one is kept."""
    body: bytes


def export_audit(ledger: Readable, signer: Signer, target: Path) -> ExportReport:
    """Writes a ledger's journal. ``signer``: the key beside it.

    Raises ExportFailed; LedgerDamaged where the end of the chain or the key does not hold.
    """
    with ledger.read() as reader:
        connection = connection_of(reader.db)
        prove_end(connection, ledger.node, ledger.epoch, signer)
        return write_export(
            _events(connection),
            lambda parts: manifest_of(connection, ledger.node, ledger.epoch, parts),
            signer,
            target,
        )


def write_export(
    events: Iterable[Exported],
    manifest_with: Callable[[Sequence[Part]], Manifest],
    signer: Signer,
    target: Path,
) -> ExportReport:
    """Writes the new folder ``target``, durably, whole or not at all.

    ``events``: in order of identity; ``manifest_with``: asked behind the last one, with the files
    written. Raises ExportFailed, and what the two raise.
    """
    try:
        with NewFolder(target) as folder:
            count, parts = _write_parts(events, folder, signer)
            manifest = manifest_with(parts)
            data = encoded(manifest)
            folder.write(SIGNATURE, signer.sign(data))
            folder.write(MANIFEST, data)
            folder.close_files()
    except OSError as error:
        raise ExportFailed(
            _("The export to {path} failed: {error}").format(path=target, error=error),
            _("Nothing was written. Check the medium and its room, then export again."),
        ) from error
    return ExportReport(
        folder=target,
        events=count,
        size=sum(part.size for part in parts),
        head=manifest.head,
        fingerprint=fingerprint(signer.public_key),
    )


def manifest_of(
    connection: apsw.Connection, node: Node, epoch: int, parts: Iterable[Part]
) -> Manifest:
    """What a manifest says of a journal whose parts are these. Raises LedgerDamaged."""
    last, head = connection.execute(
        "SELECT seq, hash FROM journal_event WHERE (node, epoch) = (?, ?) "
        "ORDER BY seq DESC LIMIT 1",
        (node, epoch),
    ).fetchone() or (0, None)
    series = connection.execute("SELECT epoch, name, last FROM series ORDER BY epoch, name")
    return Manifest(
        format=FORMAT,
        node=node,
        epoch=epoch,
        last=last,
        head="" if head is None else head.hex(),
        public_key=public_key_of(connection, node, epoch).hex(),
        series=tuple(LastNumber(epoch=of, series=name, last=at) for of, name, at in series),
        files=tuple(sorted(parts, key=lambda part: part.name)),
    )


def journal_name(node: Node, epoch: int) -> str:
    """Name of the file with a node's events of one epoch."""
    return f"{JOURNALS}/{kiosk_name(node)}-{epoch:02d}.txt"


def _events(connection: apsw.Connection) -> Iterator[Exported]:
    headers = journal.runs(connection)
    for node, epoch, seq, body, hash in journal.rows_in_order(connection):
        id = EventId(node, epoch, seq)
        yield Exported(id, headers.get(id), hash, body)


def _write_parts(
    events: Iterable[Exported], folder: NewFolder, signer: Signer
) -> tuple[int, list[Part]]:
    folder.write(EXPLANATION, explanation())
    folder.write(KEY, _pem(signer.public_key))
    for name, first in documents.beginnings():
        folder.write(name, first)
    parts: list[Part] = []
    count, journal_file = 0, ""
    for id, header, hash, body in events:
        name = journal_name(id.node, id.epoch)
        if journal_file not in ("", name):
            parts.append(folder.close_file(journal_file))
        journal_file = name
        if header is not None:
            folder.write(name, lines.written(lines.Line(lines.RUN, id, None, header)))
        folder.write(name, lines.written(lines.Line(lines.EVENT, id, hash, body)))
        for document, line in documents.lines_of(id, journal.decoded(id, body)):
            folder.write(document, line)
        count += 1
    return count, parts + folder.close_files()


def _pem(public_key: bytes) -> bytes:
    key = Ed25519PublicKey.from_public_bytes(public_key)
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
