"""What goes over at a change of customer is never more than what is left."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.domain.handover import Handover, Unpaid, parted

_money = st.integers(0, 50_000)


@given(
    worth=_money,
    balance=_money,
    deposit=_money,
    charges=_money,
    arrears=_money,
    goes=st.frozensets(st.sampled_from(Handover)),
    in_cash=st.booleans(),
    unpaid=st.sampled_from(Unpaid),
    unit=st.sampled_from((1, 100)),
)
def test_everything_goes_somewhere_once(
    worth: int,
    balance: int,
    deposit: int,
    charges: int,
    arrears: int,
    goes: frozenset[Handover],
    in_cash: bool,
    unpaid: Unpaid,
    unit: int,
) -> None:
    done = parted(
        worth=worth,
        balance=balance,
        deposit=deposit,
        charges=charges,
        arrears=arrears,
        goes=goes,
        in_cash=in_cash,
        unpaid=unpaid,
        unit=unit,
    )
    free, out = worth + balance - charges - arrears, done.outcome
    net = free + deposit
    paid = out.to_cash + out.to_balance - out.received - out.rounding
    assert paid + done.to_successor - done.still_owed == net
    assert done.arrears_settled + done.still_owed == arrears
    assert 0 <= done.to_successor <= max(0, free)
    if not goes & {Handover.CREDIT, Handover.BALANCE}:
        assert done.to_successor == 0
    if net < 0:
        assert (done.to_successor, out.to_cash, out.to_balance) == (0, 0, 0)
        assert (done.still_owed > 0) is (unpaid is Unpaid.STAYS)
