"""One customer's life at one counter: account, meter, sales, refund, reissue, shift."""

from __future__ import annotations

import pytest

from app.domain.comparison import Standing
from app.domain.metering import MeterAnswer
from app.ledger.audit.audit import audit
from app.ledger.rebuild import compare_tables
from app.operations.errors import CardStandsInTheWay
from tests.counter import Counter


def test_a_customer_from_account_to_closed_shift(counter: Counter) -> None:
    account = counter.account()
    card = counter.new_card()
    meter = counter.meter()
    first = counter.do(
        "allocate-meter", account=account, meter=meter.state.meter, model="DN15", amount="1000"
    )
    assert (first.number, first.receipt) == (1, 1)
    assert first.total + first.change == 100_000

    with pytest.raises(CardStandsInTheWay) as refused:
        counter.do("prepay", amount="500")
    assert refused.value.standing == Standing.UNLOADED

    assert meter.take(card) is MeterAnswer.CREDIT
    assert meter.state.total_credited == first.quantity

    counter.put(card)
    second = counter.do("prepay", volume="3", tendered="1000")
    assert (second.number, second.quantity, second.receipt) == (2, 3000, 2)
    assert counter.do("read-card").meters[0].unloaded

    refund = counter.do("refund", reason="moved house")
    assert refund.stage == "awaits_meter"
    meter.take(card)
    counter.put(card)
    paid = counter.do("pay-refund")
    assert (paid.stage, paid.receipt) == ("paid", 3)

    third = counter.do("prepay", amount="300")
    assert third.number == 3
    new = counter.new_card()
    reissued = counter.do("reissue-card", account=account, reason="lost", identity="known")
    assert reissued.restored == third.quantity
    assert meter.take(new) is MeterAnswer.CREDIT
    assert meter.take(card) is MeterAnswer.WRONG_CARD
    assert meter.state.total_credited == first.quantity + third.quantity

    closed = counter.do("close-shift", counted="0")
    assert closed.expected == -closed.over_short
    assert closed.sales == 4

    assert counter.ledger is not None
    assert audit(counter.ledger).findings == ()
    assert compare_tables(counter.ledger) == []
