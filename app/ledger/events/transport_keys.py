"""How the agents of counters may speak with head office."""

from __future__ import annotations

from app.domain.identity import Node
from app.ledger.events.base import Event


class TransportKeyBarred(Event, tag="transport_key_barred", frozen=True, kw_only=True):
    """A kiosk's transport key was lost: it is believed no more, and the next one comes by code."""

    kiosk: Node
