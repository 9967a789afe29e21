"""A superseded card that another kiosk sold to, not knowing of the newer one, is taken back."""

from __future__ import annotations

import pytest

from app.domain.metering import MeterAnswer
from app.ledger.queries import accounts, compensation
from app.operations.errors import PlanInterrupted, PlanOnHold
from app.simulator.reader import ApduPhase
from tests.operations.customer import pulled_at_write
from tests.operations.proofs import ledger_of, prove
from tests.protocol.kiosks import Street, sync_both
from tests.protocol.play import events


def owed(street: Street) -> int:
    """What the ledger of the account's home says."""
    with ledger_of(street.a).read() as reader:
        (allocation,) = accounts.allocations_of(reader.db, street.account)
        return compensation.owed(reader.db, street.account, allocation.id)


def test_its_load_is_owed_from_then_on(street: Street) -> None:
    street.settled_in()
    _made, new = street.reissue(street.a, "lost")
    sold = street.sell(street.b)
    sync_both(street.a, street.b)
    done = street.do(street.a, "retrieve-card", account=street.account)
    assert done.superseded
    assert [load.quantity for load in done.owed] == [sold.quantity]
    assert owed(street) == sold.quantity
    assert [event.owed for _id, event in events(street.a, "retrieve_opened")] == [done.owed]
    assert street.visit(new) is not MeterAnswer.CREDIT
    prove(street.a)


def test_a_load_that_the_meter_took_is_not(street: Street) -> None:
    street.settled_in()
    street.reissue(street.a, "lost")
    street.sell(street.b)
    assert street.visit() is MeterAnswer.CREDIT
    sync_both(street.a, street.b)
    assert street.do(street.a, "retrieve-card", account=street.account).owed == ()
    assert owed(street) == 0


def test_a_card_that_was_sold_to_amid_its_retrieval_is_held_and_keeps_its_load(
    street: Street,
) -> None:
    """The copy that counts was not erased yet, and the other kiosk does not know of the plan."""
    street.settled_in()
    street.sell(street.a)
    assert street.visit() is MeterAnswer.CREDIT
    sync_both(street.a, street.b)
    street.a.put(street.card)
    with pulled_at_write(street.a, 0, ApduPhase.AFTER), pytest.raises(PlanInterrupted):
        street.a.do("retrieve-card", account=street.account)
    sold = street.sell(street.b)
    with pytest.raises(PlanOnHold, match="nor what it showed before"):
        street.do(street.a, "settle")
    before = street.credited
    assert street.visit() is MeterAnswer.CREDIT
    assert street.credited == before + sold.quantity
