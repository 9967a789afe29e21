"""What the scenes do and ask again and again."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.comparison import Standing
from app.domain.identity import EventId
from app.ledger.audit.audit import audit
from app.ledger.events.codec import Entry
from app.ledger.journal import scan
from app.ledger.rebuild import compare_tables
from app.operations.errors import (
    CardStandsInTheWay,
    PlanInterrupted,
)
from app.simulator.meters.card_in_meter import ChipCard
from tests.counter import Counter
from tests.protocol.kiosks import (
    Street,
    pulled,
)
from tests.protocol.pulls import Pull


def events(kiosk: Counter, tag: str) -> list[tuple[EventId, Any]]:
    """Events of one kind that a kiosk knows, its own and others'."""
    assert kiosk.ledger is not None
    with kiosk.ledger.read() as reader:
        found: list[tuple[EventId, Entry]] = [
            (id, entry) for batch in scan(reader.db) for id, entry, _body in batch
        ]
    return [(id, entry.event) for id, entry in found if entry.event.__struct_config__.tag == tag]


def receipts(kiosk: Counter) -> list[int]:
    """Receipt numbers that a kiosk gave, in order of its present epoch."""
    assert kiosk.ledger is not None
    with kiosk.ledger.read() as reader:
        found = [
            getattr(entry.event, "receipt", None)
            for batch in scan(reader.db)
            for id, entry, _body in batch
            if (id.node, id.epoch) == (kiosk.node, kiosk.ledger.epoch)
        ]
    return [number for number in found if number is not None]


def standing(street: Street, kiosk: Counter, card: ChipCard | None = None) -> Standing:
    """How a card stands to a kiosk's ledger."""
    found: Standing = street.do(kiosk, "read-card", card).meters[0].standing
    return found


def refused(street: Street, kiosk: Counter, card: ChipCard | None = None) -> str:
    """Why a kiosk does not sell to a card: the standing that stands in the way."""
    with pytest.raises(CardStandsInTheWay) as refusal:
        street.sell(kiosk, card)
    return refusal.value.standing


def sale_torn(
    street: Street, kiosk: Counter, where: Pull = Pull.BEFORE_FIRST_BYTE
) -> PlanInterrupted:
    """A paid sale whose card is pulled."""
    with pulled(kiosk, where), pytest.raises(PlanInterrupted) as torn:
        street.sell(kiosk)
    return torn.value


def refund_torn(
    street: Street, kiosk: Counter, where: Pull = Pull.BEFORE_FIRST_BYTE
) -> PlanInterrupted:
    """A refund whose card is pulled."""
    with pulled(kiosk, where), pytest.raises(PlanInterrupted) as torn:
        street.refund(kiosk)
    return torn.value


def settle(street: Street, kiosk: Counter, card: ChipCard | None = None) -> Any:
    return street.do(kiosk, "settle", card)


def all_is_well(street: Street) -> None:
    """Both ledgers verify, and their tables are what their events say."""
    for kiosk in street.kiosks:
        assert kiosk.ledger is not None
        assert audit(kiosk.ledger).findings == ()
        assert compare_tables(kiosk.ledger) == []
