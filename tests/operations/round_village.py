"""A region with many meters, for rounds: one is sold to, the others are written from its events."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import msgspec

from app.domain.accounts import damm_digit
from app.domain.identity import EventId
from app.ledger.events.accounts import AccountOpened
from app.ledger.events.codec import AnyEvent
from app.ledger.transaction import Transaction
from tests.counter import ADMINISTRATOR, CASHIER, REGION, SUPERVISOR, Counter
from tests.operations.proofs import events, ledger_of

OTHER_REGION = 40
DAY = 86_400_000
DAYS = 30
"""Between the allocations and the round."""
_event = msgspec.json.Decoder(AnyEvent)


def meter_of(which: int) -> str:
    return f"{500_000 + which:012d}"


def settle_village(counter: Counter, meters: int) -> None:
    """Meters 0 and on in the region of the counter, ``meters`` of them, and 5 in another one.

    Their dials began at 0; a register has 4 digits, and 2 m3 flow in an hour at most.
    """
    sets: dict[str, Any] = {"by": ADMINISTRATOR}
    counter.do("set-meter-model", model="DN15", hoarding_limit="200", dial_digits="4",
               largest_flow="2", **sets)  # fmt: skip
    counter.do("set-region", region=str(OTHER_REGION), name="Malindi", **sets)
    counter.new_card()
    account = counter.account()
    counter.do("allocate-meter", account=account, meter=meter_of(0), model="DN15", volume="2")
    opened, bought = events(counter, "account_opened")[-1], events(counter, "purchase_paid")[-1]

    def work(tx: Transaction) -> None:
        for which in range(1, meters + 5):
            number = f"9{which:07d}"
            number += damm_digit(number)
            region = REGION if which < meters else OTHER_REGION
            house = {"name": f"House {which}", "street": f"Mill Road {1000 - which}"}
            sealed = tx.seal(number, house)
            tx.append(_moved(opened, account, number, region=region, sealed=sealed))
            _allocate(tx, bought, account, number, meter_of(which))

    ledger_of(counter).commit(work)
    counter.close()
    counter.clock.now += DAYS * DAY
    counter.open()
    counter.do("accept-clock", by=ADMINISTRATOR, second=SUPERVISOR, reason="checked")


def _moved(opened: AccountOpened, old: str, account: str, **changes: Any) -> AccountOpened:
    assert opened.account == old
    return msgspec.structs.replace(opened, account=account, **changes)


def _allocate(tx: Transaction, bought: Any, old: str, account: str, meter: str) -> None:
    """The first purchase of a house, as of the one that was sold to."""
    text = msgspec.json.encode(bought)
    own = tx.next_id()
    text = text.replace(f'"{old}"'.encode(), f'"{account}"'.encode())
    text = text.replace(f'"{meter_of(0)}"'.encode(), f'"{meter}"'.encode())
    tx.append(_event.decode(_with_own_id(text, own)), operator=CASHIER)


def _with_own_id(text: bytes, own: EventId) -> bytes:
    """Where the event names itself as allocation, it names the new one."""
    value = msgspec.json.decode(text)

    def walk(found: Any) -> Any:
        if isinstance(found, dict):
            return {
                key: list(own) if key == "allocation" and one is not None else walk(one)
                for key, one in found.items()
            }
        return [walk(one) for one in found] if isinstance(found, list) else found

    return msgspec.json.encode(walk(value))


def today(counter: Counter) -> date:
    """Where the clock stands."""
    return datetime.fromtimestamp(counter.clock.now / 1000, UTC).date()
