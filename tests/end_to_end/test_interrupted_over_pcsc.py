"""The card slips out while it is written, through the real PC/SC daemon: settling ends it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from app.domain.metering import MeterAnswer
from app.simulator.printer import VirtualPrinter
from tests.end_to_end.conftest import MakeDesk
from tests.end_to_end.desk import METER, Desk
from tests.end_to_end.hands import Hands, SlipperyCard
from tests.pcsc_daemon import running_pcscd

pytestmark = pytest.mark.xdist_group("pcsc")

NEW_CARD: dict[str, Any] = {"meter": METER, "model": "DN15", "volume": "5"}


@pytest.fixture
def hands() -> Iterator[Hands]:
    with running_pcscd() as daemon:
        one = Hands(daemon.acs[0])
        yield one
        one.take_out()


@pytest.fixture
def desk(make_desk: MakeDesk, printer: VirtualPrinter, hands: Hands) -> Desk:
    url = f"tcp://127.0.0.1:{printer.listen_tcp()}"
    return make_desk(printer=url, reader=hands.slot.reader)


@pytest.fixture
def account(desk: Desk) -> str:
    return desk.account()


@pytest.fixture
def sold(desk: Desk, hands: Hands, account: str) -> str:
    """An account whose card is in the reader and whose first load was taken."""
    hands.put()
    desk.do("allocate-meter", account=account, **NEW_CARD).fine()
    assert hands.visit_meter() is MeterAnswer.CREDIT
    return account


def settled(desk: Desk, hands: Hands, printer: VirtualPrinter, **which: Any) -> int | None:
    """Puts the card in again and settles; returns the receipt number."""
    assert "PAYMENT TAKEN, NOT ON CARD" in printer.documents[-1].text or "REFUND NOT" in (
        printer.documents[-1].text
    )
    hands.put()
    receipt: int | None = desk.do("settle", **which).fine().json["receipt"]
    assert desk.do("settle", **which).code == 3, "there is nothing more to settle"
    return receipt


def test_an_allocation(desk: Desk, hands: Hands, printer: VirtualPrinter, account: str) -> None:
    """Serial and secret are on the card, half of its data is."""
    hands.card.slips_at = 1
    hands.put()
    doubt = desk.do("allocate-meter", account=account, **NEW_CARD)
    assert (doubt.code, doubt.json["error"]) == (4, "plan_interrupted"), doubt.said
    blocked = desk.do("allocate-meter", account=account, **NEW_CARD)
    assert blocked.code in (3, 4)
    assert settled(desk, hands, printer, account=account) == 1
    assert hands.visit_meter() is MeterAnswer.CREDIT
    assert hands.meter.state.total_credited == 5000
    assert desk.proves_itself()


def test_a_prepayment(desk: Desk, hands: Hands, printer: VirtualPrinter, sold: str) -> None:
    """Everything is on the card but half of the mark."""
    hands.card.slips_at = 1
    doubt = desk.do("prepay", volume="3", request="app-1")
    assert (doubt.code, doubt.json["error"]) == (4, "plan_interrupted"), doubt.said
    assert settled(desk, hands, printer) == 2
    again = desk.do("prepay", volume="3", request="app-1").fine().json
    assert (again["account"], again["receipt"], again["loads"][0]["number"]) == (sold, 2, 2)
    assert hands.visit_meter() is MeterAnswer.CREDIT
    assert hands.meter.state.total_credited == 8000
    assert desk.proves_itself()


@pytest.mark.usefixtures("sold")
def test_a_refund(desk: Desk, hands: Hands, printer: VirtualPrinter) -> None:
    """Half of the cancelling copy is on the card."""
    desk.do("prepay", volume="3").fine()
    hands.card.slips_at = 0
    doubt = desk.do("refund", reason="moved away")
    assert (doubt.code, doubt.json["error"]) == (4, "plan_interrupted"), doubt.said
    assert settled(desk, hands, printer) is None
    early = desk.do("pay-refund")
    assert (early.code, early.json["error"]) == (3, "refund_impossible")
    hands.visit_meter()
    paid = desk.do("pay-refund").fine().json
    assert (paid["stage"], paid["receipt"], paid["amount"]) == ("paid", 3, 18_000)
    assert hands.meter.state.total_credited == 5000
    assert desk.proves_itself()


def test_a_reissue(desk: Desk, hands: Hands, printer: VirtualPrinter, sold: str) -> None:
    """Half of the new card's serial is on it: it does not say whose it is."""
    desk.do("prepay", volume="3").fine()
    old, hands.card = hands.card, SlipperyCard()
    hands.card.slips_at = 0
    hands.put()
    doubt = desk.do("reissue-card", account=sold, reason="lost", identity="known")
    assert (doubt.code, doubt.json["error"]) == (4, "plan_interrupted"), doubt.said
    assert settled(desk, hands, printer, account=sold) == 3
    assert hands.visit_meter() is MeterAnswer.CREDIT
    assert hands.meter.state.total_credited == 8000
    assert hands.meter.take(old) is MeterAnswer.WRONG_CARD
    hands.put(old)
    refused = desk.do("prepay", volume="1")
    assert (refused.code, refused.json["standing"]) == (3, "superseded")
    assert desk.proves_itself()
