"""On a small district every report tells what its journal adds up to.

``python -m tests.district.year`` asks the same of 5,000 accounts with 200,000 purchases.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pytest

from app.ledger.audit.audit import audit
from app.ledger.rebuild import compare_tables
from tests.counter import Counter
from tests.district.errands import ALL, Errands
from tests.district.models import People, Size
from tests.district.street import Street
from tests.district.year import asked
from tests.operations.proofs import ledger_of
from tests.reports.journal_read import Journal
from tests.reports.lives import read_journal
from tests.reports.truths import TRUTHS

pytestmark = pytest.mark.xdist_group("district")

NEVER_ROWS = {"late-bookings"}
"""A counter hears itself at once."""
PEOPLE = People(Size(accounts=40, purchases=320, months=3, habits=8))


class District(NamedTuple):
    """A district as it stands after its last day."""

    counter: Counter
    db: Any
    journal: Journal


@pytest.fixture(scope="module")
def district(found_district: Callable[[], Counter]) -> Iterator[District]:
    counter = found_district()
    Street(counter, PEOPLE, Errands(counter)).live(copied=True)
    with ledger_of(counter).read() as reader:
        yield District(counter, reader.db, read_journal(reader.db))
    counter.close()


@pytest.mark.parametrize("name", TRUTHS)
def test_a_report_says_what_the_journal_adds_up_to(district: District, name: str) -> None:
    found = asked(district.db, district.journal, name, PEOPLE.size.months)
    assert [str(one) for one in found.differing] == []
    assert bool(found.rows) is (name not in NEVER_ROWS)


def test_a_district_verifies(district: District) -> None:
    ledger = ledger_of(district.counter)
    assert audit(ledger).findings == ()
    assert compare_tables(ledger) == []


def test_every_errand_is_run() -> None:
    assert len(PEOPLE.calendar) > len(ALL)
