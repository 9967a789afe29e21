"""A superseded card that another kiosk sold to, not knowing of the newer one, is taken back."""

from __future__ import annotations

from app.domain.metering import MeterAnswer
from app.ledger.queries import accounts, compensation
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
