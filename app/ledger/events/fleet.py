"""What people at head office decide about kiosks, beside what stands in grants and invitations.

Each is recorded in head office's own journal first; its store is changed then, once.
"""

from __future__ import annotations

from app.domain.identity import Node
from app.ledger.events.base import Event


class KioskInvited(Event, tag="kiosk_invited", frozen=True, kw_only=True):
    """Somebody got a one-time code with which a machine becomes a kiosk."""

    kiosk: Node
    name: str
    region: int
    site: str
    """Site prefix of the account numbers it opens."""
    expires_at: int
    """Milliseconds since 1970 UTC."""
    code_hash: bytes
    """By which the code is known again: the code itself stands nowhere."""


class TransportKeyBarred(Event, tag="transport_key_barred", frozen=True, kw_only=True):
    """A kiosk's transport key was lost: it is believed no more, and the next one comes by code."""

    kiosk: Node
    expires_at: int
    """Of the code; milliseconds since 1970 UTC."""
    code_hash: bytes
    """By which the code is known again: the code itself stands nowhere."""


class KioskRevoked(Event, tag="kiosk_revoked", frozen=True, kw_only=True):
    """A kiosk is barred from its next request on."""

    kiosk: Node


class KioskEpochGranted(Event, tag="kiosk_epoch_granted", frozen=True, kw_only=True):
    """A kiosk that was restored goes on in this epoch; other copies of it are fenced."""

    kiosk: Node
    epoch: int
    public_key: bytes
    """Of the copy that goes on."""


class BundleAdmitted(Event, tag="bundle_admitted", frozen=True, kw_only=True):
    """Events that were kept aside go into the journal: two people decided that they happened."""

    kiosk: Node
    epoch: int
    first: int
    last: int
    digest: bytes
    """SHA-256 of the bundle's file."""
