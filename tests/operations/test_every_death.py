"""The process dies in an operation, just after it, the caller asks again, or the world moved.

Every operation of the catalogue that can begin at one desk gets a copy of it. Where a card is being
written, what follows is tests/campaign's: here it ends with one opening event in the journal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.domain.account_states import AccountState, allows
from app.domain.errors import TapcardError
from app.ledger.ledger import Ledger
from app.ledger.queries import plans
from app.operations.catalogue import OPERATIONS, operation_named
from app.operations.errors import RequestReused
from app.operations.operation import Caller, parse_arguments
from tests.operations.cells import CELLS
from tests.operations.proofs import count_events, ledger_of
from tests.operations.ready_cases import ALL_RIGHTS, OTHER
from tests.operations.ready_desk import CANNOT_BEGIN, AnyOperation, ReadyDesk, made_desk

pytestmark = pytest.mark.xdist_group("every-death")  # what is made for all is made once
BEGINNING = [one for one in OPERATIONS if one.name not in CANNOT_BEGIN]


class Killed(BaseException):
    """The process ended here."""


SAID_AGAIN = {
    "open-account",
    "take-payment",
    "book-arrears",
    "suspend-account",
    "change-pin",
    "release-card",
    "x-report",
    "pay-in",
    "pay-out",
    "counterfeit",
    "open-drawer",
    "make-reading-round",
    "take-readings",
    "set-operator",
    "set-permission",
    "set-pin-rules",
    "set-account-form",
    "set-device",
}
"""A quote of these may be performed again: another account, payment or debt, or the same said anew.
A caller who is not sure gives the request its id."""


@pytest.fixture(scope="module")
def model(
    fresh_ledger: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ReadyDesk]:
    """A desk of which every operation gets a copy."""
    with made_desk(fresh_ledger(), tmp_path_factory.mktemp("model")) as one:
        one.counter.close()
        yield one


@pytest.fixture
def own(model: ReadyDesk, tmp_path: Path) -> Iterator[ReadyDesk]:
    """Ledger and cards as at the beginning, for one operation alone."""
    with model.copied(tmp_path) as one:
        yield one


@contextmanager
def dying(*, after: bool) -> Iterator[None]:
    """The process ends in its first commit, or just after it."""
    commit = Ledger.commit

    def dies(self: Ledger, work: Callable[[Any], Any]) -> Any:
        def inside(transaction: Any) -> None:
            work(transaction)
            if not after:
                raise Killed

        commit(self, inside)
        raise Killed

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Ledger, "commit", dies)
        yield


@pytest.mark.parametrize("operation", BEGINNING, ids=lambda one: one.name)
def test_a_death_leaves_all_or_nothing_and_a_repeat_the_first_result(
    operation: AnyOperation, own: ReadyDesk
) -> None:
    case = own.cases_of(operation)[0]
    asked = Caller(operator=case.by, second=OTHER, request="r-1")
    again = Caller(operator=case.by, second=OTHER)
    arguments = parse_arguments(operation, case.given)
    own.puts(case.card)
    quote = operation.quote(operation.look(own.kiosk, again, arguments), arguments)
    before, begun = count_events(own.counter), open_plans(own)

    def die(*, after: bool) -> bool:
        with dying(after=after):
            try:
                operation.run(own.kiosk, asked, arguments)
            except Killed:
                return True
        return False

    commits = die(after=False)
    assert count_events(own.counter) == before
    recorded = count_events(own.counter) if commits and die(after=True) else before
    if recorded == before:  # it only looks, or prints
        assert operation.recall is None
        return
    if open_plans(own) - begun:
        assert recorded == before + 1
        return  # the card decides: see tests/campaign
    if operation.recall is not None:
        first = operation.run(own.kiosk, asked, arguments)
        assert operation.run(own.kiosk, asked, arguments) == first
        other = operation_named("blacklist" if operation.name != "blacklist" else "suspend-account")
        with pytest.raises(RequestReused):
            own.runs(other, replace(own.cases_of(other)[0], by=ALL_RIGHTS), request="r-1")
        assert count_events(own.counter) == recorded
    try:
        operation.perform(own.kiosk, again, quote)
    except TapcardError as refused:
        assert refused.remedy
        assert operation.name not in SAID_AGAIN
        assert count_events(own.counter) == recorded
    else:
        assert operation.name in SAID_AGAIN


def open_plans(own: ReadyDesk) -> set[str]:
    with ledger_of(own.counter).read() as reader:
        return {str(row.id) for row in plans.open_plans(reader.db)}


STOPPED_BY_SUSPENSION = [
    one
    for one in BEGINNING
    if one.name in CELLS.keys() - {"erase-account"}
    and not allows(AccountState.SUSPENDED, CELLS[one.name][0])
]


@pytest.mark.parametrize("operation", STOPPED_BY_SUSPENSION, ids=lambda one: one.name)
def test_a_quote_does_not_outlive_the_state_of_its_account(
    operation: AnyOperation, own: ReadyDesk
) -> None:
    case = own.cases_of(operation)[0]
    caller = Caller(operator=case.by, second=OTHER)
    arguments = parse_arguments(operation, case.given)
    own.puts(case.card)
    quote = operation.quote(operation.look(own.kiosk, caller, arguments), arguments)
    own.do("suspend-account", account=own.account_of(case), reason="not paid")
    before = count_events(own.counter)
    own.written = False
    with pytest.raises(TapcardError) as refused:
        operation.perform(own.kiosk, caller, quote)
    assert refused.value.remedy
    assert count_events(own.counter) == before
    assert not own.written
