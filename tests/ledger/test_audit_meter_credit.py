"""The audit tells credit that was paid back out of a meter and should not have been."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from app.domain.identity import EventId
from app.domain.sales import Tender, TenderKind
from app.ledger.audit.meter_credit import MeterCreditPaidBack
from app.ledger.events.codec import Entry
from app.ledger.events.meter_credit import MeterCreditRefunded, MeterFate
from tests.ledger.given_back import pay_meter_credit
from tests.ledger.village import Village


@pytest.fixture
def village() -> Village:
    village = Village()
    village.genesis()
    village.account()
    return village


@pytest.fixture
def purchase(village: Village) -> EventId:
    purchase = village.pay(village.shift())
    village.load(purchase, 1)
    return purchase


def told(village: Village, second: int | None = 20) -> list[str]:
    """What the check finds in the whole chain."""
    found = MeterCreditPaidBack(lambda id: _entry(village, id, second))
    for id in village.events:
        entry = _entry(village, id, second)
        assert entry is not None
        found.feed(id, entry)
    return [finding.what for finding in found.findings()]


def _entry(village: Village, id: EventId, second: int | None) -> Entry | None:
    event: Any = village.events.get(id)
    if event is None:
        return None
    return Entry(at=1, schema=1, operator=12, second=second, event=event)


def test_half_of_a_purchase_by_two_people_is_right(village: Village, purchase: EventId) -> None:
    pay_meter_credit(village, purchase, 2)
    assert told(village) == []
    assert told(village, second=None) == ["paid back by form, signed by one person"]
    assert told(village, second=12) == ["paid back by form, signed by one person"]


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"left": 2_000}, "left 2000, reckoned 2500"),
        ({"remaining": 9_000}, "left 2500, reckoned 5000"),
        ({"dial": 4_000}, "left 2500, reckoned 1000"),
        ({"amount": 1}, "the amount is not that of its lines"),
        (
            {"fate": MeterFate.EMPTIED},
            "no transfer card was made blank with this credit on it",
        ),
    ],
)
def test_figures_that_do_not_reckon(
    village: Village, purchase: EventId, changes: dict[str, Any], what: str
) -> None:
    pay_meter_credit(village, purchase, 2, **changes)
    assert what in told(village)


def test_more_than_was_bought_and_a_second_time(village: Village, purchase: EventId) -> None:
    first = pay_meter_credit(village, purchase, 2)
    event = village.events[first]
    assert isinstance(event, MeterCreditRefunded)
    (share,) = event.shares
    line = share.lines[0]
    dear = msgspec.structs.replace(line, amount=1_000_000_000)
    more = msgspec.structs.replace(share, quantity=2_501, lines=(dear,))
    pay_meter_credit(village, purchase, 3, shares=(more,))
    assert told(village) == [
        "left 2500, given back 2501",
        "paid back a second time",
        f"more than purchase {purchase} had",
        f"more money than purchase {purchase} cost",
        f"more in cash than was paid in cash for purchase {purchase}",
    ]


def by_card_terminal(village: Village, purchase: EventId, amount: int) -> None:
    """So much of the purchase was really paid at the terminal, the rest in cash."""
    paid = village.opening(purchase)
    card = Tender(kind=TenderKind.CARD, amount=amount, tendered=amount, reference="482913")
    rest = paid.breakdown.total - amount
    cash = Tender(kind=TenderKind.CASH, amount=rest, tendered=rest)
    village.events[purchase] = msgspec.structs.replace(paid, tenders=(card, cash))


def test_no_more_cash_than_the_purchase_brought(village: Village, purchase: EventId) -> None:
    first = pay_meter_credit(village, purchase, 2)
    paid, priced = village.events[first], village.opening(purchase).breakdown
    assert isinstance(paid, MeterCreditRefunded)
    lines, total = priced.lines, priced.total
    dear = tuple(msgspec.structs.replace(share, lines=lines) for share in paid.shares)
    paid = msgspec.structs.replace(paid, shares=dear, lines=lines, amount=total)
    village.events[first] = paid
    assert told(village) == []
    by_card_terminal(village, purchase, 1)
    assert told(village) == [f"more in cash than was paid in cash for purchase {purchase}"]
    (share,) = paid.shares
    village.events[first] = msgspec.structs.replace(
        paid, to_balance=1, shares=(msgspec.structs.replace(share, to_balance=1),)
    )
    assert told(village) == []
    village.events[first] = msgspec.structs.replace(paid, to_balance=1)
    assert told(village) == [
        "what becomes account balance is not that of its shares",
        f"more in cash than was paid in cash for purchase {purchase}",
    ]
