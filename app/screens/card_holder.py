"""Whose card is to be replaced: the account's name, its meters, and which card serves them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.kiosk import Kiosk
from app.ledger.queries import accounts, cards
from app.operations.records import account_named
from app.screens.customer import personal_name


@dataclass(frozen=True)
class Holder:
    """Whose card is to be replaced."""

    name: str
    meters: Sequence[str]
    cards: Sequence[Sequence[str]]
    """Meters by the card that serves them."""


def holder(kiosk: Kiosk, number: str) -> Holder:
    """The account's name and the meters it has now. Raises UnknownRecord."""
    with kiosk.ledger.read() as reader:
        account = account_named(reader.db, number)
        rows = accounts.meters_of(reader.db, number)
        served: dict[bytes, list[str]] = {}
        for row in rows:
            last = cards.last_write(reader.db, row.id)
            served.setdefault(last.serial if last else row.meter.encode(), []).append(row.meter)
    meters = [row.meter for row in rows]
    return Holder(personal_name(kiosk, account), meters, list(served.values()))
