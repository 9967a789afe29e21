"""Makers, models, meters received by number range, and what the stock's rules let through."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.meter_stock import StockRefused
from app.operations.catalogue import operation_named
from app.operations.errors import BadArgument, NotAllowed, StaleQuote, UnknownRecord
from app.operations.operation import Caller, parse_arguments
from app.telling.results import in_words
from tests.counter import ADMINISTRATOR, SUPERVISOR, Counter
from tests.operations.proofs import events, prove


def by_administrator(counter: Counter, operation: str, **arguments: Any) -> Any:
    return counter.do(operation, by=ADMINISTRATOR, **arguments)


def allocate(counter: Counter, meter: str) -> Any:
    counter.new_card()
    account = counter.account()
    return counter.do("allocate-meter", account=account, meter=meter, model="DN15", amount="1000")


def left(counter: Counter) -> list[tuple[str, int, int]]:
    found = by_administrator(counter, "meter-stock")
    return [(one.first, one.count, one.left) for one in found.ranges]


def test_a_model_names_a_maker_that_is_known(counter: Counter) -> None:
    with pytest.raises(BadArgument, match="no meter maker MJ"):
        by_administrator(counter, "set-meter-model", model="DN20", maker="MJ")
    by_administrator(counter, "set-meter-maker", maker="MJ", name="Maji Meters Ltd")
    by_administrator(counter, "set-meter-model", model="DN20", maker="MJ", dial_digits="5")
    by_administrator(counter, "set-meter-maker", maker="MJ", name="Maji Meters", closed="yes")
    with pytest.raises(BadArgument, match="or it is closed"):
        by_administrator(counter, "set-meter-model", model="DN25", maker="MJ")
    # A model that names it already goes on.
    by_administrator(counter, "set-meter-model", model="DN20", maker="MJ", dial_digits="6")
    history = by_administrator(counter, "settings-history", kind="meter-model", subject="DN20")
    lines = "\n".join(in_words(counter.kiosk, history))
    assert "6 (was 5)" in lines
    prove(counter)


def test_meters_come_and_leave_by_being_allocated(counter: Counter) -> None:
    received = by_administrator(
        counter,
        "receive-meters",
        first="000000000100",
        last="000000000199",
        model="DN15",
        size="DN15",
        seal="A 1000-1099",
        verified_until="2026-11-22",
    )
    assert received.received.isoformat() == "2026-11-23"
    for first, last in (("000000000150", "000000000150"), ("000000000001", "000000000100")):
        with pytest.raises(StockRefused, match="received already"):
            by_administrator(counter, "receive-meters", first=first, last=last, model="DN15")
    by_administrator(counter, "receive-meters", first="000000000300", model="DN15")
    assert left(counter) == [("000000000100", 100, 100), ("000000000300", 1, 1)]
    # Where nothing is set, any meter may be used.
    assert allocate(counter, "000000000999").notes == ()
    assert allocate(counter, "000000000101").notes == ()
    assert left(counter) == [("000000000100", 100, 99), ("000000000300", 1, 1)]

    by_administrator(counter, "set-stock-rule", outside="refuse", expired="warn")
    with pytest.raises(StockRefused, match="000000000998 was never received") as refused:
        allocate(counter, "000000000998")
    assert "Nothing was paid" in refused.value.remedy
    sold = allocate(counter, "000000000102")
    assert sold.notes == ("The verification of meter 000000000102 ended on 2026-11-22.",)
    assert any("ended on 2026-11-22" in line for line in in_words(counter.kiosk, sold))
    by_administrator(counter, "set-stock-rule", expired="refuse")
    with pytest.raises(StockRefused, match="The verification"):
        allocate(counter, "000000000103")
    assert left(counter)[0] == ("000000000100", 100, 98)
    stock = by_administrator(counter, "meter-stock", model="DN15")
    assert "98 of 100 left, verification ended" in "\n".join(in_words(counter.kiosk, stock))
    assert [one.rule.outside for one in events(counter, "stock_rule_set")] == ["refuse", "refuse"]
    prove(counter)


def test_a_wrong_number_put_right_is_held_to_the_stock_too(counter: Counter) -> None:
    by_administrator(counter, "receive-meters", first="100", last="109", model="DN15")
    by_administrator(counter, "set-stock-rule", outside="warn")
    allocate(counter, "101")
    by_administrator(counter, "set-stock-rule", outside="refuse")
    with pytest.raises(StockRefused, match="never received"):
        counter.do("correct-meter", number="555", reason="typed wrongly", second=SUPERVISOR)
    counter.do("correct-meter", number="102", reason="typed wrongly", second=SUPERVISOR)
    assert left(counter) == [("100", 10, 9)]
    prove(counter)


@pytest.mark.parametrize(
    ("operation", "arguments"),
    [
        ("set-meter-maker", {"maker": "", "name": "Maji"}),
        ("set-meter-maker", {"maker": "M J", "name": "Maji"}),
        ("set-meter-maker", {"maker": "\u041c\u0410", "name": "Maji"}),
        ("set-meter-maker", {"maker": "MJ", "name": "x" * 41}),
        ("set-meter-maker", {"maker": "MJ", "name": "a\x1bb"}),
        ("set-meter-model", {"model": ""}),
        ("set-meter-model", {"model": "x" * 21}),
        ("receive-meters", {"first": "1", "model": "DN15", "seal": "x" * 31}),
        ("receive-meters", {"first": "1", "model": "DN15", "received": "2026-11-24"}),
        ("receive-meters", {"first": "1", "model": "DN15", "verified_until": "soon"}),
        ("set-stock-rule", {"outside": "perhaps"}),
    ],
)
def test_what_cannot_be_meant_is_refused(
    counter: Counter, operation: str, arguments: dict[str, Any]
) -> None:
    with pytest.raises(BadArgument):
        by_administrator(counter, operation, **arguments)


def test_who_may_and_how_often(counter: Counter) -> None:
    with pytest.raises(UnknownRecord, match="no meter model DN99"):
        by_administrator(counter, "receive-meters", first="1", model="DN99")
    refused: tuple[tuple[str, dict[str, Any]], ...] = (
        ("set-meter-maker", {"maker": "MJ", "name": "Maji"}),
        ("receive-meters", {"first": "1", "model": "DN15"}),
        ("set-stock-rule", {"outside": "warn"}),
        ("meter-stock", {}),
    )
    for name, arguments in refused:
        with pytest.raises(NotAllowed):
            counter.do(name, **arguments)
    for _time in range(2):
        counter.do(
            "receive-meters", by=ADMINISTRATOR, request="s-1", first="5", last="7", model="DN15"
        )
    assert len(events(counter, "meters_received")) == 1
    for name, wish in (
        ("set-meter-maker", {"maker": "MJ", "name": "Maji"}),
        ("set-stock-rule", {"outside": "warn"}),
        ("set-fee", {"code": "card", "name": "Card", "amount": "5"}),
    ):
        operation, caller = operation_named(name), Caller(operator=ADMINISTRATOR)
        typed = parse_arguments(operation, wish)
        quote = operation.quote(operation.look(counter.kiosk, caller, typed), typed)
        by_administrator(counter, name, **wish)
        with pytest.raises(StaleQuote):
            operation.perform(counter.kiosk, caller, quote)
