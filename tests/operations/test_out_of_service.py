"""A counter that head office stopped begins nothing new, and ends everything that is open."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from app.ledger import exchange
from app.ledger.exchange import Trouble
from app.ledger.projection.statements import execute
from app.operations.authority import authorise
from app.operations.catalogue import OPERATIONS
from app.operations.errors import OperationRefused, OutOfService
from app.operations.operation import Caller, Operation
from tests.counter import Counter, counter
from tests.grants import enrol_freely

OPERATOR = 10


@pytest.fixture(scope="module")
def stopped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counter]:
    """A counter whose copy goes on."""
    with counter(tmp_path_factory.mktemp("stopped") / "ledger.db") as one:
        assert one.ledger is not None
        enrol_freely(one.ledger)
        say(one, "fenced")
        yield one


def say(desk: Counter, code: str) -> None:
    """Head office's word arrives."""
    ledger = desk.ledger
    assert ledger is not None
    found = Trouble(code, 2)
    ledger.commit(lambda tx: exchange.note_trouble(tx.db, ledger.epoch, found, 5))


def is_stopped(desk: Counter, operation: Operation[Any, Any, Any, Any], operator: int) -> bool:
    """Whether this is why it is refused."""
    try:
        authorise(desk.kiosk, operation, Caller(operator=operator))
    except OutOfService:
        return True
    except OperationRefused:
        return False
    return False


def test_what_begins_something_new_with_money_is_refused_and_nothing_else(
    stopped: Counter,
) -> None:
    with stopped.kiosk.ledger.read() as reader:
        operators = [int(row[0]) for row in execute(reader.db, "SELECT operator FROM operator")]
    refused = {
        one.name for one in OPERATIONS if any(is_stopped(stopped, one, by) for by in operators)
    }
    assert refused == {one.name for one in OPERATIONS if one.needs_clock}
    assert {"allocate-meter", "prepay", "take-payment", "reissue-card"} <= refused
    assert not {"settle", "refund", "money-back", "close-shift", "retrieve-card"} & refused


@pytest.mark.parametrize("code", ["fork", "fenced", "revoked"])
def test_no_account_is_opened_and_the_sentence_says_what_to_do(stopped: Counter, code: str) -> None:
    say(stopped, code)
    with pytest.raises(OutOfService) as refused:
        stopped.account("Neema Wanjiru")
    assert "call head office" in refused.value.remedy


def test_the_shift_is_closed_all_the_same(stopped: Counter) -> None:
    stopped.do("close-shift", counted="1000x1")
