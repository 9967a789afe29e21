"""An enrolled counter leaves master data to head office, and does everything that counters do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.domain.permissions import Permission
from app.domain.setting_kinds import SettingKind
from app.operations.authority import authorise
from app.operations.catalogue import OPERATIONS
from app.operations.errors import HeadOfficeSets, OperationRefused
from app.operations.operation import Caller, Operation
from tests.counter import ADMINISTRATOR, Counter, counter
from tests.grants import enrol_freely

OWN = {"set-device", "set-print-method", "set-automatic-report", "set-approver"}
"""Settings of the machine."""
LOOKING = {"preview-tariff", "preview-receipt-form"}
"""Asks for the right to set, and sets nothing."""


@pytest.fixture(scope="module")
def enrolled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counter]:
    """A counter that knows head office."""
    with counter(tmp_path_factory.mktemp("enrolled") / "ledger.db") as one:
        assert one.ledger is not None
        enrol_freely(one.ledger)
        yield one


def refused_by_head_office(desk: Counter, operation: Operation[Any, Any, Any, Any]) -> bool:
    """Whether this is why it is refused to whoever has the right."""
    by = ADMINISTRATOR
    if operation.permission is Permission.AGENTS:
        by = 20
    try:
        authorise(desk.kiosk, operation, Caller(operator=by))
    except HeadOfficeSets:
        return True
    except OperationRefused:
        return False
    return False


def test_of_all_operations_exactly_those_that_set_master_data_are_refused(
    enrolled: Counter,
) -> None:
    refused = {one.name for one in OPERATIONS if refused_by_head_office(enrolled, one)}
    assert refused == {one.name for one in OPERATIONS if one.sets} - OWN


def test_every_operation_with_the_right_to_set_says_what_it_sets() -> None:
    asking = {
        one.name
        for one in OPERATIONS
        if one.permission in (Permission.SETTINGS, Permission.OPERATORS)
        or one.name.startswith("set-")
    }
    silent = {one.name for one in OPERATIONS if one.name in asking and one.sets is None}
    # What is deducted for one account's arrears is agreed at the counter.
    assert silent == LOOKING | {"set-deduction"}
    assert {one.sets for one in OPERATIONS if one.sets} == set(SettingKind)


def test_the_refusal_says_who_does_it(enrolled: Counter) -> None:
    with pytest.raises(HeadOfficeSets) as caught:
        enrolled.do("set-fee", by=ADMINISTRATOR, code="card", name="Card", amount="250")
    assert "Head office sets this" in caught.value.message
    assert "Ask head office" in caught.value.remedy


def test_the_counter_keeps_its_own(enrolled: Counter) -> None:
    enrolled.do("set-device", by=ADMINISTRATOR, key="reader", value="simulator")
    assert enrolled.account("Neema Wanjiru")


def test_a_counter_that_stands_alone_sets_everything(tmp_path: Path) -> None:
    with counter(tmp_path / "ledger.db") as alone:
        refused = [one.name for one in OPERATIONS if refused_by_head_office(alone, one)]
        alone.do("set-fee", by=ADMINISTRATOR, code="card", name="Card", amount="250")
    assert refused == []
