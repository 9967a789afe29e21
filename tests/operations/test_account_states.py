"""Account state x operation: each cell allowed, or refused with its reason.

Every operation of the catalogue stands in :mod:`tests.operations.cells`: one that is added and not
decided fails.
"""

from __future__ import annotations

from datetime import date

import pytest

from app.cards.profiles.tapcard_sle4442 import TapcardSle4442
from app.domain.account_states import AccountStanding, AccountState, allows
from app.domain.cards import Marking
from app.operations.catalogue import OPERATIONS
from app.operations.errors import AccountForbids, OperationRefused
from tests.operations.cells import CELLS, WITHOUT_ACCOUNT
from tests.operations.customer import Customer
from tests.operations.proofs import MakeCustomer
from tests.operations.proofs import make_customer as make_customer
from tests.operations.proofs import make_proved as make_proved

PLACES = ("app.operations.card_look", "app.operations.account_standing")
"""Where operations ask what an account is."""


def test_every_operation_is_decided() -> None:
    assert {operation.name for operation in OPERATIONS} == set(CELLS) | WITHOUT_ACCOUNT
    assert not set(CELLS) & WITHOUT_ACCOUNT


def of_state(patch: pytest.MonkeyPatch, state: AccountState) -> None:
    """Every account is this from now on."""
    standing = AccountStanding(
        state=state, since=date(2026, 11, 20), reason="as said", survivor="120100017"
    )
    for place in PLACES:
        patch.setattr(f"{place}.account_standing", lambda *_asked: standing)


def made_for(name: str, make_customer: MakeCustomer) -> Customer:
    """Only a meter that marks before it credits leaves a load that is written again."""
    marking = Marking.BEFORE if name == "rewrite-load" else Marking.BOTH
    copyable = name != "rewrite-load"
    return make_customer(profile=TapcardSle4442(marking=marking, copyable=copyable))


@pytest.mark.parametrize("name", CELLS)
def test_the_cells_of_an_operation(
    name: str, make_customer: MakeCustomer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is refused changes nothing: the next state finds the same customer."""
    act, prepare = CELLS[name]
    one, perform = None, None
    for state in sorted(AccountState, key=lambda state: allows(state, act)):
        if perform is None:
            one = made_for(name, make_customer)
            perform = prepare(one)
        with monkeypatch.context() as patch:
            of_state(patch, state)
            if allows(state, act):
                perform()
                perform = None
                continue
            with pytest.raises(AccountForbids) as refused:
                perform()
        assert one is not None
        assert refused.value.state is state
        assert one.account in refused.value.message
        assert isinstance(refused.value, OperationRefused)
        assert refused.value.remedy
