"""Card images of plans, kept beside the journal under the digest that stands in the event."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import msgspec

from app.domain.plans import PlanImages, decode_images, encode_images
from app.domain.text import _
from app.ledger.errors import LedgerDamaged

if TYPE_CHECKING:
    import apsw


def keep(connection: apsw.Connection, images: PlanImages) -> bytes:
    """Stores the images once; returns their SHA-256, 32 bytes."""
    return keep_encoded(connection, encode_images(images))


def keep_encoded(connection: apsw.Connection, body: bytes) -> bytes:
    """Stores images as another node encoded them; returns their SHA-256, 32 bytes."""
    digest = hashlib.sha256(body).digest()
    connection.execute(
        "INSERT INTO plan_images (digest, body) VALUES (?, ?) ON CONFLICT DO NOTHING",
        (digest, body),
    )
    return digest


def load(connection: apsw.Connection, digest: bytes) -> PlanImages:
    """The images with this digest. Raises LedgerDamaged when they are missing or altered."""
    row = connection.execute("SELECT body FROM plan_images WHERE digest = ?", (digest,)).fetchone()
    if row is None or hashlib.sha256(row[0]).digest() != digest:
        raise LedgerDamaged(
            _("The card images of a plan are missing or altered."),
            _("This card's plan can only be decided by two people. Restore from a backup."),
        )
    try:
        return decode_images(row[0])
    except msgspec.DecodeError as error:
        raise LedgerDamaged(
            _("The card images of a plan cannot be read: {error}").format(error=error),
            _("This card's plan can only be decided by two people."),
        ) from error
