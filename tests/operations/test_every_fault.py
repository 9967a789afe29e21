"""Every operation's faults: nobody who may, no shift, no second person, another account's card.

The catalogue is walked: an operation that is added is covered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from app.domain.errors import TapcardError
from app.ledger.queries import permissions
from app.operations.catalogue import OPERATIONS
from app.operations.errors import NoOpenShift, NotAllowed, SecondPersonNeeded
from app.operations.operation import Caller
from tests.counter import ADMINISTRATOR, CASHIER
from tests.operations.proofs import ledger_of
from tests.operations.ready_cases import ALL_RIGHTS, OTHER, WITHOUT_SHIFT, Case
from tests.operations.ready_desk import CANNOT_BEGIN, AnyOperation, ReadyDesk, ready_desk

pytestmark = pytest.mark.xdist_group("every-fault")  # what is made for all is made once
NOBODY = 77
BEGINNING = [one for one in OPERATIONS if one.name not in CANNOT_BEGIN]


def name_of(operation: AnyOperation) -> str:
    return operation.name


@pytest.fixture(scope="module")
def desk(
    fresh_ledger: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ReadyDesk]:
    with ready_desk(fresh_ledger(), tmp_path_factory.mktemp("desk")) as one:
        yield one


@pytest.mark.parametrize("operation", OPERATIONS, ids=name_of)
class TestNobodyDoesItWho:
    def test_may_not(self, operation: AnyOperation, desk: ReadyDesk) -> None:
        case = desk.cases_of(operation)[0]
        with ledger_of(desk.counter).read() as reader:
            rights = {
                one: permissions.rights_of_operator(reader.db, one)
                for one in (ADMINISTRATOR, CASHIER, NOBODY)
            }
        for who, granted in rights.items():
            if operation.permission in granted:
                continue
            with pytest.raises(NotAllowed) as refused:
                desk.tries(operation, case, Caller(operator=who, second=ALL_RIGHTS))
            assert operation.name in refused.value.message
            assert "othing was" in refused.value.remedy
            assert not desk.written

    def test_has_no_shift(self, operation: AnyOperation, desk: ReadyDesk) -> None:
        if not operation.needs_shift:
            return
        for case in desk.cases_of(operation):
            with pytest.raises(NoOpenShift) as refused:
                desk.tries(operation, case, Caller(operator=WITHOUT_SHIFT, second=OTHER))
            assert "Open a shift" in refused.value.remedy
            assert not desk.written

    def test_is_alone_where_two_are_asked_for(
        self, operation: AnyOperation, desk: ReadyDesk
    ) -> None:
        """Nobody is their own second person, and nobody signs who may not decide."""
        if operation.name in CANNOT_BEGIN:
            return
        case = desk.cases_of(operation)[0]
        alone = done_by(desk, operation, case, None)
        assert not done_by(desk, operation, case, case.by)
        if operation.needs_second:
            assert not alone
        if not alone:
            assert not done_by(desk, operation, case, CASHIER)


def done_by(desk: ReadyDesk, operation: AnyOperation, case: Case, second: int | None) -> bool:
    """Whether it is done with this second person; else it is refused for want of one."""
    try:
        desk.tries(operation, case, Caller(operator=case.by, second=second))
    except (SecondPersonNeeded, NotAllowed) as refused:
        assert refused.remedy
        assert not desk.written
        return False
    return True


@pytest.mark.parametrize("operation", BEGINNING, ids=name_of)
def test_a_card_of_another_account_is_not_taken(operation: AnyOperation, desk: ReadyDesk) -> None:
    case = desk.cases_of(operation)[0]
    takes = {field.name for field in msgspec.structs.fields(operation.arguments)}
    if operation.name not in desk.cases or "account" not in takes:
        return
    if case.card in (None, desk.blank, desk.lent):
        return
    with pytest.raises(TapcardError) as refused:
        desk.tries(operation, replace(case, given={**case.given, "account": desk.owing}))
    assert refused.value.remedy
    assert not desk.written
