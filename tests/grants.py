"""What head office grants a counter in a test, as a feed would bring it."""

from __future__ import annotations

from datetime import date, timedelta

from app.domain.allowance import Allowance
from app.domain.allowance_code import PURPOSE, allowance_code
from app.domain.identity import EventId
from app.ledger import exchange
from app.ledger.allowances import take_up_grant
from app.ledger.checkpoint import Signer
from app.ledger.events.allowances import AllowanceGranted, BlockGranted
from app.ledger.events.base import Event
from app.ledger.events.codec import Entry, encode_entry
from app.ledger.exchange import OfficeKeys
from app.ledger.ledger import Ledger
from app.ledger.transaction import Transaction

HEAD_OFFICE = 30_000
"""Its node."""
OFFICE = Signer(bytes(range(32)))
KEYS = OfficeKeys(OFFICE.public_key, OFFICE.seal_public_key)
LONG = date(2026, 11, 23) + timedelta(days=3650)


def enrol(ledger: Ledger) -> None:
    """From now on the counter believes head office, and does nothing on its own."""
    ledger.commit(lambda tx: exchange.pin_office(tx.db, KEYS))


def enrol_freely(ledger: Ledger) -> None:
    """The counter believes head office, which lets it do as it likes."""
    enrol(ledger)
    grant(ledger, money=10**12, count=10**6, until=LONG)
    grant_numbers(ledger, 1, 99_999)


def grant(ledger: Ledger, *, serial: int = 1, money: int, count: int, until: date) -> None:
    """A vending limit arrives for this counter's epoch."""
    event = AllowanceGranted(
        kiosk=ledger.node, epoch=ledger.epoch, serial=serial, money=money, count=count, until=until
    )
    arrive(ledger, event)


def grant_numbers(ledger: Ledger, first: int, last: int) -> None:
    """A block of account numbers arrives."""
    site = str(ledger.node)
    arrive(
        ledger,
        BlockGranted(kiosk=ledger.node, epoch=ledger.epoch, site=site, first=first, last=last),
    )


def arrive(ledger: Ledger, event: Event) -> None:
    """The next event of head office is taken in."""

    def work(tx: Transaction) -> None:
        last = exchange.last_event(tx.db, HEAD_OFFICE, 1)
        body = encode_entry(Entry(at=tx.head.stamp, schema=event.schema, event=event))  # type: ignore[arg-type]
        tx.accept([(EventId(HEAD_OFFICE, 1, last + 1), body)], [])
        take_up_grant(tx, ledger.node, ledger.epoch)

    ledger.commit(work)


def refill_code(signer: Signer, node: int, epoch: int, granted: Allowance) -> str:
    """A vending limit as head office reads it out; ``signer``: the counter's in its epoch."""
    key = OFFICE.shared_key(signer.seal_public_key, PURPOSE)
    return allowance_code(granted, node, epoch, key)
