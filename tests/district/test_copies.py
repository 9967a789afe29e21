"""The bulk path writes what the real operations write, byte for byte."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from app.ledger.audit.audit import audit
from app.ledger.database import connection_of
from app.ledger.journal import rows_in_order
from app.ledger.rebuild import compare_tables
from tests.counter import Counter
from tests.district.models import Deed, People, Size
from tests.district.street import Street
from tests.operations.proofs import ledger_of

pytestmark = pytest.mark.xdist_group("district")

PEOPLE = People(Size(accounts=12, purchases=48, months=2, habits=6))
"""Two of each habit: the second one comes a day later."""
_BY_CHANCE = re.compile(rb'"(sealed|images|head|hash|signature)":"[^"]*"')
"""Names are sealed under keys from chance, cards have serials from chance and hence other images;
so the chain has other hashes, which shifts and checkpoints tell."""
_SERIAL = re.compile(rb'"((?:old_|new_)?serial)":"([^"]+)"')


@pytest.fixture(scope="module")
def streets(found_district: Callable[[], Counter]) -> Iterator[tuple[Counter, Counter]]:
    """The same people at two counters: by operations alone, and by the bulk path."""
    lived, copied = found_district(), found_district()
    Street(lived, PEOPLE).live(copied=False)
    Street(copied, PEOPLE).live(copied=True)
    yield lived, copied
    lived.close()
    copied.close()


def test_copied_visits_are_the_bytes_that_operations_write(
    streets: tuple[Counter, Counter],
) -> None:
    lived, copied = (_journal(counter) for counter in streets)
    assert _without_chance(copied) == _without_chance(lived)


def test_copied_visits_have_the_wall_times_of_operations(
    streets: tuple[Counter, Counter],
) -> None:
    lived, copied = (_walls(counter) for counter in streets)
    assert copied == lived


def test_chance_gives_every_copied_card_and_name_its_own(
    streets: tuple[Counter, Counter],
) -> None:
    lived, copied = (b"".join(_journal(counter)) for counter in streets)
    for what in (rb'"new_serial":"([^"]+)"', rb'"sealed":"([^"]+)"'):
        found = re.findall(what, copied)
        assert len(set(found)) == len(found) == len(re.findall(what, lived)) > 0


def test_a_ledger_with_copied_visits_verifies(streets: tuple[Counter, Counter]) -> None:
    ledger = ledger_of(streets[1])
    assert audit(ledger).findings == ()
    assert compare_tables(ledger) == []


def test_every_deed_is_copied() -> None:
    deeds = {
        home.habit.visits[visit].deed
        for day in PEOPLE.calendar.values()
        for home, visit in day
        if not PEOPLE.is_model(home)
    }
    assert deeds == set(Deed)


def _journal(counter: Counter) -> list[bytes]:
    with ledger_of(counter).read() as reader:
        return [row[3] for row in rows_in_order(connection_of(reader.db))]


def _walls(counter: Counter) -> list[Any]:
    with ledger_of(counter).read() as reader:
        rows = connection_of(reader.db).execute("SELECT wall FROM journal_event ORDER BY seq")
        return rows.fetchall()


def _without_chance(bodies: list[bytes]) -> list[bytes]:
    """The bodies with the order in which cards were made in place of their serials."""
    cards: dict[bytes, int] = {}

    def numbered(hit: re.Match[bytes]) -> bytes:
        return b'"%b":"card %d"' % (hit[1], cards.setdefault(hit[2], len(cards)))

    return [_BY_CHANCE.sub(rb'"\1":""', _SERIAL.sub(numbered, body)) for body in bodies]
