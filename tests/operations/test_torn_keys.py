"""A MIFARE card whose first keys tear while it is made: it shows its serial and nothing else."""

from __future__ import annotations

import pytest

from app.cards.profiles.tapcard_mifare1k import TapcardMifare1k
from app.operations.errors import CardScrapped, PlanInterrupted, UnknownRecord
from app.simulator.mifare_classic_card import BLOCK, MifareSnapshot, VirtualMifareClassic
from app.simulator.reader import ApduPhase
from tests.counter import ADMINISTRATOR, Counter
from tests.operations.conftest import MakeCounter
from tests.operations.customer import Customer
from tests.operations.proofs import make_proved as make_proved

_MODEL = "M1"
_FIRST_TRAILER = 3
_CHANGES_KEYS = bytes.fromhex("FFD600") + bytes([_FIRST_TRAILER])


@pytest.fixture
def desk(make_proved: MakeCounter) -> Counter:
    counter = make_proved(profile=TapcardMifare1k())
    counter.do("set-meter-model", by=ADMINISTRATOR, model=_MODEL, profile=TapcardMifare1k.name)
    return counter


def test_it_is_scrapped_and_its_contents_go_on_another(desk: Counter) -> None:
    account, card = torn_while_made(desk)
    desk.put(card)
    with pytest.raises(CardScrapped):
        desk.do("settle")
    desk.new_card()
    desk.do("renew-plan", account=account)
    (part,) = desk.do("read-card").meters
    assert part.contents.load == 2_000


def test_a_card_of_others_that_shows_no_more_is_about_no_operation(desk: Counter) -> None:
    torn_while_made(desk)
    desk.put(without_first_keys(VirtualMifareClassic(uid=b"\x04\x05\x06\x07")))
    with pytest.raises(UnknownRecord):
        desk.do("settle")


def torn_while_made(desk: Counter) -> tuple[str, VirtualMifareClassic]:
    """The account that has paid, and its card, pulled while the keys of sector 0 were changed."""
    account, card = Customer(desk).account, desk.new_card()

    def pull(_number: int, apdu: bytes, phase: ApduPhase) -> None:
        if apdu.startswith(_CHANGES_KEYS) and phase is ApduPhase.BEFORE:
            desk.reader.remove()

    desk.reader.on_apdu(pull)
    with pytest.raises(PlanInterrupted):
        desk.do("allocate-meter", account=account, meter="20260001", model=_MODEL, volume="2")
    desk.reader.on_apdu(None)
    return account, without_first_keys(card)


def without_first_keys(card: VirtualMifareClassic) -> VirtualMifareClassic:
    """Neither the old nor the new keys open sector 0."""
    memory = bytearray(card.snapshot().memory)
    start = _FIRST_TRAILER * BLOCK
    memory[start : start + BLOCK] = bytes(BLOCK)
    card.restore(MifareSnapshot(bytes(memory)))
    return card
