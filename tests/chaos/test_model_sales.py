"""The retold counter is the real one, byte for byte."""

from __future__ import annotations

import re
from base64 import b64decode
from pathlib import Path

from app.ledger.database import connection_of
from app.ledger.events.codec import decode_entry
from app.ledger.events.ledger_life import LedgerBegun
from app.ledger.journal import rows_in_order
from tests.chaos.model_sales import Household, live, models
from tests.counter import Counter

_METERS = ["000000054321", "000000000042"]


def real_counter(path: Path) -> list[bytes]:
    """Another node, other meters and cards, by the real operations."""
    counter = Counter(path, node=9, seed=5).begin()
    counter.blanks = 40
    live(counter, _METERS, 3)
    assert counter.ledger is not None
    with counter.ledger.read() as reader:
        found = [bytes(row[3]) for row in rows_in_order(connection_of(reader.db))]
    counter.close()
    return found


def given(body: bytes) -> tuple[int, bytes, bytes]:
    """What comes from clock, card and chance: time, digest of card images, serial of the card."""
    digest = re.search(rb'"images":"([^"]+)"', body)
    card = re.search(rb'"serial":"([^"]+)"', body)
    return (
        decode_entry(body).at,
        b64decode(digest[1]) if digest else b"",
        b64decode(card[1]) if card else b"",
    )


def sealed(body: bytes) -> bytes:
    """A name under a key that comes from chance."""
    return re.sub(rb'"sealed":"[^"]+"', b'"sealed":""', body)


def test_a_retold_counter_has_the_bytes_of_the_real_operations(tmp_path: Path) -> None:
    real = real_counter(tmp_path / "real.db")
    model = models(tmp_path)
    rest = iter(real)
    first = decode_entry(real[0]).event
    assert isinstance(first, LedgerBegun)
    times = [given(body)[0] for body in real]
    for number, template in enumerate(model.beginning):
        told = template.told({b"node": 9, b"at": times[number]})
        if number == 0:
            told = next(model.begin(9, first.public_key, times[0]))
        assert told == next(rest)
    homes = [
        Household(9, serial, meter, given(real[len(model.beginning) + 1 + 3 * serial - 3])[2])
        for serial, meter in enumerate(_METERS, 1)
    ]
    seq = len(model.beginning)
    for receipt, home in enumerate(homes * 4, 1):
        templates = model.sale if home.bought else model.opening
        home.bought += 1
        paid = seq + len(templates) - 1
        home.opened = home.opened or paid
        for template in templates:
            seq += 1
            at, _digest, _card = given(real[seq - 1])
            digest = given(real[paid - 1])[1]
            body = template.told(home.slots(1, paid, receipt, at, digest))
            assert sealed(body) == sealed(next(rest))
    assert list(rest) == []
