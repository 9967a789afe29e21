"""Sales by the hundred thousand: real events of a real counter, retold as those of other counters.

A counter lives through the real operations once. What differs between its sale and another one's
is made a slot: who, which meter and card, numbers, totals, times, digests. test_model_sales.py
proves that a retold counter has the very bytes that the real operations write there.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from app.domain.accounts import account_number
from app.domain.identity import Node
from app.ledger.database import connection_of
from app.ledger.events.codec import decode_entry, encode_entry
from app.ledger.events.ledger_life import LedgerBegun
from app.ledger.journal import rows_in_order
from tests.counter import CASHIER, Counter

NODE = 7
METER = "000000012345"
FIRST, EACH = 15_000, 2_900
"""Litres of the first purchase, and of every later one: all in the last tier, and its tax of 16 %
comes out even, for else the rounding of the month's tax would make sales of one size unlike."""
_SHIFT = 11
"""Number of the event that opens the shift."""
_ACCOUNT = account_number(str(NODE), 1, 1)
_DIGEST = rb'"[A-Za-z0-9+/]{43}="'

Slots = Mapping[bytes, object]


@dataclass(frozen=True)
class Template:
    """A body with slots."""

    form: bytes

    def told(self, slots: Slots) -> bytes:
        """The body of another event."""
        return self.form % slots


@dataclass(frozen=True)
class Models:
    """What one counter wrote."""

    beginning: tuple[Template, ...]
    """Its first day up to the opened shift."""
    opening: tuple[Template, ...]
    """A household opens its account and buys: opened, paid, loaded."""
    sale: tuple[Template, ...]
    """It buys again: paid, loaded."""
    first_money: int
    money: int
    """Minor units of a household's first purchase, and of every later one."""

    def begin(self, node: Node, public_key: bytes, at: int) -> Iterator[bytes]:
        """The first events of a counter; the first of them says its key."""
        for number, template in enumerate(self.beginning):
            body = template.told(_of(node, at + number))
            if number == 0:
                entry = decode_entry(body)
                assert isinstance(entry.event, LedgerBegun)
                begun = msgspec.structs.replace(entry.event, public_key=public_key)
                body = encode_entry(msgspec.structs.replace(entry, event=begun))
            yield body


@dataclass
class Household:
    """Somebody who buys the same again and again."""

    node: Node
    serial: int
    """Of the account."""
    meter: str
    card: bytes
    opened: int = 0
    """Number of the event that opened its allocation, in epoch 1."""
    bought: int = 0
    """Purchases."""

    def slots(self, epoch: int, seq: int, receipt: int, at: int, digest: bytes) -> Slots:
        """Of its next event, ``seq`` the purchase's."""
        total = FIRST + EACH * (self.bought - 1)
        return {
            **_of(self.node, at),
            b"account": account_number(str(self.node), 1, self.serial).encode(),
            b"meter": self.meter.encode(),
            b"card": b64encode(self.card),
            b"allocation": self.opened,
            b"epoch": epoch,
            b"seq": seq,
            b"number": self.bought,
            b"total": total,
            b"receipt": receipt,
            b"digest": b64encode(digest),
        }


def _of(node: Node, at: int) -> dict[bytes, object]:
    return {b"node": node, b"at": at}


def models(folder: Path) -> Models:
    """Lets a counter live."""
    counter = Counter(folder / "models.db", node=NODE).begin()
    try:
        live(counter, [METER], 1)
        assert counter.ledger is not None
        with counter.ledger.read() as reader:
            bodies = [bytes(row[3]) for row in rows_in_order(connection_of(reader.db))]
    finally:
        counter.close()
    paid = len(bodies) - 2
    first = _SHIFT + 2
    slots = _slots(bodies[paid], first)
    return Models(
        tuple(_template(body, slots, 0, 0) for body in bodies[:_SHIFT]),
        tuple(_template(body, slots, first, 1) for body in bodies[_SHIFT:paid]),
        tuple(_template(body, slots, paid + 1, 2) for body in bodies[paid:]),
        paid_in(bodies[first - 1]),
        paid_in(bodies[paid]),
    )


def paid_in(body: bytes) -> int:
    """Minor units that an event of a purchase says were to be paid; 0 of any other."""
    found = re.search(rb'"to_pay":(\d+)', body)
    return int(found[1]) if found else 0


def live(counter: Counter, meters: list[str], times: int) -> None:
    """So many households open accounts, then buy ``times`` in turn, by the real operations."""
    homes = []
    for number in meters:
        card, meter = counter.new_card(), counter.meter(number)
        account = counter.account("Neema")
        counter.do(
            "allocate-meter",
            account=account,
            meter=number,
            model="DN15",
            volume=str(FIRST // 1000),
        )
        homes.append((card, meter))
    for _time in range(times):
        for card, meter in homes:
            meter.take(card)
            meter.use(EACH)
            counter.put(card)
            counter.do("prepay", by=CASHIER, volume=f"{EACH / 1000}")


def _slots(paid: bytes, opened: int) -> list[tuple[bytes, bytes]]:
    """Patterns and what stands in their place, for everything that is the counter's own."""
    card = re.search(rb'"serial":("[^"]+")', paid)
    assert card is not None
    return [
        (rb'"at":\d+', b'"at":%(at)d'),
        (rb'"%s"' % _ACCOUNT.encode(), b'"%(account)s"'),
        (rb'"%s"' % METER.encode(), b'"%(meter)s"'),
        (re.escape(card[1]), b'"%(card)s"'),
        (rb'"images":' + _DIGEST, b'"images":"%(digest)s"'),
        (rb'"K%02d-01-%d"' % (NODE, _SHIFT), b'"K%%(node)02d-01-%d"' % _SHIFT),
        (rb"\[%d,1,%d\]" % (NODE, _SHIFT), b"[%%(node)d,1,%d]" % _SHIFT),
        (
            rb'"allocation":\[%d,1,%d\]' % (NODE, opened),
            b'"allocation":[%(node)d,1,%(allocation)d]',
        ),
        (rb'"site":"%d"' % NODE, b'"site":"%(node)d"'),
        (rb'"home":%d' % NODE, b'"home":%(node)d'),
    ]


def _template(body: bytes, slots: list[tuple[bytes, bytes]], seq: int, number: int) -> Template:
    """``seq`` and ``number``: of the purchase that it is about."""
    form = body.replace(b"%", b"%%")
    if number:
        total = FIRST + EACH * (number - 1)
        slots = [
            *slots,
            (rb"\[%d,1,%d\]" % (NODE, seq), b"[%(node)d,%(epoch)d,%(seq)d]"),
            (rb'"(number|sequence)":%d\b' % number, rb'"\1":%(number)d'),
            (rb'"(cumulative|bought|bought_in_period)":%d\b' % total, rb'"\1":%(total)d'),
            (rb'"receipt":%d\b' % number, b'"receipt":%(receipt)d'),
        ]
    for pattern, slot in slots:
        form = re.sub(pattern, slot, form)
    return Template(form)
