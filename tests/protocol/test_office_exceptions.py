"""What two counters did to one card behind each other's back, as head office lists it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations
from pathlib import Path

import pytest

from app.domain.metering import MeterAnswer
from app.ledger.queries import compensation
from app.office.exceptions import ExceptionKind, OfficeException, settle
from app.operations.errors import StaleQuote
from tests.counter import SUPERVISOR, Counter
from tests.office.listing import exceptions
from tests.operations.proofs import ledger_of
from tests.protocol.kiosks import Street, sync, sync_both
from tests.protocol.play import all_is_well

OFFICE = 30


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Counter]:
    """Head office, which has heard of nobody."""
    (tmp_path / "office").mkdir()
    one = Counter(tmp_path / "office" / "ledger.db", node=OFFICE).begin()
    yield one
    one.close()


def listed(office: Counter, *, settled: bool = False) -> list[OfficeException]:
    with ledger_of(office).read() as reader:
        return exceptions(reader.db, settled=settled)


def sold_twice(office: Counter) -> list[OfficeException]:
    return [one for one in listed(office) if one.kind is ExceptionKind.DUPLICATE_NUMBER]


def told(office: Counter) -> list[tuple[ExceptionKind, tuple[int, ...], int]]:
    return [(one.kind, one.kiosks, one.amount) for one in listed(office)]


def same_number_twice(street: Street) -> tuple[int, int]:
    """A sells number 2 to the card; B, which has not heard, makes another card and sells 2 too."""
    mine = street.sell(street.a, volume="3")
    _reissued, new = street.reissue(street.b)
    street.visit(new)
    theirs = street.sell(street.b, new, volume="2")
    street.card = new
    return mine.total, theirs.total


def test_what_counters_sold_in_turn_is_in_order(settled: Street, office: Counter) -> None:
    for kiosk in (settled.a, settled.b, settled.a):
        settled.sell(kiosk)
        assert settled.visit() is MeterAnswer.CREDIT
    for kiosk in settled.kiosks:
        sync(kiosk, office)
    assert listed(office) == []


def test_what_has_not_arrived_is_missing_until_it_does(settled: Street, office: Counter) -> None:
    settled.sell(settled.a)
    assert settled.visit() is MeterAnswer.CREDIT
    settled.sell(settled.b)
    sync(settled.b, office)
    (gap,) = listed(office)
    assert (gap.kind, gap.kiosks, gap.subject[-2:]) == (ExceptionKind.GAP, (settled.b.node,), "/2")
    sync(settled.a, office)
    assert listed(office) == []


@pytest.mark.parametrize("order", list(permutations((0, 1))), ids=["A first", "B first"])
def test_a_number_sold_twice_is_owed_once_whoever_is_heard_first(
    settled: Street, office: Counter, order: tuple[int, int]
) -> None:
    mine, _theirs = same_number_twice(settled)
    assert settled.visit() is MeterAnswer.CREDIT
    kiosks = (settled.a, settled.b)
    for at in order:
        sync(kiosks[at], office)
    (found,) = sold_twice(office)
    assert found.kiosks == (settled.a.node, settled.b.node)
    assert (found.amount, found.quantity) == (mine, 3_000)
    ledger = ledger_of(office)
    settle(ledger, found, operator=SUPERVISOR, reason="made good at home")
    with pytest.raises(StaleQuote):
        settle(ledger, found, operator=SUPERVISOR, reason="a second time")
    assert sold_twice(office) == []
    (ended,) = [one for one in listed(office, settled=True) if one.settled]
    assert ended.settled is not None
    assert (ended.settled.operator, ended.settled.reason) == (SUPERVISOR, "made good at home")
    assert found.allocation is not None
    with ledger.read() as reader:
        assert compensation.owed(reader.db, settled.account, found.allocation) >= 3_000


@pytest.mark.parametrize("order", list(permutations((0, 1))), ids=["A first", "B first"])
def test_a_number_that_was_given_back_may_be_sold_again(
    settled: Street, office: Counter, order: tuple[int, int]
) -> None:
    """At another counter; or what both sold is given back by one of them."""
    settled.sell(settled.a, volume="3")
    settled.refund(settled.a)
    sync_both(settled.a, settled.b)
    settled.sell(settled.b, volume="2")
    kiosks = (settled.a, settled.b)
    for at in order:
        sync(kiosks[at], office)
    assert listed(office) == []


def test_a_load_that_was_paid_back_is_not_owed_too(settled: Street, office: Counter) -> None:
    same_number_twice(settled)
    for kiosk in settled.kiosks:
        sync(kiosk, office)
    assert len(sold_twice(office)) == 1
    settled.refund(settled.b)
    sync(settled.b, office)
    assert sold_twice(office) == []


def test_a_sale_behind_the_end_of_the_account_stands_and_is_listed(
    settled: Street, office: Counter
) -> None:
    settled.b.clock.now += 60_000
    settled.a.put(settled.card)
    settled.a.do(
        "cancel-account",
        account=settled.account,
        reason="moves away",
        card="returned",
        second=SUPERVISOR,
        dials="000000012345=0",
    )
    settled.b.clock.now += 60_000
    sold = settled.sell(settled.b)
    for kiosk in (settled.b, settled.a):
        sync(kiosk, office)
    late = [one for one in listed(office) if one.kind is ExceptionKind.SOLD_AFTER_END]
    assert [(one.kiosks, one.amount) for one in late] == [
        ((settled.b.node, settled.a.node), sold.total)
    ]


def test_arrears_collected_twice_are_the_customers(settled: Street, office: Counter) -> None:
    settled.a.do(
        "set-payment-kind", by=1, code="repair", name="Repair", ledger_code="4100", price="116"
    )
    settled.a.do(
        "book-arrears",
        account=settled.account,
        kind="repair",
        reason="Pipe",
        due="2026-12-31",
    )
    sync_both(settled.a, settled.b)
    for kiosk in settled.kiosks:
        kiosk.do("pay-arrears", account=settled.account)
    for kiosk in settled.kiosks:
        sync(kiosk, office)
    assert told(office) == [(ExceptionKind.ARREARS_TWICE, (settled.a.node, settled.b.node), 11_600)]
    all_is_well(settled)
