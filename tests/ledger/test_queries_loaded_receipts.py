"""The purchase that a receipt is about is found, whoever else had a say in its card."""

from __future__ import annotations

from contextlib import closing

import pytest

from app.domain.cards import UtilityKind
from app.ledger.events.exceptions import Decision, PlanDecided, PlanScrapped
from app.ledger.projection.engine import project
from app.ledger.queries import sales, shifts
from tests.ledger.goods import ACCOUNT, CUBIC_METRE, TODAY
from tests.ledger.kiosks import empty_tables
from tests.ledger.village import Village


@pytest.mark.parametrize("renewed", [False, True])
def test_another_node_that_closed_the_plan_too_changes_nothing(renewed: bool) -> None:
    village = Village()
    village.genesis()
    village.account()
    shift = village.shift()
    village.pay(shift)
    purchase = plan = village.pay(shift, number=2, quantity=3 * CUBIC_METRE)
    if renewed:
        village.append(PlanScrapped(plan=plan, account=ACCOUNT))
        plan = village.renew(plan, purchase, b"card-002")
    village.load(purchase, 500, plan=plan)
    # What it heard of the card was older, and its receipt numbers are lower.
    elsewhere = PlanDecided(
        plan=plan,
        account=ACCOUNT,
        decision=Decision.NOT_WRITTEN,
        reason="card is lost",
        date=TODAY,
        shift=village.next_id(8),
        to_cash=0,
        receipt=3,
        entries=(),
    )
    village.append(elsewhere, node=8)
    with closing(empty_tables()) as db:
        project(db, village.chain)
        assert {one.id for one in sales.payment_of_receipt(db, 7, 1, 500)} == {purchase}
        assert sales.payment_of_receipt(db, 7, 1, 501) == []
        assert shifts.volumes_sold(db, shift) == {UtilityKind.WATER: 3 * CUBIC_METRE}
