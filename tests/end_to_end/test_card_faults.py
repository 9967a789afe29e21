"""What may be in the reader instead of the customer's good card, and what becomes of the money."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.cards.profiles.tapcard_sle4442 import GEOMETRY
from app.simulator.other_cards import ForeignCard, MuteCard
from app.simulator.printer import VirtualPrinter
from app.simulator.reader import ApduPhase, VirtualReader
from app.simulator.sle4442_card import VirtualSle4442
from app.simulator.tears import Tear, TearPhase, TearPoint
from tests.end_to_end.conftest import Customer, MakeDesk
from tests.end_to_end.desk import REGION, SUPERVISOR, Desk

BANK_CARD = bytes.fromhex("3B6500002063CB6A00")
LAST_TRY = 0b001


def remove(customer: Customer) -> None:
    customer.reader.remove()


def unplug(customer: Customer) -> None:
    customer.reader.unplug()


def mute(customer: Customer) -> None:
    customer.put(MuteCard())


def foreign(customer: Customer) -> None:
    customer.put(ForeignCard(BANK_CARD))


def blank(customer: Customer) -> None:
    customer.put(VirtualSle4442())


def anothers_data(customer: Customer) -> None:
    card = VirtualSle4442()
    card.present(b"\xff\xff\xff")
    card.update(32, b"LAUNDRY 0042 CREDIT 12.50 EUR" * 7)
    customer.put(card)


def damaged(customer: Customer) -> None:
    kept = customer.card.snapshot()
    main = bytearray(kept.main)
    for copy in GEOMETRY.copy_starts:
        main[copy + 4] ^= 0x55
    customer.card.restore(type(kept)(bytes(main), kept.protection, kept.security))
    customer.put(customer.card)


def one_try_left(customer: Customer) -> None:
    kept = customer.card.snapshot()
    security = bytes([LAST_TRY]) + kept.security[1:]
    customer.card.restore(type(kept)(kept.main, kept.protection, security))
    customer.put(customer.card)


def pulled_while_read(customer: Customer) -> None:
    customer.card.arm(Tear(TearPoint(1, TearPhase.AFTER)))


FAULTS: dict[str, tuple[Callable[[Customer], None], str]] = {
    "no card": (remove, "no_card"),
    "the reader unplugged": (unplug, "reader_lost"),
    "a card that does not answer": (mute, "card_mute"),
    "a bank card": (foreign, "card_unsupported"),
    "a blank card": (blank, "wrong_card"),
    "our kind of chip with somebody else's data": (anothers_data, "card_foreign"),
    "a card on which nothing can be read": (damaged, "card_damaged"),
    "a card with one try left": (one_try_left, "card_locked"),
    "a card pulled while it was read": (pulled_while_read, "card_outcome_unknown"),
}


@pytest.mark.parametrize(("fault", "error"), FAULTS.values(), ids=FAULTS)
def test_a_card_that_cannot_be_sold_to(
    customer: Customer,
    desk: Desk,
    printer: VirtualPrinter,
    fault: Callable[[Customer], None],
    error: str,
) -> None:
    papers = len(printer.documents)
    fault(customer)
    kept = customer.card.snapshot()
    refused = desk.do("prepay", volume="3")
    told = refused.json
    assert (refused.code, told["error"], told["money"]) == (3, error, "untouched"), told
    assert told["message"]
    assert told["remedy"]
    assert customer.card.snapshot() == kept, "nothing was written, no try was spent"
    assert len(printer.documents) == papers
    assert desk.proves_itself()


def test_a_person_is_told_what_it_means_for_the_money(customer: Customer, desk: Desk) -> None:
    customer.reader.remove()
    refused = desk.here("do", "--operator", 12, "prepay", "volume=3")
    assert refused.err.splitlines() == [
        "There is no card in the reader.",
        "Put the card in.",
        "Money: none was taken and none was paid out.",
    ]


@pytest.mark.usefixtures("customer")
def test_a_card_swapped_after_it_was_read(desk: Desk, reader: VirtualReader) -> None:
    other = VirtualSle4442()
    sessions: list[int] = []

    def swap(_number: int, apdu: bytes, phase: ApduPhase) -> None:
        if phase is ApduPhase.BEFORE and apdu[1] == 0xA4:  # each session begins with the select
            sessions.append(1)
            if len(sessions) == 2:
                reader.on_apdu(None)
                reader.insert(other)

    reader.on_apdu(swap)
    refused = desk.do("prepay", volume="3")
    assert (refused.code, refused.json["money"]) == (3, "untouched"), refused.said
    assert other == VirtualSle4442()
    assert desk.proves_itself()


def test_a_copy_of_an_older_state_of_the_card_is_held_until_two_people_release_it(
    customer: Customer, desk: Desk
) -> None:
    old = customer.card.clone()
    desk.do("prepay", volume="3").fine()
    customer.visit_meter()
    customer.put(old)
    for _attempt in range(2):
        refused = desk.do("prepay", volume="1")
        assert (refused.code, refused.json["error"]) == (3, "card_standing")
    customer.put(customer.card)
    held = desk.do("prepay", volume="1")
    assert (held.code, held.json["standing"]) == (3, "held")
    alone = desk.do("release-card", by=SUPERVISOR, reason="the copy is taken in")
    assert (alone.code, alone.json["error"]) == (3, "second_person_needed")
    desk.do("release-card", by=SUPERVISOR, second=1, reason="the copy is taken in").fine()
    desk.do("prepay", volume="1").fine()
    assert desk.proves_itself()


@pytest.mark.usefixtures("customer")
def test_a_card_of_another_region(desk: Desk, make_desk: MakeDesk, reader: VirtualReader) -> None:
    """Its meter would refuse it, and this kiosk knows nothing of it."""
    other = make_desk(printer="none")
    other.do("set-region", by=1, region=str(REGION + 1), name="Malindi").fine()
    account = other.do("open-account", tariff_class="1", region=str(REGION + 1)).fine().json
    stranger = VirtualSle4442()
    reader.insert(stranger)
    given = {"account": account["account"], "meter": "77", "model": "DN15", "volume": "5"}
    other.do("allocate-meter", **given).fine()
    shown = other.do("read-card").fine().json
    assert shown["meters"][0]["contents"]["region"] == REGION + 1
    kept = stranger.snapshot()
    refused = desk.do("prepay", volume="3")
    assert (refused.code, refused.json["error"]) == (3, "card_standing")
    assert stranger.snapshot() == kept
    assert desk.proves_itself()


def test_a_card_pulled_while_it_is_written_keeps_the_money_on_record(
    customer: Customer, desk: Desk, printer: VirtualPrinter
) -> None:
    mark_is_missing = TearPoint(8, TearPhase.BEFORE)
    customer.card.arm(Tear(mark_is_missing))
    doubt = desk.do("prepay", volume="3", request="app-5")
    told = doubt.json
    assert (doubt.code, told["error"], told["money"]) == (4, "plan_interrupted", "in_doubt")
    slip = printer.documents[-1].text
    assert "PAYMENT TAKEN, NOT ON CARD" in slip
    assert "180.00" in slip
    assert told["plan"] in slip

    customer.put(customer.card)
    again = desk.do("prepay", volume="3", request="app-5")
    assert (again.code, again.json["error"]) == (4, "plan_open")
    other = desk.do("prepay", volume="1")
    assert (other.code, other.json["plan"]) == (4, told["plan"])

    settled = desk.do("settle").fine().json
    assert settled["plan"] == told["plan"]
    assert "RECEIPT" in printer.documents[-1].text
    sold = desk.do("prepay", volume="3", request="app-5").fine().json
    assert (sold["loads"][0]["number"], sold["receipt"]) == (2, settled["receipt"])
    customer.visit_meter()
    assert customer.meter.state.total_credited == 8000
    assert desk.proves_itself()
