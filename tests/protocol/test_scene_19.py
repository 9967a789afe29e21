"""Scene 19: a card without mark and write sequence, ``cpu68``, is sold to at one kiosk only.

19. Number-only profile: A1~; B1 with identical bytes; A closes as done; A refunds; one payment
vanishes. Words as in test_scenes_to_10. That number 1 is in the meter and both know it comes first:
A, whose allocation it is, is known to B.
"""

from __future__ import annotations

from typing import Any

import pytest

from app.cards.profiles.cpu68 import Cpu68
from app.cards.profiles.cpu68_parameters import Parameters
from app.domain.cards import Marking
from app.domain.comparison import Standing
from app.domain.metering import MeterAnswer
from app.operations.errors import (
    CardStandsInTheWay,
    PlanStillOpen,
    RefundImpossible,
    UnknownRecord,
    WrongCard,
)
from app.operations.settle_plan import SettleAction
from tests.counter import Counter
from tests.operations.proofs import count_events
from tests.protocol.kiosks import MeterPull, Street, sync, sync_both
from tests.protocol.maker_streets import MakeMakerStreet, torn_sale
from tests.protocol.maker_streets import fresh_maker_streets as fresh_maker_streets
from tests.protocol.maker_streets import make_maker_street as make_maker_street
from tests.protocol.play import all_is_well, events, receipts, settle, standing

ONE_KIOSK = "sold to at one kiosk only: K07"


@pytest.fixture
def street(make_maker_street: MakeMakerStreet) -> Street:
    """Its meters mark twice: where they credit first nothing is ever paid back anyway."""
    street = make_maker_street(Cpu68(parameters=Parameters(marking=Marking.BOTH)))
    street.settled_in()
    return street


def refused_at(
    street: Street, kiosk: Counter, operation: str, card: Any = None, **arguments: Any
) -> BaseException:
    """Why a kiosk does not do it; neither its ledger nor the card changed."""
    card = street.card if card is None else card
    before, image = count_events(kiosk), card.snapshot()
    with pytest.raises((WrongCard, PlanStillOpen, CardStandsInTheWay)) as refusal:
        street.do(kiosk, operation, card, **arguments)
    assert (count_events(kiosk), card.snapshot()) == (before, image)
    return refusal.value


def reissue_at(street: Street, kiosk: Counter) -> BaseException:
    return refused_at(
        street,
        kiosk,
        "reissue-card",
        street.blank(),
        account=street.account,
        reason="lost",
        identity="known",
    )


@pytest.mark.parametrize("told", [False, True], ids=["stale", "synced"])
def test_scene_19_another_kiosk_sells_nothing_and_one_payment_stays_one(
    street: Street, told: bool
) -> None:
    before, number = street.credited, len(receipts(street.a))
    assert torn_sale(street, street.a)
    if told:
        sync(street.a, street.b)
    for refusal in (
        refused_at(street, street.b, "prepay", volume="2"),
        reissue_at(street, street.b),
    ):
        assert isinstance(refusal, PlanStillOpen) if told else ONE_KIOSK in str(refusal)

    closed = settle(street, street.a)
    assert (closed.action, closed.receipt) == (SettleAction.WRITE, number + 1)
    with pytest.raises(UnknownRecord):
        settle(street, street.a)
    assert len(receipts(street.a)) == number + 1

    refund = street.refund(street.a)
    assert (refund.stage, len(events(street.a, "refund_paid"))) == ("paid", 1)
    assert len(events(street.a, "purchase_paid")) == len(events(street.a, "purchase_loaded")) == 2
    street.visit()
    assert street.credited == before
    with pytest.raises((RefundImpossible, CardStandsInTheWay)):
        street.refund(street.a)
    sync_both(street.a, street.b)
    assert events(street.b, "purchase_paid") == events(street.a, "purchase_paid")
    all_is_well(street)


def test_scene_19_another_kiosk_that_knows_the_plan_may_finish_the_card(street: Street) -> None:
    """The same bytes as A would write: A closes it, once, and numbers it."""
    before, number = street.credited, len(receipts(street.a))
    torn_sale(street, street.a)
    sync(street.a, street.b)
    finished = settle(street, street.b)
    assert (finished.action, finished.receipt) == (SettleAction.FINISH_FOR_OTHER, None)
    assert street.visit() is MeterAnswer.CREDIT
    closed = settle(street, street.a)
    assert (closed.action, closed.receipt) == (SettleAction.CLOSE, number + 1)
    assert receipts(street.b) == []
    assert street.credited == before + 2_000
    sync_both(street.a, street.b)
    all_is_well(street)


@pytest.mark.parametrize("told", [False, True], ids=["stale", "synced"])
def test_scene_19_a_card_that_is_newer_than_another_kiosk_s_ledger_is_sent_home(
    street: Street, told: bool
) -> None:
    """A2 on the card, then in the meter, then refunded: B does not judge of it, nor hold it."""
    street.sell(street.a)
    for after in (street.visit, lambda: street.sell(street.a), lambda: street.refund(street.a)):
        if told:
            sync(street.a, street.b)
        for refusal in (
            refused_at(street, street.b, "prepay", volume="2"),
            refused_at(street, street.b, "refund", reason="does not need it"),
            refused_at(street, street.b, "rewrite-load"),
            reissue_at(street, street.b),
        ):
            assert ONE_KIOSK in str(refusal)
        after()


@pytest.mark.parametrize("told", [False, True], ids=["stale", "synced"])
def test_scene_19_nor_is_a_load_written_again_elsewhere(
    make_maker_street: MakeMakerStreet, told: bool
) -> None:
    """A2; pulled after the meter's mark, before its credit: only A writes it again."""
    street = make_maker_street(Cpu68(parameters=Parameters(marking=Marking.BEFORE)))
    street.settled_in()
    street.visit()
    sold = street.sell(street.a)
    before = street.credited
    street.visit(pull=MeterPull.BETWEEN)
    street.visit()
    if told:
        sync(street.a, street.b)
    assert ONE_KIOSK in str(refused_at(street, street.b, "rewrite-load"))
    assert standing(street, street.a) == Standing.MARKED_NOT_TAKEN
    street.do(street.a, "rewrite-load")
    assert street.visit() is MeterAnswer.CREDIT
    assert street.credited == before + sold.quantity
